"""A SAM model as a `Segmenter`, with one small session for each object.

Transformers keeps all frames and all outputs of a video in one session. Here each object has a session of
its own, all sharing the current frame's image features, so that an object can be let go at any time, and
after each frame a session forgets what the model's memory attention can no longer reach.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from covis.tracks.sam.checkpoints import Loaded
from covis.tracks.sam.guesses import Guess
from covis.views.view import View

_OBJECT = 1  # each session's only object


class SamSegmenter:
    """A model that follows each object by a session of its own."""

    def __init__(self, loaded: Loaded) -> None:
        """Take a loaded model."""
        self._loaded = loaded
        side = loaded.model.image_size
        self._side_px = int(side if isinstance(side, int) else side[0])
        self._features = self._new_session().cache
        self._frame = -1
        self._pixels: Any = None

    def look(self, view: View) -> None:
        """Make a view the current frame."""
        import torch

        square = view.read((self._side_px, self._side_px)).astype(np.float32) / 255
        normal = (square - self._loaded.mean) / self._loaded.std
        pixels = torch.from_numpy(np.ascontiguousarray(normal.transpose(2, 0, 1)))
        self._frame += 1
        self._pixels = pixels.to(self._loaded.device, self._loaded.dtype)

    def start(self, point_01: tuple[float, float]) -> tuple[Any, Guess]:
        """The object at a point of the current frame; its memory is a transformers session."""
        import torch

        session = self._new_session()
        session.cache = self._features
        coordinates = torch.tensor([[[list(point_01)]]], dtype=torch.float32) * self._side_px
        inputs = {"point_coords": coordinates, "point_labels": torch.ones((1, 1, 1), dtype=torch.int32)}
        session.add_point_inputs(session.obj_id_to_idx(_OBJECT), self._frame, inputs)
        session.obj_with_new_inputs = [_OBJECT]
        return session, self.follow(session)

    def follow(self, memory: Any) -> Guess:
        """An object in the current frame, from its session."""
        memory.processed_frames = None
        # Giving the frame, not only its number, tells the model that the video has no known end.
        output = self._loaded.model(memory, frame=self._pixels, frame_idx=self._frame)
        forget(memory, self._frame, self._loaded.model.config)
        logits = output.pred_masks.float().cpu().numpy()
        presence = output.object_score_logits.float().sigmoid().item()
        return Guess(logits.reshape(logits.shape[-2:]), presence)

    def _new_session(self) -> Any:
        loaded = self._loaded
        return loaded.session(
            video_height=self._side_px,
            video_width=self._side_px,
            inference_device=loaded.device,
            inference_state_device=loaded.device,
            video_storage_device=loaded.device,
            dtype=loaded.dtype,
        )


def forget(session: Any, frame: int, config: Any) -> None:
    """Drop from a session of one object all that frames after `frame` do not read.

    The memory attention reads the mask memories of the last `num_maskmem` - 1 frames, the object pointers of
    the last `max_object_pointers_in_encoder` - 1, and both of the frame with the prompt (Ravi et al.,
    "SAM 2", 2024, section 4).
    """
    oldest_mask = frame + 2 - config.num_maskmem
    oldest_pointer = frame + 2 - config.max_object_pointers_in_encoder
    outputs = session.output_dict_per_obj[0]
    followed = outputs["non_cond_frame_outputs"]
    for number in [n for n in followed if n < min(oldest_mask, oldest_pointer)]:
        del followed[number]
    for number, output in followed.items():
        if number < oldest_mask:
            output.pop("maskmem_features", None)
            output.pop("maskmem_pos_enc", None)
    for output in [*followed.values(), *outputs["cond_frame_outputs"].values()]:
        output.pop("pred_masks", None)
        output.pop("high_res_masks", None)
    session.frames_tracked_per_obj[0].clear()
    session.point_inputs_per_obj[0].clear()
    session.processed_frames = None

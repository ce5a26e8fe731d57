"""The SAM trackers on tiny models built from config, loaded from a folder as a user's weights are."""

import json
import os
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"  # read when transformers is imported; nothing here may reach for a network

import numpy as np
import pytest

from covis.errors import CovisError
from covis.tracks.sam import SamSettings, SamTracker
from covis.tracks.sam.checkpoints import load
from covis.tracks.sam.repvit import repvit_m1, stage_features, without_timm
from covis.tracks.sam.session import SamSegmenter
from covis.tracks.table import make_tracker
from covis.views.arrays import ArrayViews

torch = pytest.importorskip("torch", reason="needs the extra sam")
transformers = pytest.importorskip("transformers", reason="needs the extra sam")
pytestmark = pytest.mark.torch

HIDDEN = 128  # memories have 64 channels in transformers' code, and object pointers must be wider
MEAN, STD = [0.4, 0.5, 0.6], [0.2, 0.25, 0.3]
FAMILIES = ("sam2", "edgetam", "sam3")

# Random weights find no objects worth the name; these settings let everything through.
ANYTHING = SamSettings(
    keyframe_every=4,
    grid=2,
    max_objects=3,
    min_area=0,
    max_area=1,
    min_stability=0,
    same_iou=1.1,
    max_covered=1,
)


def common(prefix, side_px, patch_px):
    """The parts that have the same names in all families."""
    prompt_config = getattr(transformers, f"{prefix}PromptEncoderConfig")
    decoder_config = getattr(transformers, f"{prefix}MaskDecoderConfig")
    return {
        "prompt_encoder_config": prompt_config(hidden_size=HIDDEN, image_size=side_px, patch_size=patch_px),
        "mask_decoder_config": decoder_config(
            hidden_size=HIDDEN, mlp_dim=32, num_attention_heads=2, iou_head_hidden_dim=32
        ),
        "image_size": side_px,
        "memory_attention_hidden_size": HIDDEN,
        "memory_attention_num_layers": 1,
        "memory_attention_rope_feat_sizes": [side_px // patch_px] * 2,
        "memory_encoder_hidden_size": HIDDEN,
        "mask_downsampler_embed_dim": HIDDEN,
        "memory_fuser_embed_dim": HIDDEN,
        "memory_fuser_intermediate_dim": 32,
        "memory_fuser_num_layers": 1,
    }


def hiera(side_px):
    channels = [8, 16, 32, 64]
    backbone = transformers.Sam2HieraDetConfig(
        hidden_size=8,
        image_size=[side_px, side_px],
        blocks_per_stage=[1, 1, 2, 1],
        embed_dim_per_stage=channels,
        num_attention_heads_per_stage=[1, 1, 2, 2],
        window_size_per_stage=[4, 4, 4, 4],
        global_attention_blocks=[3],
        mlp_ratio=2.0,
    )
    return transformers.Sam2VisionConfig(
        backbone_config=backbone,
        backbone_channel_list=channels[::-1],
        backbone_feature_sizes=[[side_px // stride] * 2 for stride in (4, 8, 16)],
        fpn_hidden_size=HIDDEN,
    )


def sam2():
    feed_forward = {"memory_attention_feed_forward_hidden_size": 32}
    config = transformers.Sam2VideoConfig(
        vision_config=hiera(128), **feed_forward, **common("Sam2Video", 128, 16)
    )
    return transformers.Sam2VideoModel(config)


def edgetam(vision=None):
    perceiver = {
        "perceiver_resampler_num_latents": 16,
        "perceiver_resampler_num_latents_2d": 16,
        "perceiver_resampler_mlp_intermediate_size": 32,
        "perceiver_resampler_num_layers": 1,
        "memory_attention_rope_k_sizes": [4, 4],
        "memory_attention_mlp_hidden_size": 32,
    }
    shared = common("EdgeTamVideo", 128, 16)
    config = transformers.EdgeTamVideoConfig(vision_config=vision or hiera(128), **perceiver, **shared)
    return transformers.EdgeTamVideoModel(config)


def sam3_vision():
    side_px, patches = 112, 8
    backbone = transformers.Sam3ViTConfig(
        hidden_size=32,
        intermediate_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        image_size=side_px,
        patch_size=14,
        window_size=4,
        global_attn_indexes=[1],
        pretrain_image_size=56,
    )
    return transformers.Sam3VisionConfig(
        backbone_config=backbone,
        fpn_hidden_size=HIDDEN,
        backbone_feature_sizes=[[patches * scale] * 2 for scale in (4, 2, 1)],
    )


def sam3():
    feed_forward = {"memory_attention_feed_forward_hidden_size": 32}
    shared = common("Sam3TrackerVideo", 112, 14)
    config = transformers.Sam3TrackerVideoConfig(vision_config=sam3_vision(), **feed_forward, **shared)
    return transformers.Sam3TrackerVideoModel(config)


def make_confident(model):
    """Objects are always there, and masks have sharp edges."""
    with torch.no_grad():
        model.mask_decoder.pred_obj_score_head.proj_out.bias.fill_(5.0)
        for head in model.mask_decoder.output_hypernetworks_mlps:
            head.proj_out.weight.mul_(1e4)


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    made = {}
    for name, build in (("sam2", sam2), ("edgetam", edgetam), ("sam3", sam3)):
        torch.manual_seed(0)
        model = build()
        make_confident(model)
        made[name] = tmp_path_factory.mktemp("weights") / f"tiny {name}"
        model.save_pretrained(made[name])
        processor = {
            "image_processor": {"image_mean": MEAN, "image_std": STD, "size": {"height": 1, "width": 1}}
        }
        (made[name] / "processor_config.json").write_text(json.dumps(processor))
    return made


def clip(frames, size_px=(80, 60)):
    """A bright disc moves over noise."""
    rng = np.random.default_rng(0)
    ground = rng.integers(0, 120, (size_px[1], size_px[0], 3), dtype=np.uint8)
    rows, columns = np.mgrid[: size_px[1], : size_px[0]]
    images = []
    for frame in range(frames):
        image = ground.copy()
        image[(rows - 30) ** 2 + (columns - 15 - 2 * frame) ** 2 < 100] = (250, 200, 40)
        images.append(image)
    return ArrayViews(images)


@pytest.mark.parametrize("name", FAMILIES)
def test_a_clip_is_tracked_end_to_end(folders, name):
    told = []
    tracker = SamTracker(name, str(folders[name]), ANYTHING)
    tracks = tracker(clip(10), [0, 5, 9], lambda *done: told.append(done))
    assert told[-1] == (10, 10)
    assert sorted(tracks.labels) == [0, 5, 9]
    assert all(m.shape == (60, 80) and m.dtype == np.int32 for m in tracks.labels.values())
    assert 0 < len(tracks.tracks) <= 3
    assert all(1 <= track.frames <= 10 for track in tracks.tracks.values())
    assert all(0 < o.confidence <= 1 for o in tracks.occurrences)


def test_the_command_lines_spelling_loads_a_folder_and_leaves_out_what_is_unsure(folders):
    tracks = make_tracker(f"sam2:{folders['sam2']}")(clip(3), [0, 2])
    assert sorted(tracks.labels) == [0, 2]
    assert all(o.confidence >= 0.5 * 0.8 for o in tracks.occurrences)


@pytest.mark.parametrize("name", FAMILIES)
def test_a_run_repeats_exactly(folders, name):
    runs = [SamTracker(name, str(folders[name]), ANYTHING)(clip(6), [1, 5]) for _ in range(2)]
    for view in (1, 5):
        np.testing.assert_array_equal(runs[0].labels[view], runs[1].labels[view])
    assert runs[0].tracks == runs[1].tracks


@pytest.mark.parametrize("name", FAMILIES)
def test_forgetting_changes_no_mask_and_bounds_what_is_remembered(folders, name):
    """The same masks as one ever-growing session of transformers gives, from memories that stop growing."""
    loaded = load(name, str(folders[name]), SamSettings(device="cpu"))
    ours = SamSegmenter(loaded)
    side_px = loaded.model.image_size
    theirs = loaded.session(video_height=side_px, video_width=side_px, dtype=torch.float32)
    point = torch.tensor([[[[0.25 * side_px, 0.5 * side_px]]]])
    prompt = {"point_coords": point, "point_labels": torch.ones((1, 1, 1), dtype=torch.int32)}
    theirs.add_point_inputs(theirs.obj_id_to_idx(1), 0, prompt)
    theirs.obj_with_new_inputs = [1]
    remembered = []
    for frame, view in enumerate(clip(24)):
        ours.look(view)
        if frame == 0:
            memory, guess = ours.start((0.25, 0.5))
        else:
            guess = ours.follow(memory)
        if frame % 7 == 3:
            ours.start((0.6, 0.6))  # another object does not disturb the first
        output = loaded.model(theirs, frame=prepared(view, side_px), frame_idx=frame)
        np.testing.assert_array_equal(guess.logits, output.pred_masks.numpy()[0, 0])
        remembered.append(tensor_bytes(memory))
    assert len(set(remembered[16:])) == 1
    assert len(memory.output_dict_per_obj[0]["non_cond_frame_outputs"]) == 15
    assert len(theirs.output_dict_per_obj[0]["non_cond_frame_outputs"]) == 23
    assert memory.processed_frames is None
    assert len(memory.cache._vision_features) == 1


def prepared(view, side_px):
    square = view.read((side_px, side_px)).astype(np.float32) / 255
    normal = (square - np.array(MEAN, np.float32)) / np.array(STD, np.float32)
    return torch.from_numpy(normal.transpose(2, 0, 1).copy())


def tensor_bytes(session):
    """The bytes of all tensors in a session, but for the features that all sessions share."""

    def count(value):
        if isinstance(value, torch.Tensor):
            return value.element_size() * value.nelement()
        if isinstance(value, dict):
            return sum(map(count, value.values()))
        return sum(map(count, value)) if isinstance(value, list | tuple) else 0

    return count({key: value for key, value in vars(session).items() if key != "cache"})


@pytest.mark.parametrize("name", FAMILIES)
def test_half_precision_runs(folders, name):
    segmenter = SamSegmenter(load(name, str(folders[name]), SamSettings(device="cpu", dtype="bfloat16")))
    for frame, view in enumerate(clip(3)):
        segmenter.look(view)
        if frame == 0:
            memory, guess = segmenter.start((0.25, 0.5))
        else:
            guess = segmenter.follow(memory)
    assert guess.logits.dtype == np.float32
    assert np.isfinite(guess.logits).all()


def test_pictures_are_prepared_as_the_checkpoint_says_or_else_as_the_family_was_trained(folders, tmp_path):
    assert load("sam2", str(folders["sam2"]), SamSettings()).mean.tolist() == pytest.approx(MEAN)
    bare = copy_of(folders["sam3"], tmp_path / "bare", without="processor_config.json")
    assert load("sam3", str(bare), SamSettings()).std.tolist() == [0.5, 0.5, 0.5]
    (bare / "preprocessor_config.json").write_text(json.dumps({"image_mean": MEAN, "image_std": STD}))
    assert load("sam3", str(bare), SamSettings()).std.tolist() == pytest.approx(STD)
    (bare / "preprocessor_config.json").write_text("[1, 2]")
    with pytest.raises(CovisError, match="image_mean"):
        load("sam3", str(bare), SamSettings())


def copy_of(folder, target, without=""):
    target.mkdir()
    for file in folder.iterdir():
        if file.name != without:
            (target / file.name).write_bytes(file.read_bytes())
    return target


@pytest.mark.parametrize("name", FAMILIES)
def test_missing_weights_say_how_to_get_them(name):
    with pytest.raises(CovisError, match=rf"hf download .*{name}:/path"):
        load(name, "someone/no-such-weights", SamSettings())


def test_a_folder_that_is_not_there(tmp_path):
    for path in (tmp_path / "none", Path("./none/at/all")):
        with pytest.raises(CovisError, match="no folder"):
            load("sam2", f"./{path}" if not path.is_absolute() else str(path), SamSettings())


def test_weights_of_another_family(folders):
    with pytest.raises(CovisError, match=r"'edgetam_video'.*'sam2_video'"):
        load("sam2", str(folders["edgetam"]), SamSettings())


@pytest.mark.parametrize("size", [0, 100, 5000])
def test_weights_that_break_off(folders, tmp_path, size):
    broken = copy_of(folders["sam2"], tmp_path / "broken")
    (broken / "model.safetensors").write_bytes((broken / "model.safetensors").read_bytes()[:size])
    with pytest.raises(CovisError, match="holds no weights"):
        load("sam2", str(broken), SamSettings())


def test_weights_that_lack_a_part_are_not_made_up(folders, tmp_path):
    from safetensors.torch import load_file, save_file

    lacking = copy_of(folders["sam2"], tmp_path / "lacking")
    weights = load_file(lacking / "model.safetensors")
    gone = next(key for key in weights if key.startswith("memory_attention"))
    del weights[gone]
    save_file(weights, lacking / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(CovisError, match=f"lack 1 .*{gone}"):
        load("sam2", str(lacking), SamSettings())


def test_sam3_loads_its_part_of_the_published_layout(tmp_path):
    """The published weights are those of the model for text prompts, in which the tracker is one part."""
    small = {"hidden_size": HIDDEN, "num_attention_heads": 2}
    thin = small | {"num_layers": 1, "intermediate_size": 32}
    text = {"model_type": "clip_text_model", "hidden_size": 32, "intermediate_size": 32, "vocab_size": 64}
    text |= {"num_hidden_layers": 1, "num_attention_heads": 2, "bos_token_id": 0, "eos_token_id": 1}
    detector = transformers.Sam3Config(
        vision_config=sam3_vision(),
        text_config=text,
        geometry_encoder_config=thin,
        detr_encoder_config=thin,
        detr_decoder_config=thin,
        mask_decoder_config=small,
    )
    config = transformers.Sam3VideoConfig(
        detector_config=detector.to_dict(), tracker_config=sam3().config.to_dict()
    )
    whole = transformers.Sam3VideoModel(config)
    whole.save_pretrained(tmp_path)

    ours = load("sam3", str(tmp_path), SamSettings(device="cpu")).model.state_dict()
    theirs = whole.state_dict()
    origins = {
        "vision_encoder.backbone.": "detector_model.vision_encoder.backbone.",
        "vision_encoder.neck.": "tracker_neck.",
        "": "tracker_model.",
    }
    for name, value in ours.items():
        start = next(prefix for prefix in origins if name.startswith(prefix))
        assert torch.equal(value, theirs[origins[start] + name.removeprefix(start)]), name


def as_published(folder, architecture):
    """Make a saved EdgeTAM ask timm for its image encoder, as the published config does."""
    config = json.loads((folder / "config.json").read_text())
    options = {"in_chans": 3, "features_only": True, "out_indices": [0, 1, 2, 3]}
    encoder = {"model_type": "timm_wrapper", "architecture": architecture, "model_args": options}
    config["vision_config"]["backbone_config"] = encoder
    (folder / "config.json").write_text(json.dumps(config))


@pytest.fixture(scope="module")
def edgetam_with_repvit(tmp_path_factory):
    encoder = {"model_type": "timm_wrapper", "architecture": "repvit_m1"}
    vision = {"model_type": "edgetam_vision_model", "backbone_config": encoder, "fpn_hidden_size": HIDDEN}
    vision["backbone_feature_sizes"] = [[32, 32], [16, 16], [8, 8]]
    vision = without_timm({"vision_config": vision})["vision_config"]
    torch.manual_seed(0)
    model = edgetam(transformers.EdgeTamVisionConfig(**vision))
    make_confident(model)
    folder = tmp_path_factory.mktemp("repvit")
    model.save_pretrained(folder)
    return model, folder


@pytest.mark.parametrize("architecture", ["repvit_m1", "repvit_m1.dist_in1k"])
def test_edgetam_with_its_own_encoder_needs_no_timm(edgetam_with_repvit, architecture):
    model, folder = edgetam_with_repvit
    as_published(folder, architecture)
    loaded = load("edgetam", str(folder), SamSettings(device="cpu"))
    for name, value in model.state_dict().items():
        assert torch.equal(value, loaded.model.state_dict()[name]), name
    assert len(SamTracker("edgetam", str(folder), ANYTHING)(clip(4), [1, 3]).tracks) > 0


def test_another_encoder_from_timm_is_left_to_timm(edgetam_with_repvit):
    if transformers.utils.is_timm_available():
        pytest.skip("timm is installed")
    _, folder = edgetam_with_repvit
    as_published(folder, "repvit_m1_0")
    with pytest.raises(CovisError, match="timm"):
        load("edgetam", str(folder), SamSettings())


def test_the_encoder_is_repvit_m1():
    network = repvit_m1()
    # Counted on timm 1.0.31's repvit_m1 without its classifier, whose names the published weights have.
    assert sum(p.numel() for p in network.parameters()) == 4_713_712
    names = network.state_dict()
    assert len(names) == 676
    assert names["stem.conv1.c.weight"].shape == (24, 3, 3, 3)
    assert names["stages_2.blocks.12.se.fc1.weight"].shape == (48, 192, 1, 1)
    assert names["stages_3.downsample.pre_block.token_mixer.conv1.bn.running_var"].shape == (192,)
    features = stage_features(network.eval(), torch.zeros(1, 3, 64, 96))
    assert [tuple(f.shape) for f in features] == [
        (1, 48, 16, 24),
        (1, 96, 8, 12),
        (1, 192, 4, 6),
        (1, 384, 2, 3),
    ]


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (SamSettings(device="abacus"), "no device 'abacus'"),
        (SamSettings(dtype="int8"), "no number type 'int8'"),
        (SamSettings(dtype="nn"), "no number type 'nn'"),
    ],
)
def test_unknown_devices_and_number_types(folders, settings, says):
    with pytest.raises(CovisError, match=says):
        load("sam2", str(folders["sam2"]), settings)

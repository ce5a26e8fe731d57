"""Models of the SAM family so small that tests can build them, and a clip for them."""

import numpy as np
import pytest

from covis.tracks.sam import SamSettings
from covis.views.arrays import ArrayViews

torch = pytest.importorskip("torch", reason="needs the extra sam")
transformers = pytest.importorskip("transformers", reason="needs the extra sam")

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

HIDDEN = 128  # memories have 64 channels in transformers' code, and object pointers must be wider
MEAN, STD = [0.4, 0.5, 0.6], [0.2, 0.25, 0.3]


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

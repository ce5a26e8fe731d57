"""Loading SAM weights: every family's layouts, and one sentence for whatever is missing or broken."""

import dataclasses
import json
from pathlib import Path

import pytest
from tests.tracks.tiny_sam import (
    ANYTHING,
    FAMILIES,
    HIDDEN,
    MEAN,
    STD,
    clip,
    edgetam,
    make_confident,
    sam3,
    sam3_vision,
    torch,
    transformers,
)

from covis.errors import CovisError
from covis.tracks.sam import SamSettings, SamTracker
from covis.tracks.sam.checkpoints import load
from covis.tracks.sam.families import FAMILIES as SAM_FAMILIES
from covis.tracks.sam.repvit import repvit_m1, stage_features, without_timm

pytestmark = pytest.mark.torch


def test_pictures_are_prepared_as_the_checkpoint_says_or_else_as_the_family_was_trained(tiny_sam, tmp_path):
    assert load("sam2", str(tiny_sam["sam2"]), SamSettings()).mean.tolist() == pytest.approx(MEAN)
    bare = copy_of(tiny_sam["sam3"], tmp_path / "bare", without="processor_config.json")
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


def test_a_transformers_without_the_family_is_to_be_updated(monkeypatch):
    newer = dataclasses.replace(SAM_FAMILIES["sam3"], model="Sam9VideoModel")
    monkeypatch.setitem(SAM_FAMILIES, "sam3", newer)
    with pytest.raises(CovisError, match=r"newer transformers than 5.*--upgrade"):
        load("sam3", None, SamSettings())


def test_weights_of_another_family(tiny_sam):
    with pytest.raises(CovisError, match=r"'edgetam_video'.*'sam2_video'"):
        load("sam2", str(tiny_sam["edgetam"]), SamSettings())


@pytest.mark.parametrize("size", [0, 100, 5000])
def test_weights_that_break_off(tiny_sam, tmp_path, size):
    broken = copy_of(tiny_sam["sam2"], tmp_path / "broken")
    (broken / "model.safetensors").write_bytes((broken / "model.safetensors").read_bytes()[:size])
    with pytest.raises(CovisError, match="holds no weights"):
        load("sam2", str(broken), SamSettings())


def test_weights_that_lack_a_part_are_not_made_up(tiny_sam, tmp_path):
    from safetensors.torch import load_file, save_file

    lacking = copy_of(tiny_sam["sam2"], tmp_path / "lacking")
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
    weights = loaded.model.state_dict()
    for name, value in model.state_dict().items():
        assert torch.equal(value, weights[name]), name
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
def test_unknown_devices_and_number_types(tiny_sam, settings, says):
    with pytest.raises(CovisError, match=says):
        load("sam2", str(tiny_sam["sam2"]), settings)

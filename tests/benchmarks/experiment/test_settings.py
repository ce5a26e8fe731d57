from __future__ import annotations

import json
from typing import Any

import pytest

from covis.benchmarks.experiment.settings import Factors, Handling, Settings, rules_named
from covis.errors import CovisError


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"frames": ()}, "frames is empty"),
        ({"frames": (4, 4)}, "names 4 twice"),
        ({"frames": (0,)}, "frames is 0"),
        ({"marks": (-1,)}, "marks is -1"),
        ({"style": ("star",)}, "star"),
        ({"diameter": (1.5,)}, "1.5"),
        ({"sampler": ("best",)}, "best"),
        ({"tracker": ("lidar",)}, "lidar"),
        ({"tracker": ("masks:truth.npz",)}, "masks"),
        ({"wording": ("poem",)}, "poem"),
        ({"reasoning": ("deep",)}, "deep"),
    ],
)
def test_a_factor_that_there_is_not_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(CovisError, match=said):
        Factors(**given)


def test_a_tracker_may_name_its_checkpoint() -> None:
    assert Factors(tracker=("sam2:some/checkpoint", "flow")).tracker[0] == "sam2:some/checkpoint"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"models": ()}, "model is empty"),
        ({"arms": ("raw", "raw")}, "names raw twice"),
        ({"arms": ("naked",)}, "known ones are raw, marked, blind, shuffled"),
        ({"directions": ("up",)}, "up"),
        ({"repeats": 0}, "repeats is 0"),
        ({"limit": 0}, "limit is 0"),
        ({"long_side_px": 5}, "--long-side is 5"),
        ({"temperature": 3.0}, "temperature is 3"),
        ({"missing": "pray"}, "pray"),
        ({"select": "best"}, "best"),
    ],
)
def test_a_setting_out_of_range_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(CovisError, match=said):
        Settings(**{"benchmark": "sot", "models": ("scripted/oracle",), **given})


def test_handling_out_of_range_is_refused() -> None:
    with pytest.raises(CovisError, match="max-connections is 0"):
        Handling(max_connections=0)


def test_settings_are_recorded_as_they_would_be_read_back() -> None:
    record = Settings("sot", ("scripted/oracle",), factors=Factors(frames=(2, 4))).record()
    assert json.loads(json.dumps(record)) == record
    assert record["factors"]["frames"] == [2, 4]


def test_rules_have_names() -> None:
    assert rules_named("harness") == "harness"
    with pytest.raises(CovisError, match="strict, harness"):
        rules_named("lenient")

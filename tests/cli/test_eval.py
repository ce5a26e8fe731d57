import json
from pathlib import Path

import pytest
from tests.benchmarks.conftest import write_scene
from tests.cli.conftest import Cli

from covis.worlds.clips.cutouts import ClipSpec, make_clip


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("worlds")
    write_scene(folder, "one", make_clip(ClipSpec(seed=5, frames=24, size_px=(192, 144))))
    return folder


def test_one_line_of_json(cli: Cli, worlds: Path, tmp_path: Path) -> None:
    done = cli(
        "eval", "marks", "--worlds", worlds, "--tracker", "match", "--kinds", "around",
        "--robustness", "jpeg", "-o", tmp_path / "out", "--json",
    )  # fmt: skip
    assert done.code == 0, done.err
    (line,) = done.out.splitlines()
    report = json.loads(line)
    assert report["settings"]["tracker"] == "match"
    assert [(g["by"], g["value"]) for g in report["groups"]] == [
        ("all", ""),
        ("kind", "around"),
        ("views", "4"),
        ("level", "1"),
        ("jpeg", "60"),
        ("jpeg", "25"),
        ("jpeg", "8"),
    ]
    assert report["groups"][0]["measures"]["marks_pure"]["of"] > 0
    assert json.loads((tmp_path / "out" / "report.json").read_text()) == report


def test_tables_for_people(cli: Cli, worlds: Path) -> None:
    done = cli("eval", "marks", "--worlds", worlds, "--tracker", "flow")
    assert done.code == 0, done.err
    assert "1 scenes, 2 shots, tracker flow" in done.out
    assert "In %, by kind" in done.out
    assert "In %, by views" not in done.out  # all shots keep four


def test_what_is_wrong_is_one_sentence(cli: Cli, worlds: Path, tmp_path: Path) -> None:
    for arguments, sentence in (
        (("--worlds", tmp_path), "holds no rendered scenes"),
        (("--worlds", worlds, "--robustness", "rain"), "no corruption 'rain'"),
        (("--worlds", worlds, "-o", worlds / "scenes" / "one" / "scene.json"), "is a file"),
    ):
        done = cli("eval", "marks", *arguments)
        assert done.code == 2
        assert done.err.startswith("covis: ")
        assert sentence in done.err
        assert len(done.err.strip().splitlines()) == 1

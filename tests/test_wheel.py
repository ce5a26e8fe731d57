"""The built wheel, installed with the core packages only, marks a clip."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.slow  # builds a wheel and installs a dozen packages


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    subprocess.run(build, check=True, timeout=300)
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def covis(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, from a new environment with nothing but the wheel and what it asks for."""
    home = tmp_path_factory.mktemp("venv")
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True, timeout=300)
    python = home / "bin" / "python"
    constraints = str(ROOT / "constraints.txt")
    install = [str(python), "-m", "pip", "install", "-q", "-c", constraints, str(wheel)]
    subprocess.run(install, check=True, timeout=900)
    return home / "bin" / "covis"


def run(command: list[str], folder: Path) -> str:
    surroundings = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    done = subprocess.run(command, cwd=folder, env=surroundings, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_the_package_and_its_licence_and_no_more(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "covis/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert {name.split("/")[0].split("-")[0] for name in names} == {"covis"}


def test_help_and_doctor_answer(covis: Path, tmp_path: Path) -> None:
    assert "mark" in run([str(covis), "--help"], tmp_path)
    report = json.loads(run([str(covis), "doctor", "--json"], tmp_path))
    assert None not in report["core"].values()
    assert not report["extras"]["sam"]["installed"]


MAKE_A_CLIP = """
from covis.worlds.clips.cutouts import ClipSpec, make_clip
spec = ClipSpec(seed=4, frames=60, size_px=(320, 240), still=2, lookalikes=3, shuffle="apart")
make_clip(spec).write_video("clip.mp4")
"""


def test_it_marks_a_clip(covis: Path, tmp_path: Path) -> None:
    run([str(covis.with_name("python")), "-c", MAKE_A_CLIP], tmp_path)
    summary = json.loads(run([str(covis), "mark", "clip.mp4", "-o", "out", "--json"], tmp_path))
    assert summary["status"] == "done"
    assert summary["views"] == 8
    assert summary["marks"] > 0
    assert (tmp_path / "out" / "view_000.png").is_file()


def test_what_needs_an_extra_names_the_command_that_installs_it(covis: Path, tmp_path: Path) -> None:
    for words in (["demo"], ["worlds", "rooms", "-o", "rooms"]):
        done = subprocess.run(
            [str(covis), *words], cwd=tmp_path, capture_output=True, text=True, timeout=600, check=False
        )
        assert done.returncode == 2, done.stderr
        assert "pip install 'covis[worlds]'" in done.stderr
        assert not list(tmp_path.iterdir())

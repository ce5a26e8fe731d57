import json
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from typer.testing import CliRunner

from covis.cli import doctor
from covis.cli.main import app

PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]


def names(requirements: list[str]) -> set[str]:
    return {r.split(">")[0].strip() for r in requirements}


def test_it_knows_what_the_package_asks_for() -> None:
    assert set(doctor.CORE) == names(PROJECT["dependencies"])
    wanted = {k: names(v) for k, v in PROJECT["optional-dependencies"].items() if k != "dev"}
    assert {k: set(extra.packages) for k, extra in doctor.EXTRAS.items()} == wanted


def test_it_tells_what_is_installed() -> None:
    report = json.loads(CliRunner().invoke(app, ["doctor", "--json"]).stdout)
    assert report["core"] == {name: metadata.version(name) for name in doctor.CORE}
    assert "h264" in report["video"]["decodes"]
    assert {"jpg", "png", "webp"} <= set(report["images"]["reads"])


def test_it_works_when_nothing_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(doctor.metadata, "version", missing)
    monkeypatch.setattr(doctor.util, "find_spec", lambda name: None)
    monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
    for package in ("av", "PIL", "torch"):
        monkeypatch.setitem(sys.modules, package, None)
    done = CliRunner().invoke(app, ["doctor"])
    assert done.exit_code == 0, done.output
    assert "java                    not found; install it" in done.stdout
    for name, extra in doctor.EXTRAS.items():
        assert extra.adds in done.stdout
        assert f"pip install 'covis[{name}]'" in done.stdout


@pytest.mark.torch
def test_it_looks_for_gpus_where_torch_is() -> None:
    gpu = doctor.examine()["gpu"]
    assert gpu["torch"]
    assert gpu["devices"][-1] == "cpu"

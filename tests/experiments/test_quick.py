"""Every experiment runs from nothing to its table, in small."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.slow, pytest.mark.torch]


@pytest.mark.parametrize("script", ["pasta/run.py", "marks/run.py", "marks/run_sot.py", "sparkle/run.py"])
def test_quick_run_gives_a_table_and_leaves_the_readme_alone(script: str, tmp_path: Path) -> None:
    for needed in ("torch", "trl", "trimesh", "inspect_ai"):
        pytest.importorskip(needed)
    readme = (ROOT / "experiments" / "README.md").read_bytes()
    command = [sys.executable, str(ROOT / "experiments" / script), "-o", str(tmp_path / "out")]
    done = subprocess.run([*command, "--quick", "--seeds", "1"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Mean over 1 seed and")
    assert (tmp_path / "out" / "summary.md").read_text(encoding="utf-8").strip() == done.stdout.strip()
    assert (ROOT / "experiments" / "README.md").read_bytes() == readme

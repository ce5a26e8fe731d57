"""The benchmarks by name: all there, looked up one by one, and named without loading anything."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from covis.benchmarks.benchmark import Benchmark
from covis.benchmarks.table import BENCHMARK_NAMES, BENCHMARKS, find_benchmark
from covis.errors import CovisError


def loaded_by(code: str) -> set[str]:
    tell = "import sys, json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{tell}"], capture_output=True, text=True, check=True, timeout=120
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("name", BENCHMARK_NAMES)
def test_every_name_leads_to_its_benchmark(name: str) -> None:
    benchmark = BENCHMARKS[name]
    assert isinstance(benchmark, Benchmark)
    assert benchmark.name == name
    assert benchmark.title
    assert find_benchmark(name) is benchmark


def test_the_table_is_a_mapping_of_all_names() -> None:
    assert tuple(BENCHMARKS) == BENCHMARK_NAMES
    assert len(BENCHMARKS) == len(BENCHMARK_NAMES) == len(set(BENCHMARK_NAMES))
    assert "sot" in BENCHMARKS
    assert "none" not in BENCHMARKS
    assert BENCHMARKS.get("none") is None


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(CovisError, match="'vsib' is no benchmark; known are sot, rooms"):
        find_benchmark("vsib")


def test_names_load_nothing_heavy() -> None:
    heavy = {"numpy", "cv2", "PIL", "pyarrow", "inspect_ai", "covis.benchmarks.benchmark"}
    assert not loaded_by("from covis.benchmarks.table import BENCHMARK_NAMES, BENCHMARKS") & heavy


def test_looking_one_up_loads_no_other() -> None:
    loaded = loaded_by("from covis.benchmarks.table import BENCHMARKS; BENCHMARKS['sot']")
    assert "covis.benchmarks.sot.benchmark" in loaded
    assert not {name for name in loaded if name.startswith(("covis.benchmarks.spar", "covis.benchmarks.vsi"))}
    assert not {"pyarrow", "inspect_ai", "torch"} & loaded

"""The benchmarks by name. Looking one up imports its module and no other; the names alone import nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, cast

from covis.errors import CovisError

if TYPE_CHECKING:
    from covis.benchmarks.benchmark import Benchmark

_HOME = {
    "sot": "sot.benchmark:SOT",
    "rooms": "rooms.benchmark:ROOMS",
    "rooms-actions": "rooms.actions:ROOMS_ACTIONS",
    "sparkle": "sparkle.benchmark:SPARKLE",
    "spar": "spar.benchmark:SPAR",
    "spar-mv": "spar.benchmark:SPAR_MV",
    "spar-tiny": "spar.benchmark:SPAR_TINY",
    "mindcube": "mindcube.benchmark:MINDCUBE",
    "mindcube-tiny": "mindcube.benchmark:MINDCUBE_TINY",
    "mmsi": "mmsi.benchmark:MMSI",
    "mmsi-circular": "mmsi.benchmark:MMSI_CIRCULAR",
    "vsi": "vsi.benchmark:VSI",
    "vsi-debiased": "vsi.benchmark:VSI_DEBIASED",
    "blink": "blink.benchmark:BLINK",
    "whatsup": "whatsup.benchmark:WHATSUP",
    "scanqa": "scanqa.benchmark:SCANQA",
    "sqa3d": "sqa3d.benchmark:SQA3D",
    "openeqa": "openeqa.benchmark:OPENEQA",
    "egoschema": "egoschema.benchmark:EGOSCHEMA",
    "egoschema-full": "egoschema.benchmark:EGOSCHEMA_FULL",
    "r2r": "r2r.benchmark:R2R",
}
"""Name to module below `covis.benchmarks` and the constant in it."""

BENCHMARK_NAMES = tuple(_HOME)
"""All names, in the order of the table."""


class _Table(Mapping[str, "Benchmark"]):
    """Name to benchmark, imported when it is looked up."""

    def __getitem__(self, name: str) -> Benchmark:
        module, constant = _HOME[name].split(":")
        return cast("Benchmark", getattr(import_module(f"covis.benchmarks.{module}"), constant))

    def __contains__(self, name: object) -> bool:
        return name in _HOME

    def __iter__(self) -> Iterator[str]:
        return iter(_HOME)

    def __len__(self) -> int:
        return len(_HOME)


BENCHMARKS: Mapping[str, Benchmark] = _Table()
"""Name to benchmark."""


def find_benchmark(name: str) -> Benchmark:
    """A benchmark by name.

    Raises:
        CovisError: If there is none of that name; the sentence lists them all.
    """
    if name not in BENCHMARKS:
        raise CovisError(f"{name!r} is no benchmark; known are {', '.join(BENCHMARK_NAMES)}.")
    return BENCHMARKS[name]

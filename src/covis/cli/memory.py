"""The largest amount of memory that this process has held."""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from pathlib import Path

STATUS = Path("/proc/self/status")
CLEAR = Path("/proc/self/clear_refs")


def reset_peak() -> None:
    """Start counting anew, where the system can (Linux); elsewhere the peak is that of the whole process."""
    with suppress(OSError):
        CLEAR.write_text("5")  # proc(5): 5 resets the peak resident set size


def peak_memory_mb() -> float | None:
    """The peak resident set since `reset_peak`, in MB (10**6 bytes); None where the system does not tell."""
    with suppress(OSError):
        # Not getrusage: its value outlives exec, so a child starts with its parent's peak.
        held = re.search(r"^VmHWM:\s+(\d+) kB$", STATUS.read_text(), re.MULTILINE)
        if held:
            return round(int(held[1]) * 1024 / 1e6, 1)
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # getrusage(2): kilobytes, but bytes on macOS.
    return round(peak * (1 if sys.platform == "darwin" else 1024) / 1e6, 1)

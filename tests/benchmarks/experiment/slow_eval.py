"""`covis eval` with scripted models that take their time; started as a process of its own, to be killed.

python slow_eval.py SECONDS_A_QUESTION ARGUMENTS...
"""

from __future__ import annotations

import sys
import time
from typing import Any

from covis.cli.main import main
from covis.models import scripted

speak = scripted.scripted_text


def slowly(script: str, truth: Any) -> str:
    time.sleep(float(sys.argv[1]))
    return speak(script, truth)


scripted.scripted_text = slowly
main(sys.argv[2:])

"""Programs in several processes, as a user starts them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
FSDP_ON_CPU = Path(__file__).with_name("fsdp_on_cpu.py")
LAUNCHER = "from accelerate.commands.accelerate_cli import main; main()"
COVIS = ("-m", "tests.training.launch.the_command")


def launched(
    processes: int, *arguments: object, config: str | Path = "multi_gpu"
) -> subprocess.CompletedProcess[str]:
    """What `covis ARGUMENTS` says, in one process or in several that accelerate launch started."""
    return started(processes, *((FSDP_ON_CPU,) if config == "fsdp" else COVIS), *arguments, config=config)


def started(
    processes: int, *command: object, config: str | Path = "multi_gpu"
) -> subprocess.CompletedProcess[str]:
    """What a program says, a file or -m MODULE, with its arguments."""
    file = config if isinstance(config, Path) else ROOT / "recipes" / "accelerate" / f"{config}.yaml"
    launch = ("-c", LAUNCHER, "launch", "--config_file", file, "--num_processes", processes)
    whole = [sys.executable, *map(str, (*(launch if processes > 1 else ()), *command))]
    return subprocess.run(whole, capture_output=True, text=True, env=_settings())


def killed(line: str, *arguments: object) -> int:
    """The exit status of `covis ARGUMENTS`, killed as soon as it says a line that begins so."""
    whole = [sys.executable, "-u", *COVIS, *map(str, arguments)]
    with subprocess.Popen(whole, stderr=subprocess.PIPE, text=True, env=_settings()) as process:
        assert process.stderr is not None
        for said in process.stderr:
            if said.startswith(line):
                process.send_signal(signal.SIGKILL)
        return process.wait()


def _settings() -> dict[str, str]:
    paths = os.pathsep.join(filter(None, [str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH")]))
    return {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": paths, "HF_HUB_OFFLINE": "1"}

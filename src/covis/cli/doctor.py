"""`covis doctor`: what is installed, what each extra adds, and how to get it."""

from __future__ import annotations

import json
import os
import platform
import shutil
from dataclasses import asdict, dataclass
from importlib import metadata, util
from typing import Annotated, Any

import typer

CORE = ("av", "numpy", "opencv-python-headless", "pillow", "pydantic", "rich", "scikit-image", "typer")
"""The packages that covis always needs, by their names on the package index."""

DECODERS = ("h264", "hevc", "vp9", "av1", "mpeg4")
"""The video codecs that phones, cameras and the web use, by FFmpeg's names."""


PICTURES = ("jpg", "png", "webp", "tif", "avif", "heic")
"""The picture formats that people have, by their endings."""


@dataclass(frozen=True)
class Extra:
    """A job that needs more packages.

    Attributes:
        packages: Their names on the package index.
        adds: What covis can do with them.
    """

    packages: tuple[str, ...]
    adds: str


EXTRAS: dict[str, Extra] = {
    "worlds": Extra(
        ("embreex", "networkx", "pyarrow", "scikit-learn", "scipy", "trimesh"),
        "data sets with exact truth, `covis worlds`, and the room of `covis demo`",
    ),
    "eval": Extra(
        (
            "anthropic",
            "google-genai",
            "inspect-ai",
            "matplotlib",
            "motmetrics",
            "networkx",
            "openai",
            "pyarrow",
            "pycocoevalcap",
            "scipy",
        ),
        "models asked and benchmarks scored, `covis ask`, `covis eval` and `covis report`",
    ),
    "heic": Extra(("pillow-heif",), "pictures in HEIC, as iPhones store them"),
    "sam": Extra(
        ("torch", "transformers"), "the trackers sam2, edgetam and sam3, with weights that you bring"
    ),
    "train": Extra(
        ("accelerate", "datasets", "peft", "pyyaml", "tensorboard", "torch", "transformers", "trl"),
        "models trained on spatial questions, `covis train`",
    ),
}
"""The extras of the package that users may want, each named for its job."""


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Say what is installed, what each extra adds, and how to get it."""
    report = examine()
    if as_json:
        typer.echo(json.dumps(report))
    else:
        _print(report)


def examine() -> dict[str, Any]:
    """Everything `covis doctor` tells, as JSON-ready values. Missing packages are None, never an error."""
    return {
        "covis": _version("covis"),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "cores": os.cpu_count(),
        "core": {name: _version(name) for name in CORE},
        "extras": {name: _examine_extra(name, extra) for name, extra in EXTRAS.items()},
        "video": _examine_video(),
        "images": _examine_images(),
        "java": shutil.which("java"),
        "gpu": _examine_gpu(),
    }


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _examine_extra(name: str, extra: Extra) -> dict[str, Any]:
    packages = {package: _version(package) for package in extra.packages}
    return {
        **asdict(extra),
        "packages": packages,
        "installed": None not in packages.values(),
        "get": f"pip install 'covis[{name}]'",
    }


def _examine_video() -> dict[str, Any]:
    """FFmpeg's version and which codecs it decodes here; PyAV's wheels carry their own FFmpeg."""
    try:
        import av
    except ImportError:
        return {"ffmpeg": None, "decodes": []}
    return {
        "ffmpeg": getattr(av, "ffmpeg_version_info", None),
        "decodes": [codec for codec in DECODERS if codec in av.codecs_available],
    }


def _examine_images() -> dict[str, Any]:
    """Which picture formats Pillow reads here, and whether it can draw numbers with a scalable font."""
    try:
        from PIL import Image, features
    except ImportError:
        return {"reads": [], "scalable_font": False}
    if util.find_spec("pillow_heif") is not None:
        import pillow_heif

        pillow_heif.register_heif_opener()
    Image.init()
    known = Image.registered_extensions()
    reads = [name for name in PICTURES if known.get(f".{name}") in Image.OPEN]
    return {"reads": reads, "scalable_font": bool(features.check("freetype2"))}


def _examine_gpu() -> dict[str, Any]:
    """What torch could run on, where it is installed; covis's default tracker needs none."""
    if util.find_spec("torch") is None:
        return {"torch": False, "devices": []}
    import torch

    devices = [f"cuda: {torch.cuda.get_device_name(k)}" for k in range(torch.cuda.device_count())]
    if torch.backends.mps.is_available():
        devices.append("mps")
    return {"torch": True, "devices": [*devices, "cpu"]}


def _print(report: dict[str, Any]) -> None:
    say = typer.echo
    say(
        f"covis {report['covis']} on Python {report['python']}, {report['platform']}, {report['cores']} cores"
    )
    say("\nCore")
    for name, version in report["core"].items():
        say(f"  {name:<24}{version or 'missing: pip install covis'}")
    say("\nExtras")
    for name, extra in report["extras"].items():
        say(f"  {name:<24}{'installed' if extra['installed'] else 'not installed'}; adds {extra['adds']}")
        for package, version in extra["packages"].items():
            say(f"    {package:<22}{version or 'missing'}")
        if not extra["installed"]:
            say(f"    get it with: {extra['get']}")
    video, images, gpu = report["video"], report["images"], report["gpu"]
    say("\nReads")
    say(f"  video                   {', '.join(video['decodes']) or 'nothing'} (FFmpeg {video['ffmpeg']})")
    say(f"  pictures                {', '.join(images['reads']) or 'nothing'}")
    say(f"  scalable font           {'yes' if images['scalable_font'] else 'no: numbers are drawn small'}")
    java = report["java"] or "not found; install it (Debian, Ubuntu: apt-get install default-jre-headless)"
    say("\nPrograms")
    say(f"  java                    {java}")
    say("  only the metrics of ScanQA need it")
    say("\nGPU")
    say(f"  {', '.join(gpu['devices']) if gpu['torch'] else 'not looked for: torch is not installed'}")
    say("  marking with the default tracker needs no GPU")

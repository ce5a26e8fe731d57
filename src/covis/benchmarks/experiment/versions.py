"""Which versions made a run."""

from __future__ import annotations

from importlib import metadata

PACKAGES = ("covis", "inspect-ai", "numpy", "opencv-python-headless", "pillow", "av", "openai", "anthropic")


def version_of(package: str) -> str | None:
    """The installed version; None where a package runs without being installed, or is not there."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None

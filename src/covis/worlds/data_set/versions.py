"""Which versions made a set."""

from __future__ import annotations

from importlib import metadata

PACKAGES = ("covis", "numpy", "opencv-python-headless", "pillow", "av", "scipy", "trimesh", "embreex")


def versions() -> dict[str, str | None]:
    """Package to its installed version; None where it runs without being installed, or is missing."""
    return {package: _version(package) for package in PACKAGES}


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None

"""What made a result: source, settings and versions, so that it can be made again and compared."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import metadata

PACKAGES = ("covis", "numpy", "opencv-python-headless", "scikit-image", "av", "pillow")


def make_manifest(
    source: str, fingerprint: str, views: int, settings: Mapping[str, object]
) -> dict[str, object]:
    """A manifest; equal input gives an equal one, so it holds no time and no place.

    Args:
        source: The views' short name.
        fingerprint: The views' fingerprint.
        views: How many views there were to choose from.
        settings: Every setting, JSON values only.
    """
    return {
        "source": {"name": source, "sha256": fingerprint, "views": views},
        "settings": dict(settings),
        "versions": {package: _version(package) for package in PACKAGES},
    }


def _version(package: str) -> str | None:
    """The installed version; None where a package runs without being installed."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None

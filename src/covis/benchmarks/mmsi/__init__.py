"""MMSI-Bench: a thousand questions over several pictures, written by people."""

__all__: list[str] = []

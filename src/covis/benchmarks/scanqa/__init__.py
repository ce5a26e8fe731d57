"""ScanQA (Azuma et al., CVPR 2022)."""

__all__: list[str] = []

"""OpenEQA, EM-EQA (Majumdar et al., CVPR 2024)."""

__all__: list[str] = []

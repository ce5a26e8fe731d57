"""SQA3D (Ma et al., ICLR 2023)."""

__all__: list[str] = []

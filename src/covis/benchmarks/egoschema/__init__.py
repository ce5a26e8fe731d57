"""EgoSchema (Mangalam et al., NeurIPS 2023)."""

__all__: list[str] = []

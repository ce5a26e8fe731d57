"""Room-to-Room (Anderson et al., CVPR 2018)."""

__all__: list[str] = []

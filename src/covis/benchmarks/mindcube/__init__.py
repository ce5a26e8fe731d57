"""MindCube: what lies where, from few views: turned in place, among things, around things."""

__all__: list[str] = []

"""Any data set of rendered rooms as a benchmark."""

__all__: list[str] = []

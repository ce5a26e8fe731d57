"""The default tracker: no weights, one CPU, one pass over the video."""

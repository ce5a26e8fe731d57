"""Reading what others wrote: rows of JSON, JSON Lines and Parquet, and the media that they name.

Every fault is one sentence that names the file, the row and the field. No path leaves the folder that was
named for it.
"""

__all__: list[str] = []

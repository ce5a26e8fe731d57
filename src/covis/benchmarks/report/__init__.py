"""What a run says: do marks help, by how much, at what cost, and could the run have shown it at all?

The steps in order: `read_run` reads run folders into `scores`, `analyse` makes all figures from them, and
`as_json`, `as_csv`, `terminal` and `page` show these.
"""

__all__: list[str] = []

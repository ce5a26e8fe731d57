"""A run on disk: what was asked, of whom, how, and what came back.

A run folder holds `manifest.json` (settings, versions, seeds, hashes of inputs), `samples.jsonl` (what was
asked, forward, once), `pictures/` (named by their content, as the models saw them) and `cells/`, a folder for
each way of asking: `cell.json`, `predictions.jsonl`, and `grades.jsonl` beside it, which can be made again at
any time without a model.
"""

__all__: list[str] = []

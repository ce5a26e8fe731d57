"""The same questions to models in several ways: raw and marked, forward and in reverse.

The steps in order: `settings` and `cells` say what is asked, `choose` which questions, `shown` which views of
each, `look` and `views_store` make their pictures with and without marks, `forecast` what it will cost,
`ask_cell` asks, `grading` scores. `run` does them all.
"""

__all__: list[str] = []

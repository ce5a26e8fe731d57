"""The report as one page that needs nothing else: no network, no other file.

Replies, questions, names and paths come from models and strangers: all text goes through `tags`, which
escapes it, and the page's content policy lets nothing run but its own script.
"""

__all__: list[str] = []

"""HTML that is put together without a way to forget escaping."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

VOID = frozenset({"img", "input", "br", "meta"})
"""Elements that hold nothing."""


class Html(str):
    """Text that is HTML already. Only `tag` and `joined` make it."""

    __slots__ = ()


Child = str | Html | None


def tag(name: str, /, *children: Child, **attributes: str | float | bool | None) -> Html:
    """An element.

    Args:
        name: Of the element.
        children: Text, which is escaped, or `Html`, which is not; None is passed over.
        attributes: Escaped. `class_` and `for_` are written without the stroke, other strokes become
            hyphens; True gives the bare name, None and False leave it out.
    """
    opening = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in VOID:
        return Html(f"<{name}{opening}>")
    return Html(f"<{name}{opening}>{joined(children)}</{name}>")


def joined(children: Iterable[Child]) -> Html:
    """Several pieces after one another: text is escaped, `Html` is not."""
    return Html("".join(_safe(child) for child in children))


def _safe(child: Child) -> str:
    if child is None:
        return ""
    return child if isinstance(child, Html) else escape(_visible(child))


def _attribute(key: str, value: str | float | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    if value is True:
        return f" {name}"
    text = f"{value:.6g}" if isinstance(value, float) else _visible(str(value))
    return f' {name}="{escape(text)}"'


def _visible(text: str) -> str:
    """Without what no page may hold: control characters, and halves of characters."""
    kept = "".join(c if c >= " " or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in text)
    return kept.encode("utf-8", "replace").decode()

"""Text and pictures of one message, in order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, get_args

from covis.errors import CovisError
from covis.prompts.parts import Picture, Prompt, Text

Layout = Literal["frames first", "text first"]
"""Where pictures stand that the text has no places for."""

LAYOUTS: tuple[Layout, ...] = get_args(Layout)

CAPTION = "Image {i}:"

PLACE = re.compile(r"<image[ _-]?(\d{1,3})?>", re.IGNORECASE)
"""A place for a picture: `<image>` for the next one, `<image 2>` or `<image2>` for a certain one."""

BLANK = re.compile(rf" *{PLACE.pattern} *", re.IGNORECASE)


def compose(
    text: str,
    pictures: Sequence[Picture],
    *,
    passage: str | None = None,
    layout: Layout = "frames first",
    caption: str | None = CAPTION,
) -> Prompt:
    """One message: captions with their pictures, the passage that explains marks, and the text.

    Where the text has places for pictures (`<image>`), they stand there, without captions. A single place
    takes all pictures, with captions if there are several. Without pictures, places are left out.

    Args:
        text: The question with its options and instruction.
        pictures: In the order in which they are shown.
        passage: What explains the marks; None for pictures without marks.
        layout: Whether pictures without a place come before or after the text.
        caption: Stands before each picture, with `{i}` for its number from 1; None for no captions.

    Raises:
        CovisError: If the text has places for another number of pictures, or the layout is unknown.
    """
    if layout not in LAYOUTS:
        raise CovisError(f"There is no layout {layout!r}; the known ones are {', '.join(LAYOUTS)}.")
    places = PLACE.findall(text)
    if not pictures:
        words = [passage or "", BLANK.sub(" ", text)]
        return tuple(Text(w.strip()) for w in words if w.strip())
    shown = _captioned(pictures, caption)
    explained = (Text(passage),) if passage else ()
    if not places:
        rest = (*explained, Text(text))
        return (*shown, *rest) if layout == "frames first" else (*rest, *shown)
    if len(places) == 1 and not places[0]:
        before, _, after = PLACE.split(text)
        inside = shown if len(pictures) > 1 else tuple(pictures)
        return (*explained, *_words(before), *inside, *_words(after))
    return (*explained, *_in_places(text, pictures))


def _captioned(pictures: Sequence[Picture], caption: str | None) -> Prompt:
    parts: list[Text | Picture] = []
    for i, picture in enumerate(pictures, 1):
        parts += [Text(caption.format(i=i)), picture] if caption else [picture]
    return tuple(parts)


def _in_places(text: str, pictures: Sequence[Picture]) -> Prompt:
    """The text with each picture in its place; where one is named again, its number stands."""
    pieces = PLACE.split(text)
    numbers = [int(n) if n else k for k, n in enumerate(pieces[1::2], 1)]
    if set(numbers) != set(range(1, len(pictures) + 1)):
        raise CovisError(
            f"The question has places for images {', '.join(map(str, numbers))}, but there are "
            f"{len(pictures)} images: {text[:60]!r}."
        )
    parts: list[Text | Picture] = [*_words(pieces[0])]
    for k, (number, after) in enumerate(zip(numbers, pieces[2::2], strict=True)):
        again = number in numbers[:k]
        parts += [Text(f"image {number}") if again else pictures[number - 1], *_words(after)]
    return tuple(parts)


def _words(text: str) -> tuple[Text, ...]:
    return (Text(text.strip()),) if text.strip() else ()

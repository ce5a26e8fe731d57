"""Pages on which a person sees the views of every scene and each question with its answer. Plain HTML."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path

from covis.prompts.sample import Sample
from covis.views.write import write_atomically

SCENES_A_PAGE = 20  # a browser opens a page of them at once; pictures load as they come into sight


@dataclass(frozen=True)
class Figure:
    """One picture of a scene.

    Attributes:
        picture: What is shown, relative to the folder of the data set.
        opens: What a click opens, relative to the same.
        caption: A few words.
        size_px: Width and height at which `picture` is stored.
    """

    picture: str
    opens: str
    caption: str
    size_px: tuple[int, int]


@dataclass(frozen=True)
class Gallery:
    """Pictures that belong together, such as the views of a shot.

    Attributes:
        title: A few words.
        figures: In order.
        clip: The whole clip, relative to the folder of the data set; "" without one.
    """

    title: str
    figures: tuple[Figure, ...]
    clip: str = ""


@dataclass(frozen=True)
class ScenePart:
    """What a page shows of one scene.

    Attributes:
        scene: Its id.
        notes: A line about it.
        galleries: Its pictures.
        samples: Its questions.
        names: What the numbers in its pictures stand for; "" without numbers.
    """

    scene: str
    notes: str
    galleries: tuple[Gallery, ...]
    samples: tuple[Sample, ...]
    names: str = ""


def write_pages(
    folder: Path, title: str, about: str, scenes: Sequence[str], part: Callable[[str], ScenePart]
) -> None:
    """Write index.html and, for more scenes than fit one page, page-002.html and so on.

    Args:
        folder: The folder of the data set.
        title: Of every page.
        about: A sentence or two below it.
        scenes: Ids in the order of the set.
        part: Gives what is shown of a scene.

    Raises:
        CovisError: If a page cannot be written.
    """
    chunks = [scenes[k : k + SCENES_A_PAGE] for k in range(0, len(scenes), SCENES_A_PAGE)]
    for number, chunk in enumerate(chunks, 1):
        body = [f"<h1>{escape(title)}</h1>", f"<p>{escape(about)}</p>", _ways(number, len(chunks))]
        body += ["<p>Scenes: " + ", ".join(f'<a href="#{escape(s)}">{escape(s)}</a>' for s in chunk) + "</p>"]
        body += ["".join(_scene(part(scene))) for scene in chunk]
        body += [_ways(number, len(chunks))]
        page = _PAGE.format(title=escape(title), style=_STYLE, body="\n".join(body))
        write_atomically(folder / _page_name(number), page.encode())
    for path in folder.glob("page-*.html"):  # of an earlier run with more scenes
        if path.name not in {_page_name(k) for k in range(1, len(chunks) + 1)}:
            path.unlink()


def _page_name(number: int) -> str:
    return "index.html" if number == 1 else f"page-{number:03d}.html"


def _ways(number: int, pages: int) -> str:
    """Links to the other pages."""
    if pages == 1:
        return ""
    links = [
        f"<b>{k}</b>" if k == number else f'<a href="{_page_name(k)}">{k}</a>' for k in range(1, pages + 1)
    ]
    return f"<nav>Pages: {' '.join(links)}</nav>"


def _scene(part: ScenePart) -> Iterator[str]:
    yield f'<section id="{escape(part.scene)}"><h2>{escape(part.scene)}</h2><p>{escape(part.notes)}</p>'
    for gallery in part.galleries:
        yield f"<h3>{escape(gallery.title)}</h3>"
        if gallery.clip:
            yield f'<p><video src="{escape(gallery.clip)}" controls preload="none"></video><br>'
            yield f'<a href="{escape(gallery.clip)}">the clip at its full frame rate</a></p>'
        yield '<div class="views">'
        for figure in gallery.figures:
            width, height = figure.size_px
            yield (
                f'<figure><a href="{escape(figure.opens)}"><img loading="lazy" '
                f'src="{escape(figure.picture)}" width="{width}" height="{height}" '
                f'alt="{escape(figure.caption)}"></a>'
                f"<figcaption>{escape(figure.caption)}</figcaption></figure>"
            )
        yield "</div>"
    if part.names:
        yield f"<details><summary>What the numbers are</summary><p>{escape(part.names)}</p></details>"
    for task, samples in groupby(part.samples, key=lambda sample: sample.task):
        yield f"<h3>{escape(task)}</h3><ol>"
        yield from map(_question, samples)
        yield "</ol>"
    yield "</section>"


def _question(sample: Sample) -> str:
    """One item of a list: the text, the options with the right one marked, the answer, and what is shown."""
    if sample.options is None:
        answer = f'<p class="right">{escape(sample.answer)} {escape(sample.unit or "")}</p>'
    else:
        items = []
        for letter, option in zip(string.ascii_uppercase, sample.options, strict=False):
            right = ' class="right"' if letter == sample.answer else ""
            items.append(f"<li{right}>{letter}. {escape(option)}</li>")
        answer = f'<ul class="options">{"".join(items)}</ul>'
    facts = f"{sample.category} · {sample.direction} · shown in this order: {_shown(sample)}"
    if sample.video:
        facts += " · with the clip"
    return (
        f'<li id="{escape(sample.id)}"><p>{escape(sample.question)}</p>{answer}'
        f'<p class="facts">{escape(facts)} · {escape(sample.id)}</p></li>'
    )


def _shown(sample: Sample) -> str:
    """The frames or views that a question shows, as the captions name them."""
    views = sample.frames or tuple(sample.meta.get("views", ()))
    return ", ".join(map(str, views)) if views else ", ".join(sample.images)


_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 84rem; padding: 1rem; }
section { border-top: 2px solid #8888; margin-top: 2.5rem; }
.views { display: flex; gap: .5rem; overflow-x: auto; }
figure { margin: 0; flex: none; }
figure img { display: block; max-width: 46vw; height: auto; }
video { width: 480px; max-width: 100%; background: #8882; }
figcaption, .facts { font-size: .85rem; opacity: .75; margin: .2rem 0; }
.options { list-style: none; padding: 0; margin: 0; }
.options li, p.right { padding: 0 .4rem; }
.right { background: #2a8a4a33; border-left: 4px solid #2a8a4a; font-weight: 600; }
li > p { margin: .5rem 0 .2rem; white-space: pre-line; }
nav { margin: 1rem 0; }
"""

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
{body}
</body>
</html>
"""

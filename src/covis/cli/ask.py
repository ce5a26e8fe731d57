"""`covis ask`: a question about a video or pictures, put to a model."""

from __future__ import annotations

import json
import sys
import unicodedata
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

import typer

from covis.cli.marking_options import Diameter, End, Marks, Ordered, Start, Style
from covis.errors import CovisError

if TYPE_CHECKING:
    from covis.marks.marked_views import MarkedViews
    from covis.marks.style import Kind
    from covis.models.exchange import Exchange
    from covis.models.question import Question
    from covis.models.settings import ModelSettings
    from covis.prompts.parts import Prompt

AnswerKind = Literal["choice", "number", "text", "path"]
Reasoning = Literal["none", "minimal", "low", "medium", "high"]


def ask(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE",
            help="A video, a folder or quoted glob of pictures, single pictures, or a folder that covis mark "
            "wrote.",
            show_default=False,
        ),
    ],
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="What to ask.", show_default=False)],
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            "-m",
            help="openai/MODEL, anthropic/MODEL, google/MODEL, openai-api/NAME/MODEL for any compatible "
            "server (NAME_BASE_URL and NAME_API_KEY), or transformers/PATH. Keys come from the environment.",
            show_default=False,
        ),
    ] = None,
    raw: Annotated[bool, typer.Option("--raw", help="Send the views without marks.")] = False,
    both: Annotated[
        bool, typer.Option("--both", help="Ask twice, without marks and with them, to see the difference.")
    ] = False,
    options: Annotated[
        str | None, typer.Option(help='What to choose from, such as "left,right"; or parted by |.')
    ] = None,
    kind: Annotated[
        AnswerKind | None, typer.Option(help="Ask for this kind of answer and read it strictly.")
    ] = None,
    unit: Annotated[str | None, typer.Option(help="Of a number, such as m or deg.")] = None,
    reverse: Annotated[bool, typer.Option("--reverse", help="Show the views in the opposite order.")] = False,
    wording: Annotated[
        str, typer.Option(help="How marks are explained: plain, brief, guide or none.")
    ] = "plain",
    frames: Annotated[int | None, typer.Option(help="How many views to keep, as for covis mark.")] = None,
    marks: Marks = 5,
    tracker: Annotated[str, typer.Option(help="As for covis mark.")] = "auto",
    sampler: Annotated[str, typer.Option(help="How views are kept: uniform or covisible.")] = "uniform",
    start_s: Start = None,
    end_s: End = None,
    ordered: Ordered = None,
    style: Style = "circle",
    diameter: Diameter = "0.08",
    max_tokens: Annotated[
        int | None, typer.Option(help="At most how many tokens the model may write, reasoning included.")
    ] = None,
    temperature: Annotated[float | None, typer.Option(help="0 for the most likely answer.")] = None,
    reasoning: Annotated[
        Reasoning | None, typer.Option(help="How much the model may reason, if it can be told.")
    ] = None,
    timeout: Annotated[int, typer.Option(help="Give up an attempt after this many seconds.")] = 300,
    retries: Annotated[int, typer.Option(help="How often to try again when a server is busy or down.")] = 3,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show exactly what would be sent, and send nothing.")
    ] = False,
    save: Annotated[
        Path | None, typer.Option(help="Keep everything that is sent and received in this folder.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print a line of JSON for each time asked.")
    ] = False,
) -> None:
    """Ask a model about a video or pictures on which equal numbers mark equal objects."""
    from covis.models.question import Question
    from covis.models.settings import ModelSettings

    if raw and both:
        raise CovisError("--raw and --both exclude each other; --both asks without marks too.")
    asked = Question(question, _options(options), kind, unit, reverse, wording)
    settings = ModelSettings(max_tokens, temperature, None, reasoning, timeout, retries)
    chosen = {"frames": frames, "marks": marks, "tracker": tracker, "sampler": sampler}
    cut = {"start_s": start_s, "end_s": end_s, "ordered": ordered}
    arms = ["raw", "marked"] if both else ["raw" if raw else "marked"]
    try:
        if save is not None:
            _check(save)
        opened = None if dry_run else _opened(model, settings)
        marked = _marked(sources, raw, style, diameter, {**chosen, **cut})
        _ask_all(asked, marked, arms, model, opened, settings, save, as_json)
    except KeyboardInterrupt:
        print("covis: stopped; nothing was kept.", file=sys.stderr)
        raise typer.Exit(130) from None


def _ask_all(
    asked: Question,
    marked: MarkedViews,
    arms: list[str],
    model: str | None,
    opened: Any,
    settings: ModelSettings,
    save: Path | None,
    as_json: bool,
) -> None:
    """Ask once for each arm, or show what would be sent; then keep it, and compare."""
    import tempfile

    from covis.models.record import write_record

    with tempfile.TemporaryDirectory(prefix="covis-") as folder:
        sent = {arm: _prompt(asked, marked, Path(folder), arm == "raw") for arm in arms}
        received: dict[str, Exchange] = {}
        for arm, prompt in sent.items():
            if opened is None:
                _show(arm, prompt, as_json)
                continue
            received[arm] = _exchange(prompt, asked, marked, opened, str(model))
            _tell(arm, received[arm], len(arms) > 1, as_json)
        if save is not None:
            record = {"model": model, "question": asdict(asked), "settings": asdict(settings)}
            write_record(save, {**record, "views": dict(marked.manifest)}, sent, received)
    if len(received) > 1 and not as_json:
        _compare(received)


def _check(save: Path) -> None:
    from covis.models.record import check_record

    check_record(save)


def _options(text: str | None) -> tuple[str, ...] | None:
    if text is None:
        return None
    return tuple(option.strip() for option in text.split("|" if "|" in text else ",") if option.strip())


def _opened(model: str | None, settings: Any) -> Any:
    from covis.models.inspect_chat import KNOWN, open_model

    if model is None:
        raise CovisError(f"Name the model to ask with --model: {', '.join(KNOWN[:5])}; or add --dry-run.")
    return open_model(model, settings)


def _marked(sources: list[str], raw: bool, style: str, diameter: str, chosen: dict[str, Any]) -> MarkedViews:
    """The views to ask about, with a progress bar while they are marked."""
    from covis.cli.mark import diameter_of
    from covis.cli.progress import Bars
    from covis.cli.sources import sources_of
    from covis.marks.style import MarkStyle
    from covis.models.source import views_to_ask

    found = sources_of(sources)
    if len(found) != 1:
        raise CovisError(f"These are {len(found)} sources, and a question is about one; name one.")
    drawn = MarkStyle(cast("Kind", style), diameter_of(diameter))
    content = found[0].content
    bars = Bars([found[0].name])
    with bars.shown():
        return views_to_ask(
            list(content) if isinstance(content, tuple) else content,
            raw,
            **chosen,
            style=drawn,
            progress=lambda done, total: bars.tell(0, done, total),
        )


def _prompt(asked: Question, marked: MarkedViews, folder: Path, raw: bool) -> Prompt:
    from covis.models.pictures import write_pictures

    if not raw and not marked.marks:
        print("covis: no object was sure enough to be marked; the views bear no marks.", file=sys.stderr)
    return asked.prompt(marked, write_pictures(marked, folder, raw), raw)


def _exchange(prompt: Prompt, asked: Question, marked: MarkedViews, opened: Any, model: str) -> Exchange:
    from covis.models.exchange import exchange

    return exchange(prompt, asked.sample(len(marked.views)), opened, model)


def _show(arm: str, prompt: Prompt, as_json: bool) -> None:
    """Print what would be sent."""
    from covis.models.record import message_record

    parts = message_record(prompt)
    if as_json:
        print(json.dumps({"arm": arm, "sent": parts}, ensure_ascii=False), flush=True)
        return
    pictures = [part for part in parts if "picture" in part]
    size_kb = sum(part["bytes"] for part in pictures) / 1000
    print(f"{arm}: {len(pictures)} pictures, {size_kb:.0f} kB, in one message:")
    for part in parts:
        if "picture" in part:
            width, height = part["size_px"]
            print(f"  [{part['picture']}: {width} x {height} px, {part['bytes'] / 1000:.0f} kB]")
        else:
            print("  " + _printable(part["text"]).replace("\n", "\n  "))


def _tell(arm: str, done: Exchange, named: bool, as_json: bool) -> None:
    """Print what came back."""
    reply, reading = done.reply, done.reading
    if as_json:
        line = {"arm": arm, "value": reading.value, "unreadable": reading.why, **asdict(reply)}
        print(json.dumps(line, ensure_ascii=False), flush=True)
        return
    if named:
        print(f"{arm}:")
    print(_printable(reply.text) or "(an empty reply)")
    read = (
        f"read as {_printable(reading.value)}" if reading.value is not None else f"unreadable: {reading.why}"
    )
    ended = {"stop": "", "length": ", cut at its limit", "refused": ", refused", "other": ""}[reply.stop]
    thought = f" ({reply.reasoning_tokens} of them reasoning)" if reply.reasoning_tokens else ""
    tokens = f"{reply.input_tokens} tokens in, {reply.output_tokens} out{thought}"
    print(f"  [{read}{ended}; {tokens}; {reply.seconds:.1f} s]", flush=True)


def _compare(received: dict[str, Exchange]) -> None:
    """Print whether marks changed the answer."""
    raw, marked = received["raw"].reading.value, received["marked"].reading.value
    if raw == marked:
        print("The marks did not change the answer." if raw is not None else "Neither answer can be read.")
    else:
        words = [_printable(value) if value is not None else "unreadable" for value in (raw, marked)]
        print(f"The marks changed the answer: {words[0]} without, {words[1]} with them.")


def _printable(text: str) -> str:
    """Text without control characters, which could move a terminal's cursor or hide what was said."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))

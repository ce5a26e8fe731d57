"""The command `covis`: the table of its commands and its way out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Annotated

import typer

import covis
from covis.cli.ask import ask
from covis.cli.demo import demo
from covis.cli.doctor import doctor
from covis.cli.eval import evaluations
from covis.cli.mark import mark
from covis.cli.report import report
from covis.cli.train import train
from covis.cli.worlds import worlds
from covis.errors import CovisError

COMMANDS: dict[str, Callable[..., None]] = {
    "mark": mark,
    "ask": ask,
    "demo": demo,
    "doctor": doctor,
    "report": report,
}
"""Name to command. A command's module loads nothing heavy until its function runs."""

GROUPS: dict[str, typer.Typer] = {
    "worlds": worlds,
    "eval": evaluations,
    "train": train,
}
"""Name to a group of commands, just as light."""

app = typer.Typer(
    name="covis",
    help="The same number on the same object in every view.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _name, _command in COMMANDS.items():
    app.command(_name)(_command)
for _name, _group in GROUPS.items():
    app.add_typer(_group, name=_name)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"covis {covis.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line with these arguments, or with those of the process.

    Exit status: 0 done, 2 input or surroundings that covis cannot work with (one sentence on stderr),
    130 stopped with Ctrl-C.
    """
    try:
        app(args=arguments)
    except CovisError as error:
        print(f"covis: {error}", file=sys.stderr)
        sys.exit(2)
    except OSError as error:
        if error.filename is None:
            raise
        print(f"covis: {error.filename}: {error.strerror}; correct the path.", file=sys.stderr)
        sys.exit(2)

import csv
import io
import json
import re
from pathlib import Path

import pytest
from rich.console import Console
from tests.benchmarks.report.made_run import MadeCell, make_run, samples_of

from covis.benchmarks.report.analyse import analyse
from covis.benchmarks.report.as_text import as_csv, as_json
from covis.benchmarks.report.figures import Figures
from covis.benchmarks.report.join import joined
from covis.benchmarks.report.numbers import amount, money, more, p_value, percent, points
from covis.benchmarks.report.prices import Price, read_prices
from covis.benchmarks.report.read_run import read_run
from covis.benchmarks.report.terminal import show
from covis.errors import CovisError


def figures_of(run: Path) -> list[Figures]:
    return [analyse(scores, {"made/model": Price(1, 2)}) for scores in joined([read_run(run)])]


def table(report: list[Figures]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(as_csv(report))))


def test_json_and_table_say_the_same(run: Path) -> None:
    report = figures_of(run)
    (record,) = json.loads(as_json(report))
    rows = table(report)
    assert record["verdicts"][0]["answer"] == "help"
    found = [row for row in rows if row["what"] == "accuracy" and not row["group"]]
    assert [float(row["value"]) for row in found] == [cell["accuracy"]["value"] for cell in record["cells"]]
    assert [row["low"] for row in found] == [str(cell["accuracy"]["low"]) for cell in record["cells"]]
    differences = [row for row in rows if row["what"] == "difference" and not row["group"]]
    assert [row["p"] for row in differences] == [str(c["luck"]["p"]) for c in record["contrasts"]]
    assert {row["what"] for row in rows} == {
        "accuracy",
        "difference",
        "harmonic mean of orders",
        "forward minus reverse",
        "harmonic mean minus that of raw",
    }


def test_the_same_run_gives_the_same_report(run: Path) -> None:
    assert as_json(figures_of(run)) == as_json(figures_of(run))


def test_formulas_stay_text(tmp_path: Path) -> None:
    cell = MadeCell("raw", "forward", 0.5, model='=HYPERLINK("http://example.org")')
    run = make_run(tmp_path / "r", [cell], samples_of(4, 4))
    assert {row["model"][:6] for row in table(figures_of(run))} == {"'=HYPE"}


def test_tables_for_people_show_markup_as_text(tmp_path: Path) -> None:
    cells = [MadeCell(arm, "forward", 0.6, model="[bold]me[/bold]") for arm in ("raw", "marked")]
    run = make_run(tmp_path / "r", cells, samples_of(12, 4))
    console = Console(file=io.StringIO(), width=160, force_terminal=False)
    show(figures_of(run), console)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert "[bold]me[/bold]" in text
    assert "48 questions about 12 scenes" in text
    assert "seconds a point" in text
    for title in ("Accuracy in %", "Against raw views", "Accuracy against cost", "by viewpoint", "by level"):
        assert title in text


@pytest.mark.parametrize("width", [60, 80, 100])
def test_a_narrow_terminal_cuts_no_figure_and_no_name(tmp_path: Path, width: int) -> None:
    cells = [MadeCell(a, d, 0.6) for a in ("raw", "marked", "blind") for d in ("forward", "reverse")]
    figures = figures_of(make_run(tmp_path / "r", cells, samples_of(12, 4)))
    told = {}
    for columns in (width, 400):
        console = Console(file=io.StringIO(), width=columns, force_terminal=False)
        show(figures, console)
        told[columns] = console.file.getvalue()  # type: ignore[attr-defined]
    assert max(map(len, told[width].splitlines())) <= width
    assert "…" not in told[width]
    words = {text: set(re.split(r"[\s┃│]+", text)) for text in told.values()}
    assert {w for w in words[told[400]] if re.search(r"[\w★]", w)} <= words[told[width]]


def test_characters_that_steer_a_terminal_are_shown_as_such(tmp_path: Path) -> None:
    samples = [s for s in samples_of(6, 4)]
    cells = [MadeCell(arm, "forward", 0.6) for arm in ("raw", "marked")]
    run = make_run(tmp_path / "r", cells, samples)
    lines = (
        (run / "samples.jsonl")
        .read_text()
        .replace('"category": "camera"', '"category": "\\u001b[2Jx\\u202e"')
    )
    (run / "samples.jsonl").write_text(lines.replace('"category": "perspective"', '"category": "other"'))
    console = Console(file=io.StringIO(), width=160, force_terminal=False)
    show(figures_of(run), console)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\N{REPLACEMENT CHARACTER}[2Jx" in text


def test_prices_are_read_or_refused(tmp_path: Path) -> None:
    file = tmp_path / "prices.json"
    file.write_text('{"openai/gpt-4o": {"input": 2.5, "output": 10}}')
    assert read_prices(file) == {"openai/gpt-4o": Price(2.5, 10.0)}
    assert Price(2.5, 10).of(1000, 100) == pytest.approx(0.0035)
    for text in ("", "[]", '{"m": 3}', '{"m": {"input": 1}}', '{"m": {"input": "1", "output": 2}}',
                 '{"m": {"input": -1, "output": 2}}', '{"m": {"input": NaN, "output": 2}}',
                 '{"m": {"input": true, "output": 2}}'):  # fmt: skip
        file.write_text(text)
        with pytest.raises(CovisError):
            read_prices(file)


def test_numbers_as_people_read_them() -> None:
    assert [percent(v) for v in (0.6714, 1.0, None)] == ["67.1", "100.0", "–"]
    assert [points(v) for v in (0.02, -0.02, -0.0001, None)] == ["+2.0", "−2.0", "0.0", "–"]
    assert [p_value(p) for p in (1e-9, 0.0123, 0.5)] == ["p < 0.001", "p = 0.012", "p = 0.50"]
    assert [amount(v) for v in (1240.4, 12.34, 0.00423, 0.0, None)] == ["1,240", "12.3", "0.00423", "0", "–"]
    assert [money(v) for v in (0.000195, -0.5, None)] == ["0.195", "−500", "–"]
    assert [more(v) for v in (3.0, -3.0)] == ["+3", "−3"]

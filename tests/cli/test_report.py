import json
from pathlib import Path

import pytest
from tests.benchmarks.report.made_run import MadeCell, make_run, samples_of
from tests.cli.conftest import Cli


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    cells = [MadeCell("raw", "forward", 0.5), MadeCell("marked", "forward", 0.8)]
    return make_run(tmp_path_factory.mktemp("runs") / "one", cells, samples_of(15, 4))


def test_tables_and_a_page_in_the_run(cli: Cli, run: Path) -> None:
    done = cli("report", run)
    assert done.code == 0, done.err
    assert "Marks help made/model: +" in done.out.replace("\n", " ")
    assert "Marks help made/model" in (run / "report.html").read_text()
    assert done.out.replace("\n", "").endswith(str(run / "report.html"))


def test_one_line_of_json_and_a_table(cli: Cli, run: Path, tmp_path: Path) -> None:
    prices = tmp_path / "prices.json"
    prices.write_text('{"made/model": {"input": 1, "output": 4}}')
    done = cli(
        "report", run, "--json", "--csv", tmp_path / "a" / "table.csv",
        "--html", tmp_path / "b" / "page.html", "--prices", prices, "--samples", 3,
    )  # fmt: skip
    assert done.code == 0, done.err
    (line,) = done.out.splitlines()
    (figures,) = json.loads(line)
    assert figures["verdicts"][0]["answer"] == "help"
    assert figures["cells"][0]["cost"]["money"] > 0
    assert (tmp_path / "a" / "table.csv").read_text().startswith("what,run,model")
    assert (tmp_path / "b" / "page.html").read_text().count("<article") == 3


def test_two_runs_stand_side_by_side(cli: Cli, run: Path, tmp_path: Path) -> None:
    cells = [MadeCell("raw", "forward", 0.5, model="other")]
    other = make_run(tmp_path / "two", cells, samples_of(5, 4))
    done = cli("report", run, other, "--json", "--html", tmp_path / "page.html")
    assert [figures["runs"] for figures in map(dict, json.loads(done.out))] == [["one"], ["two"]]


def test_what_is_wrong_is_one_sentence(cli: Cli, run: Path, tmp_path: Path) -> None:
    (tmp_path / "prices.json").write_text("{")
    for arguments, sentence in (
        ((tmp_path,), "holds no run"),
        ((tmp_path / "missing",), "holds no run"),
        ((run, "--prices", tmp_path / "prices.json"), "is not JSON"),
        ((run, "--prices", tmp_path / "none.json"), "No such file"),
        ((run, "--html", tmp_path), "cannot be written"),
    ):
        done = cli("report", *arguments)
        assert done.code == 2
        assert done.err.startswith("covis: ")
        assert sentence in done.err
        assert len(done.err.strip().splitlines()) == 1

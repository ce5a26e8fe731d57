"""`covis ask` as a user types it: against a server on loopback, and dry."""

from __future__ import annotations

import inspect
import json
from pathlib import Path

import pytest
from PIL import Image
from tests.cli.conftest import Cli, Scene
from tests.models.loopback import CUT, GARBAGE, HANG, Loopback

import covis
from covis.cli.ask import ask as command

KEY = "sk-never-to-be-seen-0815"
MODEL = ("--model", "openai-api/near/some-model")


def near(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    server.environment(monkeypatch, "near", KEY)


def marking(scene: Scene) -> list[str]:
    return ["--tracker", scene.tracker, "--frames", "2", "--marks", "2"]


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def test_defaults_are_those_of_the_python_functions() -> None:
    shell = inspect.signature(command).parameters
    python = inspect.signature(covis.ask).parameters
    shared = set(shell) & set(python) - {"model", "style", "question", "options"}
    assert shared == {
        "raw", "kind", "unit", "reverse", "wording", "frames", "marks", "tracker", "sampler",
        "start_s", "end_s", "ordered",
    }  # fmt: skip
    assert {n: shell[n].default for n in shared} == {n: python[n].default for n in shared}
    settings = covis.ModelSettings()
    assert (shell["timeout"].default, shell["retries"].default) == (settings.attempt_s, settings.retries)


def test_it_prints_the_reply_what_was_read_tokens_and_seconds(cli: Cli, scene: Scene, monkeypatch) -> None:
    with Loopback("The answer is B.") as server:
        near(server, monkeypatch)
        done = cli("ask", scene.video, "Where?", *MODEL, "--options", "left,right", *marking(scene))
    assert done.code == 0, done.err
    reply, summary = done.out.splitlines()
    assert reply == "The answer is B."
    assert summary.startswith("  [read as B; 20")
    assert summary.endswith(" s]")
    assert "4 out" in summary
    (body,) = server.requests
    assert [part["type"] for part in body["messages"][0]["content"]].count("image_url") == 2


def test_a_reply_without_exactly_one_answer_is_told_to_be_unreadable(
    cli: Cli, scene: Scene, monkeypatch
) -> None:
    with Loopback("A or B") as server:
        near(server, monkeypatch)
        done = cli("ask", scene.video, "Where?", *MODEL, "--options", "left|right", *marking(scene))
    assert done.code == 0
    assert "unreadable: names more than one option" in done.out


def test_both_asks_twice_and_tells_whether_marks_changed_the_answer(
    cli: Cli, scene: Scene, monkeypatch
) -> None:
    def answer(body: dict) -> str:
        return "A" if "marked with" in json.dumps(body) else "B"

    with Loopback(answer) as server:
        near(server, monkeypatch)
        done = cli("ask", scene.video, "Where?", *MODEL, "--options", "a,b", "--both", *marking(scene))
    assert done.code == 0, done.err
    assert len(server.requests) == 2
    assert done.out.splitlines()[0] == "raw:"
    assert done.out.splitlines()[-1] == "The marks changed the answer: B without, A with them."


def test_json_prints_a_line_for_each_time_asked(cli: Cli, scene: Scene, monkeypatch) -> None:
    with Loopback("3 m") as server:
        near(server, monkeypatch)
        options = ["--kind", "number", "--unit", "cm", "--both", "--json"]
        done = cli("ask", scene.video, "How far?", *MODEL, *options, *marking(scene))
    raw, marked = done.summaries
    assert (raw["arm"], marked["arm"]) == ("raw", "marked")
    assert raw["value"] == marked["value"] == "300"
    assert (raw["text"], raw["stop"], raw["unreadable"]) == ("3 m", "stop", "")
    assert raw["input_tokens"] < marked["input_tokens"]


def test_a_dry_run_shows_the_messages_and_sizes_without_any_model(
    cli: Cli, scene: Scene, monkeypatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "inspect_ai", None)
    done = cli("ask", scene.video, "Where?", "--dry-run", "--options", "left,right", *marking(scene))
    assert done.code == 0, done.err
    assert "[marked_000.png: 192 x 144 px, " in done.out
    assert "  Where?\n  A. left\n  B. right\n" in done.out
    assert "numbers 1 and 2" in done.out
    dry = cli("ask", scene.video, "Where?", "--dry-run", "--json", "--raw", "--reverse", *marking(scene))
    (line,) = dry.summaries
    shown = [part["picture"] for part in line["sent"] if "picture" in part]
    assert shown == ["raw_001.png", "raw_000.png"]


def test_a_dry_run_shows_exactly_what_is_sent(cli: Cli, scene: Scene, monkeypatch) -> None:
    arguments = ["ask", scene.video, "Where?", "--options", "left,right", *marking(scene)]
    (dry,) = cli(*arguments, "--dry-run", "--json").summaries
    with Loopback("A") as server:
        near(server, monkeypatch)
        cli(*arguments, *MODEL)
    sent = server.requests[0]["messages"][0]["content"]
    assert [p["text"] for p in sent if p["type"] == "text"] == [p["text"] for p in dry["sent"] if "text" in p]
    assert sum(p["type"] == "image_url" for p in sent) == sum("picture" in p for p in dry["sent"])


def test_save_keeps_everything_sent_and_received_but_no_key(
    cli: Cli, scene: Scene, monkeypatch, tmp_path
) -> None:
    monkeypatch.chdir(tmp_path)
    with Loopback(f"B. Your key is {KEY}.") as server:
        near(server, monkeypatch)
        done = cli("ask", scene.video, "Where?", *MODEL, "--both", "--save", "kept", *marking(scene))
    assert done.code == 0, done.err
    pictures = {f"{arm}_00{k}.png" for arm in ("raw", "marked") for k in range(2)}
    assert files(tmp_path / "kept") == {"ask.json", *pictures}
    assert files(tmp_path) == {"kept"}
    text = (tmp_path / "kept" / "ask.json").read_text()
    record = json.loads(text)
    assert KEY not in text + done.out + done.err
    assert record["model"] == "openai-api/near/some-model"
    assert record["question"]["text"] == "Where?"
    assert record["views"]["settings"]["frames"] == 2
    assert record["raw"]["reply"]["output_tokens"] > 0
    assert record["marked"]["received"]["choices"][0]["stop_reason"] == "stop"
    named = [part["picture"] for part in record["marked"]["sent"] if "picture" in part]
    assert named == ["marked_000.png", "marked_001.png"]
    with Image.open(tmp_path / "kept" / named[0]) as picture:
        assert picture.size == (192, 144)
    again = cli("ask", scene.video, "Where?", "--dry-run", "--save", "kept", *marking(scene))
    assert again.code == 0, again.err
    assert files(tmp_path / "kept") == {"ask.json", "marked_000.png", "marked_001.png"}


@pytest.mark.parametrize("step", [401, 429, 500, HANG, CUT, GARBAGE], ids=str)
def test_a_failure_is_one_sentence_with_code_2_and_nothing_written(
    step, cli: Cli, scene: Scene, monkeypatch, tmp_path
) -> None:
    monkeypatch.chdir(tmp_path)
    with Loopback("A", step) as server:
        near(server, monkeypatch)
        settings = ["--timeout", "2", "--retries", "0", "--both", "--save", "kept"]
        done = cli("ask", scene.video, "Where?", *MODEL, *settings, *marking(scene))
    assert done.code == 2
    assert done.err.startswith("covis: openai-api/near/some-model ")
    assert done.err.count("\n") == 1
    assert files(tmp_path) == set()
    assert KEY not in done.out + done.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--model", "nobody/x"], "There is no model"),
        (["--model", "openai-api/missing/x"], "MISSING_API_KEY"),
        ([], "--model"),
        (["--dry-run", "--raw", "--both"], "exclude"),
        (["--dry-run", "--options", "left"], "at least two"),
        (["--dry-run", "--options", ","], "at least two"),
        (["--dry-run", "--kind", "choice"], "needs options"),
        (["--dry-run", "--wording", "loud"], "no wording"),
        (["--dry-run", "--style", "stars"], "no mark style"),
        (["--dry-run", "--retries", "-1"], "retries"),
        (["--dry-run", "--reverse"], "cannot be reversed"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_sent(
    cli: Cli, scene: Scene, arguments: list, said: str
) -> None:
    done = cli("ask", scene.video, "What does the next image show?", *arguments, *marking(scene))
    assert done.code == 2
    assert said in done.err
    assert done.err.count("\n") == 1


def test_a_folder_with_other_files_is_not_replaced(cli: Cli, scene: Scene, monkeypatch, tmp_path) -> None:
    for name in ("notes.txt", "raw_000.png"):
        folder = tmp_path / name.partition(".")[0]
        folder.mkdir()
        (folder / name).write_text("mine")
        with Loopback("A") as server:
            near(server, monkeypatch)
            done = cli("ask", scene.video, "Where?", *MODEL, "--save", folder, *marking(scene))
        assert done.code == 2
        assert server.requests == []
        assert (folder / name).read_text() == "mine"


def test_single_pictures_are_one_source_and_two_sources_are_refused(cli: Cli, scene: Scene, tmp_path) -> None:
    pictures = []
    for k in range(3):
        pictures.append(tmp_path / f"{k}.png")
        Image.new("RGB", (60, 40), (80 * k, 90, 120)).save(pictures[-1])
    done = cli("ask", *pictures, "Where?", "--raw", "--dry-run")
    assert done.code == 0, done.err
    assert "3 pictures" in done.out
    two = cli("ask", scene.video, tmp_path, "Where?", "--dry-run")
    assert two.code == 2
    assert "2 sources" in two.err


def test_a_marked_folder_is_asked_about_as_it_is(cli: Cli, scene: Scene, tmp_path) -> None:
    assert cli("mark", scene.video, "-o", tmp_path / "m", *marking(scene)).code == 0
    done = cli("ask", tmp_path / "m", "Where?", "--dry-run")
    assert "[marked_001.png: 192 x 144 px" in done.out
    raw = cli("ask", tmp_path / "m", "Where?", "--dry-run", "--raw")
    assert raw.code == 2
    assert "no unmarked views" in raw.err


def test_control_characters_of_a_reply_do_not_reach_the_terminal(cli: Cli, scene: Scene, monkeypatch) -> None:
    with Loopback("\x1b[2J\x1b]0;owned\x07left\u202e") as server:
        near(server, monkeypatch)
        done = cli("ask", scene.video, "Where?", *MODEL, *marking(scene))
    assert "\x1b" not in done.out
    assert "\x07" not in done.out
    assert "\u202e" not in done.out
    assert "left" in done.out


def test_ctrl_c_ends_with_code_130_and_nothing_written(cli: Cli, scene: Scene, monkeypatch, tmp_path) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("covis.models.exchange.exchange", stopped)
    with Loopback("A") as server:
        near(server, monkeypatch)
        done = cli("ask", scene.video, "Where?", *MODEL, "--save", tmp_path / "kept", *marking(scene))
    assert done.code == 130
    assert done.err == "covis: stopped; nothing was kept.\n"
    assert files(tmp_path) == set()


def test_raw_views_are_those_that_marking_keeps(cli: Cli, scene: Scene, tmp_path: Path) -> None:
    asked = ["ask", scene.video, "Where?", "--dry-run", "--start", 0.2, *marking(scene)]
    assert cli(*asked, "--raw", "--save", tmp_path / "raw").code == 0
    assert cli(*asked, "--both", "--save", tmp_path / "both").code == 0
    for name in ("raw_000.png", "raw_001.png"):
        assert (tmp_path / "raw" / name).read_bytes() == (tmp_path / "both" / name).read_bytes()
        assert (tmp_path / "both" / name.replace("raw", "marked")).read_bytes() != (
            tmp_path / "both" / name
        ).read_bytes()

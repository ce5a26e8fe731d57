"""The captioning metrics are those of pycocoevalcap, whatever a reply holds."""

from __future__ import annotations

import importlib.util
import math
import shutil
import subprocess

import numpy as np
import pytest

from covis.benchmarks.scanqa import captions
from covis.benchmarks.scanqa.captions import caption_scores
from covis.errors import CovisError

needs_java = pytest.mark.skipif(
    shutil.which("java") is None or importlib.util.find_spec("pycocoevalcap") is None,
    reason="needs Java and the extra eval",
)

WORDS = """a the red brown wooden chair table lamp, left right of on near don't it's TV 2 three window. (door)
-"""


def made_pairs(count: int) -> tuple[list[str], list[list[str]]]:
    rng = np.random.default_rng(7)

    def text() -> str:
        return " ".join(rng.choice(WORDS.split(), int(rng.integers(1, 9))))

    return [text() for _ in range(count)], [[text() for _ in range(rng.integers(1, 4))] for _ in range(count)]


@needs_java
def test_a_thousand_pairs_score_as_pycocoevalcap_scores_them() -> None:
    from pycocoevalcap.bleu.bleu import Bleu
    from pycocoevalcap.cider.cider import Cider
    from pycocoevalcap.meteor.meteor import Meteor
    from pycocoevalcap.rouge.rouge import Rouge
    from pycocoevalcap.tokenizer.ptbtokenizer import PTBTokenizer

    answers, references = made_pairs(1000)
    scores = caption_scores(answers, references)
    tokenizer = PTBTokenizer()
    said = tokenizer.tokenize({i: [{"caption": a}] for i, a in enumerate(answers)})
    true = tokenizer.tokenize({i: [{"caption": r} for r in each] for i, each in enumerate(references)})
    bleu, _ = Bleu(4).compute_score(true, said, verbose=0)
    expected = {f"bleu_{n}": bleu[n - 1] for n in range(1, 5)}
    for name, scorer in (("rouge_l", Rouge()), ("cider", Cider()), ("meteor", Meteor())):
        expected[name], each = scorer.compute_score(true, said)
        assert np.allclose([s[name] for s in scores.each], each, rtol=0, atol=1e-12)
    assert scores.corpus == pytest.approx(expected, abs=1e-12)


@needs_java
def test_lines_inside_replies_shift_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty reply, and one with line ends of every kind, leave the others where they are."""
    monkeypatch.setattr(captions, "_meteor", lambda true, said: None)  # its start takes seconds
    answers = ["on the table", "", "a\nred\r\nchair\u2028\x0b", "🪑", "on the table"]
    references = [["on the table"], ["a lamp"], ["a red chair"], ["chair"], ["on the table"]]
    each = caption_scores(answers, references).each
    assert [round(s["rouge_l"], 6) for s in each] == [1, 0, 1, 0, 1]
    assert all(math.isfinite(v) for s in each for v in s.values())


def test_nothing_scores_nothing() -> None:
    assert caption_scores([], []) == captions.CaptionScores({}, ())


def test_without_java_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pycocoevalcap")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(CovisError, match=r"no java is on the path; install it"):
        caption_scores(["a"], [["b"]])


def test_a_failing_tokenizer_is_told_with_its_last_line(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pycocoevalcap")
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/java")
    broken = subprocess.CompletedProcess([], 1, b"", b"first\nno memory\n")
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: broken)
    with pytest.raises(CovisError, match="failed under Java: no memory"):
        caption_scores(["a"], [["b"]])

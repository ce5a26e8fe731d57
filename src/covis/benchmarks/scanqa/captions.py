"""The captioning family of metrics, as pycocoevalcap computes them: BLEU, METEOR, ROUGE-L, CIDEr."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from covis.errors import CovisError

BLANK = "."
"""Stands for an empty text: the tokenizer needs something on every line, and drops a full stop again."""


@dataclass(frozen=True)
class CaptionScores:
    """How close answers come to their references.

    Attributes:
        corpus: Metric to its figure over all answers, 0..1 (CIDEr 0..10), as pycocoevalcap defines it.
        each: The same for every answer, in order; BLEU and METEOR of a corpus are not the means of these.
    """

    corpus: dict[str, float]
    each: tuple[dict[str, float], ...]


def caption_scores(answers: Sequence[str], references: Sequence[Sequence[str]]) -> CaptionScores:
    """Score answers against references, on the tokens of the Penn Treebank tokenizer in lower case.

    BLEU-1 to 4 (corpus statistics, closest reference length), METEOR 1.5, ROUGE-L (beta 1.2) and CIDEr (its
    idf from these references, so that the scores of a subset differ), by pycocoevalcap 1.2 with Java. METEOR
    is left out when its Java program cannot run, for want of memory say.

    Args:
        answers: One text each, possibly empty.
        references: For each answer at least one reference.

    Raises:
        CovisError: If pycocoevalcap or Java is missing, or the tokenizer fails.
    """
    if not answers:
        return CaptionScores({}, ())
    check_scorer()
    from pycocoevalcap.bleu.bleu import Bleu
    from pycocoevalcap.cider.cider import Cider
    from pycocoevalcap.rouge.rouge import Rouge

    tokens = _tokenized([*answers, *(r for each in references for r in each)])
    said = {i: [tokens[i]] for i in range(len(answers))}
    rest = iter(tokens[len(answers) :])
    true = {i: [next(rest) for _ in each] for i, each in enumerate(references)}
    bleu, bleu_each = Bleu(4).compute_score(true, said, verbose=0)
    columns = {f"bleu_{n}": (bleu[n - 1], bleu_each[n - 1]) for n in range(1, 5)}
    columns["rouge_l"] = Rouge().compute_score(true, said)
    columns["cider"] = Cider().compute_score(true, said)
    meteor = _meteor(true, said)
    if meteor is not None:
        columns["meteor"] = meteor
    return CaptionScores(
        {name: float(whole) for name, (whole, _) in columns.items()},
        tuple({name: float(each[i]) for name, (_, each) in columns.items()} for i in range(len(answers))),
    )


def check_scorer() -> None:
    """Look whether answers can be scored here.

    Raises:
        CovisError: If pycocoevalcap or Java is missing.
    """
    if find_spec("pycocoevalcap") is None:
        raise CovisError(
            "The metrics of ScanQA need the package pycocoevalcap; get it with: pip install 'covis[eval]'."
        )
    if shutil.which("java") is None:
        raise CovisError(
            "The metrics of ScanQA tokenize with Java, and no java is on the path; "
            "install it (Debian, Ubuntu: apt-get install default-jre-headless)."
        )


def _tokenized(texts: Sequence[str]) -> list[str]:
    """Each text as its tokens, parted by spaces, without punctuation."""
    from pycocoevalcap.tokenizer import ptbtokenizer

    # Line ends of any kind would shift all later answers by one.
    lines = "\n".join(" ".join(text.split()) or BLANK for text in texts)
    jar = Path(ptbtokenizer.__file__).with_name(ptbtokenizer.STANFORD_CORENLP_3_4_1_JAR)
    options = ["-preserveLines", "-lowerCase", "-options", "untokenizable=noneDelete"]
    command = [
        "java",
        "-Dfile.encoding=UTF-8",
        "-cp",
        str(jar),
        "edu.stanford.nlp.process.PTBTokenizer",
        *options,
    ]
    done = subprocess.run(command, input=lines.encode(), capture_output=True, check=False)
    tokenized = done.stdout.decode().rstrip("\n").split("\n")
    if done.returncode or len(tokenized) != len(texts):
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise CovisError(f"The tokenizer of the metrics of ScanQA failed under Java: {' '.join(last)}")
    dropped = set(ptbtokenizer.PUNCTUATIONS)
    return [" ".join(w for w in line.rstrip().split(" ") if w not in dropped) for line in tokenized]


def _meteor(true: dict[int, list[str]], said: dict[int, list[str]]) -> tuple[float, list[float]] | None:
    """METEOR 1.5, or None where its program cannot run."""
    from pycocoevalcap.meteor.meteor import Meteor

    try:
        whole, each = Meteor().compute_score(true, said)
    except (OSError, ValueError):
        return None
    return whole, each

"""Questions about views: one record for all benchmarks and data sets."""

from covis.prompts.sample import AnswerKind, PairActions, Sample, read_samples

__all__ = ["AnswerKind", "PairActions", "Sample", "read_samples"]

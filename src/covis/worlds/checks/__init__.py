"""Checks of whole sets of samples: balance, what the text gives away, what must not be in a set."""

from covis.worlds.checks.set_report import SetReport, refuse_faulty, report, shared_scenes

__all__ = ["SetReport", "refuse_faulty", "report", "shared_scenes"]

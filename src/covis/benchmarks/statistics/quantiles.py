"""The few distribution functions that are needed, from scipy where it is installed."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from covis.errors import CovisError


@lru_cache(maxsize=4096)
def students_t(probability: float, freedom: int) -> float:
    """The quantile of Student's t.

    Args:
        probability: 0..1.
        freedom: Degrees of freedom, at least 1.

    Raises:
        CovisError: If scipy is missing.
    """
    return float(_stats().t.ppf(probability, freedom))


def normal(probability: float) -> float:
    """The quantile of the normal distribution.

    Raises:
        CovisError: If scipy is missing.
    """
    return float(_stats().norm.ppf(probability))


def binomial_p(hits: int, of: int) -> float:
    """The two-sided exact p of `hits` in `of` tosses of a fair coin; 1 of none.

    Raises:
        CovisError: If scipy is missing.
    """
    return float(_stats().binomtest(hits, of, 0.5).pvalue) if of else 1.0


def _stats() -> Any:
    try:
        from scipy import stats
    except ImportError as error:
        raise CovisError("intervals need scipy; install it with: pip install 'covis[eval]'.") from error
    return stats

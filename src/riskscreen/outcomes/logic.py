"""What follows when some of it is not known? Three answers, after Kleene: 1, 0 and NaN.

Unknown is not no: *and* is no as soon as one side is no, *or* is yes as soon as one side is yes,
and otherwise an unknown side makes the whole unknown.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Answer",
    "among",
    "at_least",
    "below",
    "between",
    "both",
    "either",
    "more_than",
    "negate",
    "not_among",
    "only_where",
    "resolved",
]

Answer = NDArray[np.float64]

_NOT_RECORDED = ("", "not_recorded")


def both(*answers: Answer) -> Answer:
    """Return the Kleene *and*: the smallest answer, where no is known in spite of an unknown.

    Examples
    --------
    >>> both(np.array([1.0, 0.0, 1.0]), np.array([1.0, np.nan, np.nan]))
    array([ 1.,  0., nan])
    """
    no = np.zeros(answers[0].shape, dtype=np.bool_)
    unknown = no.copy()
    for answer in answers:
        no |= answer == 0
        unknown |= np.isnan(answer)
    return np.where(no, 0.0, np.where(unknown, np.nan, 1.0))


def either(*answers: Answer) -> Answer:
    """Return the Kleene *or*: yes is known in spite of an unknown.

    Examples
    --------
    >>> either(np.array([0.0, 1.0, 0.0]), np.array([0.0, np.nan, np.nan]))
    array([ 0.,  1., nan])
    """
    return negate(both(*(negate(answer) for answer in answers)))


def negate(answer: Answer) -> Answer:
    """Return yes for no, no for yes, and unknown for unknown."""
    return 1.0 - answer


def at_least(values: NDArray[np.float64], limit: float | NDArray[np.float64]) -> Answer:
    """Return whether ``values >= limit``; unknown where either is NaN."""
    return _compared(values >= limit, values, limit)


def more_than(values: NDArray[np.float64], limit: float | NDArray[np.float64]) -> Answer:
    """Return whether ``values > limit``; unknown where either is NaN."""
    return _compared(values > limit, values, limit)


def below(values: NDArray[np.float64], limit: float | NDArray[np.float64]) -> Answer:
    """Return whether ``values < limit``; unknown where either is NaN."""
    return _compared(values < limit, values, limit)


def between(values: NDArray[np.float64], lo: float, hi: float) -> Answer:
    """Return whether ``lo <= values <= hi``; unknown where NaN."""
    return _compared((values >= lo) & (values <= hi), values, lo)


def among(values: NDArray[np.str_], codes: Iterable[str]) -> Answer:
    """Return whether a category is one of ``codes``; unknown where it is not recorded.

    Examples
    --------
    >>> among(np.array(["poor", "not_poor", ""]), ["poor"])
    array([ 1.,  0., nan])
    """
    yes = np.isin(values, list(codes))
    return np.where(np.isin(values, _NOT_RECORDED), np.nan, yes.astype(np.float64))


def not_among(values: NDArray[np.str_], codes: Iterable[str]) -> Answer:
    """Return whether a recorded category is none of ``codes``; unknown where not recorded."""
    return negate(among(values, codes))


def resolved(answer: Answer, *, no_if: Answer) -> Answer:
    """Return ``answer``, with no where it is missing because the question before said no.

    Parameters
    ----------
    answer : ndarray of float64
        The answer to a question that is asked only after another.
    no_if : ndarray of float64
        Yes where the other answer settles this one as no.
    """
    return np.where(np.isnan(answer) & (no_if == 1), 0.0, answer)


def only_where(condition: Answer, answer: Answer) -> Answer:
    """Return ``answer`` where ``condition`` is known to hold, unknown elsewhere."""
    return np.where(condition == 1, answer, np.nan)


def _compared(
    truth: NDArray[np.bool_], values: NDArray[Any], limit: float | NDArray[np.float64]
) -> Answer:
    unknown = np.isnan(values) | np.isnan(limit)
    return np.where(unknown, np.nan, truth.astype(np.float64))

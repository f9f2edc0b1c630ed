"""What moved this child's score, in words that a caseworker or the family may read?

The largest contributions that raise the risk, told in reviewed sentences. They say what moved the
score and never what causes anything; no protected attribute and no report by others is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from riskscreen import features
from riskscreen.errors import InputError

__all__ = ["raised_by", "reasons"]

_TOLD: Mapping[str, tuple[str, ...]] = {
    "caseworker": ("family", "caseworker"),
    "family": ("family",),
}
_AS_USUAL = {"en": "{label}: as is usual", "vi": "{label}: ở mức thường gặp"}
_HIGH, _LOW, _USUAL, _MISSING = range(4)


@dataclass(frozen=True, slots=True)
class _Sentences:
    """What can be said about one feature, in the order of the constants above."""

    spoken: tuple[str, str, str, str]
    cut: float
    topic: tuple[Any, ...]


def reasons(
    contributions: NDArray[np.float64],
    values: NDArray[np.float64],
    names: Sequence[str],
    *,
    reference: Mapping[str, float] | None = None,
    n: int = 3,
    lang: Literal["en", "vi"] = "vi",
    audience: Literal["caseworker", "family"] = "caseworker",
) -> list[tuple[str, ...]]:
    """Return at most ``n`` sentences for each child: what raised its score most, largest first.

    Parameters
    ----------
    contributions : ndarray of float64, shape (n_children, n_features + 1) or without the base
        Contributions to the margin; the last column is the base and is not told.
    values : ndarray of float64, shape (n_children, n_features)
        The features; NaN where not known.
    names : sequence of str
        Names of the features.
    reference : mapping of str to float, optional
        The usual value of each feature: its median in training. Used where a sentence compares;
        without it such a feature is only named.
    n : int
        Most sentences for a child.
    lang : {"en", "vi"}
        Language.
    audience : {"caseworker", "family"}
        Who reads; a family is told only what is marked for it.

    Returns
    -------
    list of tuple of str
        One tuple for each child, empty where nothing that may be told raised the score. Two
        features that rest on the same columns are told once.

    Raises
    ------
    InputError
        If shapes differ, or the language or audience is unknown.
    """
    _checked(contributions, values, names, lang=lang, audience=audience)
    usual = reference or {}
    told = [_sentences(name, usual, lang=lang, audience=audience) for name in names]
    rows: list[list[str]] = [[] for _ in range(len(values))]
    for column, state, chosen in _ranked(contributions[:, : len(names)], values, told, n=n):
        for row in np.flatnonzero(chosen).tolist():
            entry = told[column[row]]
            if entry is not None:
                rows[row].append(entry.spoken[state[row]])
    return [tuple(row) for row in rows]


def raised_by(
    contributions: NDArray[np.float64], values: NDArray[np.float64], names: Sequence[str]
) -> NDArray[np.intp]:
    """Return how many things that somebody may be told raised each child's score.

    Two features that rest on the same columns are one thing, as in ``reasons``; what is told of a
    child is never more than this. What only an auditor may see, and what the catalogue does not
    know, is no thing here: a number that counted a report would tell the family that there is one.

    Parameters
    ----------
    contributions, values, names
        As for ``reasons``.

    Returns
    -------
    ndarray of intp, shape (n_children,)

    Raises
    ------
    InputError
        If shapes differ.
    """
    _checked(contributions, values, names, lang="en", audience="caseworker")
    topics = [None if entry is None else _topic(entry) for entry in map(_tellable, names)]
    raises = contributions[:, : len(names)] > 0
    things = np.zeros(len(values), dtype=np.intp)
    for topic in {one for one in topics if one is not None}:
        things += raises[:, [one == topic for one in topics]].any(axis=1)
    return things


def _ranked(
    contributions: NDArray[np.float64],
    values: NDArray[np.float64],
    told: Sequence[_Sentences | None],
    *,
    n: int,
) -> list[tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.bool_]]]:
    """Return for each place the feature, what is said of it, and for which children."""
    if not told:
        return []
    topics = {entry.topic: i for i, entry in enumerate(told) if entry is not None}
    topic = np.array([-1 if entry is None else topics[entry.topic] for entry in told])
    cut = np.array([np.nan if entry is None else entry.cut for entry in told])
    left = np.where(topic >= 0, contributions, -np.inf)
    children = np.arange(len(values))
    ranked = []
    for _ in range(min(n, len(told))):
        column = np.argmax(left, axis=1)
        chosen = left[children, column] > 0
        state = _state(values[children, column], cut[column])
        ranked.append((column, state, chosen))
        left[topic[column][:, None] == topic[None, :]] = -np.inf
    return ranked


def _state(value: NDArray[np.float64], cut: NDArray[np.float64]) -> NDArray[np.intp]:
    state = np.where(value > cut, _HIGH, np.where(value < cut, _LOW, _USUAL))
    return np.where(np.isnan(value), _MISSING, state).astype(np.intp)


def _sentences(
    name: str, reference: Mapping[str, float], *, lang: str, audience: str
) -> _Sentences | None:
    feature = _tellable(name)
    if feature is None or feature.audience not in _TOLD[audience]:
        return None
    return _worded(feature, reference.get(name), lang)


def _tellable(name: str) -> features.Feature | None:
    """Return a feature of which somebody but an auditor may be told; None of any other."""
    feature = features.find(name)
    if feature is None or feature.audience not in _TOLD["caseworker"]:
        return None
    return None if feature.needs_reason or feature.withheld else feature


@lru_cache(maxsize=4096)
def _worded(feature: features.Feature, usual_value: float | None, lang: str) -> _Sentences:
    words = feature.words(lang)
    fixed = feature.above is not None
    usual = words.low if fixed else _AS_USUAL[lang].format(label=words.label)
    cut = feature.above if feature.above is not None else usual_value
    if cut is None or np.isnan(cut):
        usual, cut = words.label, np.nan  # without a reference: no more than what it is about
    return _Sentences(
        spoken=(words.high, words.low, usual, words.missing),
        cut=float(cut),
        topic=_topic(feature),
    )


def _topic(feature: features.Feature) -> tuple[Any, ...]:
    """Return what a feature is about: two of one topic are told once."""
    return (feature.columns, bool(feature.area_of))


def _checked(
    contributions: NDArray[np.float64],
    values: NDArray[np.float64],
    names: Sequence[str],
    *,
    lang: str,
    audience: str,
) -> None:
    n_features = len(names)
    shapes = [(len(values), n_features), (len(values), n_features + 1)]
    if values.shape != shapes[0] or contributions.shape not in shapes:
        raise InputError(
            f"contributions of shape {contributions.shape} and values of shape {values.shape} for "
            f"{n_features} features; give one row per child, one column per feature, the base last"
        )
    if lang not in _AS_USUAL:
        raise InputError(f"no reasons in {lang!r}; ask for en or vi")
    if audience not in _TOLD:
        raise InputError(f"no reasons for {audience!r}; ask for {', '.join(_TOLD)}")

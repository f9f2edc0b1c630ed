"""What do the questionnaires on one child say: child labour, birth registration, insurance?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from tests.surveys.world_people import Columns, Numbers, unknown

__all__ = ["hours_and_work", "one_of", "yes_no"]

_NAN = np.nan
_HOURS_UNKNOWN = (97.0, 98.0, 99.0)


def yes_no(
    rng: np.random.Generator,
    asked: NDArray[np.bool_],
    share: Numbers | float,
    *,
    missing: tuple[float, ...] = (9.0,),
    unknown_share: float = 0.006,
) -> Numbers:
    """Return 1 yes, 2 no, a code of a missing answer, or NaN where not ``asked``."""
    answer = np.where(rng.random(len(asked)) < share, 1.0, 2.0)
    return unknown(rng, np.where(asked, answer, _NAN), codes=missing, share=unknown_share)


def one_of(
    rng: np.random.Generator,
    asked: NDArray[np.bool_],
    codes: tuple[float, ...],
    shares: tuple[float, ...],
) -> Numbers:
    """Return one of ``codes``, NaN where not ``asked``."""
    return np.where(asked, rng.choice(codes, len(asked), p=shares), _NAN)


def _hours(rng: np.random.Generator, asked: NDArray[np.bool_], mean: Numbers | float) -> Numbers:
    """Return whole hours with the thresholds themselves well represented."""
    drawn = np.minimum(np.floor(rng.exponential(mean, len(asked))), 90.0)
    exact = rng.choice([0.0, 1.0, 13.0, 14.0, 20.0, 21.0, 27.0, 28.0, 42.0, 43.0], len(asked))
    drawn = np.where(rng.random(len(asked)) < 0.15, exact, drawn)
    return unknown(rng, np.where(asked, drawn, _NAN), codes=_HOURS_UNKNOWN, share=0.02)


def _any_yes(columns: Columns, names: tuple[str, ...]) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = np.any([columns[name] == 1 for name in names], axis=0)
    return found


def hours_and_work(
    rng: np.random.Generator,
    *,
    asked: NDArray[np.bool_],
    age: Numbers,
    disadvantage: Numbers,
    names: dict[str, tuple[str, ...]],
) -> Columns:
    """Return the child labour module of one survey under its own variable names.

    ``names`` says which variables are the ``work`` questions, the ``hours``, the ``hazards``, the
    ``fetching`` (each a yes-or-no and its hours), the ``chores`` and the ``chore_hours``.
    """
    likely = np.clip(0.02 + 0.012 * (age - 5) + 0.06 * disadvantage, 0.0, 1.0)
    columns: Columns = {name: yes_no(rng, asked, likely) for name in names["work"]}
    works = _any_yes(columns, names["work"])
    columns[names["hours"][0]] = _hours(rng, works, 4.0 + 1.5 * np.maximum(age - 8, 0))
    for name in names["hazards"]:
        columns[name] = yes_no(rng, works, 0.07, missing=(9.0,))
    for gate, hours in zip(names["fetching"][::2], names["fetching"][1::2], strict=True):
        columns[gate] = yes_no(rng, asked, 0.15 + 0.2 * disadvantage)
        columns[hours] = _hours(rng, columns[gate] == 1, 4.0)
    for name in names["chores"]:
        columns[name] = yes_no(rng, asked, np.clip(0.05 * (age - 3), 0.0, 0.6))
    helps = _any_yes(columns, names["chores"])
    columns[names["chore_hours"][0]] = _hours(rng, helps, 8.0)
    return columns

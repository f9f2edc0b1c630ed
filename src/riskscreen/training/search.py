"""Which few settings suit this table?

A small seeded random search that sees training rows only, judged on an inner split of them by
household and PSU. Small tables are judged on three inner folds, since one would be mostly noise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from riskscreen.training import fit, splits

__all__ = ["Choice", "Search", "choose", "draw_candidates"]

_SMALL_ROWS = 8_000
"""Up to it each candidate is judged on three inner folds; above it on one, and drawn PSUs."""

_AS_GOOD = 0.003
"""Share of the log loss that an inner split cannot tell apart: the smaller trees are taken."""

_PLAIN = (
    # two leaves add up columns one by one: what a world without interactions wants
    fit.Parameters(num_leaves=2, min_data_in_leaf=50, feature_fraction=0.35, learning_rate=0.15),
    fit.Parameters(num_leaves=4, min_data_in_leaf=50, feature_fraction=0.35, learning_rate=0.1),
    fit.Parameters(num_leaves=8, min_data_in_leaf=100, feature_fraction=0.35, learning_rate=0.06),
)

_GRID: dict[str, tuple[float, ...]] = {
    "num_leaves": (2, 3, 4, 6, 10, 16),
    "min_data_in_leaf": (20, 50, 100, 200, 400),
    "lambda_l2": (1.0, 5.0, 20.0, 60.0),
    "feature_fraction": (0.15, 0.25, 0.35, 0.5),
    "learning_rate": (0.08, 0.15),
}


@dataclass(frozen=True, slots=True)
class Search:
    """How far to search.

    Parameters
    ----------
    drawn : int
        Settings drawn besides the three plain ones.
    max_rounds : int
    """

    drawn: int = 3
    max_rounds: int = 600


@dataclass(frozen=True, slots=True)
class Choice:
    """The settings chosen, with the number of trees found by early stopping.

    Parameters
    ----------
    parameters : Parameters
    rounds : int
    log_loss : float
        On the inner split.
    tried : tuple of dict
        Every candidate with its rounds and log loss, for the record.
    """

    parameters: fit.Parameters
    rounds: int
    log_loss: float
    tried: tuple[dict[str, float], ...]


def draw_candidates(
    search: Search, *, n_rows: int, rng: np.random.Generator
) -> tuple[fit.Parameters, ...]:
    """Return the plain settings and the drawn ones; no leaf has to hold more than 5 %."""
    found = list(_PLAIN)
    for _ in range(search.drawn):
        drawn = {name: float(rng.choice(levels)) for name, levels in _GRID.items()}
        drawn["num_leaves"] = int(drawn["num_leaves"])
        drawn["min_data_in_leaf"] = min(int(drawn["min_data_in_leaf"]), max(n_rows // 20, 5))
        found.append(fit.Parameters(**drawn))  # type: ignore[arg-type] # integers are put back above
    return tuple(found)


def choose(
    binned: fit.Binned,
    rows: NDArray[np.intp],
    *,
    household: NDArray[Any],
    psu: NDArray[Any],
    search: Search,
    rng: np.random.Generator,
    n_threads: int = 1,
) -> Choice:
    """Return the simplest of the candidates that do best on an inner split of ``rows``.

    Parameters
    ----------
    binned : Binned
    rows : ndarray of intp
        The training part; no other row's label is read.
    household, psu : ndarray, shape (n_rows of binned,)
    search : Search
    rng : numpy.random.Generator
    n_threads : int
        Candidates grown at the same time; it changes no result.

    Raises
    ------
    TrainingError
        If the training part has too few PSUs for an inner split.
    """
    parts = _inner_parts(binned, rows, household=household, psu=psu, rng=rng)
    first = tuple((_whole_psus(grown, psu, rng=rng), judged) for grown, judged in parts)
    candidates = draw_candidates(search, n_rows=rows.size, rng=rng)
    seed = int(rng.integers(2**31 - 1))
    judged = Parallel(n_jobs=n_threads, backend="threading")(
        delayed(_judge)(binned, first, candidate, max_rounds=search.max_rounds, seed=seed)
        for candidate in candidates
    )
    best = _simplest(candidates, np.array([log_loss for _, log_loss in judged]))
    rounds, log_loss = judged[best]
    if any(few.size < all_.size for (few, _), (all_, _) in zip(first, parts, strict=True)):
        # more rows carry more trees: the number comes from the whole inner split
        rounds, log_loss = _judge(
            binned, parts, candidates[best], max_rounds=search.max_rounds, seed=seed
        )
    return Choice(
        parameters=candidates[best],
        rounds=rounds,
        log_loss=log_loss,
        tried=tuple(
            {**candidate.to_dict(), "rounds": rounds, "log_loss": log_loss}
            for candidate, (rounds, log_loss) in zip(candidates, judged, strict=True)
        ),
    )


def _simplest(candidates: tuple[fit.Parameters, ...], log_loss: NDArray[np.float64]) -> int:
    """Return the candidate of fewest leaves among those that are as good as the best."""
    good = np.flatnonzero(log_loss <= log_loss.min() * (1 + _AS_GOOD))
    return int(min(good, key=lambda at: (candidates[at].num_leaves, log_loss[at])))


_Part = tuple[NDArray[np.intp], NDArray[np.intp]]


def _inner_parts(
    binned: fit.Binned,
    rows: NDArray[np.intp],
    *,
    household: NDArray[Any],
    psu: NDArray[Any],
    rng: np.random.Generator,
) -> tuple[_Part, ...]:
    small = rows.size <= _SMALL_ROWS
    n_folds = 3 if small else 5
    folds = splits.assign_folds(
        household[rows],
        psu[rows],
        cases=binned.weight[rows] * binned.label[rows],
        rng=rng,
        n_folds=n_folds,
    )
    used = range(n_folds if small else 1)
    return tuple((rows[folds.outside(number)], rows[folds.inside(number)]) for number in used)


def _whole_psus(
    rows: NDArray[np.intp], psu: NDArray[Any], *, rng: np.random.Generator
) -> NDArray[np.intp]:
    """Return at most ``_SMALL_ROWS`` of the rows, whole PSUs drawn."""
    if rows.size <= _SMALL_ROWS:
        return rows
    _, code, size = np.unique(psu[rows], return_inverse=True, return_counts=True)
    order = rng.permutation(size.size)
    kept = order[np.cumsum(size[order]) <= _SMALL_ROWS]
    return rows[np.isin(code, kept)]


def _judge(
    binned: fit.Binned,
    parts: tuple[_Part, ...],
    candidate: fit.Parameters,
    *,
    max_rounds: int,
    seed: int,
) -> tuple[int, float]:
    """Return the mean over parts of the rounds at the least log loss, and of that log loss.

    Judged at a higher learning rate with fewer trees; the rounds are those of the candidate's own.
    """
    hurried, most = candidate.hurried(max_rounds)
    found = [
        fit.grow_stopped(
            binned.rows(grown), binned.rows(judged), hurried, max_rounds=most, seed=seed
        )
        for grown, judged in parts
    ]
    slower = hurried.learning_rate / candidate.learning_rate
    rounds = slower * float(np.mean([rounds for rounds, _ in found]))
    return max(round(rounds), 1), float(np.mean([loss for _, loss in found]))

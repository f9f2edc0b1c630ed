"""Which children may a model learn from, and on which may it be judged?

A household and its PSU stay together, across all label windows: siblings share a home and
neighbours a school, so a row-wise split would let the model recognise what it has seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from riskscreen.errors import TrainingError

__all__ = ["LINKING", "Folds", "assign_folds", "check_folds"]

LINKING = -1
"""Fold of a row that links PSUs which would otherwise be apart: it is in no fold."""

_LARGEST_SHARE = 0.5
"""A component with more of the cases than this leaves nothing to judge on."""


@dataclass(frozen=True, slots=True)
class Folds:
    """Folds of rows, households and PSUs kept whole.

    Parameters
    ----------
    fold : ndarray of intp, shape (n_rows,)
        0 to ``n_folds - 1``; ``LINKING`` for the rows of households that moved between PSUs,
        where keeping them would have tied most of the table into one piece.
    n_folds : int
    component : ndarray of intp, shape (n_rows,)
        Which piece the row belongs to: rows joined through a household or a PSU.
    """

    fold: NDArray[np.intp]
    n_folds: int
    component: NDArray[np.intp]

    def __repr__(self) -> str:
        return f"Folds({self.fold.size} rows, {self.n_folds} folds, {self.n_linking} linking)"

    @property
    def n_linking(self) -> int:
        """Rows that are in no fold."""
        return int(np.count_nonzero(self.fold == LINKING))

    def take(self, index: NDArray[np.intp]) -> Folds:
        """Return the folds of some rows."""
        return Folds(self.fold[index], self.n_folds, self.component[index])

    def outside(self, fold: int) -> NDArray[np.intp]:
        """Return the rows that may train when ``fold`` is judged; linking rows are not among."""
        return np.flatnonzero((self.fold != fold) & (self.fold != LINKING))

    def inside(self, fold: int) -> NDArray[np.intp]:
        """Return the rows of ``fold``."""
        return np.flatnonzero(self.fold == fold)


def assign_folds(
    household: NDArray[Any],
    psu: NDArray[Any],
    *,
    cases: NDArray[np.float64],
    rng: np.random.Generator,
    n_folds: int = 5,
) -> Folds:
    """Return folds of about equal weighted cases that keep households and PSUs whole.

    Parameters
    ----------
    household, psu : ndarray, shape (n_rows,)
        Identifiers; equal ids in different label windows are one household, one PSU.
    cases : ndarray of float64, shape (n_rows,)
        Weighted cases a row stands for; 0 where the label is no or unknown.
    rng : numpy.random.Generator
    n_folds : int

    Raises
    ------
    TrainingError
        If there are fewer separate pieces than folds.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> ids = np.array(["a", "a", "b", "c"])
    >>> assign_folds(ids, ids, cases=np.ones(4), rng=rng, n_folds=2)
    Folds(4 rows, 2 folds, 0 linking)
    >>> assign_folds(ids, np.array(["x"] * 4), cases=np.ones(4), rng=rng, n_folds=2)
    Traceback (most recent call last):
        ...
    riskscreen.errors.TrainingError: 1 separate piece (PSUs that share no household) \
for 2 folds; give a PSU column with more units, or fewer folds
    """
    component = _components(household, psu)
    linking = np.zeros(household.size, dtype=bool)
    if _largest_share(component, cases) > _LARGEST_SHARE:
        linking = _moved(household, psu)
        component = np.where(linking, LINKING, _components(psu, psu))
    pieces = np.unique(component[~linking])
    if pieces.size < n_folds:
        noun = "piece" if pieces.size == 1 else "pieces"
        raise TrainingError(
            f"{pieces.size} separate {noun} (PSUs that share no household) for {n_folds} folds; "
            "give a PSU column with more units, or fewer folds"
        )
    fold = np.full(household.size, LINKING, dtype=np.intp)
    fold[~linking] = _balanced(component[~linking], cases[~linking], n_folds=n_folds, rng=rng)
    folds = Folds(fold=fold, n_folds=n_folds, component=component)
    check_folds(fold, household=household, psu=psu)
    return folds


def check_folds(fold: NDArray[np.intp], *, household: NDArray[Any], psu: NDArray[Any]) -> None:
    """Refuse folds that tear a household or a PSU apart; rows in no fold do not count.

    Raises
    ------
    TrainingError
        If a household or a PSU has rows in two folds.

    Examples
    --------
    >>> check_folds(np.array([0, 1]), household=np.array(["h7", "h7"]), psu=np.array(["p", "q"]))
    Traceback (most recent call last):
        ...
    riskscreen.errors.TrainingError: 1 household lies in two folds; first is h7: folds 0, 1; \
split with assign_folds, which keeps it whole
    """
    placed = fold != LINKING
    for noun, ids in (("household", household), ("PSU", psu)):
        names, code = np.unique(ids[placed], return_inverse=True)
        pairs = np.unique(np.stack([code, fold[placed]]), axis=1)
        torn, times = np.unique(pairs[0], return_counts=True)
        torn = torn[times > 1]
        if torn.size:
            where = ", ".join(str(number) for number in pairs[1][pairs[0] == torn[0]])
            verb = "lies" if torn.size == 1 else "lie"
            plural = noun if torn.size == 1 else f"{noun}s"
            raise TrainingError(
                f"{torn.size} {plural} {verb} in two folds; first is {names[torn[0]]}: "
                f"folds {where}; split with assign_folds, which keeps it whole"
            )


def _components(household: NDArray[Any], psu: NDArray[Any]) -> NDArray[np.intp]:
    _, home = np.unique(household, return_inverse=True)
    _, unit = np.unique(psu, return_inverse=True)
    n_homes, n_units = int(home.max(initial=-1)) + 1, int(unit.max(initial=-1)) + 1
    size = n_homes + n_units
    edges = coo_array((np.ones(home.size), (home, n_homes + unit)), shape=(size, size))
    _, label = connected_components(edges, directed=False)
    return np.asarray(label[home], dtype=np.intp)


def _largest_share(component: NDArray[np.intp], cases: NDArray[np.float64]) -> float:
    total = cases.sum()
    return float(np.bincount(component, cases).max() / total) if total > 0 else 0.0


def _moved(household: NDArray[Any], psu: NDArray[Any]) -> NDArray[np.bool_]:
    """Return the rows of households that were seen in more than one PSU."""
    _, home = np.unique(household, return_inverse=True)
    _, unit = np.unique(psu, return_inverse=True)
    pairs = np.unique(np.stack([home, unit]), axis=1)
    places = np.bincount(pairs[0])
    return np.asarray(places[home] > 1)


def _balanced(
    component: NDArray[np.intp],
    cases: NDArray[np.float64],
    *,
    n_folds: int,
    rng: np.random.Generator,
) -> NDArray[np.intp]:
    """Return folds: the large pieces first, the others in drawn order, each to the lightest."""
    _, code = np.unique(component, return_inverse=True)
    # a row counts a little besides its cases, so that pieces without cases spread too
    load = np.bincount(code, cases) + 1e-3 * np.bincount(code) * max(cases.mean(), 1e-9)
    order = rng.permutation(load.size)
    large = load[order] > load.sum() / (4 * n_folds)
    order = np.concatenate([order[large][np.argsort(-load[order[large]])], order[~large]])
    carried = np.zeros(n_folds)
    fold = np.empty(load.size, dtype=np.intp)
    for piece in order:
        lightest = int(np.argmin(carried))
        fold[piece] = lightest
        carried[lightest] += load[piece]
    return np.asarray(fold[code])

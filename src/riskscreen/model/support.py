"""Has the model seen anybody like this child, and has it seen this gap in what is known?

Rare is no ground for refusing: a score of rareness would send away the children at highest risk
and the small groups. What is asked is whether training had *nobody* there, although it had many
on either side.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.errors import InputError

__all__ = ["FAR", "SeenFeature", "SeenPair", "Support"]

FAR = 10**9
"""Cost of a value a whole range beyond the trained range: above any limit, so that it refuses."""

_LARGEST = FAR - 1
_CELLS = 2**16
"""Values at a time: as many as stay near the processor."""
_MOST_EDGES = 250
"""So that a bin is a byte."""


@dataclass(frozen=True, slots=True)
class SeenFeature:
    """What training knew of one feature that the booster reads.

    Parameters
    ----------
    name : str
    missing_children : int
        Training children without the value.
    missing_share : float
        Their weighted share, 0-1; 0 where the trees do not know the value missing, whatever the
        number of children.
    edges : tuple of float
        Rising; n edges make n + 1 bins, the first and the last of them far outside. None for a
        feature that is not asked about.
    cost : tuple of int, length n + 2
        Thousandths of a bit by bin; the last is of a missing value.
    """

    name: str
    missing_children: int
    missing_share: float
    edges: tuple[float, ...]
    cost: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SeenPair:
    """What training knew of two features together.

    Parameters
    ----------
    first, second : int
        Places among the features of the support.
    cost : tuple of tuple of int
        Thousandths of a bit by bin of the first (rows) and of the second.
    """

    first: int
    second: int
    cost: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Support:
    """Where the training children were, over the features that the booster reads.

    The novelty of a child is a sum of whole numbers, so that it is the same to the bit in any
    order, batch, thread and process: for each feature how far its value is from having been seen
    in enough households, and for the pairs of a tree that joins the features how far the two
    values together are, where each alone would make one expect them.

    Parameters
    ----------
    features : tuple of SeenFeature
        The features that the booster reads.
    pairs : tuple of SeenPair
    limit : int
        Novelty above which a child is outside the support, thousandths of a bit.
    places : tuple of int
        Column of each feature in the model's matrix.

    Raises
    ------
    InputError
        If the parts do not belong together.

    Notes
    -----
    A value or pair that ``c`` households of training had, where ``e`` were to be expected, costs
    ``log2((min(e, 30) + 1/2) / (c + 1/2))`` bits, and nothing where that is below 0; for a value
    alone ``e`` is 30 or more. Values a whole range beyond the range of training refuse by
    themselves. Area means are not asked about: they come from the release, an unseen commune is
    no ground, and `area_fallback` tells it. ``training.fit_support`` makes it, docs/novelty.md
    tells what it sees and what it does not: of combinations only those along the tree.

    References
    ----------
    .. [1] Chow and Liu (1968), Approximating discrete probability distributions with dependence
       trees: which pairs are asked about.
    """

    features: tuple[SeenFeature, ...]
    pairs: tuple[SeenPair, ...]
    limit: int
    places: tuple[int, ...]
    _tables: _Tables = field(init=False, repr=False)

    def __post_init__(self) -> None:
        _check(self)
        object.__setattr__(self, "_tables", _Tables.of(self))

    def __repr__(self) -> str:
        return f"Support({len(self.features)} features, {len(self.pairs)} pairs)"

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the features that the booster reads."""
        return tuple(one.name for one in self.features)

    def novelty(self, X: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return how unlike the training children each child is.

        Parameters
        ----------
        X : ndarray of float64, shape (n_children, n_features)
            Columns as the model's; NaN is missing.

        Returns
        -------
        ndarray of int64, shape (n_children,)
            Thousandths of a bit, 0 or more.
        """
        found = np.zeros(len(X), dtype=np.int64)
        for rows, bins in self._tables.chunks(X):
            alone, beside = self._tables.costs(bins)
            found[rows] = alone.sum(axis=1) + beside.sum(axis=1)
        return found

    def outside(self, X: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return whose novelty is above the limit, shape (n_children,)."""
        return np.asarray(self.novelty(X) > self.limit, dtype=np.bool_)

    def unseen_gaps(self, X: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return which features a child lacks whose gap the trees do not know.

        Returns
        -------
        ndarray of bool, shape (n_children, n_features of the support)
            In the order of ``names``. No training child lacked it, or none of those from whom
            LightGBM made its bins: it would read such a gap as the number 0.
        """
        never = np.array([one.missing_share == 0 for one in self.features], dtype=np.bool_)
        return np.asarray(np.isnan(X[:, list(self.places)]) & never, dtype=np.bool_)

    def strangest(self, X: NDArray[np.float64]) -> NDArray[np.intp]:
        """Return which feature costs each child most, its pairs included.

        Returns
        -------
        ndarray of intp, shape (n_children,)
            Place in ``names``; the first of equals.
        """
        found = np.zeros(len(X), dtype=np.intp)
        for rows, bins in self._tables.chunks(X):
            alone, beside = self._tables.costs(bins)
            for at, pair in enumerate(self.pairs):
                alone[:, pair.first] += beside[:, at]
                alone[:, pair.second] += beside[:, at]
            if alone.shape[1]:
                found[rows] = np.argmax(alone, axis=1)
        return found

    def bins(self, X: NDArray[np.float64]) -> NDArray[np.intp]:
        """Return the bin of every value, shape (n_children, n_features of the support)."""
        found = np.zeros((len(X), len(self.features)), dtype=np.intp)
        for rows, bins in self._tables.chunks(X):
            found[rows] = bins
        return found

    def to_dict(self) -> dict[str, Any]:
        """Return the support as JSON types."""
        return {
            "limit": self.limit,
            "features": [
                {
                    "name": one.name,
                    "missing_children": one.missing_children,
                    "missing_share": one.missing_share,
                    "edges": list(one.edges),
                    "cost": list(one.cost),
                }
                for one in self.features
            ],
            "pairs": [
                {"first": one.first, "second": one.second, "cost": [list(row) for row in one.cost]}
                for one in self.pairs
            ],
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any], feature_names: Sequence[str]) -> Support:
        """Return the support that ``to_dict`` wrote, for a matrix with these columns.

        Raises
        ------
        InputError
            If the parts do not belong together, or a feature is not among ``feature_names``.
        KeyError
            If an entry is missing.
        """
        features = tuple(
            SeenFeature(
                name=one["name"],
                missing_children=one["missing_children"],
                missing_share=float(one["missing_share"]),
                edges=tuple(map(float, one["edges"])),
                cost=tuple(one["cost"]),
            )
            for one in plain["features"]
        )
        pairs = tuple(
            SeenPair(one["first"], one["second"], tuple(map(tuple, one["cost"])))
            for one in plain["pairs"]
        )
        where = {name: at for at, name in enumerate(feature_names)}
        absent = [one.name for one in features if one.name not in where]
        if absent:
            raise InputError(
                f"the support knows {len(absent)} features that the model does not read; first is "
                f"{absent[0]}"
            )
        places = tuple(where[one.name] for one in features)
        return cls(features, pairs, plain["limit"], places)


@dataclass(frozen=True, slots=True, eq=False)
class _Tables:
    """The same as arrays, short rows filled up: ``size`` bins for every feature."""

    places: NDArray[np.intp]
    edges: NDArray[np.float64]
    gap: NDArray[np.uint8]
    size: int
    alone: NDArray[np.int64]
    first: NDArray[np.intp]
    second: NDArray[np.intp]
    beside: NDArray[np.int64]

    @classmethod
    def of(cls, held: Support) -> _Tables:
        most = max((len(one.edges) for one in held.features), default=0)
        size = most + 2
        # a comparison with NaN is false: who has fewer edges counts none that it does not have
        edges = np.full((most, len(held.features)), np.nan)
        alone = np.zeros((len(held.features), size), dtype=np.int64)
        beside = np.zeros((len(held.pairs), size, size), dtype=np.int64)
        for at, one in enumerate(held.features):
            edges[: len(one.edges), at] = one.edges
            alone[at, : len(one.cost)] = one.cost
        for at, pair in enumerate(held.pairs):
            table = np.array(pair.cost, dtype=np.int64)
            beside[at, : table.shape[0], : table.shape[1]] = table
        return cls(
            places=np.array(held.places, dtype=np.intp),
            edges=edges,
            gap=np.array([len(one.edges) + 1 for one in held.features], dtype=np.uint8),
            size=size,
            alone=alone.ravel(),
            first=np.array([pair.first for pair in held.pairs], dtype=np.intp),
            second=np.array([pair.second for pair in held.pairs], dtype=np.intp),
            beside=beside.ravel(),
        )

    def chunks(self, X: NDArray[np.float64]) -> Iterator[tuple[slice, NDArray[np.uint8]]]:
        """Return the bins of all children, some rows at a time."""
        step = max(_CELLS // max(len(self.places), 1), 1)
        for start in range(0, len(X), step):
            rows = slice(start, start + step)
            part = np.asarray(X[rows], dtype=np.float64)[:, self.places]
            passed = np.zeros(part.shape, dtype=np.uint8)
            for edge in self.edges:
                passed += (part >= edge).view(np.uint8)
            yield rows, np.where(np.isnan(part), self.gap, passed)

    def costs(self, bins: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return what each value costs alone, and what each pair costs."""
        singly = np.arange(len(self.places)) * self.size + bins
        pairs = (np.arange(len(self.first)) * self.size + bins[:, self.first]) * self.size
        return self.alone.take(singly), self.beside.take(pairs + bins[:, self.second])


def _check(held: Support) -> None:
    names = held.names
    if len(set(names)) != len(names) or len(held.places) != len(names):
        raise InputError(
            f"a support of {len(names)} features, {len(set(names))} of them different, with "
            f"{len(held.places)} columns; give each feature once, with its column"
        )
    if not 0 <= held.limit <= _LARGEST:
        raise InputError(f"the limit of novelty is {held.limit}; it is 0 to {_LARGEST}")
    for one in held.features:
        _check_feature(one)
    for pair in held.pairs:
        _check_pair(pair, held.features)


def _check_feature(one: SeenFeature) -> None:
    rising = all(math.isfinite(edge) for edge in one.edges) and all(
        low < high for low, high in zip(one.edges, one.edges[1:], strict=False)
    )
    if not rising or len(one.edges) > _MOST_EDGES or len(one.cost) != len(one.edges) + 2:
        raise InputError(
            f"support of {one.name}: {len(one.edges)} edges, which are to rise and are at most "
            f"{_MOST_EDGES}, and {len(one.cost)} costs; give one to each bin and one to a gap"
        )
    if not all(0 <= cost <= FAR for cost in one.cost):
        raise InputError(f"support of {one.name}: a cost outside 0 to {FAR}")
    if not 0 <= one.missing_share <= 1 or one.missing_children < 0:
        raise InputError(
            f"support of {one.name}: {one.missing_children} children, a share of "
            f"{one.missing_share}, are missing; give a count and a share in 0-1"
        )


def _check_pair(pair: SeenPair, features: tuple[SeenFeature, ...]) -> None:
    if not 0 <= pair.first < pair.second < len(features):
        raise InputError(
            f"support: a pair of features {pair.first} and {pair.second} of {len(features)}"
        )
    due = tuple(len(features[at].cost) for at in (pair.first, pair.second))
    widths = {len(row) for row in pair.cost}
    if len(pair.cost) != due[0] or widths != {due[1]}:
        raise InputError(
            f"support of {features[pair.first].name} beside {features[pair.second].name}: "
            f"{len(pair.cost)} rows of {sorted(widths)} costs; give {due[0]} of {due[1]}"
        )
    if not all(0 <= cost <= FAR for row in pair.cost for cost in row):
        raise InputError(f"support of {features[pair.first].name}: a cost outside 0 to {FAR}")

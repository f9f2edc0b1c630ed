"""Where were the training children, so that a service knows when a child is none of them?

Counted in households, because siblings are alike, and every child is judged by the *other*
households: a limit from rows that vouch for themselves would refuse too many later.
"""

from __future__ import annotations

import itertools
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskscreen import features, model

__all__ = ["fit_support"]

Floats = NDArray[np.float64]

_ENOUGH = 30
"""Households from which on a value counts as seen: a share of 30 is known to a fifth."""

_FEW_VALUES = 16
"""A feature of no more distinct values has a bin for each; of more, bins by quantile."""

_QUANTILES = (0.005, 0.025, 0.10, 0.25, 0.50, 0.75, 0.90, 0.975, 0.995)
"""Narrow at both ends, where the strange values are."""

_LARGEST = sys.float_info.max

_UNIT = 1000
"""Whole thousandths of a bit: sums of whole numbers are the same in any order."""


def fit_support(
    X: Floats,
    *,
    names: Sequence[str],
    gain: Sequence[float],
    share: float,
    weight: Floats | None = None,
    household: NDArray[np.str_] | None = None,
    known_gaps: Sequence[bool] | None = None,
) -> model.Support:
    """Return where the training children were, over the features with a gain above 0.

    Parameters
    ----------
    X : ndarray of float64, shape (n_rows, n_features)
        The rows that trained; NaN is missing.
    names : sequence of str
        Of the features.
    gain : sequence of float
        Share of the booster's gain by feature.
    share : float
        The policy's ``novelty_share``: weighted share of the training children who may lie beyond
        the limit.
    weight : ndarray of float64, shape (n_rows,), optional
        What a row trained with; a row of weight 0 taught nothing. By default 1.
    household : ndarray of str, shape (n_rows,), optional
        By default each row has its own.
    known_gaps : sequence of bool, optional
        ``model.Booster.known_gaps`` of the trees that are served: where it is False the value
        counts as never seen missing, however many rows lack it. By default all are True; a risk
        model refuses a support that says more than its trees.
    """
    counts = np.ones(len(X)) if weight is None else weight
    homes = np.arange(len(X)) if household is None else household
    taught = np.flatnonzero(counts > 0)
    read = tuple(at for at, part in enumerate(gain) if part > 0)
    edges = [_edges(X[taught, at]) if _asked(names[at]) else () for at in read]
    seen = _Seen.of(
        X[taught], counts[taught], homes[taught], names=[names[at] for at in read], edges=edges,
        places=read, known=[known_gaps is None or known_gaps[at] for at in read],
    )  # fmt: skip
    limit = _limit(seen.support(own=1, limit=0).novelty(X[taught]), counts[taught], share)
    return seen.support(own=0, limit=limit)


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """Training children in their bins."""

    blank: model.Support
    bins: NDArray[np.intp]
    home: NDArray[np.int64]
    tree: tuple[tuple[int, int], ...]

    @classmethod
    def of(
        cls,
        X: Floats,
        weight: Floats,
        household: NDArray[np.str_] | NDArray[np.intp],
        *,
        names: Sequence[str],
        edges: Sequence[tuple[float, ...]],
        places: tuple[int, ...],
        known: Sequence[bool],
    ) -> _Seen:
        gaps = np.isnan(X[:, list(places)])
        seen = tuple(
            model.SeenFeature(
                name=name,
                missing_children=int(gaps[:, at].sum()),
                missing_share=float(weight[gaps[:, at]].sum() / weight.sum()) if known[at] else 0.0,
                edges=edges[at],
                cost=(0,) * (len(edges[at]) + 2),
            )
            for at, name in enumerate(names)
        )
        blank = model.Support(seen, (), 0, places)
        bins = blank.bins(X)
        home = np.unique(household, return_inverse=True)[1].astype(np.int64)
        return cls(blank, bins, home, _tree(bins, [len(one.cost) for one in seen], edges))

    @property
    def n_homes(self) -> int:
        return int(self.home.max(initial=-1)) + 1

    def support(self, *, own: int, limit: int) -> model.Support:
        """Return the costs, each child's household among those counted less ``own``."""
        known = self.blank.features
        alone = tuple(
            model.SeenFeature(
                one.name, one.missing_children, one.missing_share, one.edges,
                _alone(self._homes(self.bins[:, at], len(one.cost)), one, own=own),
            )
            for at, one in enumerate(known)
        )  # fmt: skip
        pairs = tuple(
            model.SeenPair(first, second, self._beside(first, second, own=own))
            for first, second in self.tree
        )
        return model.Support(alone, pairs, limit, self.blank.places)

    def _beside(self, first: int, second: int, *, own: int) -> tuple[tuple[int, ...], ...]:
        shape = tuple(len(self.blank.features[at].cost) for at in (first, second))
        code = self.bins[:, first] * shape[1] + self.bins[:, second]
        homes = self._homes(code, shape[0] * shape[1]).reshape(shape)
        share = [
            np.bincount(self.bins[:, at], minlength=size) / max(len(self.bins), 1)
            for at, size in zip((first, second), shape, strict=True)
        ]
        expected = self.n_homes * np.outer(*share)
        return tuple(map(tuple, _bits(homes, expected, own=own).tolist()))

    def _homes(self, code: NDArray[np.intp], n_codes: int) -> NDArray[np.int64]:
        """Return in how many households each code is found."""
        once = np.unique(self.home * n_codes + code)
        return np.bincount(once % n_codes, minlength=n_codes).astype(np.int64)


def _asked(name: str) -> bool:
    """Return whether novelty is asked of a feature; area means are the release's own."""
    found = features.find(name)
    return found is None or found.domain != "area"


def _edges(column: Floats) -> tuple[float, ...]:
    """Return the edges of a feature's bins, the outermost a whole range beyond what was seen.

    Next to the range lies as much as its outermost bin is wide: a head of household who is a
    year older than any in training is not new.
    """
    known = np.sort(column[np.isfinite(column)])
    distinct = np.unique(known)
    if not distinct.size:
        return ()
    lo, hi = float(distinct[0]), float(distinct[-1])
    if lo == hi:
        return (lo, float(np.nextafter(lo, np.inf)))
    if distinct.size <= _FEW_VALUES:
        cuts = (distinct[:-1] + distinct[1:]) / 2
        inner = distinct[1:-1] if distinct.size > 2 else distinct[::-1]  # noqa: PLR2004 - a middle
    else:
        cuts = np.unique(np.quantile(known, _QUANTILES, method="lower"))
        cuts = cuts[cuts > lo]
        inner = cuts[cuts < hi] if (cuts < hi).any() else np.array([lo, hi])
    beyond = (
        math.nextafter(_lower(lo, hi), math.inf),
        _lower(lo, float(inner[0])),
        math.nextafter(hi + (hi - float(inner[-1])), math.inf),
        hi + (hi - lo),
    )
    edges = np.clip(np.concatenate([cuts, beyond]), -_LARGEST, _LARGEST)
    return tuple(np.unique(edges).tolist())


def _lower(lo: float, near: float) -> float:
    """Return what lies as far below ``lo`` as ``near`` above it.

    Of what is always above 0 that is a ratio, so that incomes in millions are far from incomes in
    thousands.
    """
    return lo * (lo / near) if lo > 0 else lo - (near - lo)


def _alone(homes: NDArray[np.int64], one: model.SeenFeature, *, own: int) -> tuple[int, ...]:
    if not one.edges:
        return (0,) * len(one.cost)
    cost = _bits(homes, np.full(homes.shape, np.inf), own=own)
    cost[[0, -2]] = model.FAR
    if one.missing_share == 0:
        cost[-1] = 0  # a gap never seen is refused by a code of its own
    return tuple(cost.tolist())


def _bits(homes: NDArray[np.int64], expected: Floats, *, own: int) -> NDArray[np.int64]:
    due = np.minimum(expected, _ENOUGH) + 0.5
    found = np.maximum(homes - own, 0) + 0.5
    bits = np.log2(np.maximum(due / found, 1.0))
    return np.asarray(np.rint(_UNIT * bits), dtype=np.int64)


def _tree(
    bins: NDArray[np.intp], sizes: Sequence[int], edges: Sequence[tuple[float, ...]]
) -> tuple[tuple[int, int], ...]:
    """Return the pairs of the tree that holds most of what features tell of each other."""
    asked = [at for at, line in enumerate(edges) if line]
    told = np.full((len(sizes), len(sizes)), -1.0)
    for first, second in itertools.combinations(asked, 2):
        table = np.bincount(
            bins[:, first] * sizes[second] + bins[:, second],
            minlength=sizes[first] * sizes[second],
        ).reshape(sizes[first], sizes[second])
        told[first, second] = told[second, first] = _information(table)
    inside, found = asked[:1], []
    while len(inside) < len(asked):
        rest = [at for at in asked if at not in inside]
        near, new = max(
            itertools.product(inside, rest),
            key=lambda pair: (told[pair], -pair[0], -pair[1]),
        )
        inside.append(new)
        found.append((min(near, new), max(near, new)))
    return tuple(sorted(found))


def _information(table: NDArray[np.int64]) -> float:
    """Return the mutual information of the two features of a table, nats."""
    share = table / table.sum()
    alone = np.outer(share.sum(axis=1), share.sum(axis=0))
    there = share > 0
    return float((share[there] * np.log(share[there] / alone[there])).sum())


def _limit(novelty: NDArray[np.int64], weight: Floats, share: float) -> int:
    """Return the least novelty of a training child beyond which at most ``share`` of them lie."""
    values, place = np.unique(novelty, return_inverse=True)
    if not values.size:
        return 0
    held = np.bincount(place, weight)
    beyond = held.sum() - np.cumsum(held)
    fits = beyond <= share * held.sum()
    fits[-1] = True  # rounding may leave dust beyond the last
    return min(int(values[np.argmax(fits)]), model.FAR - 1)

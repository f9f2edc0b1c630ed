"""What do the other children of the household say?

Sums, means and ranks over the children of one household, for all households at once, with numpy
alone, so that the same call serves one household and a nation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskscreen.errors import InputError

__all__ = ["Household"]

Float = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Household:
    """Grouping of children by household.

    Every method takes and returns arrays of shape (n_children,). NaN is *not known*: it is left
    out, and a household without a known value gives NaN (a count gives 0 only over known values).

    Parameters
    ----------
    code : ndarray of intp, shape (n_children,)
        Dense number of each child's household, from 0.

    Examples
    --------
    >>> household = Household(np.array([0, 0, 1]))
    >>> household.others_sum(np.array([1.0, 2.0, 5.0]))
    array([ 2.,  1., nan])
    """

    code: NDArray[np.intp]

    def __post_init__(self) -> None:
        code = np.asarray(self.code, dtype=np.intp)
        if code.ndim != 1 or (code.size and code.min() < 0):
            raise InputError("household codes must be one whole number from 0 for each child")
        object.__setattr__(self, "code", code)

    def __repr__(self) -> str:
        return f"Household({self.n} households, {len(self.code)} children)"

    @property
    def n(self) -> int:
        """Number of households."""
        return int(self.code.max()) + 1 if self.code.size else 0

    @property
    def size(self) -> Float:
        """Number of children in the child's household, the child included."""
        return self._spread(np.bincount(self.code, minlength=self.n).astype(np.float64))

    def sum(self, x: Float) -> Float:
        """Return the sum of the known values of the household."""
        total, known = self._totals(x)
        return self._spread(np.where(known > 0, total, np.nan))

    def mean(self, x: Float) -> Float:
        """Return the mean of the known values of the household."""
        total, known = self._totals(x)
        return self._spread(_ratio(total, known))

    def max(self, x: Float) -> Float:
        """Return the largest known value of the household."""
        return self._extreme(x, np.maximum, -np.inf)

    def min(self, x: Float) -> Float:
        """Return the smallest known value of the household."""
        return self._extreme(x, np.minimum, np.inf)

    def count(self, mask: NDArray[np.bool_] | Float) -> Float:
        """Return how many children of the household are true; NaN where none is known."""
        return self.sum(_as_float(mask))

    def others_sum(self, x: Float) -> Float:
        """Return the sum over the household's other children; NaN where none is known."""
        total, known = self._others(x)
        return np.where(known > 0, total, np.nan)

    def others_mean(self, x: Float) -> Float:
        """Return the mean over the household's other children; NaN where none is known."""
        total, known = self._others(x)
        return _ratio(total, known)

    def others_count(self, mask: NDArray[np.bool_] | Float) -> Float:
        """Return how many other children are true; NaN where none is known.

        An only child has no other child, known or not, and gets 0.
        """
        counted = self.others_sum(_as_float(mask))
        return np.where(self.size == 1, 0.0, counted)

    def rank(self, x: Float) -> Float:
        """Return the place of the child's value, 1 for the smallest; equal values share a mean."""
        x = _checked(x, len(self.code))
        known = np.flatnonzero(~np.isnan(x))
        ranks = np.full(len(x), np.nan)
        order = known[np.lexsort((x[known], self.code[known]))]
        if not order.size:
            return ranks
        code, values = self.code[order], x[order]
        new_household = np.r_[True, code[1:] != code[:-1]]
        new_value = new_household | np.r_[True, values[1:] != values[:-1]]
        place = np.arange(len(order))
        start = np.maximum.accumulate(np.where(new_household, place, 0))
        run = np.cumsum(new_value) - 1
        first = np.flatnonzero(new_value)
        last = np.r_[first[1:], len(order)] - 1
        ranks[order] = (first[run] + last[run]) / 2 - start + 1
        return ranks

    def _totals(self, x: Float) -> tuple[Float, Float]:
        x = _checked(x, len(self.code))
        # Summed in the order of the values, not of the rows: shuffling rows changes no last bit.
        order = np.lexsort((x, self.code))
        code, values = self.code[order], x[order]
        known = ~np.isnan(values)
        total = np.bincount(code, weights=np.where(known, values, 0.0), minlength=self.n)
        counted = np.bincount(code[known], minlength=self.n)
        return total.astype(np.float64), counted.astype(np.float64)

    def _others(self, x: Float) -> tuple[Float, Float]:
        total, known = self._totals(x)
        x = np.asarray(x, dtype=np.float64)
        own = ~np.isnan(x)
        return self._spread(total) - np.where(own, x, 0.0), self._spread(known) - own

    def _extreme(self, x: Float, ufunc: np.ufunc, start: float) -> Float:
        x = _checked(x, len(self.code))
        known = ~np.isnan(x)
        best = np.full(self.n, start)
        ufunc.at(best, self.code[known], x[known])
        best[np.bincount(self.code[known], minlength=self.n) == 0] = np.nan
        return self._spread(best)

    def _spread(self, per_household: Float) -> Float:
        spread: Float = per_household[self.code]
        return spread


def _as_float(mask: NDArray[np.bool_] | Float) -> Float:
    values = np.asarray(mask, dtype=np.float64)
    return np.where(np.isnan(values), np.nan, (values != 0).astype(np.float64))


def _ratio(total: Float, known: Float) -> Float:
    ratio: Float = np.divide(total, known, out=np.full(len(total), np.nan), where=known > 0)
    return ratio


def _checked(x: Float, n_children: int) -> Float:
    x = np.asarray(x, dtype=np.float64)
    if x.shape != (n_children,):
        raise InputError(f"expected {n_children} values, one for each child, got shape {x.shape}")
    return x

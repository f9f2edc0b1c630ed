"""What does one wave of a panel say of a share or a total, and how sure is it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import measures
from riskscreen.errors import InputError

__all__ = ["Cross", "Figure"]

Columns = Mapping[str, NDArray[Any]]
Floats = NDArray[np.float64]
_CONFIDENCE = 0.95
_NORMAL = 1.959963984540054  # the 0.975 quantile: a panel has hundreds of PSUs


@dataclass(frozen=True, slots=True)
class Figure:
    """A weighted estimate with its design-based 95 % interval; ``n`` is the unweighted base."""

    value: float
    standard_error: float
    lo: float
    hi: float
    n: int

    def times(self, factor: float) -> Figure:
        """Return the figure in another unit."""
        return Figure(
            self.value * factor, self.standard_error * factor, self.lo * factor,
            self.hi * factor, self.n,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cross:
    """One wave: columns of households, shape (n_households,), and children, shape (n_children,).

    ``home`` is the row of a child's household; ``design`` has the households' PSUs.
    """

    households: Columns
    children: Columns
    home: NDArray[np.intp]
    design: measures.Clusters

    @classmethod
    def of(cls, households: Columns, children: Columns, *, year: int | None = None) -> Cross:
        """Return the rows observed in one year; every row where none is given.

        Raises
        ------
        InputError
            If there is no row of that year, or a child without its household.
        """
        homes, kids = dict(households), dict(children)
        if year is not None:
            homes, kids = (_of_year(table, year) for table in (homes, kids))
        if not len(homes["household_id"]):
            when = "in the table" if year is None else f"of {year}"
            raise InputError(f"no household row {when}: 0 rows; name a year of the panel")
        order = np.argsort(homes["household_id"])
        ids = homes["household_id"][order]
        at = np.minimum(np.searchsorted(ids, kids["household_id"]), len(ids) - 1)
        lost = ids[at] != kids["household_id"]
        if lost.any():
            first = int(np.argmax(lost))
            raise InputError(
                f"{int(lost.sum())} children without a household row; first is child "
                f"{kids['child_id'][first]}; compare a whole panel"
            )
        design = measures.as_recorded(homes["stratum"], homes["psu"])
        return cls(homes, kids, order[at], design)

    def child(self, name: str) -> NDArray[Any]:
        """Return a column for every child, the household's where children have none."""
        if name in self.children:
            return self.children[name]
        return self.households[name][self.home]

    def share(self, event: NDArray[Any], base: NDArray[Any], *, households: bool = False) -> Figure:
        """Return the weighted share of the base with the event, 0-1, and its exact bounds.

        Parameters
        ----------
        event, base : ndarray of bool, shape (n_children,) or (n_households,)
            An event outside the base does not count.
        households : bool
            Whether the two are of households.

        References
        ----------
        .. [1] Korn and Graubard (1998), Survey Methodology 24: 193-201, on the bounds.
        """
        above, below = (self._summed(part, households=households) for part in (event & base, base))
        value, error = measures.linearised_ratio(above, below, design=self.design)
        n = int(base.sum())
        lo, hi = measures.exact_share(
            value, error**2, n=n, df=self.design.df(), confidence=_CONFIDENCE
        )
        return Figure(value, error, lo, hi, n)

    def ratio(self, above: Floats, below: Floats, *, n: int) -> Figure:
        """Return a ratio of two weighted sums, each given by household, with normal bounds."""
        value, error = measures.linearised_ratio(above, below, design=self.design)
        return Figure(value, error, max(value - _NORMAL * error, 0.0), value + _NORMAL * error, n)

    def total(self, event: NDArray[Any]) -> Figure:
        """Return the weighted number of children with the event.

        A ratio to the households, whose number the weights are made to sum to, times that number.
        Where nobody has the event, the upper bound of its share among all children stands.
        """
        if not event.any():
            whole = float(self.children["weight"].sum())
            return self.share(event, np.ones(len(event), dtype=np.bool_)).times(whole)
        weight = self.households["weight"]
        ratio = self.ratio(self._summed(event, households=False), weight, n=int(event.sum()))
        return ratio.times(float(weight.sum()))

    def _summed(self, event: NDArray[Any], *, households: bool) -> Floats:
        """Return the weights of those with the event by household, shape (n_households,)."""
        if households:
            return np.asarray(self.households["weight"] * event)
        weight = self.children["weight"] * event
        n = len(self.households["weight"])
        return np.bincount(self.home, weight, minlength=n).astype(np.float64)


def _of_year(table: Columns, year: int) -> dict[str, NDArray[Any]]:
    rows = table["observed_date"].astype("datetime64[Y]").astype(np.int64) + 1970 == year
    return {name: values[rows] for name, values in table.items()}

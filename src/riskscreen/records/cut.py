"""What was known on a day, and what happened afterwards?

The cut in time is a type: features take a `Snapshot` and labels a `FollowUp`, so that no later row
can reach a feature. Only this module divides time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import schema
from riskscreen.core import Finding
from riskscreen.errors import FeatureError
from riskscreen.records.grouping import Household
from riskscreen.records.table import Table, take

__all__ = ["FollowUp", "Snapshot", "group_codes"]

# Columns that both tables hold: the child's is meant unless the household's is named.
_ALIAS = "household_"


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """What was known of each child on one day.

    Parameters
    ----------
    day : datetime64[D]
        The day of the cut (`as_of`).
    children : Table
        One row per child, sorted by child_id, shape (n_children, ...).
    households : Table
        The household rows that these children joined, each once.
    household_index : ndarray of intp, shape (n_children,)
        Row of ``households``; -1 where the child joined none.
    household_group : ndarray of intp, shape (n_children,)
        Dense number of the child's household_id, from 0; exists also without a household row.
    findings : tuple of Finding
        What was left out, and why.
    synthetic : bool
        Whether these rows are made up.
    source_row : ndarray of intp, shape (n_children,)
        Row of the records' ``children`` table that each row was taken from.
    """

    day: np.datetime64
    children: Table
    households: Table
    household_index: NDArray[np.intp]
    household_group: NDArray[np.intp]
    findings: tuple[Finding, ...] = ()
    synthetic: bool = False
    source_row: NDArray[np.intp] | None = None

    def __repr__(self) -> str:
        return f"Snapshot({self.day}, {self.n_children} children)"

    @property
    def n_children(self) -> int:
        """Number of children."""
        return self.children.n_rows

    @property
    def ids(self) -> NDArray[np.str_]:
        """child_id of each child, shape (n_children,)."""
        return self.children["child_id"]

    @property
    def household(self) -> Household:
        """The grouping of children by household."""
        return Household(self.household_group)

    def column(self, name: str) -> NDArray[Any]:
        """Return a column of the schema or of the data for each child, shape (n_children,).

        A household's column is spread to its children; ``household_weight`` is the household's
        where both tables have a ``weight``. A column of the schema that the data lack is missing
        for everyone.

        Raises
        ------
        FeatureError
            If neither the schema nor the data know the name.
        """
        return _column(self, name)

    def names(self) -> tuple[str, ...]:
        """Return the names of all columns that the data hold, children's first."""
        own = [name for name in self.households if name not in self.children]
        return (*self.children, *own)

    def take(self, index: NDArray[Any]) -> Snapshot:
        """Return the snapshot of some children (integers or a bool mask).

        Siblings that are left out no longer count in ``household``: take whole households.
        """
        index = np.asarray(index)
        index = np.flatnonzero(index) if index.dtype == np.bool_ else index
        return Snapshot(
            day=self.day,
            children=self.children.take(index),
            households=self.households,
            household_index=self.household_index[index],
            household_group=np.unique(self.household_group[index], return_inverse=True)[1],
            findings=self.findings,
            synthetic=self.synthetic,
            source_row=None if self.source_row is None else self.source_row[index],
        )


@dataclass(frozen=True, slots=True, eq=False)
class FollowUp:
    """What was seen of the same children about a horizon later.

    Rows are aligned with the children of the snapshot; a child without a row near enough has
    ``observed`` False and missing values.

    Parameters
    ----------
    day : datetime64[D]
        The target day: the snapshot's day plus the horizon.
    observed : ndarray of bool, shape (n_children,)
        Whether the child has a follow-up row.
    children, households, household_index, household_group, findings, synthetic
        As in `Snapshot`.
    horizon_months : int
        The horizon; 0 means concurrent, the snapshot's own rows.
    known_day : datetime64[D]
        The day of the snapshot.
    """

    day: np.datetime64
    observed: NDArray[np.bool_]
    children: Table
    households: Table
    household_index: NDArray[np.intp]
    household_group: NDArray[np.intp]
    horizon_months: int
    known_day: np.datetime64
    findings: tuple[Finding, ...] = ()
    synthetic: bool = False

    def __repr__(self) -> str:
        return f"FollowUp({self.day}, {int(self.observed.sum())} of {self.n_children} children)"

    @property
    def n_children(self) -> int:
        """Number of children, those of the snapshot."""
        return len(self.observed)

    @property
    def concurrent(self) -> bool:
        """Whether the rows are the snapshot's own (a nowcast)."""
        return self.horizon_months == 0

    @property
    def household(self) -> Household:
        """The grouping of children by household at follow-up; an unseen child stands alone."""
        return Household(self.household_group)

    def column(self, name: str) -> NDArray[Any]:
        """Return a column for each child, missing where not observed; see `Snapshot.column`.

        Raises
        ------
        FeatureError
            If neither the schema nor the data know the name.
        """
        return _column(self, name)


def group_codes(household_id: NDArray[np.str_]) -> NDArray[np.intp]:
    """Return a dense number per household; a child without a household stands alone."""
    codes = np.unique(household_id, return_inverse=True)[1].astype(np.intp)
    lone = np.flatnonzero(household_id == "")
    codes[lone] = codes.max(initial=-1) + 1 + np.arange(len(lone))
    return np.unique(codes, return_inverse=True)[1].astype(np.intp)


def _column(cut: Snapshot | FollowUp, name: str) -> NDArray[Any]:
    if name in cut.children:
        return cut.children[name]
    if name in cut.households and name not in schema.CHILDREN:
        return take(cut.households[name], cut.household_index)
    plain = name.removeprefix(_ALIAS)
    if plain != name and plain in cut.households and plain in schema.CHILDREN:
        return take(cut.households[plain], cut.household_index)
    field = schema.CHILDREN.get(name) or schema.HOUSEHOLDS.get(name)
    if field is None and plain != name:
        field = schema.HOUSEHOLDS.get(plain) if plain in schema.CHILDREN else None
    if field is None:
        raise FeatureError(
            f"no column {name}: neither the schema nor these records know it; "
            "see schema.fields() for the names"
        )
    return field.empty(cut.children.n_rows)

"""What does training need of a table? Plain arrays, one row per child and label window."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from riskscreen.tables import TrainingTable

__all__ = ["Rows"]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Rows of a training table as arrays.

    Parameters
    ----------
    X : ndarray of float64, shape (n_rows, n_features)
        NaN is missing.
    names : tuple of str
        Of the features.
    label : ndarray of float64, shape (n_rows,)
        1 yes, 0 no, NaN unknown.
    weight : ndarray of float64, shape (n_rows,)
        Survey weights, mean 1 over the eligible.
    child, household, psu, stratum, commune, region : ndarray of str, shape (n_rows,)
        Empty where not recorded.
    """

    X: NDArray[np.float64]
    names: tuple[str, ...]
    label: NDArray[np.float64]
    weight: NDArray[np.float64]
    child: NDArray[np.str_]
    household: NDArray[np.str_]
    psu: NDArray[np.str_]
    stratum: NDArray[np.str_]
    commune: NDArray[np.str_]
    region: NDArray[np.str_]

    def __repr__(self) -> str:
        return f"Rows({self.n_rows} rows, {len(self.names)} features)"

    @property
    def n_rows(self) -> int:
        """Number of rows."""
        return int(self.label.size)

    @property
    def known(self) -> NDArray[np.bool_]:
        """Whether the label is known, shape (n_rows,)."""
        return np.isfinite(self.label)

    def take(self, index: NDArray[np.intp] | NDArray[np.bool_]) -> Rows:
        """Return some of the rows."""
        taken = {
            field.name: getattr(self, field.name)
            if field.name == "names"
            else getattr(self, field.name)[index]
            for field in fields(self)
        }
        return Rows(**taken)

    def with_weight(self, weight: NDArray[np.float64]) -> Rows:
        """Return the same rows by another weight."""
        return replace(self, weight=weight)

    def column(self, name: str) -> NDArray[np.float64] | None:
        """Return a feature by name, or None where the table has none of that name."""
        return self.X[:, self.names.index(name)] if name in self.names else None

    @classmethod
    def of(cls, table: TrainingTable) -> Rows:
        """Return all rows of ``table``, in its order."""
        return cls(
            X=table.features.values,
            names=table.features.names,
            label=table.label,
            weight=table.weight,
            child=table.child_id,
            household=table.household_id,
            psu=table.psu,
            stratum=table.stratum,
            commune=table.areas.commune,
            region=table.areas.region,
        )

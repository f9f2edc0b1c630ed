"""Which rows may be learned from, and what is known of each?

A table holds the eligible and those whose eligibility cannot be known: the latter never train, but
they are children whom a list can miss, so they are not dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import core, outcomes, records
from riskscreen.core import Finding
from riskscreen.errors import InputError
from riskscreen.features import FeatureMatrix, FittedState

__all__ = ["TrainingTable"]


@dataclass(frozen=True, slots=True, eq=False)
class TrainingTable:
    """Features, label, weight and groups of the children of one or more label windows.

    Parameters
    ----------
    outcome : Outcome
        The outcome, in the definition that was used.
    horizon_months : int
        Months from the day of a row to its follow-up; 0 is concurrent.
    features : FeatureMatrix
        Shape (n_rows, n_features).
    label : ndarray of float64, shape (n_rows,)
        1, 0, or NaN where not known.
    eligible : ndarray of float64, shape (n_rows,)
        1, or NaN where eligibility cannot be known.
    before : ndarray of float64, shape (n_rows,)
        What the label would be by the Snapshot's own rows: 1 where the state lasts already.
    weight : ndarray of float64, shape (n_rows,)
        Survey weight, mean 1 over the eligible; NaN where missing.
    expansion : bool
        Whether the unscaled weights count the population.
    weight_sum : float
        Sum of the unscaled weights over the eligible: with ``expansion`` the number of children
        in the population.
    child_id, household_id, psu, stratum : ndarray of str, shape (n_rows,)
        Keys; the PSU falls back to commune, then household, and a finding says so.
    days : ndarray of datetime64[D], shape (n_rows,)
        Day of the window each row belongs to.
    groups : mapping of str to ndarray of str, shape (n_rows,)
        Recorded values of each column that the policy's groups read; bools as 1 and 0.
    areas : Areas
        Where each child lives.
    parts : mapping of str to ndarray of float64, shape (n_rows,)
        Part labels.
    state : FittedState
        What the features know about places.
    barred : tuple of str
        Columns kept from the features (a nowcast).
    findings : tuple of Finding
        What was counted while building.
    synthetic : bool
        Whether the rows are made up.
    """

    outcome: outcomes.Outcome
    horizon_months: int
    features: FeatureMatrix
    label: NDArray[np.float64]
    eligible: NDArray[np.float64]
    before: NDArray[np.float64]
    weight: NDArray[np.float64]
    expansion: bool
    weight_sum: float
    child_id: NDArray[np.str_]
    household_id: NDArray[np.str_]
    psu: NDArray[np.str_]
    stratum: NDArray[np.str_]
    days: NDArray[np.datetime64]
    groups: Mapping[str, NDArray[np.str_]]
    areas: records.Areas
    parts: Mapping[str, NDArray[np.float64]]
    state: FittedState
    barred: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    synthetic: bool = False

    def __repr__(self) -> str:
        return (
            f"TrainingTable({self.outcome.name}, {self.outcome.definition}, {self.n_rows} rows, "
            f"{int(self.trains.sum())} train, {len(self.features.names)} features)"
        )

    @property
    def n_rows(self) -> int:
        """Number of rows."""
        return int(self.label.size)

    @property
    def day(self) -> np.datetime64:
        """Day of the window; of the last one where there are several."""
        return self.days.max() if self.n_rows else np.datetime64("NaT", "D")

    @property
    def window(self) -> NDArray[np.intp]:
        """Number of each row's window, from 0 in the order of their days, shape (n_rows,)."""
        return np.unique(self.days, return_inverse=True)[1].astype(np.intp)

    @property
    def concurrent(self) -> bool:
        """Whether label and features come from the same rows: not prospective."""
        return self.horizon_months == 0

    @property
    def followed(self) -> NDArray[np.bool_]:
        """Whether the label is known, shape (n_rows,)."""
        return ~np.isnan(self.label)

    @property
    def trains(self) -> NDArray[np.bool_]:
        """Whether a row may be learned from: eligible, label and weight known."""
        trains: NDArray[np.bool_] = (self.eligible == 1) & self.followed
        return trains & ~np.isnan(self.weight)

    @property
    def digest(self) -> str:
        """SHA-256 of every value, the outcome's definition and what it rests on."""
        head = core.digest_json(
            {
                "outcome": self.outcome.name,
                "definition": self.outcome.definition,
                "basis": self.outcome.basis,
                "horizon_months": self.horizon_months,
            }
        )
        return core.digest_arrays({**self.columns(), f"head {head}": np.zeros(0)})

    def columns(self) -> dict[str, NDArray[Any]]:
        """Return every column by name; features, groups, parts and areas carry a prefix."""
        plain: dict[str, NDArray[Any]] = {
            "child_id": self.child_id,
            "household_id": self.household_id,
            "day": self.days,
            "eligible": self.eligible,
            "label": self.label,
            "before": self.before,
            "weight": self.weight,
            "psu": self.psu,
            "stratum": self.stratum,
        }
        plain |= {f"group.{name}": values for name, values in self.groups.items()}
        plain |= {f"area.{name}": values for name, values in self.areas.columns().items()}
        plain |= {f"part.{name}": values for name, values in self.parts.items()}
        values = self.features.values
        plain |= {name: values[:, i] for i, name in enumerate(self.features.names)}
        return plain

    def take(self, index: NDArray[Any]) -> TrainingTable:
        """Return some rows (integers or a bool mask); weights keep their scale.

        Raises
        ------
        InputError
            If a mask is not as long as the table.
        """
        index = np.asarray(index)
        if index.dtype == np.bool_ and index.shape != (self.n_rows,):
            raise InputError(f"a mask of shape {index.shape} for {self.n_rows} rows")
        names = (
            "label", "eligible", "before", "weight", "child_id", "household_id", "psu", "stratum",
            "days",
        )  # fmt: skip
        return replace(
            self,
            features=self.features.take(index),
            groups={name: values[index] for name, values in self.groups.items()},
            parts={name: values[index] for name, values in self.parts.items()},
            areas=self.areas.take(index),
            **{name: getattr(self, name)[index] for name in names},
        )

    def to_frame(self, backend: str = "pandas") -> Any:  # noqa: ANN401 - a frame of any library
        """Return all columns as a frame: ``pandas``, ``polars`` or ``arrow``."""
        return records.Table(self.columns()).to_frame(backend)

"""What is known of an outcome that was trained: its model, and every figure on the way to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from riskscreen import model
from riskscreen.errors import TrainingError
from riskscreen.training import fit
from riskscreen.training.baselines import Baseline

if TYPE_CHECKING:
    from riskscreen.tables import TrainingTable

__all__ = ["TrainedOutcome", "pairs"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class TrainedOutcome:
    """A released model with everything that was learned about the recipe.

    Arrays have one entry per row of the table that it was trained on; NaN where the row is in no
    fold or its label unknown.

    Parameters
    ----------
    model : model.RiskModel
        Refitted on all training windows.
    fold : ndarray of intp, shape (n_rows,)
        -1 for rows in no fold.
    oof_margin, oof_risk : ndarray of float64, shape (n_rows,)
        Of boosters and calibrators that had not seen the row's household and PSU.
    weight : ndarray of float64, shape (n_rows,)
        What a row trained with: corrected for loss to follow-up; NaN where it did not train.
    followed_probability : ndarray of float64, shape (n_rows,)
        Cross-fitted; NaN where not eligible.
    parameters : Parameters
    rounds : int
    tried : tuple of dict
        Candidates of the released booster's search.
    fold_metrics : tuple of dict
        One per fold: figures, parameters, rounds, rows and cases.
    baselines : mapping of str to Baseline
        On the same rows and folds.
    interval_variance : mapping of str to tuple of float
        Variance of the log-odds by vigintile of margin, from refits and from calibrators.
    trained_on : frozenset of tuple of str
        (child, day) pairs; a table with one of them is no later window.
    seed : int
    """

    model: model.RiskModel
    fold: NDArray[np.intp]
    oof_margin: Floats
    oof_risk: Floats
    weight: Floats
    followed_probability: Floats
    parameters: fit.Parameters
    rounds: int
    tried: tuple[dict[str, float], ...]
    fold_metrics: tuple[dict[str, float], ...]
    baselines: Mapping[str, Baseline]
    interval_variance: Mapping[str, tuple[float, ...]]
    trained_on: frozenset[tuple[str, str]] = field(repr=False)
    seed: int

    def __repr__(self) -> str:
        return f"TrainedOutcome({self.model.outcome}, {self.rounds} rounds, {self.fold.size} rows)"

    def refuse_seen(self, table: TrainingTable) -> None:
        """Refuse to be judged on children and days that it was fitted on.

        Raises
        ------
        TrainingError
            If a row of ``table`` was trained on.
        """
        seen = self.trained_on & pairs(table)
        if seen:
            child, day = min(seen)
            raise TrainingError(
                f"{len(seen)} of {table.n_rows} rows were trained on; first is child {child} as of "
                f"{day}; booster and calibrator are judged on a later window, or use oof_risk"
            )


def pairs(table: TrainingTable) -> set[tuple[str, str]]:
    """Return the child and the day of every row."""
    return set(zip(table.child_id.tolist(), table.days.astype(str).tolist(), strict=True))

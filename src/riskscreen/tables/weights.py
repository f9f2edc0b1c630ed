"""How many children of the population does each row stand for?

A missing weight is never 1 in silence: either the records declare that every child counts once, or
the row does not train and a finding says how many. A module asked of a sample of the children has
a weight of its own; the children whom it never asked are represented by those whom it did.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskscreen import outcomes, records

__all__ = ["Weights", "survey_weights"]

_HOUSEHOLD = "weight"


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """Weights of the children of a snapshot, shape (n_children,).

    ``raw`` as recorded, ``scaled`` to mean 1 over the eligible, NaN where missing; ``total`` is
    the sum of ``raw`` over the eligible; ``column`` names the columns they come from and is empty
    where every child counts once by declaration; ``sampled`` is False for a child whom the module
    never asked.
    """

    raw: NDArray[np.float64]
    scaled: NDArray[np.float64]
    total: float
    expansion: bool
    column: str
    sampled: NDArray[np.bool_]


def survey_weights(
    held: records.Records,
    snapshot: records.Snapshot,
    outcome: outcomes.Outcome,
    *,
    eligible: NDArray[np.float64],
    label: NDArray[np.float64],
) -> Weights:
    """Return the weights that the outcome prefers among those that the records hold.

    Parameters
    ----------
    held : Records
        Says whether every child counts once (``weights = "none"``).
    snapshot : Snapshot
        The children.
    outcome : Outcome
        Names the columns.
    eligible, label : ndarray of float64, shape (n_children,)
        Over whom the mean is 1; a label known without a weight is a fault, not a sample.
    """
    columns = () if held.weights == "none" else _chosen(outcome, snapshot)
    raw = _merged(columns, snapshot) if columns else np.ones(snapshot.n_children)
    raw = np.where(raw > 0, raw, np.nan)
    counted = raw[(eligible == 1) & ~np.isnan(raw)]
    kinds = snapshot.column("weight_kind")
    module = bool(columns) and columns != (_HOUSEHOLD,)
    return Weights(
        raw=raw,
        scaled=raw / counted.mean() if counted.size else np.full(raw.shape, np.nan),
        total=float(counted.sum()),
        # A full list counts the population by itself.
        expansion=not columns or bool(counted.size and (kinds == "expansion").all()),
        column=" or ".join(columns),
        sampled=~(np.isnan(raw) & np.isnan(label)) if module else np.ones(raw.shape, dtype=bool),
    )


def _chosen(outcome: outcomes.Outcome, snapshot: records.Snapshot) -> tuple[str, ...]:
    """Return the first alternative of which the snapshot holds anything, else the first."""
    for columns in outcome.weights:
        held = tuple(name for name in columns if (snapshot.column(name) > 0).any())
        if held:
            return held
    return outcome.weights[-1]


def _merged(columns: tuple[str, ...], snapshot: records.Snapshot) -> NDArray[np.float64]:
    """Return the first known weight of each row, all on the scale of the children's own weight.

    Every module is normalised by itself: unscaled, a module that asks one child of a household
    would count for less than one that asks all.
    """
    weights = [snapshot.column(name) for name in columns]
    if len(columns) > 1:
        weights = [weight * _scale(weight, snapshot) for weight in weights]
    merged = weights[0]
    for weight in weights[1:]:
        merged = np.where(merged > 0, merged, weight)
    return np.asarray(merged, dtype=np.float64)


def _scale(weight: NDArray[np.float64], snapshot: records.Snapshot) -> float:
    """Return what brings a module's total to the weighted number of children of its ages."""
    asked = weight > 0
    age, whole = snapshot.column("age_years"), snapshot.column(_HOUSEHOLD)
    if not asked.any() or not (whole > 0).any():
        return 1.0
    of_age = (age >= np.nanmin(age[asked])) & (age <= np.nanmax(age[asked]))
    return float(np.nansum(whole[of_age]) / weight[asked].sum())

"""How many children of the population does each row stand for?

A missing weight is never 1 in silence: either the records declare that every child counts once, or
the row does not train and a finding says how many.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskscreen import outcomes, records

__all__ = ["Weights", "survey_weights"]


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """Weights of the children of a snapshot, shape (n_children,).

    ``raw`` as recorded, ``scaled`` to mean 1 over the eligible, NaN where missing; ``total`` is
    the sum of ``raw`` over the eligible; ``column`` is empty where every child counts once by
    declaration.
    """

    raw: NDArray[np.float64]
    scaled: NDArray[np.float64]
    total: float
    expansion: bool
    column: str


def survey_weights(
    held: records.Records,
    snapshot: records.Snapshot,
    outcome: outcomes.Outcome,
    *,
    eligible: NDArray[np.float64],
) -> Weights:
    """Return the weights that the outcome names.

    Parameters
    ----------
    held : Records
        Says whether every child counts once (``weights = "none"``).
    snapshot : Snapshot
        The children.
    outcome : Outcome
        Names the column.
    eligible : ndarray of float64, shape (n_children,)
        Over whom the mean is 1.
    """
    declared_none = held.weights == "none"
    raw = np.ones(snapshot.n_children) if declared_none else snapshot.column(outcome.weight)
    raw = np.where(raw > 0, raw, np.nan)
    counted = raw[(eligible == 1) & ~np.isnan(raw)]
    kinds = snapshot.column("weight_kind")
    return Weights(
        raw=raw,
        scaled=raw / counted.mean() if counted.size else np.full(raw.shape, np.nan),
        total=float(counted.sum()),
        # A full list counts the population by itself.
        expansion=declared_none or bool(counted.size and (kinds == "expansion").all()),
        column="" if declared_none else outcome.weight,
    )

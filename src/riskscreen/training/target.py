"""What would the risks be if the outcome were as common as a published rate says?

One shift of the log-odds of every risk. The order of children stays; what an area is expected to
need, and with it the list, does not: a shift multiplies small risks more than large ones.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from riskscreen import measures, model
from riskscreen.errors import InputError

__all__ = ["moved", "recalibrate", "target_shift"]


def recalibrate(
    risk_model: model.RiskModel,
    X: NDArray[np.float64],
    *,
    weight: NDArray[np.float64],
    rate: float,
) -> model.RiskModel:
    """Return the model with its risks shifted so that their weighted mean is ``rate``.

    Parameters
    ----------
    risk_model : RiskModel
    X : ndarray of float64, shape (n_children, n_features)
        Features of the population to which the rate belongs.
    weight : ndarray of float64, shape (n_children,)
        NaN or 0 where a child stands for nobody.
    rate : float
        Published share, 0-1.

    Raises
    ------
    InputError
        If the rate is not between 0 and 1, or no child has a weight.
    """
    return moved(risk_model, target_shift(risk_model, X, weight=weight, rate=rate))


def target_shift(
    risk_model: model.RiskModel,
    X: NDArray[np.float64],
    *,
    weight: NDArray[np.float64],
    rate: float,
) -> float:
    """Return what `recalibrate` adds to the log-odds; parameters and errors are the same."""
    if not 0 < rate < 1:
        raise InputError(
            f"target prevalence of {risk_model.outcome} is {rate}; give a share between 0 and 1, "
            "as 0.054 for 5.4 %"
        )
    counts = np.isfinite(weight) & (weight > 0)
    if not counts.any():
        raise InputError(
            f"target prevalence of {risk_model.outcome}: none of {len(weight)} children has a "
            "weight above 0; a published rate is matched by weighted children"
        )
    risk = risk_model.predict(X[counts]).risk
    return measures.recalibration_shift(np.full(len(risk), rate), risk, weight[counts])


def moved(risk_model: model.RiskModel, shift: float) -> model.RiskModel:
    """Return the model with ``shift`` added to its log-odds and to both bounds of its interval."""
    held, curves = risk_model.calibrator, risk_model.intervals

    def up(values: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(value + shift for value in values)

    return replace(
        risk_model,
        calibrator=replace(held, knots_logit=up(held.knots_logit)),
        intervals=replace(curves, lo=up(curves.lo), hi=up(curves.hi)),
    )

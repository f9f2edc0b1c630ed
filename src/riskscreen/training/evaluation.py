"""How well do these risks order, and how true are they? Each figure with a clustered interval."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import measures
from riskscreen.errors import TrainingError
from riskscreen.policy import Policy

__all__ = ["Metric", "evaluate", "point_metrics"]

_REPLICATES = 200
"""A standard error from 200 replicates is known to 5 %; the audit, which judges, uses more."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure with its interval.

    Parameters
    ----------
    name : str
    value : float
        NaN where undefined.
    lo, hi : float
        PSU-clustered interval at the policy's confidence; NaN where it cannot be had.
    unit : str
    """

    name: str
    value: float
    lo: float
    hi: float
    unit: str

    def __repr__(self) -> str:
        return f"Metric({self.name} {self.value:.4g} [{self.lo:.4g}, {self.hi:.4g}])"

    def to_dict(self) -> dict[str, Any]:
        """Return the metric as JSON types; what is undefined is None."""
        plain = asdict(self)
        return {
            name: None if isinstance(entry, float) and not np.isfinite(entry) else entry
            for name, entry in plain.items()
        }


def point_metrics(label: Floats, risk: Floats, weight: Floats) -> dict[str, float]:
    """Return the figures without intervals, by name; NaN where undefined.

    Parameters
    ----------
    label, risk, weight : ndarray of float64, shape (n_rows,)
    """
    return {
        "auc": measures.weighted_auc(label, risk, weight),
        "average_precision": measures.average_precision(label, risk, weight),
        "brier": measures.brier(label, risk, weight),
        "calibration_error": measures.calibration_error(label, risk, weight),
        "calibration_slope": measures.calibration_slope(label, risk, weight)[1],
        "observed_over_expected": measures.observed_over_expected(label, risk, weight),
    }


def evaluate(
    label: Floats,
    risk: Floats,
    *,
    weight: Floats,
    psu: NDArray[Any],
    stratum: NDArray[Any],
    policy: Policy,
    rng: np.random.Generator,
    selected: NDArray[np.bool_] | None = None,
) -> list[Metric]:
    """Return ranking, calibration and, at the operating point, recall and precision.

    Parameters
    ----------
    label : ndarray of float64, shape (n_rows,)
        0 or 1; rows of unknown label are left out by the caller, who says how many.
    risk : ndarray of float64, shape (n_rows,)
        Calibrated on other rows than these; a missing one makes every figure of it NaN.
    weight : ndarray of float64, shape (n_rows,)
    psu, stratum : ndarray of str, shape (n_rows,)
    policy : Policy
        Gives the confidence.
    rng : numpy.random.Generator
    selected : ndarray of bool, shape (n_rows,), optional
        Whom the allocation rule selects; without it there is no recall and no precision.

    Raises
    ------
    TrainingError
        If a label is not known.
    """
    unknown = ~((label == 0) | (label == 1))
    if unknown.any():
        raise TrainingError(
            f"{int(unknown.sum())} of {label.size} labels are unknown; first is row "
            f"{int(np.argmax(unknown))}; evaluate rows with a known label and report the share lost"
        )
    drawn = measures.rao_wu(stratum, psu, replicates=_REPLICATES, rng=rng)
    replicated = _risk_replicates(label, risk, weight, drawn)
    values = point_metrics(label, risk, weight)
    if selected is not None:
        taken = selected.astype(np.float64)
        for name, among in (("recall_at_capacity", label), ("precision_at_capacity", taken)):
            values[name], replicated[name] = measures.bootstrap_ratio(
                weight * label * taken, weight * among, drawn
            )
    return [
        _metric(name, value, replicated[name], df=drawn.df, confidence=policy.confidence)
        for name, value in values.items()
    ]


_UNITS = {
    "auc": "AUC",
    "calibration_slope": "slope",
    "observed_over_expected": "ratio",
    "brier": "squared probability",
    "calibration_error": "probability",
}


def _metric(name: str, value: float, replicates: Floats, *, df: int, confidence: float) -> Metric:
    lo, hi = measures.t_interval(value, replicates, df, confidence)
    return Metric(name=name, value=value, lo=lo, hi=hi, unit=_UNITS.get(name, "share"))


def _risk_replicates(
    label: Floats, risk: Floats, weight: Floats, drawn: measures.Replicates
) -> dict[str, Floats]:
    design = (drawn.index, drawn.factors)
    slopes = measures.calibration_slope_replicates(label, risk, weight, *design)
    return {
        "auc": measures.weighted_auc_replicates(label, risk, weight, *design),
        "average_precision": measures.average_precision_replicates(label, risk, weight, *design),
        "brier": measures.bootstrap_ratio(weight * (label - risk) ** 2, weight, drawn)[1],
        "calibration_error": _calibration_error_replicates(label, risk, weight, drawn),
        "calibration_slope": slopes[:, 1],
        "observed_over_expected": measures.bootstrap_ratio(weight * label, weight * risk, drawn)[1],
    }


def _calibration_error_replicates(
    label: Floats, risk: Floats, weight: Floats, drawn: measures.Replicates
) -> Floats:
    """Return the calibration error of every replicate on the sample's own bins.

    Resampling adds its own noise to every bin, which the absolute gap turns into bias: only the
    spread of these values is used, around the sample's figure.
    """
    if not np.isfinite(risk).all():
        return np.full(drawn.factors.shape[0], np.nan)
    bins = measures.bin_codes(risk, weight)
    n_bins, n_psu = int(bins.max()) + 1, drawn.clusters.n_psu
    place = drawn.index * n_bins + bins
    gap = np.bincount(place, weight * (label - risk), minlength=n_psu * n_bins)
    total = np.bincount(drawn.index, weight, minlength=n_psu)
    factors = drawn.factors.astype(np.float64)
    return np.asarray(np.abs(factors @ gap.reshape(n_psu, n_bins)).sum(axis=1) / (factors @ total))

"""Do these trees still give, here and now, the numbers they gave when they were released?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import model
from riskscreen.errors import BundleError

__all__ = ["check_golden", "golden_rows"]

# far below what anyone reads, above the last bits in which two builds of a library may differ
_TOLERANCE = 1e-12
_PRINTED = ("margin", "risk", "lo", "hi")


def golden_rows(risk_model: model.RiskModel, X: NDArray[np.float64]) -> dict[str, Any]:
    """Return feature rows and what the model says of them, as JSON types.

    Parameters
    ----------
    risk_model : RiskModel
    X : ndarray of float64, shape (n_rows, n_features)
        A few dozen rows with missing values among them; NaN becomes null.

    Raises
    ------
    BundleError
        If there is no row, or a value is infinite: JSON has no such number.
    """
    if X.shape[0] == 0 or np.isinf(X).any():
        raise BundleError(
            f"{X.shape[0]} golden rows with {int(np.isinf(X).sum())} infinite values; "
            "give at least one row of finite or missing values"
        )
    told = risk_model.predict(X)
    rows = [[None if np.isnan(value) else float(value) for value in row] for row in X]
    return {"rows": rows, **{name: getattr(told, name).tolist() for name in _PRINTED}}


def check_golden(risk_model: model.RiskModel, golden: Mapping[str, Any]) -> None:
    """Return nothing if the model gives the golden numbers to 1e-12.

    Raises
    ------
    BundleError
        Otherwise, with the first row that differs.
    """
    width = len(risk_model.feature_names)
    uneven = {len(row) for row in golden["rows"]} - {width}
    lengths = {len(golden[name]) for name in ("rows", *_PRINTED)}
    if uneven or len(lengths) != 1:
        raise BundleError(
            f"golden rows of {risk_model.outcome} have lengths {sorted(lengths)} and widths "
            f"{sorted(uneven) or width}; the model reads {width} features"
        )
    told = risk_model.predict(np.array(golden["rows"], dtype=np.float64))
    for name in _PRINTED:
        found, due = getattr(told, name), np.array(golden[name], dtype=np.float64)
        near = np.abs(found - due) <= _TOLERANCE * np.maximum(1.0, np.abs(due))
        if not near.all():
            first = int(np.flatnonzero(~near)[0])
            raise BundleError(
                f"{risk_model.outcome} gives another {name} in {int((~near).sum())} of "
                f"{near.size} golden rows; first is row {first}: {found[first]:.15g} against "
                f"{due[first]:.15g}. This library does not score as the release did"
            )

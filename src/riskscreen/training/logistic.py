"""What does a straight line say? Weighted logistic regression, missing values and scale in fold."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

__all__ = ["fit_logistic"]

_INVERSE_PENALTY = 0.1
"""Ridge of 10 on standardised columns: enough for collinear ones, nothing to a real effect."""


def fit_logistic(
    X: NDArray[np.float64], label: NDArray[np.float64], weight: NDArray[np.float64]
) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    """Return a function from feature rows to probabilities.

    A missing value becomes the column's mean and raises an indicator of its own, so what the mean
    is does not matter.

    Parameters
    ----------
    X : ndarray of float64, shape (n_rows, n_features)
    label, weight : ndarray of float64, shape (n_rows,)
        Label 0 or 1, both present; weight with mean 1.
    """
    line = make_pipeline(
        SimpleImputer(strategy="mean", add_indicator=True, keep_empty_features=True),
        StandardScaler(),
        LogisticRegression(C=_INVERSE_PENALTY, solver="newton-cholesky", max_iter=50),
    )
    line.fit(X, label, logisticregression__sample_weight=weight)

    def predict(rows: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(line.predict_proba(rows)[:, 1])

    return predict

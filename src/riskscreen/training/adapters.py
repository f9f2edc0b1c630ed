"""How does the recipe look to scikit-learn? A classifier that is split by group and calibrated.

For comparison with other estimators on the same columns; a release comes from ``fit_outcome``.
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from riskscreen.errors import TrainingError
from riskscreen.training import calibration, fit, splits
from riskscreen.training.fit import Binned
from riskscreen.training.search import Search, choose

__all__ = ["RiskClassifier"]


class RiskClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc] # sklearn is untyped
    """LightGBM with grouped folds, an inner search, early stopping and cross-fitted calibration.

    Parameters
    ----------
    seed : int
    n_folds : int
        Folds of whole groups on which margins are calibrated.
    drawn : int
        Settings drawn besides the plain ones.
    n_threads : int

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> X = rng.normal(size=(600, 2))
    >>> y = (rng.random(600) < 1 / (1 + np.exp(-2 * X[:, 0]))).astype(float)
    >>> fitted = RiskClassifier(drawn=0).fit(X, y, groups=np.arange(600) // 6)
    >>> fitted.predict_proba(np.array([[2.0, 0.0]]))[0, 1] > 0.8
    np.True_
    """

    def __init__(
        self, *, seed: int = 0, n_folds: int = 5, drawn: int = 3, n_threads: int = 1
    ) -> None:
        self.seed = seed
        self.n_folds = n_folds
        self.drawn = drawn
        self.n_threads = n_threads

    def fit(
        self,
        X: NDArray[np.float64],
        y: NDArray[np.float64],
        *,
        sample_weight: NDArray[np.float64] | None = None,
        groups: NDArray[Any] | None = None,
    ) -> Self:
        """Return the fitted estimator.

        Parameters
        ----------
        X : ndarray of float64, shape (n_rows, n_features)
        y : ndarray, shape (n_rows,)
            0 or 1.
        sample_weight : ndarray of float64, shape (n_rows,), optional
        groups : ndarray, shape (n_rows,)
            PSU or household of each row; a group is never split.

        Raises
        ------
        TrainingError
            If there are no groups, or fewer than folds.
        """
        if groups is None:
            raise TrainingError("no groups for the folds; pass groups=, the PSU of each row")
        features, label = np.asarray(X, dtype=np.float64), np.asarray(y, dtype=np.float64)
        weight = np.ones(label.size) if sample_weight is None else np.asarray(sample_weight)
        names = tuple(f"column_{number}" for number in range(features.shape[1]))
        binned = fit.bin_rows(features, label=label, weight=weight, names=names)
        rng = np.random.default_rng(self.seed)
        folds = splits.assign_folds(
            groups, groups, cases=binned.weight * label, rng=rng, n_folds=self.n_folds
        )
        margin = np.empty(label.size)
        for number in range(self.n_folds):
            judged = folds.inside(number)
            booster = self._grown(binned, folds.outside(number), groups, rng)
            margin[judged] = booster.predict(features[judged], raw_score=True, num_threads=1)
        self.booster_ = self._grown(binned, np.arange(label.size), groups, rng)
        self.calibrator_ = calibration.fit_calibrator(margin, label, binned.weight)
        self.oof_margin_ = margin
        self.classes_ = np.array([0.0, 1.0])
        self.n_features_in_ = features.shape[1]
        return self

    def predict_proba(self, X: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return calibrated probabilities of 0 and 1, shape (n_rows, 2)."""
        check_is_fitted(self)
        rows = np.asarray(X, dtype=np.float64)
        risk = self.calibrator_.risk(self.booster_.predict(rows, raw_score=True, num_threads=1))
        return np.column_stack([1 - risk, risk])

    def predict(self, X: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return 1 where the risk is above a half; a list by capacity is what decisions makes."""
        return (self.predict_proba(X)[:, 1] > 0.5).astype(np.float64)  # noqa: PLR2004 - a half

    def _grown(
        self,
        binned: Binned,
        rows: NDArray[np.intp],
        groups: NDArray[Any],
        rng: np.random.Generator,
    ) -> Any:  # noqa: ANN401 - lightgbm is untyped
        choice = choose(
            binned,
            rows,
            household=groups,
            psu=groups,
            search=Search(drawn=self.drawn),
            rng=rng,
            n_threads=self.n_threads,
        )
        seed = int(rng.integers(2**31 - 1))
        return fit.grow(binned.rows(rows), choice.parameters, rounds=choice.rounds, seed=seed)

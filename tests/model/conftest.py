"""Small real LightGBM models, trained once a session."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from riskscreen import training
from riskscreen.model import Booster, Calibrator, IntervalCurves, RiskModel


@dataclass(frozen=True)
class Fitted:
    native: object
    text: str
    X: np.ndarray


def fit(n_features: int, *, rounds: int, leaves: int, seed: int = 0) -> Fitted:
    import lightgbm

    rng = np.random.default_rng(seed)
    X = rng.normal(size=(1500, n_features))
    X[:, -1] = np.round(X[:, -1])  # exact ties and zeros; never missing in training
    X[:, :-1][rng.random((1500, n_features - 1)) < 0.2] = np.nan
    score = np.nan_to_num(X[:, 0]) + np.isnan(X[:, 1]) + np.nan_to_num(X[:, 2] * X[:, 0])
    label = (score + rng.logistic(size=1500) > 0).astype(float)
    native = lightgbm.train(
        {
            "objective": "binary", "num_leaves": leaves, "verbosity": -1, "num_threads": 1,
            "seed": seed, "deterministic": True, "bagging_fraction": 0.8, "bagging_freq": 1,
        },
        lightgbm.Dataset(
            X, label, weight=rng.uniform(0.5, 2, 1500),
            feature_name=[f"feature_{at}" for at in range(n_features)],
        ),
        rounds,
    )  # fmt: skip
    at_edge = np.array([np.inf, -np.inf, 0.0, -0.0, 1e300, np.nan, 1e-40])
    hard = rng.choice(at_edge, size=(60, n_features))
    return Fitted(native, native.model_to_string(), np.vstack([X[:200], hard]))


@pytest.fixture(scope="session")
def fitted() -> Fitted:
    return fit(12, rounds=80, leaves=15)


@pytest.fixture(scope="session")
def small() -> Fitted:
    return fit(7, rounds=6, leaves=8, seed=3)


@pytest.fixture
def risk_model(fitted: Fitted) -> RiskModel:
    booster = Booster.from_text(fitted.text)
    gain = (0.5, 0.5, *[0.0] * 10)
    return RiskModel(
        outcome="dropout", definition="school_v1", horizon_months=12, booster=booster,
        calibrator=Calibrator((-2.0, 0.0, 2.0), (-2.5, -0.2, 1.0)),
        intervals=IntervalCurves((-1.0, 1.0), (-1.8, 0.1), (-1.0, 1.0)),
        feature_names=booster.feature_names, gain=gain,
        training_prevalence=0.12, age_range=(5.0, 17.0), regions=("north", "south"),
        support=training.fit_support(
            fitted.X[:200], names=booster.feature_names, gain=gain, share=0.001
        ),
    )  # fmt: skip

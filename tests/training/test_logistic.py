"""A straight line counts what is missing, and does not mind columns that never vary."""

import numpy as np

from riskscreen.training import logistic


def test_being_missing_can_foretell():
    rng = np.random.default_rng(0)
    values = rng.normal(size=2000)
    missing = rng.random(2000) < 0.3
    label = (rng.random(2000) < np.where(missing, 0.6, 0.1)).astype(float)
    X = np.where(missing, np.nan, values)[:, None]
    risk = logistic.fit_logistic(X, label, np.ones(2000))(np.array([[0.0], [np.nan]]))
    assert risk[1] > risk[0] + 0.3


def test_columns_without_a_value_or_without_variation_are_borne():
    rng = np.random.default_rng(0)
    X = np.column_stack([rng.normal(size=100), np.full(100, np.nan), np.ones(100)])
    label = (X[:, 0] > 0).astype(float)
    risk = logistic.fit_logistic(X, label, np.ones(100))(X)
    assert np.isfinite(risk).all()


def test_weights_count_as_repetition():
    rng = np.random.default_rng(0)
    X, label = rng.normal(size=(200, 2)), (rng.random(200) < 0.4).astype(float)
    weight = rng.integers(1, 4, 200)
    repeated = np.repeat(np.arange(200), weight)
    # the same scaled columns for both: means and spreads of the columns are not weighted
    X[:, :] = np.sign(X)
    one = logistic.fit_logistic(X, label, weight.astype(float))(X)
    two = logistic.fit_logistic(X[repeated], label[repeated], np.ones(repeated.size))(X)
    np.testing.assert_allclose(one, two, atol=0.01)

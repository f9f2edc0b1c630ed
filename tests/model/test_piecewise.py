from __future__ import annotations

import numpy as np
import pytest

from riskscreen.model import piecewise


@pytest.mark.parametrize("seed", range(10))
def test_a_higher_margin_never_falls_rounding_included(seed):
    rng = np.random.default_rng(seed)
    x = np.sort(rng.normal(size=12)) * 10 ** rng.uniform(-3, 3)
    y = np.sort(rng.choice(rng.normal(size=8), 12))  # with level stretches
    close = np.concatenate([np.nextafter(x, s * np.inf) for s in (-1, 1)])
    at = np.sort(np.concatenate([x, close, rng.uniform(x[0] - 1, x[-1] + 1, 2000)]))
    assert (np.diff(piecewise.interpolate(at, x, y)) >= 0).all()


def test_between_knots_it_is_numpys_interpolation():
    x, y = np.array([-1.0, 0.5, 2.0]), np.array([0.0, 0.0, 3.0])
    at = np.linspace(-1, 2, 101)
    np.testing.assert_allclose(piecewise.interpolate(at, x, y), np.interp(at, x, y), atol=1e-15)


def test_knots_are_met_and_ends_go_on():
    x, y = np.array([0.0, 1.0, 3.0]), np.array([0.0, 2.0, 3.0])
    at = np.array([-1.0, 0.0, 1.0, 3.0, 5.0, np.nan])
    expected = [-2.0, 0.0, 2.0, 3.0, 4.0, np.nan]
    np.testing.assert_array_equal(piecewise.interpolate(at, x, y), expected)


def test_probabilities_hold_at_both_ends_of_the_line():
    with np.errstate(all="raise", under="ignore"):
        risk = piecewise.expit(np.array([-np.inf, -800.0, -1.0, 0.0, 1.0, 800.0, np.inf]))
    assert (risk[0], risk[3], risk[-1]) == (0.0, 0.5, 1.0)
    assert risk[2] + risk[4] == pytest.approx(1, abs=1e-15)

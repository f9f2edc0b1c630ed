from __future__ import annotations

import decimal
import os
import subprocess
import sys

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


BITS = """
import hashlib, numpy as np
from riskscreen.model import piecewise
x = np.concatenate([np.linspace(-720, 720, 20001), np.random.default_rng(0).normal(-2, 3, 100000)])
print(hashlib.sha256(piecewise.expit(x).tobytes()).hexdigest())
"""


@pytest.mark.parametrize("without", ["X86_V4 AVX512_ICL AVX512_SPR", "X86_V3 X86_V4 AVX512_ICL"])
def test_a_probability_is_the_same_to_the_bit_on_another_processor(without):
    found = [
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", BITS],
            capture_output=True, text=True, check=True, env={**os.environ, **more},
        ).stdout
        for more in ({}, {"NPY_DISABLE_CPU_FEATURES": without})
    ]  # fmt: skip
    assert found[0] == found[1]


@pytest.mark.parametrize("seed", range(10))
def test_a_probability_never_falls_rounding_included(seed):
    rng = np.random.default_rng(seed)
    # around every multiple of ln 2, where the power of two changes, and anywhere
    near = np.arange(-1020, 1021) * np.log(2.0)
    start = np.clip(np.concatenate([near, rng.normal(0, 3, 4000)]), -720, 720)
    steps = [start]
    for _ in range(20):
        steps.append(np.nextafter(steps[-1], np.inf))
    risk = piecewise.expit(np.sort(np.concatenate(steps)))
    assert (np.diff(risk) >= 0).all()
    assert ((risk >= 0) & (risk <= 1)).all()


def test_a_probability_is_right_to_the_last_bits():
    logit = np.concatenate([np.linspace(-700, 40, 997), np.linspace(-5, 5, 501)])
    with decimal.localcontext(prec=40):
        due = [float(1 / (1 + (-decimal.Decimal(float(one))).exp())) for one in logit]
    np.testing.assert_allclose(piecewise.expit(logit), due, rtol=5e-16, atol=0)


def test_no_probability_is_known_of_nan():
    assert np.isnan(piecewise.expit(np.array([np.nan]))).all()

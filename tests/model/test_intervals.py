from __future__ import annotations

import json

import numpy as np
import pytest

from riskscreen.errors import InputError
from riskscreen.model import Calibrator, IntervalCurves

BENT = Calibrator((-2.0, 0.0, 2.0), (-4.0, -1.0, 0.0))


def logit(risk):
    return np.log(risk / (1 - risk))


@pytest.fixture
def curves():
    return IntervalCurves((-1.0, 1.0), (-3.0, -1.0), (-2.0, 0.5))


@pytest.mark.parametrize("seed", range(10))
def test_the_bounds_hold_the_risk_and_never_fall(curves, seed):
    margin = np.sort(np.random.default_rng(seed).normal(scale=4, size=500))
    risk = BENT.risk(margin)
    lo, hi = curves.bounds(margin, calibrator=BENT)
    assert ((lo <= risk) & (risk <= hi)).all()
    assert (np.diff(lo) >= 0).all()
    assert (np.diff(hi) >= 0).all()


def test_beyond_its_ends_it_keeps_the_ends_distance_from_the_calibrated_log_odds(curves):
    ends, beyond = np.array([-1.0, 1.0]), np.array([-5.0, 6.0])
    for bound_end, bound in zip(
        curves.bounds(ends, calibrator=BENT), curves.bounds(beyond, calibrator=BENT), strict=True
    ):
        np.testing.assert_allclose(
            logit(bound) - BENT.logit(beyond), logit(bound_end) - BENT.logit(ends), atol=1e-12
        )


def test_at_its_knots_it_is_what_was_stored(curves):
    lo, hi = curves.bounds(np.array([-1.0, 1.0]), calibrator=BENT)
    np.testing.assert_allclose(logit(lo), [-3.0, -1.0])
    np.testing.assert_allclose(logit(hi), [-2.0, 0.5])


@pytest.mark.parametrize(
    ("lo", "hi", "words"),
    [
        ((0.0, 1.0), (-1.0, 2.0), "cross at 1 of 2 knots; first is margin -1"),
        ((1.0, 0.0), (2.0, 2.0), "falls between two knots"),
        ((0.0, np.nan), (1.0, 1.0), "not a finite number"),
    ],
    ids=["crossed", "falling", "missing"],
)
def test_curves_that_are_no_interval_are_refused(lo, hi, words):
    with pytest.raises(InputError, match=words):
        IntervalCurves((-1.0, 1.0), lo, hi)


def test_curves_of_another_calibrator_are_refused(curves):
    other = Calibrator((-1.0, 1.0), (1.0, 2.0))
    with pytest.raises(InputError, match="outside its interval at 2 of 2 knots"):
        curves.check_holds(other)


def test_json_gives_back_the_same_curves(curves):
    assert IntervalCurves.from_dict(json.loads(json.dumps(curves.to_dict()))) == curves

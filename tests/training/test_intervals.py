"""The interval is about the mean risk of a score: it holds the risk and widens with doubt."""

import numpy as np
import pytest

from riskscreen import training
from riskscreen.training import fit, intervals


@pytest.fixture(scope="module")
def fitted():
    rng = np.random.default_rng(0)
    margin = rng.normal(-2, 1, 3000)
    label = (rng.random(3000) < 1 / (1 + np.exp(-margin))).astype(float)
    psu = rng.integers(0, 40, 3000).astype(str)
    weight = np.ones(3000)
    calibrator = training.fit_calibrator(margin, label, weight)
    variance = intervals.calibrator_variance(
        margin, label, weight, psu=psu, stratum=np.zeros(3000).astype(str), rng=rng
    )
    return margin, weight, calibrator, variance


def bounds(fitted, widening):
    margin, weight, calibrator, variance = fitted
    curves = intervals.curves(calibrator, margin, weight, variance=variance, widening=widening)
    return curves.bounds(margin, calibrator=calibrator)


def test_the_interval_holds_the_risk(fitted):
    lo, hi = bounds(fitted, 1.0)
    risk = fitted[2].risk(fitted[0])
    assert (lo < risk).all()
    assert (risk < hi).all()


def test_widening_widens(fitted):
    (lo, hi), (wider_lo, wider_hi) = bounds(fitted, 1.0), bounds(fitted, 1.3)
    assert (wider_lo <= lo).all()
    assert (wider_hi >= hi).all()


def test_fewer_children_give_a_larger_variance(fitted):
    margin, _, calibrator, variance = fitted
    rng = np.random.default_rng(1)
    few = rng.choice(3000, 600, replace=False)
    label = (rng.random(3000) < calibrator.risk(margin)).astype(float)
    smaller = intervals.calibrator_variance(
        margin[few],
        label[few],
        np.ones(600),
        psu=rng.integers(0, 40, 600).astype(str),
        stratum=np.zeros(600).astype(str),
        rng=rng,
    )
    assert smaller.mean() > 2 * variance.mean()


def test_one_margin_for_everybody_has_an_interval():
    margin, weight = np.full(100, -1.0), np.ones(100)
    label = np.array([1.0, 0.0, 0.0, 0.0] * 25)
    calibrator = training.fit_calibrator(margin, label, weight)
    curves = intervals.curves(calibrator, margin, weight, variance=np.array([0.04]), widening=1.0)
    lo, hi = curves.bounds(margin[:1], calibrator=calibrator)
    assert lo[0] < 0.25 < hi[0]


def test_a_shift_that_all_children_share_counts_and_one_that_cancels_does_not():
    rng = np.random.default_rng(0)
    shared = rng.normal(size=(20, 1)) + np.zeros((20, 400))
    apart = rng.normal(size=(20, 400))
    bins, weight = np.zeros(400, dtype=np.intp), np.ones(400)
    whole = intervals._mean_shift_variance(shared, weight, bins=bins)[0]
    assert whole == pytest.approx(shared[:, 0].var(ddof=1))
    assert intervals._mean_shift_variance(apart, weight, bins=bins)[0] < 0.02


def test_a_refit_speaks_only_of_children_it_did_not_draw(world):
    rows = world.rows
    binned = fit.bin_rows(rows.X, label=rows.label, weight=rows.weight, names=rows.names)
    factor = (np.char.endswith(rows.psu, "1")).astype(float) * 2
    factor[np.char.endswith(rows.psu, "2")] = 1
    logit = intervals._refit_logit(
        binned, rows.X, factor=factor, parameters=fit.Parameters(), rounds=10, seed=0
    )
    assert np.array_equal(np.isnan(logit), factor > 0)

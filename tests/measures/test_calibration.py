import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, log_loss

from riskscreen import measures


def test_brier_and_log_loss_equal_scikit_learn(sample):
    label, risk, weight = sample
    assert measures.brier(label, risk, weight) == pytest.approx(
        brier_score_loss(label, risk, sample_weight=weight)
    )
    assert measures.log_loss(label, risk, weight) == pytest.approx(
        log_loss(label, risk, sample_weight=weight)
    )


def test_calibration_slope_equals_a_weighted_logistic_regression(sample):
    label, risk, weight = sample
    logit = np.log(risk / (1 - risk))[:, None]
    oracle = LogisticRegression(C=1e9, tol=1e-10).fit(logit, label, sample_weight=weight)
    intercept, slope = measures.calibration_slope(label, risk, weight)
    assert slope == pytest.approx(oracle.coef_[0, 0], abs=1e-4)
    assert intercept == pytest.approx(oracle.intercept_[0], abs=1e-4)


@pytest.mark.parametrize(
    ("label", "risk"),
    [
        ([0, 0, 0], [0.1, 0.2, 0.3]),
        ([0, 1, 1], [0.2, 0.2, 0.2]),
        ([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9]),
        ([0, 1, np.nan], [0.1, 0.2, 0.3]),
    ],
    ids=["no case", "one risk", "separated", "unknown label"],
)
def test_a_slope_that_does_not_exist_is_undefined(label, risk):
    slope = measures.calibration_slope(label, risk, np.ones(len(label)))
    assert np.isnan(slope).all()


def test_one_step_replicates_are_near_the_full_regressions(sample, rng):
    label, risk, weight = sample
    drawn = measures.rao_wu(["a"] * 400, np.arange(400) // 4, replicates=40, rng=rng)
    quick = measures.calibration_slope_replicates(label, risk, weight, drawn.index, drawn.factors)
    full = [
        measures.calibration_slope(label, risk, weight * f[drawn.index])[1]
        for f in drawn.factors.astype(float)
    ]
    assert np.corrcoef(quick[:, 1], full)[0, 1] > 0.99
    assert quick[:, 1].std() == pytest.approx(np.std(full), rel=0.05)


def test_observed_over_nothing_expected_is_undefined():
    assert np.isnan(measures.observed_over_expected([0, 1], [0, 0], [1, 1]))


def test_calibration_error_is_the_gap_in_a_single_bin():
    label, risk = [1, 0, 0, 0], [0.5] * 4
    assert measures.calibration_error(label, risk, [1] * 4) == pytest.approx(0.25)


def test_bins_have_equal_weight_and_keep_ties_together(sample):
    label, risk, weight = sample
    rows = measures.calibration_bins(label, risk, weight, bins=4)
    assert [row[0] / weight.sum() for row in rows] == pytest.approx([0.25] * 4, abs=0.03)
    code = measures.bin_codes(risk, weight, 4)
    assert all(np.unique(code[risk == one]).size == 1 for one in np.unique(risk))


def test_recalibration_makes_expected_equal_observed(sample):
    label, risk, weight = sample
    shift = measures.recalibration_shift(label, risk, weight)
    odds = risk / (1 - risk) * np.exp(shift)
    assert measures.observed_over_expected(label, odds / (1 + odds), weight) == pytest.approx(1)
    assert np.isnan(measures.recalibration_shift([0, 0], [0.1, 0.2], [1, 1]))


def test_certain_and_unknown_risks_stay_where_they_are() -> None:
    risk = np.array([0.0, 1.0, np.nan])
    assert measures.shifted_risk(risk, 3.0) == pytest.approx(risk, nan_ok=True)


@pytest.mark.parametrize("shift", [-900.0, -2.0, 0.0, 2.0, 900.0])
def test_a_shift_adds_to_the_log_odds_however_far(shift: float) -> None:
    risk = np.array([1e-6, 0.2, 0.7])
    moved = measures.shifted_risk(risk, shift)
    assert ((moved >= 0) & (moved <= 1)).all()
    if abs(shift) < 10:
        logit = np.log(risk / (1 - risk)) + shift
        assert np.log(moved / (1 - moved)) == pytest.approx(logit)

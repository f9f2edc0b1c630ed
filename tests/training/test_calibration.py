"""Risks mean what they say, and a calibrator is never judged on what it was fitted on."""

import numpy as np
import pytest

from riskscreen import measures, training
from riskscreen.errors import TrainingError


def drawn(n=4000, seed=0, bend=1.0):
    rng = np.random.default_rng(seed)
    margin = rng.normal(-2, 1.2, n)
    logit = 0.3 + 0.6 * margin + bend * np.maximum(margin + 1, 0)
    label = (rng.random(n) < 1 / (1 + np.exp(-logit))).astype(float)
    return margin, logit, label, rng.integers(0, 5, n)


def test_a_bent_truth_is_found():
    margin, logit, label, _ = drawn(40000)
    fitted = training.fit_calibrator(margin, label, np.ones(margin.size))
    inside = (margin > -4) & (margin < 0.5)
    assert np.abs(fitted.logit(margin) - logit)[inside].max() < 0.25


@pytest.mark.parametrize("seed", range(5))
def test_the_map_never_falls(seed):
    rng = np.random.default_rng(seed)
    margin, label = rng.normal(size=300), (rng.random(300) < 0.3).astype(float)
    fitted = training.fit_calibrator(margin, label, np.ones(300))
    assert (np.diff(fitted.logit(np.linspace(-5, 5, 200))) >= 0).all()


def test_expected_cases_equal_observed_ones_where_it_was_fitted():
    margin, _, label, _ = drawn()
    weight = np.random.default_rng(1).uniform(0.5, 2, margin.size)
    risk = training.fit_calibrator(margin, label, weight).risk(margin)
    assert measures.observed_over_expected(label, risk, weight) == pytest.approx(1, abs=0.002)


def test_one_margin_for_everybody_gives_the_prevalence():
    label = np.array([1.0, 0.0, 0.0, 0.0] * 20)
    fitted = training.fit_calibrator(np.full(80, -1.0), label, np.ones(80))
    assert fitted.risk(np.array([-1.0]))[0] == pytest.approx(0.25, abs=1e-3)


def test_a_row_is_calibrated_by_the_other_folds():
    margin, _, label, fold = drawn()
    maps = training.cross_calibrate(margin, label, np.ones(margin.size), fold=fold)
    assert [sorted(one.fitted_on) for one in maps][2] == [0, 1, 3, 4]
    flipped = label.copy()
    flipped[fold == 2] = 1 - flipped[fold == 2]
    again = training.cross_calibrate(margin, flipped, np.ones(margin.size), fold=fold)
    assert again[2].calibrator == maps[2].calibrator
    assert again[1].calibrator != maps[1].calibrator


def test_a_calibrator_judged_on_its_own_margins_is_caught():
    margin, _, label, fold = drawn()
    one = training.fit_calibrator(margin, label, np.ones(margin.size))
    cheat = [training.FoldCalibrator(one, frozenset(range(5)))] * 5
    with pytest.raises(TrainingError, match="5 of 5 calibrators are judged on margins"):
        training.calibrated(cheat, margin, fold=fold)


def test_rows_in_no_fold_have_no_out_of_fold_risk():
    margin, _, label, fold = drawn()
    fold[:7] = -1
    maps = training.cross_calibrate(margin, label, np.ones(margin.size), fold=fold)
    risk = training.calibrated(maps, margin, fold=fold)
    assert np.isnan(risk[:7]).all()
    assert np.isfinite(risk[7:]).all()


def test_a_missing_margin_is_refused():
    with pytest.raises(TrainingError, match="1 of 2 margins are missing"):
        training.fit_calibrator(np.array([np.nan, 1.0]), np.array([0.0, 1.0]), np.ones(2))

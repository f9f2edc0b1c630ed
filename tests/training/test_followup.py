"""Those who were followed stand in for those who were lost."""

import numpy as np
import pytest

from riskscreen import training
from riskscreen.training import followup


def folds_of(world):
    rows = world.rows
    return training.assign_folds(
        rows.household, rows.psu, cases=rows.label, rng=np.random.default_rng(0)
    )


def test_nobody_lost_changes_no_weight(world):
    rows = world.rows
    everyone = np.ones(rows.n_rows, dtype=bool)
    assert (
        followup.followed_probability(rows.X, everyone, rows.weight, folds=folds_of(world)) == 1
    ).all()


def test_loss_that_goes_with_a_feature_is_undone(world):
    rows = world.rows
    signal = np.nan_to_num(rows.X[:, 0])
    rng = np.random.default_rng(0)
    followed = rng.random(rows.n_rows) < 1 / (1 + np.exp(-1 + 0.8 * signal))
    probability = followup.followed_probability(
        rows.X, followed, rows.weight, folds=folds_of(world)
    )
    weight = followup.followup_weight(rows.weight[followed], probability[followed])
    plain = np.average(signal[followed], weights=rows.weight[followed])
    mended = np.average(signal[followed], weights=weight)
    truth = np.average(signal, weights=rows.weight)
    assert abs(mended - truth) < 0.35 * abs(plain - truth)


def test_a_very_unlikely_child_is_trimmed():
    probability = np.append(np.full(999, 0.5), 0.001)
    weight = followup.followup_weight(np.ones(1000), probability)
    assert weight.max() == pytest.approx(weight.min())


def test_a_childs_own_following_is_not_in_its_probability(world):
    rows, folds = world.rows, folds_of(world)
    followed = np.random.default_rng(0).random(rows.n_rows) < 0.8
    before = followup.followed_probability(rows.X, followed, rows.weight, folds=folds)
    changed = followed.copy()
    changed[folds.inside(0)] ^= True
    after = followup.followed_probability(rows.X, changed, rows.weight, folds=folds)
    np.testing.assert_array_equal(before[folds.inside(0)], after[folds.inside(0)])

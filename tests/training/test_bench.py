"""No booster that judges a child has read its label, or that of its household or PSU."""

import dataclasses

import numpy as np
import pytest

from riskscreen import training
from riskscreen.training.bench import Bench, Chance, Learned


@pytest.fixture(scope="module")
def folds(world):
    rows = world.rows
    return training.assign_folds(
        rows.household, rows.psu, cases=rows.label, rng=np.random.default_rng(0)
    )


def crossed(rows, folds, n_threads=1):
    learned = Learned.of(rows, np.ones(rows.n_rows), folds)
    search = training.Search(drawn=1, max_rounds=40)
    return Bench(learned, search, Chance(1), n_threads).crossed()[0]


def test_labels_of_a_fold_do_not_move_its_own_margins(world, folds):
    label = world.rows.label.copy()
    label[folds.inside(2)] = 1 - label[folds.inside(2)]
    flipped = dataclasses.replace(world.rows, label=label)
    before, after = crossed(world.rows, folds), crossed(flipped, folds)
    np.testing.assert_array_equal(before[folds.inside(2)], after[folds.inside(2)])
    assert not np.array_equal(before[folds.inside(1)], after[folds.inside(1)])


def test_threads_change_no_margin(world, folds):
    np.testing.assert_array_equal(
        crossed(world.rows, folds), crossed(world.rows, folds, n_threads=2)
    )


def test_steps_have_chance_of_their_own():
    chance = Chance(5)
    assert chance.of("folds").random() == chance.of("folds").random()
    assert chance.of("folds").random() != chance.of("refits").random()
    assert chance.of("folds").random() != Chance(6).of("folds").random()

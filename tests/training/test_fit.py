"""The same seed gives the same booster, and no label or weight is taken on trust."""

import numpy as np
import pytest

from riskscreen import model
from riskscreen.errors import TrainingError
from riskscreen.training import fit


def binned(rows, weight=None):
    return fit.bin_rows(
        rows.X,
        label=rows.label,
        weight=rows.weight if weight is None else weight,
        names=rows.names,
    )


def test_one_and_two_threads_give_the_same_text(world):
    parameters = fit.Parameters(num_leaves=8)
    every = np.arange(world.rows.n_rows)
    texts = [
        fit.booster_text(
            fit.grow(binned(world.rows).rows(every), parameters, rounds=20, seed=1, n_threads=n)
        )
        for n in (1, 2)
    ]
    assert texts[0] == texts[1]


def test_the_seed_changes_the_text(world):
    parameters, every = fit.Parameters(num_leaves=8), np.arange(world.rows.n_rows)
    texts = [
        fit.booster_text(fit.grow(binned(world.rows).rows(every), parameters, rounds=5, seed=seed))
        for seed in (1, 2)
    ]
    assert texts[0] != texts[1]


def test_the_light_booster_reads_the_text(world):
    grown = fit.grow(
        binned(world.rows).rows(np.arange(world.rows.n_rows)), fit.Parameters(), rounds=9, seed=1
    )
    light = model.Booster.from_text(fit.booster_text(grown))
    expected = grown.predict(world.rows.X, raw_score=True, num_threads=1)
    np.testing.assert_array_equal(light.margin(world.rows.X), expected)


def test_the_scale_of_weights_does_not_count(world):
    every = np.arange(world.rows.n_rows)
    texts = [
        fit.booster_text(
            fit.grow(
                binned(world.rows, world.rows.weight * scale).rows(every),
                fit.Parameters(),
                rounds=5,
                seed=1,
            )
        )
        for scale in (1.0, 1024.0)
    ]
    assert texts[0] == texts[1]


@pytest.mark.parametrize("bad", [-1.0, np.nan, np.inf])
def test_a_weight_that_is_none_is_refused(bad):
    with pytest.raises(TrainingError, match="1 of 3 weights cannot be used; first is row 1"):
        fit.scaled_weight(np.array([1.0, bad, 1.0]))


@pytest.mark.parametrize("labels", [[1.0, 1.0, 1.0], [0.0, 1.0, np.nan]])
def test_one_answer_or_an_unknown_one_is_refused(labels):
    with pytest.raises(TrainingError, match="training needs both answers and no unknown"):
        fit.bin_rows(np.zeros((3, 1)), label=np.array(labels), weight=np.ones(3), names=("a",))


def test_hurried_keeps_rate_times_trees():
    hurried, fewer = fit.Parameters(learning_rate=0.15).hurried(200)
    assert hurried.learning_rate * fewer == pytest.approx(0.15 * 200)

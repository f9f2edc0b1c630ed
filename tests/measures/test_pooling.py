import numpy as np
import pytest

from riskscreen.errors import InputError
from riskscreen.measures.pooling import pooled


def test_small_groups_move_towards_the_mean_and_large_ones_hardly():
    estimates, errors = [0.3, 0.1, 0.0, -0.1, 0.05], [0.3, 0.01, 0.01, 0.01, 0.01]
    means, _, _ = pooled(estimates, errors)
    assert abs(means[0]) < 0.25
    assert means[1:] == pytest.approx(estimates[1:], abs=0.003)


def test_pooled_errors_are_smaller_than_raw_ones_where_groups_differ_little(rng):
    errors = np.full(12, 0.1)
    means, pooled_errors, _ = pooled(rng.normal(0, 0.1, 12), errors)
    assert (pooled_errors < errors).all()
    assert means.std() < 0.1


def test_all_equal_stay_where_they_are():
    means, _, tau = pooled([0.2] * 5, [0.1, 0.2, 0.1, 0.3, 0.1])
    assert tau == 0
    assert means == pytest.approx([0.2] * 5)


@pytest.mark.parametrize("errors", [[0.0] * 5, [0.0, 0.1, 0.1, 0.1, 0.1]])
def test_a_figure_without_error_is_known_and_stays(errors):
    means, after, _ = pooled([0.5, 0.1, 0.0, 0.0, 0.1], errors)
    assert means[0] == 0.5
    assert after[0] == 0


def test_figures_that_are_known_and_equal_are_left_alone():
    means, errors, tau = pooled([0.2] * 5, [0.0] * 5)
    assert means.tolist() == [0.2] * 5
    assert errors.tolist() == [0.0] * 5
    assert tau == 0


def test_a_figure_far_from_the_mean_is_less_sure_once_drawn():
    _, errors, _ = pooled([0.0, 0.05, -0.05, 0.02, -0.02, 0.5], [0.1] * 6)
    assert errors[5] > errors[0]
    assert errors[1] == pytest.approx(errors[2], rel=0.2)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_fewer_than_four_figures_are_not_pooled(n):
    means, errors, tau = pooled([0.3, -0.1, 0.0][:n], [0.1, 0.1, 0.2][:n])
    assert means.tolist() == [0.3, -0.1, 0.0][:n]
    assert errors.tolist() == [0.1, 0.1, 0.2][:n]
    assert np.isnan(tau) == (n == 1)


@pytest.mark.parametrize("missing", [(np.nan, 0.1), (0.1, np.nan)], ids=["figure", "error"])
def test_an_unknown_figure_stays_unknown_and_disturbs_no_other(missing):
    known, errors = [0.3, 0.1, 0.0, -0.1, 0.05], [0.1, 0.1, 0.05, 0.1, 0.1]
    alone = pooled(known, errors)
    among = pooled([missing[0], *known], [missing[1], *errors])
    assert np.isnan([among[0][0], among[1][0]]).all()
    assert among[0][1:] == pytest.approx(alone[0])
    assert among[2] == alone[2]


def test_nothing_known_gives_nothing():
    means, errors, tau = pooled([np.nan], [0.1])
    assert np.isnan([means[0], errors[0], tau]).all()


def test_the_spread_of_the_groups_is_found(rng):
    errors = rng.uniform(0.02, 0.2, 400)
    _, _, tau = pooled(rng.normal(0, 0.1, 400) + rng.normal(0, 1, 400) * errors, errors)
    assert tau == pytest.approx(0.1, rel=0.15)


@pytest.mark.parametrize("tau", [0.0, 0.05, 0.2])
def test_pooled_intervals_cover_the_groups_true_figures(tau):
    """8 groups of unequal errors: 95 % of the intervals hold, and the error is smaller than raw."""
    rng, held, worse = np.random.default_rng(7), [], []
    for _ in range(400):
        errors = rng.uniform(0.02, 0.2, 8)
        truth = rng.normal(0.1, tau, 8)
        seen = truth + rng.normal(0, 1, 8) * errors
        means, after, _ = pooled(seen, errors)
        held.append(np.abs(means - truth) <= 1.96 * after)
        worse.append(((means - truth) ** 2).sum() - ((seen - truth) ** 2).sum())
    assert 0.93 <= np.mean(held) <= 0.995
    assert np.mean(worse) < 0


def test_shuffling_the_groups_changes_nothing(rng):
    estimates, errors, order = rng.normal(0, 1, 9), rng.uniform(0.1, 1, 9), rng.permutation(9)
    straight, shuffled = pooled(estimates, errors), pooled(estimates[order], errors[order])
    assert shuffled[0] == pytest.approx(straight[0][order])
    assert shuffled[1] == pytest.approx(straight[1][order])


@pytest.mark.parametrize(
    ("estimates", "errors", "said"),
    [([1.0, 2.0], [0.1], "2 estimates with 1"), ([1.0, 2.0], [0.1, -0.1], "1 of 2 groups")],
)
def test_impossible_errors_are_refused(estimates, errors, said):
    with pytest.raises(InputError, match=said):
        pooled(estimates, errors)

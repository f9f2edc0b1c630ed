"""Bins are of many children, equal values stay together, the not recorded stand apart."""

import numpy as np
import pytest

from riskscreen import explaining


def test_equal_values_are_never_in_two_bins():
    rng = np.random.default_rng(0)
    values = rng.integers(0, 5, 500).astype(float)
    bins = explaining.dependence(values, values * 2, np.ones(500), least=30)
    assert [one.value for one in bins] == [0, 1, 2, 3, 4]
    assert [one.contribution for one in bins] == [0, 2, 4, 6, 8]


@pytest.mark.parametrize("seed", range(10))
def test_every_child_is_in_one_bin_of_at_least_the_least(seed):
    rng = np.random.default_rng(seed)
    values = np.round(rng.normal(size=400), rng.integers(0, 3))
    values[:60] = np.nan
    bins = explaining.dependence(values, values, np.ones(400), least=30)
    assert sum(one.n_children for one in bins) == 400
    assert min(one.n_children for one in bins) >= 30


def test_not_recorded_in_many_is_a_bin_without_a_value():
    values = np.array([np.nan] * 30 + [1.0] * 30)
    bins = explaining.dependence(values, np.ones(60), np.ones(60), least=30)
    assert bins[-1] == explaining.Bin(None, 1.0, 30)


def test_not_recorded_in_few_is_left_out():
    values = np.array([np.nan] * 3 + [1.0] * 40)
    bins = explaining.dependence(values, np.ones(43), np.ones(43), least=30)
    assert [one.n_children for one in bins] == [40]


def test_too_few_children_give_no_bin():
    assert explaining.dependence(np.ones(5), np.ones(5), np.ones(5), least=30) == ()

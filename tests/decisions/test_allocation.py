"""The national list is the smallest keys, and a key is a share of the area's own list."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from riskscreen import decisions, policy
from riskscreen.errors import InputError

from .conftest import Population, draw, ids, town, unweighted  # noqa: TID252 - tests are no package

SEEDS = range(5)


def _two_communes() -> Population:
    """Each commune has 20 expected cases in the scale of its weights: lists of their own."""
    risk = np.array([0.8, 0.2, 0.4, 0.4, 0.2])
    areas = town(["a", "a", "b", "b", "b"])
    return Population(risk, areas, np.ones(5), ids(5))


def _own_lists() -> policy.Policy:
    return replace(policy.load(), area_min_expected_cases=0.5)


def test_a_key_is_the_risk_before_plus_half_its_own_over_the_sum_of_the_area() -> None:
    key = _two_communes().allocate(policy=_own_lists()).key
    assert sorted(key[2:4].tolist()) == pytest.approx([0.2, 0.6])
    assert key[[0, 1, 4]].tolist() == pytest.approx([0.4, 0.9, 0.9])


def test_the_list_takes_the_smallest_keys_and_rho_is_the_last() -> None:
    allocation = _two_communes().allocate(policy=_own_lists(), capacity=0.4)
    assert allocation.selected.sum() == 2
    assert allocation.selected[0]
    assert allocation.rho == pytest.approx(0.4)


def test_children_with_the_risk_at_which_their_list_ends_are_counted_as_ties() -> None:
    assert _two_communes().allocate(policy=_own_lists(), capacity=0.4).ties == 1


@pytest.mark.parametrize(
    ("n_children", "capacity", "n_visits"),
    [(100, 0.29, 29), (10, 0.1, 1), (19, 0.1, 1), (9, 0.1, 0)],
)
def test_the_list_has_the_floor_of_capacity_times_eligible(
    n_children: int, capacity: float, n_visits: int
) -> None:
    risk = np.linspace(0.1, 0.9, n_children)
    crowd = Population(risk, town(["a"] * n_children), np.ones(n_children), ids(n_children))
    assert crowd.allocate(capacity=capacity).selected.sum() == n_visits


def test_a_list_of_nobody_has_no_rho_and_no_cut_off() -> None:
    crowd = Population(np.array([0.5]), town(["a"]), np.ones(1), ids(1))
    allocation = crowd.allocate(capacity=0.1)
    assert np.isnan(allocation.rho)
    assert set(allocation.cutoffs.intervention.values()) == {None}


def test_an_empty_population_gets_an_empty_list() -> None:
    assert Population(np.zeros(0), town([]), np.zeros(0), ids(0)).allocate().selected.size == 0


def test_a_child_without_a_risk_is_not_selected_and_counts_in_the_capacity() -> None:
    risk = np.array([np.nan] * 5 + [0.1] * 5)
    crowd = Population(risk, town(["a"] * 10), np.ones(10), ids(10))
    allocation = crowd.allocate(capacity=0.2)
    assert allocation.selected[:5].sum() == 0
    assert allocation.selected.sum() == 2


def test_weights_fill_the_capacity_instead_of_heads() -> None:
    crowd = Population(np.array([0.9, 0.8, 0.7, 0.6]), town(["a"] * 4), np.ones(4), ids(4))
    heavy = replace(crowd, weight=np.array([3.0, 1.0, 1.0, 1.0]))
    assert crowd.allocate(capacity=0.5).selected.tolist() == [True, True, False, False]
    assert heavy.allocate(capacity=0.5).selected.tolist() == [True, False, False, False]


@pytest.mark.parametrize("scale", [1.0, 700.0], ids=["normalised", "expansion"])
def test_expansion_weights_do_not_make_a_small_commune_stable(scale: float) -> None:
    population = draw(0)
    scaled = replace(population, weight=population.weight * scale)
    np.testing.assert_array_equal(scaled.allocate().area, population.allocate().area)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("rule", decisions.RULES)
def test_the_order_of_the_rows_changes_nothing(seed: int, rule: str) -> None:
    population = draw(seed)
    order = np.random.default_rng(seed).permutation(len(population.risk))
    plain, shuffled = population.allocate(rule=rule), population.take(order).allocate(rule=rule)
    np.testing.assert_array_equal(plain.selected[order], shuffled.selected)
    np.testing.assert_array_equal(plain.key[order], shuffled.key)
    assert plain.cutoffs == shuffled.cutoffs


@pytest.mark.parametrize("seed", SEEDS)
def test_equal_cover_covers_every_area_by_the_same_share_of_its_need(seed: int) -> None:
    population = unweighted(draw(seed, 20000))
    allocation = population.allocate()
    for area in np.unique(allocation.area):
        here = allocation.area == area
        need = np.nansum(population.risk[here])
        covered = np.nansum(population.risk[here & allocation.selected]) / need
        largest = np.nanmax(population.risk[here]) / need  # a list moves by whole children
        assert abs(covered - allocation.rho) <= largest


def test_equal_share_takes_the_same_share_of_children_everywhere() -> None:
    population = unweighted(draw(1, 20000))
    allocation = population.allocate(rule="equal_share")
    for area in np.unique(allocation.area):
        here = allocation.area == area
        assert abs(allocation.selected[here].mean() - 0.1) <= 1 / here.sum()


def test_in_proportion_gives_visits_by_expected_need() -> None:
    population = unweighted(draw(2, 20000))
    allocation = population.allocate(rule="in_proportion")
    need = np.nan_to_num(population.risk)
    for area in np.unique(allocation.area):
        here = allocation.area == area
        fair = allocation.selected.sum() * need[here].sum() / need.sum()
        assert abs(allocation.selected[here].sum() - fair) <= 1.5


def test_one_list_takes_the_highest_risks_of_the_nation(population: Population) -> None:
    everyone = unweighted(population)
    taken = everyone.allocate(rule="one_list").selected
    assert np.min(everyone.risk[taken]) >= np.nanmax(everyone.risk[~taken])


def test_ties_are_broken_by_the_booster_not_by_the_row() -> None:
    crowd = Population(np.full(50, 0.5), town(["a"] * 50), np.ones(50), ids(50))
    one, other = (crowd.allocate(booster_digest=text).selected for text in ("one", "other"))
    assert one.sum() == other.sum() == 5
    assert one.tolist() != other.tolist()


def test_communes_that_are_pooled_are_counted() -> None:
    allocation = _two_communes().allocate()
    assert allocation.communes_without_list == 2
    assert _two_communes().allocate(policy=_own_lists()).communes_without_list == 0


@pytest.mark.parametrize(
    ("change", "wording"),
    [
        ({"rule": "by_hand"}, "no allocation rule 'by_hand'; one of equal_cover"),
        ({"capacity": 0.0}, r"capacity 0.0 is outside \(0, 1\]"),
        ({"capacity": 1.5}, r"capacity 1.5 is outside \(0, 1\]"),
    ],
    ids=["rule", "zero", "above one"],
)
def test_an_impossible_request_is_refused(change: dict[str, Any], wording: str) -> None:
    with pytest.raises(InputError, match=wording):
        _two_communes().allocate(**change)


@pytest.mark.parametrize(
    ("column", "value", "wording"),
    [
        ("weight", 0.0, "weight is not above 0 in 1 of 5 children; first is child c2: 0"),
        ("weight", np.nan, "weight is not above 0 in 1 of 5 children; first is child c2: nan"),
        ("risk", 1.2, "risk is outside 0-1 in 1 of 5 children; first is child c2: 1.2"),
    ],
)
def test_a_bad_number_is_refused_by_its_child(column: str, value: float, wording: str) -> None:
    crowd = _two_communes()
    values = getattr(crowd, column).copy()
    values[2] = value
    with pytest.raises(InputError, match=wording):
        replace(crowd, **{column: values}).allocate()

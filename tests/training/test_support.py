"""Rare is no ground, nobody is: what training saw of children, counted in other households."""

from __future__ import annotations

import numpy as np
import pytest

from riskscreen import model, training
from riskscreen.training import fit

NAMES = ("child_age_years", "work_hours", "area_income")
GAIN = (0.5, 0.3, 0.2)
N = 4000


def world(seed: int = 0) -> np.ndarray:
    """Children of 5-16 years of whom none under 10 works, in areas of some income."""
    rng = np.random.default_rng(seed)
    age = rng.integers(5, 17, N).astype(float)
    hours = np.where((age >= 10) & (rng.random(N) < 0.4), rng.integers(1, 41, N), 0.0)
    hours[rng.random(N) < 0.05] = np.nan
    return np.column_stack([age, hours, rng.choice([900.0, 1500.0], N)])


def fitted(X: np.ndarray, **changes) -> model.Support:
    return training.fit_support(X, **{"names": NAMES, "gain": GAIN, "share": 0.001} | changes)


@pytest.fixture(scope="module")
def held() -> model.Support:
    return fitted(world())


@pytest.mark.parametrize(
    ("age", "hours"),
    [(7.0, 0.0), (16.0, 40.0), (12.0, np.nan), (17.0, 0.0), (12.0, 41.0)],
    ids=["usual", "extreme", "a gap seen", "a year beyond", "an hour beyond"],
)
def test_a_child_like_those_of_training_is_none_the_model_never_saw(held, age, hours) -> None:
    assert not held.outside(np.array([[age, hours, 900.0]])).any()


@pytest.mark.parametrize(
    ("age", "hours"),
    [(144.0, 0.0), (12.0, 170.0), (12.0, -99.0), (6.0, 35.0), (12.0, np.inf)],
    ids=["months", "hours a month", "a code for missing", "never together", "infinite"],
)
def test_what_no_child_of_training_was_like_lies_outside(held, age, hours) -> None:
    assert held.outside(np.array([[age, hours, 900.0]])).all()


def test_an_area_mean_is_never_a_ground(held) -> None:
    assert not held.outside(np.array([[12.0, 0.0, 1e9]])).any()


def test_a_unit_a_thousand_times_too_large_lies_outside_at_the_low_end_too() -> None:
    income = np.exp(np.random.default_rng(2).normal(7.5, 0.6, N))
    found = training.fit_support(income[:, None], names=("income",), gain=(1.0,), share=0.001)
    assert not found.outside(income[:, None] * 0.97).mean() > 0.002
    assert found.outside(income[:, None] / 1000).all()
    assert found.outside(income[:, None] * 1000).all()


def test_two_rare_values_together_cost_nothing_because_nobody_would_expect_them() -> None:
    rng = np.random.default_rng(1)
    X = (rng.random((N, 2)) < 0.02).astype(float)
    X[(X == 1).all(axis=1)] = 0.0
    found = training.fit_support(X, names=("a", "b"), gain=(0.5, 0.5), share=0.001)
    assert found.novelty(np.array([[1.0, 1.0]]))[0] < 2000


def test_two_common_values_that_never_met_cost_as_much_as_a_value_never_seen() -> None:
    X = np.repeat([[0.0, 1.0], [1.0, 0.0], [0.0, 0.0]], N, axis=0)
    found = training.fit_support(X, names=("a", "b"), gain=(0.5, 0.5), share=0.001)
    assert found.novelty(np.array([[1.0, 1.0]])).tolist() == [round(1000 * np.log2(30.5 / 0.5))]


def test_the_limit_leaves_the_policys_share_of_training_beyond_it() -> None:
    X = world(2)
    novelty = [fitted(X, share=share) for share in (0.0, 0.001, 0.02)]
    beyond = [one.outside(X).mean() for one in novelty]
    # judged by its own household too, a training child is nearer than a new one
    assert beyond[0] == 0
    assert all(one <= share for one, share in zip(beyond, (0.0, 0.001, 0.02), strict=True))
    assert novelty[0].limit >= novelty[1].limit >= novelty[2].limit


def test_a_training_child_is_judged_by_the_other_households() -> None:
    X = np.r_[np.zeros(999), 1.0][:, None]
    found = training.fit_support(X, names=("x",), gain=(1.0,), share=0.0)
    assert found.limit == round(1000 * np.log2(30.5 / 0.5))
    assert found.novelty(X).max() == round(1000 * np.log2(30.5 / 1.5))


def test_new_children_of_the_same_world_are_refused_about_as_often() -> None:
    assert fitted(world(3)).outside(world(4)).mean() < 0.004


def test_siblings_do_not_vouch_for_each_other() -> None:
    X = world(5)
    X[:40, 1] = 900.0  # forty children who work beyond any hours
    alone, together = fitted(X), fitted(X, household=np.where(np.arange(N) < 40, "h", "x"))
    strange = np.array([[12.0, 900.0, 900.0]])
    assert alone.novelty(strange)[0] == 0
    assert together.novelty(strange)[0] >= 1000 * np.log2(30.5 / 1.5) - 1


def test_a_row_without_weight_taught_nothing() -> None:
    X = world(6)
    X[0, 0] = np.nan
    weight = np.ones(N)
    assert fitted(X).unseen_gaps(np.full((1, 3), np.nan))[0].tolist() == [False, False, True]
    weight[0] = 0.0
    found = fitted(X, weight=weight)
    assert found.unseen_gaps(np.full((1, 3), np.nan))[0].tolist() == [True, False, True]
    assert found.features[0].missing_children == 0


def test_gaps_are_counted_and_weighed() -> None:
    X = world(7)
    weight = np.where(np.isnan(X[:, 1]), 2.0, 1.0)
    seen = fitted(X, weight=weight).features[1]
    gaps = int(np.isnan(X[:, 1]).sum())
    assert seen.missing_children == gaps
    assert seen.missing_share == pytest.approx(2 * gaps / weight.sum())


def test_a_feature_that_the_booster_does_not_read_is_not_asked_about() -> None:
    found = fitted(world(), gain=(1.0, 0.0, 0.0))
    assert (found.names, found.places, found.pairs) == (("child_age_years",), (0,), ())


def test_the_same_rows_in_any_order_give_the_same_tables() -> None:
    X, order = world(8), np.random.default_rng(0).permutation(N)
    assert fitted(X).to_dict() == fitted(X[order]).to_dict()


@pytest.mark.parametrize(
    "column",
    [np.full(50, np.nan), np.full(50, 3.0), np.r_[1e308, -1e308, np.zeros(48)],
     np.r_[np.zeros(49), 5.0], np.arange(50.0), np.r_[np.inf, np.zeros(49)]],
    ids=["nobody", "constant", "huge", "one value", "all different", "infinite"],
)  # fmt: skip
def test_any_column_gives_edges_that_rise(column) -> None:
    found = training.fit_support(column[:, None], names=("x",), gain=(1.0,), share=0.01)
    assert found.novelty(column[:, None]).min() >= 0


def test_a_column_that_was_always_the_same_refuses_anything_else() -> None:
    found = training.fit_support(np.full((99, 1), 3.0), names=("x",), gain=(1.0,), share=0.01)
    assert found.outside(np.array([[3.0], [3.1], [2.9], [-3.0]])).tolist() == [
        False,
        True,
        True,
        True,
    ]


def test_a_gap_that_the_trees_do_not_know_was_never_seen() -> None:
    found = fitted(world(9), known_gaps=(True, False, True))
    hours = found.features[1]
    assert (hours.missing_children > 0, hours.missing_share, hours.cost[-1]) == (True, 0.0, 0)
    assert found.unseen_gaps(np.full((1, 3), np.nan))[0].tolist() == [True, True, True]


@pytest.mark.parametrize("row", [5, 210_000])
def test_one_gap_among_more_rows_than_lightgbm_samples_is_seen(row: int) -> None:
    booster = model.Booster.from_text(_large(row))
    assert booster.known_gaps == (True,)
    split = booster.margin(np.array([[np.nan], [0.0]]))
    assert booster.margin(np.array([[-1.0]]))[0] == split[1]


def test_where_memory_does_not_allow_it_the_trees_say_what_they_know(monkeypatch) -> None:
    monkeypatch.setattr(fit, "_MOST_BINNED_CELLS", 1)
    known = [model.Booster.from_text(_large(row)).known_gaps for row in (5, 200_001, 210_000)]
    assert (False,) in known


def _large(row: int) -> str:
    """Return trees that read one column of 220,000 rows, of which one lacks it."""
    rng = np.random.default_rng(0)
    x = rng.integers(0, 8, 220_000).astype(float)
    label = (rng.random(x.size) < x / 10).astype(float)
    x[row] = np.nan
    binned = fit.bin_rows(x[:, None], label=label, weight=np.ones(x.size), names=("x",))
    return fit.booster_text(fit.grow(binned.dataset, fit.Parameters(), rounds=2, seed=1))

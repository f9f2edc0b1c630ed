"""A visit list is drawn once the population is finished, and keeps every promise it prints."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from riskscreen import decisions, policy
from riskscreen.errors import InputError

from .conftest import Population, Town, draw, unweighted  # noqa: TID252 - tests are no package


@dataclass(frozen=True)
class Scored:
    """The parts of ``scoring.Scores`` that a list reads."""

    columns: Any
    areas: Town
    boosters: Any
    policy: policy.Policy


def score(seeds: dict[str, int], n_children: int = 3000) -> Scored:
    """Return one population scored for several outcomes, cut-offs from another year's draw."""
    home = unweighted(draw(0, n_children))
    parts = [
        _outcome(name, replace(home, risk=draw(seed, n_children).risk))
        for name, seed in seeds.items()
    ]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    rows = np.tile(np.arange(n_children), len(seeds))
    boosters = {name: f"booster of {name}" for name in seeds}
    return Scored(columns, home.areas.take(rows), boosters, policy.load())


def _outcome(name: str, crowd: Population) -> dict[str, Any]:
    intervention, support, fallback = unweighted(draw(9)).allocate().cutoffs.lookup(crowd.areas)
    n_children = len(crowd.risk)
    refused = np.empty(n_children, dtype=object)
    refused[:] = [("too_little_known",) if np.isnan(risk) else () for risk in crowd.risk]
    reasons = np.empty(n_children, dtype=object)
    reasons[:] = [("misses school",)] * n_children
    return {
        "child_id": crowd.child_id,
        "household_id": np.char.add("h", crowd.child_id),
        "outcome": np.full(n_children, name),
        "as_of": np.full(n_children, np.datetime64("2025-09-15")),
        "eligible": np.ones(n_children),
        "risk": crowd.risk,
        "risk_lo": crowd.risk,
        "risk_hi": crowd.risk,
        "tier": decisions.tiers(crowd.risk, intervention, support),
        "reasons": reasons,
        "refused": refused,
        "area_fallback": fallback,
        "release": np.full(n_children, "demo 1"),
    }


@pytest.fixture(scope="module")
def scored() -> Scored:
    """Two outcomes of one population."""
    return score({"dropout": 1, "exclusion": 2})


def _take(scored: Scored, rows: Any) -> Scored:
    columns = {name: values[rows] for name, values in scored.columns.items()}
    return replace(scored, columns=columns, areas=scored.areas.take(rows))


def test_the_capacity_is_kept_exactly(scored: Scored) -> None:
    visits = decisions.visit_list(scored, outcome="dropout")
    assert visits.n_visits == visits.planned == 300


def test_a_tenth_of_the_visits_goes_to_refused_children(scored: Scored) -> None:
    visits = decisions.visit_list(scored, outcome="dropout")
    reserve = visits.columns["ground"] == "reserve"
    assert reserve.sum() == visits.reserve == 30
    assert np.isnan(visits.columns["risk"]).tolist() == reserve.tolist()


@pytest.mark.parametrize(
    ("capacity", "n_visits"),
    [(0.05, 150), (1.0, 3000), (1, 1), (37, 37), (np.int64(40), 40), (10**6, 3000), (0.0001, 0)],
    ids=str,
)
def test_a_float_is_a_share_and_an_int_a_number_of_visits(
    scored: Scored, capacity: float, n_visits: int
) -> None:
    visits = decisions.visit_list(scored, outcome="dropout", capacity=capacity)
    assert visits.n_visits == n_visits


@pytest.mark.parametrize("capacity", [0, -1, 1.5, 0.0, float("nan"), True], ids=str)
def test_any_other_capacity_is_refused(scored: Scored, capacity: float) -> None:
    with pytest.raises(InputError, match="neither a share"):
        decisions.visit_list(scored, outcome="dropout", capacity=capacity)


def test_the_ranked_part_is_the_allocation_rule_over_the_scored_population(scored: Scored) -> None:
    visits = decisions.visit_list(scored, outcome="dropout", reserve_share=0.0)
    rows = np.arange(3000)
    allocation = decisions.allocate(
        scored.columns["risk"][rows],
        areas=scored.areas.take(rows),
        weight=np.ones(3000),
        capacity=0.1,
        child_id=scored.columns["child_id"][rows],
        booster_digest="booster of dropout",
        policy=scored.policy,
    )
    listed = np.isin(scored.columns["child_id"][rows], visits.columns["child_id"])
    np.testing.assert_array_equal(listed, allocation.selected)


def test_the_order_of_the_scores_changes_nothing(scored: Scored) -> None:
    shuffled = _take(scored, np.random.default_rng(0).permutation(6000))
    plain = decisions.visit_list(scored, outcome="dropout").to_dicts()
    assert decisions.visit_list(shuffled, outcome="dropout").to_dicts() == plain


def test_the_seed_draws_the_reserve_and_nothing_else(scored: Scored) -> None:
    one, other = (
        decisions.visit_list(scored, outcome="dropout", seed=seed).columns for seed in (0, 1)
    )
    assert one["child_id"][:270].tolist() == other["child_id"][:270].tolist()
    assert set(one["child_id"][270:]) != set(other["child_id"][270:])


def test_a_child_on_several_lists_is_named_on_each(scored: Scored) -> None:
    lists = {
        name: decisions.visit_list(scored, outcome=name).columns
        for name in ("dropout", "exclusion")
    }
    both = set(lists["dropout"]["child_id"]) & set(lists["exclusion"]["child_id"])
    assert both
    for name, other in (("dropout", "exclusion"), ("exclusion", "dropout")):
        for child, also in zip(lists[name]["child_id"], lists[name]["also_on"], strict=True):
            assert also == ((other,) if child in both else ())


def test_children_who_are_not_eligible_are_never_visited(scored: Scored) -> None:
    columns = dict(scored.columns)
    columns["eligible"] = np.where(np.arange(6000) % 2 == 0, 0.0, 1.0)
    columns["risk"] = np.where(columns["eligible"] == 0.0, np.nan, columns["risk"])
    visits = decisions.visit_list(replace(scored, columns=columns), outcome="dropout")
    assert visits.eligible == 1500
    assert not set(visits.columns["child_id"]) & set(columns["child_id"][:3000:2])


def test_a_child_whose_eligibility_is_not_known_may_be_drawn(scored: Scored) -> None:
    columns = dict(scored.columns)
    unknown = np.isnan(columns["risk"])
    columns["eligible"] = np.where(unknown, np.nan, 1.0)
    visits = decisions.visit_list(replace(scored, columns=columns), outcome="dropout")
    assert visits.reserve == 30


def test_frozen_cut_offs_are_held_against_the_plan(scored: Scored) -> None:
    spending = decisions.visit_list(scored, outcome="dropout").spending
    tier = scored.columns["tier"][:3000]
    assert spending.frozen == (tier == "intervention").sum()
    assert spending.planned == 300
    assert spending.ratio == pytest.approx(spending.frozen / 300)
    assert sum(plan for plan, _ in spending.by_area.values()) == spending.planned
    assert sum(frozen for _, frozen in spending.by_area.values()) == spending.frozen


def test_a_commune_gets_its_part_of_the_one_list(scored: Scored) -> None:
    whole = decisions.visit_list(scored, outcome="dropout")
    commune = str(whole.columns["commune"][0])
    part = decisions.visit_list(scored, outcome="dropout", area=commune)
    assert part.n_visits == (whole.columns["commune"] == commune).sum()
    assert part.columns["position"][0] == 1
    assert part.planned == whole.planned


def test_a_commune_without_visits_has_an_empty_part_and_an_unknown_one_is_refused(
    scored: Scored,
) -> None:
    visits = decisions.visit_list(scored, outcome="dropout", capacity=1)
    assert visits.of_commune("no such").n_visits == 0
    with pytest.raises(InputError, match="no scored child lives in commune 'no such'"):
        decisions.visit_list(scored, outcome="dropout", area="no such")


def test_an_outcome_that_is_not_released_has_no_list(scored: Scored) -> None:
    with pytest.raises(InputError, match="no list for child_labour: the release holds dropout"):
        decisions.visit_list(scored, outcome="child_labour")


def test_scores_of_two_days_make_no_list(scored: Scored) -> None:
    twice = _take(scored, np.r_[np.arange(6000), 5])
    with pytest.raises(InputError, match="1 children have several scores for dropout; first is"):
        decisions.visit_list(twice, outcome="dropout")


def test_a_population_without_eligible_children_has_an_empty_list(scored: Scored) -> None:
    columns = dict(scored.columns) | {"eligible": np.zeros(6000)}
    visits = decisions.visit_list(replace(scored, columns=columns), outcome="dropout")
    assert visits.n_visits == 0
    assert np.isnan(visits.spending.ratio)


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_reserve_outside_0_to_1_is_refused(scored: Scored, share: float) -> None:
    with pytest.raises(InputError, match="reserve_share"):
        decisions.visit_list(scored, outcome="dropout", reserve_share=share)

"""A frozen cut-off is the area's own, or that of the next larger place, and then it says so."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest

from riskscreen import decisions
from riskscreen.errors import BundleError

from .conftest import Population, Town, draw, unweighted  # noqa: TID252 - tests are no package

CHAIN = decisions.Cutoffs(
    "dropout",
    {"commune:r/p/a": 0.9, "difficulty:r/p/I": 0.8, "province:r/p": 0.7, "region:r": 0.6,
     "region:empty": None, "nation:": 0.5},
    {"commune:r/p/a": 0.45, "difficulty:r/p/I": 0.4, "province:r/p": 0.35, "region:r": 0.3,
     "region:empty": 0.2, "nation:": 0.25},
    frozenset({"commune:r/p/a", "commune:r/p/pooled", "commune:empty/x/y"}),
)  # fmt: skip


@pytest.mark.parametrize(
    ("path", "cut", "fallback"),
    [
        (("r", "p", "I", "a"), 0.9, False),
        (("r", "p", "I", "pooled"), 0.8, False),
        (("r", "p", "I", "new"), 0.8, True),
        (("r", "p", "II", "new"), 0.7, True),
        (("r", "q", "I", "new"), 0.6, True),
        (("s", "t", "I", "new"), 0.5, True),
        (("empty", "x", "I", "y"), 0.5, True),
        (("", "", "", ""), 0.5, True),
    ],
    ids=["own", "pooled", "class", "province", "region", "nation", "nobody listed", "unknown"],
)
def test_the_first_place_of_the_chain_counts(
    path: tuple[str, ...], cut: float, fallback: bool
) -> None:
    region, province, difficulty, commune = (np.array([text]) for text in path)
    found, support, fell = CHAIN.lookup(Town(commune, difficulty, province, region))
    assert found.tolist() == [cut]
    assert support.tolist() == [cut / 2]
    assert fell.tolist() == [fallback]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("rule", decisions.RULES)
def test_on_the_audited_population_tiers_repeat_the_list_but_for_ties(seed: int, rule: str) -> None:
    population = unweighted(draw(seed))
    allocation = population.allocate(rule=rule)
    intervention, support, fallback = allocation.cutoffs.lookup(population.areas)
    tier = decisions.tiers(population.risk, intervention, support)
    # an area that has nobody on its list takes a larger place's cut-off, and says so
    settled = ~fallback
    np.testing.assert_array_equal((tier == "intervention")[settled], allocation.selected[settled])
    assert settled.mean() > 0.95


def test_support_reaches_three_times_the_capacity() -> None:
    population = unweighted(draw(3))
    intervention, support, _ = population.allocate().cutoffs.lookup(population.areas)
    tier = decisions.tiers(population.risk, intervention, support)
    assert np.isin(tier, ["intervention", "support"]).sum() == pytest.approx(1800, abs=20)


def test_a_cut_off_of_a_child_does_not_depend_on_the_batch(population: Population) -> None:
    cutoffs = population.allocate().cutoffs
    whole = cutoffs.lookup(population.areas)
    alone = [cutoffs.lookup(population.areas.take(np.array([row]))) for row in range(0, 6000, 500)]
    for row, found in zip(range(0, 6000, 500), alone, strict=True):
        assert [column[0] for column in found] == [column[row] for column in whole]


def test_without_anybody_on_any_list_no_risk_is_high_enough() -> None:
    empty = decisions.Cutoffs("dropout", {"nation:": None}, {"nation:": None}, frozenset())
    one = np.array(["a"])
    intervention, support, _ = empty.lookup(Town(one, one, one, one))
    assert math.isinf(intervention[0])
    assert math.isinf(support[0])


def test_json_brings_cut_offs_back_bit_for_bit(population: Population) -> None:
    cutoffs = population.allocate().cutoffs
    text = json.dumps(cutoffs.to_dict(), allow_nan=False)
    assert decisions.Cutoffs.from_dict(json.loads(text)) == cutoffs


@pytest.mark.parametrize(
    ("change", "wording"),
    [
        ({"extra": 1}, r"unknown entries \['extra'\]"),
        ({"support": {"nation:": 1.5}}, "support is not a probability or null in 1 of 1 places"),
        ({"support": {"nation:": float("nan")}}, "first is nation:: nan"),
        ({"support": {"region:r": 0.5}}, "name different places or lack the nation's"),
        ({"support": []}, "support is not a table"),
    ],
    ids=["unknown", "above one", "nan", "places", "shape"],
)
def test_cut_offs_that_were_tampered_with_are_refused(change: dict[str, Any], wording: str) -> None:
    with pytest.raises(BundleError, match=wording):
        decisions.Cutoffs.from_dict(CHAIN.to_dict() | change)

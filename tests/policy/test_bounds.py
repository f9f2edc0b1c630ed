import dataclasses
import math
from pathlib import Path

import pytest

from riskscreen import policy
from riskscreen.errors import PolicyError
from riskscreen.policy import bounds

DEFAULT = policy.load()
TESTS = Path(__file__).parents[1]
# a number that switches the check off, or that means nothing
SENSELESS = {
    "reserve_share": 1.0,
    "area_min_expected_cases": 0.0,
    "auc_floor": 0.0,
    "auc_shortfall": 1.0,
    "missed_contrast": 1.0,
    "troubled_contrast": 1.0,
    "abstention_max": 1.0,
    "abstention_contrast": 1.0,
    "coverage_min": 0.0,
    "single_feature_auc": 1.0,
    "bootstrap_replicates": 99.0,
    "confidence": 1.0,
    "refuse_missing_gain": 1.1,
    "novelty_share": 0.1,
    "followup_lost": 1.0,
    "interval_widening": 0.0,
    "area_prior_children": 0.0,
    "expiry_months": 61.0,
    "grace_days": 0.5,
    "ledger_stale_days": 3651.0,
    "sign_offs": 0.0,
}


def test_every_number_of_a_policy_has_bounds() -> None:
    numbers = {
        one.name for one in dataclasses.fields(DEFAULT)
        if isinstance(getattr(DEFAULT, one.name), float)
    }  # fmt: skip
    assert numbers == set(bounds.BOUNDS) == set(SENSELESS)


@pytest.mark.parametrize("name", SENSELESS)
@pytest.mark.parametrize("number", ["senseless", "not a number", "negative"])
def test_a_number_that_switches_a_check_off_is_refused(name: str, number: str) -> None:
    wrong = {"senseless": SENSELESS[name], "not a number": math.nan, "negative": -1.0}[number]
    with pytest.raises(PolicyError, match=f"1 of 1 policy entries out of bounds; first is {name}"):
        bounds.check_numbers({name: wrong})


@pytest.mark.parametrize("name", ["bootstrap_replicates", "sign_offs"])
def test_a_count_is_whole(name: str) -> None:
    with pytest.raises(PolicyError, match="whole"):
        bounds.check_numbers({name: bounds.BOUNDS[name].least + 0.5})


@pytest.mark.parametrize(
    ("name", "pair", "wording"),
    [
        ("observed_over_expected", (1.25, 0.8), "must straddle 1"),
        ("calibration_slope", (0.0, 2.0), "must straddle 1"),
        ("smallest_cell", (4.0, 1.0), "smallest_cell, first: 4"),
        ("smallest_cell", (30.0, 0.0), "smallest_cell, second: 0"),
        ("smallest_cell", (10.0, 30.0), "more cases than children"),
        ("bootstrap_floor", (2.0, 10.0), "bootstrap_floor, first: 2"),
        ("bootstrap_floor", (30.0, 1.0), "bootstrap_floor, second: 1"),
    ],
)
def test_a_pair_out_of_order_or_bounds_is_refused(
    name: str, pair: tuple[float, float], wording: str
) -> None:
    whole = {one: getattr(DEFAULT, one) for one in bounds.PAIR_BOUNDS}
    bounds.check_pairs(whole)
    with pytest.raises(PolicyError, match=wording):
        bounds.check_pairs({**whole, name: pair})


@pytest.mark.parametrize("share", [0.0, -0.1, 1.2])
def test_a_share_of_the_population_is_a_share(share: float) -> None:
    with pytest.raises(PolicyError, match=r"population_shares\.sex\.female"):
        bounds.check_shares({"sex": {"female": share}})


@pytest.mark.parametrize("path", ["small.toml", "journeys/progresa_policy.toml"])
def test_the_policies_of_the_journeys_load(path: str) -> None:
    assert policy.load(TESTS / path).name

"""Seven needs: unmet, met and unknown, and when a child is poor in many ways."""

import math

import numpy as np
import pytest

from riskscreen.policy.needs import load_needs
from riskscreen.synthetic.fitting import measuring
from riskscreen.synthetic.fitting.measuring import measured, poor_in_many_ways

NAN = math.nan


def kids(*rows, **shared):
    """Children in the four households in turn."""
    return [{"household_id": f"h{at % 4 + 1}", **shared, **row} for at, row in enumerate(rows)]


MET = {
    "age_years": 8, "sex": "male", "ethnicity": "Kinh", "attending_school": 1.0,
    "health_visits_12_months": 2.0, "worked_12_months": 0.0, "recreation_deprived": 0.0,
    "birth_registered": 1.0, "main_caregiver": "mother",
}  # fmt: skip
WELL = {
    "has_electricity": 1.0, "permanent_dwelling": 1.0, "safe_water": 1.0,
    "improved_sanitation": 1.0, "urban": 1.0, "region": "south_east",
}  # fmt: skip
UNMET = {
    "education": {"attending_school": 0.0},
    "health": {"health_visits_12_months": 0.0},
    "early_work": {"worked_12_months": 1.0},
    "recreation": {"recreation_deprived": 1.0},
    "social_inclusion": {"birth_registered": 0.0},
}
UNMET_AT_HOME = {
    "housing": {"permanent_dwelling": 0.0},
    "water_and_sanitation": {"safe_water": 0.0},
}
LOST = {"attending_school": NAN}


def poor(cross, kid, home=None):
    return poor_in_many_ways(cross(kids({**MET, **kid}), [{**WELL, **(home or {})}] * 4))[0]


@pytest.mark.parametrize("need", UNMET)
def test_one_unmet_need_is_not_poverty_and_a_second_is(cross, need):
    assert poor(cross, UNMET[need]) == 0
    assert poor(cross, UNMET[need], UNMET_AT_HOME["housing"]) == 1


@pytest.mark.parametrize("need", UNMET_AT_HOME)
def test_a_need_of_the_home_is_one_of_every_childs(cross, need):
    assert poor(cross, {}, UNMET_AT_HOME[need]) == 0
    assert poor(cross, UNMET["recreation"], UNMET_AT_HOME[need]) == 1


def test_both_grounds_of_one_need_are_one_unmet_need(cross):
    assert poor(cross, {}, {"safe_water": 0.0, "improved_sanitation": 0.0}) == 0


def test_the_seven_needs_are_those_that_are_tried_here():
    assert {need.name for need in load_needs().needs} == set(UNMET) | set(UNMET_AT_HOME)


@pytest.mark.parametrize(
    ("kid", "home", "answer"),
    [
        (LOST, {}, 0.0),
        (LOST | UNMET["recreation"], {}, NAN),
        (LOST | {"birth_registered": NAN}, {}, NAN),
        (LOST | UNMET["recreation"] | UNMET["early_work"], {}, 1.0),
        (LOST | {"age_years": 4, "vaccinated_12_under5": 1.0}, UNMET_AT_HOME["housing"], 0.0),
    ],
    ids=[
        "one unknown", "one unmet, one unknown", "two unknown", "two unmet, one unknown",
        "not asked of the age",
    ],
)  # fmt: skip
def test_a_child_is_unknown_only_where_the_known_needs_leave_it_open(cross, kid, home, answer):
    assert poor(cross, kid, home) == pytest.approx(answer, nan_ok=True)


MANY = kids(
    {**MET, **UNMET["recreation"], "weight": 1.0},
    {**MET, **UNMET["recreation"], "sex": "female", "ethnicity": "Mông", "weight": 2.0},
    {**MET, "ethnicity": "Hoa", "weight": 3.0},
    {**MET, **UNMET["recreation"], **LOST, "weight": 60.0},
    {**MET, **UNMET["recreation"], "age_years": 16, "weight": 70.0},
)
IN_NEED = [
    {**WELL, **UNMET_AT_HOME["housing"]},
    {**WELL, **UNMET_AT_HOME["housing"], "urban": 0.0, "region": "northern_mountains"},
    {**WELL, "urban": 0.0},
    WELL,
]


@pytest.mark.parametrize(
    ("group", "value"),
    [
        ("7 dimensions 2014", 100 * 3 / 6),
        ("rural", 100 * 2 / 5),
        ("Kinh and Hoa", 100 * 1 / 4),
        ("ethnic minority", 100),
        ("Northern Midlands and Mountains", 100),
        ("Southeast", 100 * 1 / 4),
    ],
)
def test_poverty_in_many_ways_is_of_children_under_16_of_whom_it_is_known(
    cross, known, group, value
):
    figure = measured(
        known[f"multidimensional_child_poverty, {group}, percent"], cross(MANY, IN_NEED)
    )
    assert figure.value == pytest.approx(value)


@pytest.mark.parametrize("people", ["", "not_recorded", "foreigner"])
def test_who_is_of_no_recorded_people_is_neither_majority_nor_minority(cross, known, people):
    asked = cross(kids({**MET, "ethnicity": people}), [WELL] * 4)
    for group in ("Kinh and Hoa", "ethnic minority"):
        target = known[f"multidimensional_child_poverty, {group}, percent"]
        assert measured(target, asked).n == 0


def test_another_definition_of_the_needs_can_be_asked(cross):
    needs = load_needs()
    narrow = type(needs)(
        **{name: getattr(needs, name) for name in needs.__slots__} | {"least_unmet": 1}
    )
    asked = cross(kids({**MET, **UNMET["recreation"]}), [WELL] * 4)
    assert poor_in_many_ways(asked).tolist() == [0]
    assert poor_in_many_ways(asked, narrow).tolist() == [1]


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_the_children_changes_no_figure(wave, known, seed):
    households, children = wave(MANY, IN_NEED)
    order = np.random.default_rng(seed).permutation(len(MANY))
    mixed = {name: values[order] for name, values in children.items()}
    target = known["multidimensional_child_poverty, 7 dimensions 2014, percent"]
    first, second = (
        measured(target, measuring.Cross.of(households, table)) for table in (children, mixed)
    )
    assert (first.value, first.lo, first.n) == (
        pytest.approx(second.value), pytest.approx(second.lo), second.n,
    )  # fmt: skip

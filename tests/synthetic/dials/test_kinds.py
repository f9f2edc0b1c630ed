"""Kinds: each says what it is, and refuses what it cannot do."""

import numpy as np
import pytest
from tests.synthetic.dials.kinds import OF_OUTCOMES, WITH_GROUP, dial

from riskscreen import schema
from riskscreen.errors import InputError


@pytest.mark.parametrize("kind", OF_OUTCOMES)
def test_an_outcome_that_is_not_made_is_refused(kind):
    with pytest.raises(InputError, match="outcome of a dial unknown: 1; it is measles"):
        dial(kind, outcome="measles")


@pytest.mark.parametrize("kind", WITH_GROUP)
def test_a_group_that_nobody_can_be_in_is_refused(kind):
    with pytest.raises(InputError, match="group column of a dial unknown: 1; it is age"):
        dial(kind, column="age")
    with pytest.raises(InputError, match="level of a dial unknown: 1; region is mars"):
        dial(kind, column="region", level="mars")


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("under_recorded", "share"), ("missing", "share"), ("linkage", "share"),
        ("policy_change", "share"), ("proxy", "strength"), ("selective_labels", "floor"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("value", [-0.1, 1.1, 50, np.nan])
def test_a_share_outside_0_1_is_refused(kind, name, value):
    for edge in (0.0, 1.0):
        dial(kind, **{name: edge})
    with pytest.raises(InputError, match=f"{name} of a dial outside 0-1: 1; it is {value:g}"):
        dial(kind, **{name: value})


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("drift", "logit"), ("direct_effect", "logit"), ("measurement", "factor"),
        ("measurement", "shift"), ("selective_labels", "slope"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_number_that_is_not_finite_is_refused(kind, name, value):
    with pytest.raises(InputError, match=f"^{name} of a dial is no finite number: 1; it is"):
        dial(kind, **{name: value})


def test_a_slope_below_0_is_refused():
    with pytest.raises(InputError, match="slope of a dial below 0: 1; it is -1"):
        dial("selective_labels", slope=-1.0)


def test_a_benefit_that_no_rule_gives_is_refused():
    with pytest.raises(InputError, match="benefit of a dial unknown: 1; it is pension"):
        dial("policy_change", benefit="pension")


@pytest.mark.parametrize("kind", ["missing", "measurement"])
@pytest.mark.parametrize(
    "field",
    [name for (_, name), held in schema.fields().items() if held.role != "feature"] + ["age_years"],
)
def test_a_column_that_decides_an_outcome_or_an_identity_is_refused(kind, field):
    with pytest.raises(InputError, match=f"field of a dial not free: 1; it is {field}"):
        dial(kind, field=field)


def test_a_misspelt_column_is_offered_the_right_one():
    with pytest.raises(InputError, match="it is has_internets; did you mean has_internet"):
        dial("missing", field="has_internets")


@pytest.mark.parametrize("field", ["poverty_status", "difficult_area", "orphan", "main_caregiver"])
def test_an_answer_that_decides_who_is_entitled_cannot_be_missing(field):
    wording = f"^field of a missing dial decides who is entitled: 1; it is {field}; choose another"
    with pytest.raises(InputError, match=wording):
        dial("missing", field=field)


@pytest.mark.parametrize("kind", ["missing", "measurement"])
def test_a_household_has_no_sex_and_a_child_has(kind):
    sex = {"column": "sex", "level": "female"}
    dial(kind, field="school_distance_km", **sex)
    wording = "^a household has no sex: 1 dial; its field is wealth_score; choose a group of house"
    with pytest.raises(InputError, match=wording):
        dial(kind, field="wealth_score", **sex)


@pytest.mark.parametrize("field", ["has_internet", "poverty_status", "household_size"])
def test_only_a_measured_number_can_be_measured_otherwise(field):
    with pytest.raises(InputError, match=f"is not of type float: 1; it is {field}"):
        dial("measurement", field=field)


@pytest.mark.parametrize("field", ["has_internet", "wealth_score", "health_insurance", "sex"])
def test_a_proxy_is_a_column_that_no_risk_reads(field):
    with pytest.raises(InputError, match=f"field of a proxy dial not free: 1; it is {field}"):
        dial("proxy", field=field)


@pytest.mark.parametrize(("column", "level"), [("sex", "female"), ("poverty_status", "poor")])
def test_a_proxy_of_a_group_that_is_not_the_household_s_for_good_is_refused(column, level):
    with pytest.raises(InputError, match=f"lasting group: 1 is not; it is {column}"):
        dial("proxy", column=column, level=level)


@pytest.mark.parametrize(
    ("level", "size"),
    [("minority", 40), ("kinh_hoa", 40), ("Kinh", 40), ("Hoa", 40), ("Brâu", -1)],
)
def test_a_small_group_is_one_minority_of_0_or_more_children(level, size):
    dial("small_group", size=0)
    with pytest.raises(InputError, match=f"1 is not; it is {level}, {size}"):
        dial("small_group", level=level, size=size)

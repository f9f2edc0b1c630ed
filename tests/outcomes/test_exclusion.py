import numpy as np
import pytest

from riskscreen import outcomes

EXCLUSION = outcomes.get("exclusion")
NAN = np.nan
ALL = ("birth_registered", "health_insurance", "social_assistance", "tuition_support",
       "school_support")  # fmt: skip


def child(**facts):
    plain = {
        "age_years": 10.0, "attending_school": 1.0, "orphan": "no", "main_caregiver": "mother",
        "ethnicity": "Kinh", "grade_current": 4.0, "school_distance_km": 1.0, "disability": 0.0,
        **dict.fromkeys(ALL, 1.0),
    }  # fmt: skip
    return {name: [value] for name, value in (plain | facts).items()}


def house(poverty="not_poor", area="none"):
    return {"poverty_status": [poverty], "difficult_area": [area]}


def test_a_child_that_receives_all_that_is_due_is_not_excluded(follow_up_of):
    assert outcomes.label(EXCLUSION, follow_up_of(child(), **house())) == 0


@pytest.mark.parametrize(
    ("missing", "poverty", "expected"),
    [
        ("birth_registered", "not_poor", 1),
        ("health_insurance", "not_poor", 1),
        ("tuition_support", "not_poor", 0),
        ("tuition_support", "poor", 1),
        ("school_support", "not_poor", 0),
        ("school_support", "poor", 1),
        ("social_assistance", "poor", 0),
    ],
)
def test_missing_a_benefit_excludes_only_where_it_is_due(follow_up_of, missing, poverty, expected):
    follow_up = follow_up_of(child(**{missing: 0.0}), **house(poverty))
    assert outcomes.label(EXCLUSION, follow_up) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({"health_insurance": NAN}, NAN, id="a due one is unrecorded"),
        pytest.param({"health_insurance": NAN, "birth_registered": 0.0}, 1, id="another is missed"),
        pytest.param({"tuition_support": NAN}, 0, id="what is not due may be unrecorded"),
        pytest.param({"orphan": ""}, 0, id="a right that nothing shows does not count"),
        pytest.param({"age_years": NAN}, NAN, id="age unknown"),
    ],
)
def test_unknown_is_what_is_due_and_unrecorded(follow_up_of, facts, expected):
    found = outcomes.label(EXCLUSION, follow_up_of(child(**facts), **house()))
    np.testing.assert_array_equal(found, [expected])


def test_who_has_grown_up_at_follow_up_is_unknown(follow_up_of):
    grown = follow_up_of(child(age_years=18.0), **house())
    assert np.isnan(outcomes.label(EXCLUSION, grown))


@pytest.mark.parametrize(
    ("facts", "poverty", "area", "expected"),
    [
        pytest.param({"age_years": 5.0, "attending_school": 0.0}, "not_poor", "none", 1,
                     id="under six on the day of the row"),
        pytest.param({"attending_school": 0.0}, "not_poor", "none", NAN, id="neither"),
        pytest.param({"attending_school": 0.0}, "poor", "none", 1, id="poor"),
        pytest.param({"attending_school": 0.0, "ethnicity": "Mông"}, "not_poor", "area_1", 1,
                     id="minority in a difficult area"),
        pytest.param({"attending_school": 0.0}, "not_poor", "area_1", NAN, id="Kinh in area I"),
        pytest.param({"attending_school": 0.0}, "not_poor", "area_3", 1, id="anyone in area III"),
    ],
)  # fmt: skip
def test_health_insurance_is_due_by_group(follow_up_of, facts, poverty, area, expected):
    missed = child(health_insurance=0.0, social_assistance=0.0, **facts)
    found = outcomes.part_labels(EXCLUSION, follow_up_of(missed, **house(poverty, area)))
    np.testing.assert_array_equal(found["health_insurance"], [expected])


def test_who_is_entitled_to_nothing_any_more_is_unknown(follow_up_of):
    idle = child(attending_school=0.0, social_assistance=0.0, health_insurance=0.0)
    insurance = outcomes.get("exclusion_health_insurance")
    assert np.isnan(outcomes.label(insurance, follow_up_of(idle, **house())))


def test_part_labels_name_every_benefit_and_are_unknown_where_it_is_not_due(follow_up_of):
    found = outcomes.part_labels(EXCLUSION, follow_up_of(child(), **house()))
    assert list(found) == ["birth_registration", "health_insurance", "social_assistance",
                           "tuition_support", "school_support"]  # fmt: skip
    assert {name: value[0] for name, value in found.items() if value[0] == 0} == {
        "birth_registration": 0.0,
        "health_insurance": 0.0,
    }


@pytest.mark.parametrize(("age", "expected"), [(16.0, 1), (17.0, 0), (NAN, NAN)])
def test_eligible_is_who_will_be_entitled_on_the_target_day(snapshot_of, age, expected):
    snapshot = snapshot_of(child(age_years=age), **house())
    np.testing.assert_array_equal(outcomes.eligible(EXCLUSION, snapshot), [expected])


def test_a_part_stands_alone_with_its_own_eligible_children(snapshot_of, follow_up_of):
    insurance = outcomes.get("exclusion_health_insurance")
    assert insurance.definition == EXCLUSION.definition
    idle = child(attending_school=0.0, social_assistance=0.0, health_insurance=0.0)
    assert outcomes.eligible(insurance, snapshot_of(idle, **house())) == 0
    assert outcomes.eligible(insurance, snapshot_of(idle, **house("poor"))) == 1
    assert outcomes.label(insurance, follow_up_of(idle, **house("poor"))) == 1


def test_eligibility_does_not_use_a_rule_that_nobody_had_published(snapshot_of):
    boarding = outcomes.get("exclusion_school_support")
    far = child(school_distance_km=5.0)  # boarding in area I came with Decree 66 of March 2025
    assert outcomes.eligible(boarding, snapshot_of(far, **house(area="area_1"))) == 0


def test_the_label_uses_the_rules_in_force_at_follow_up(follow_up_of):
    far = child(school_distance_km=5.0, school_support=0.0)
    found = outcomes.part_labels(EXCLUSION, follow_up_of(far, **house(area="area_1")))
    assert found["school_support"] == 1


def test_unverified_rules_count_only_under_their_own_tag(follow_up_of):
    disabled = follow_up_of(child(disability=1.0, social_assistance=0.0), **house())
    wide = outcomes.get("exclusion", "vn2025_unverified")
    assert (EXCLUSION.definition, EXCLUSION.verified, wide.verified) == ("vn2025", True, False)
    assert outcomes.label(EXCLUSION, disabled) == 0
    assert outcomes.label(wide, disabled) == 1


def test_a_nowcast_bars_every_benefit():
    assert set(ALL) <= set(outcomes.barred_columns(EXCLUSION))
    assert "has_identity_code" not in outcomes.barred_columns(EXCLUSION)

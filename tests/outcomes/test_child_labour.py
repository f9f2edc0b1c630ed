import numpy as np
import pytest

from riskscreen import outcomes
from riskscreen.outcomes.child_labour import DEFINITIONS, hours_limit

NAN = np.nan


def child(age=10.0, work=0.0, chores=0.0, worked=NAN, hazard=NAN):
    return {
        "age_years": [age],
        "economic_hours_week": [work],
        "worked_12_months": [worked],
        "chores_hours_week": [chores],
        "hazardous_work": [hazard],
    }


@pytest.mark.parametrize(
    ("definition", "facts", "expected"),
    [
        ("sdg871_mics6", {"age": 11, "work": 1}, 1),
        ("sdg871_mics6", {"age": 11, "work": 0.5}, 0),
        ("sdg871_mics6", {"age": 12, "work": 13}, 0),
        ("sdg871_mics6", {"age": 12, "work": 14}, 1),
        ("sdg871_mics6", {"age": 15, "work": 42}, 0),
        ("sdg871_mics6", {"age": 15, "work": 43}, 1),
        ("sdg871_mics6", {"age": 14, "chores": 20}, 0),
        ("sdg871_mics6", {"age": 14, "chores": 21}, 1),
        ("sdg871_mics6", {"age": 15, "chores": 60}, 0),
        ("sdg871_mics6", {"age": 15, "work": 10, "hazard": 1}, 0),
        ("sna_only", {"age": 10, "chores": 60}, 0),
        ("sna_only", {"age": 13, "work": 14}, 1),
        ("mics5", {"age": 14, "chores": 27}, 0),
        ("mics5", {"age": 14, "chores": 28}, 1),
        ("mics5", {"age": 16, "chores": 42}, 0),
        ("mics5", {"age": 16, "chores": 43}, 1),
        ("mics5", {"age": 16, "work": 2, "hazard": 1}, 1),
        ("ncls2012", {"age": 11, "work": 4, "hazard": 0}, 0),
        ("ncls2012", {"age": 11, "work": 5}, 1),
        ("ncls2012", {"age": 14, "work": 24, "hazard": 0}, 0),
        ("ncls2012", {"age": 14, "work": 24.5}, 1),
        ("ncls2012", {"age": 17, "work": 42, "hazard": 0}, 0),
        ("ncls2012", {"age": 17, "work": 43}, 1),
        ("ncls2012", {"age": 17, "work": 1, "hazard": 1}, 1),
        ("ncls2018", {"age": 12, "work": 1}, 1),
        ("ncls2018", {"age": 13, "work": 20, "hazard": 0}, 0),
        ("ncls2018", {"age": 13, "work": 21}, 1),
        ("ncls2018", {"age": 15, "work": 41}, 1),
    ],
)
def test_hours_by_age_decide(follow_up_of, definition, facts, expected):
    outcome = outcomes.get("child_labour", definition)
    assert outcomes.label(outcome, follow_up_of(child(**facts))) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({"work": NAN}, NAN, id="hours unknown"),
        pytest.param({"work": NAN, "chores": 25}, 1, id="chores alone suffice"),
        pytest.param({"work": 2, "chores": NAN}, 1, id="work alone suffices"),
        pytest.param({"work": 0, "chores": NAN}, NAN, id="chores might suffice"),
        pytest.param({"age": 16, "work": 0, "chores": NAN}, 0, id="chores never count at 16"),
        pytest.param({"work": NAN, "worked": 0}, 0, id="no work in a year is none last week"),
        pytest.param({"age": 4, "work": 9}, NAN, id="below the bands"),
        pytest.param({"age": NAN, "work": 50}, NAN, id="age unknown"),
    ],
)
def test_unknown_is_unknown_only_where_it_could_change_the_answer(follow_up_of, facts, expected):
    found = outcomes.label(outcomes.get("child_labour"), follow_up_of(child(**facts)))
    np.testing.assert_array_equal(found, [expected])


def test_hazard_is_not_asked_where_nobody_works_and_is_unknown_where_it_was_not_answered(
    follow_up_of,
):
    outcome = outcomes.get("child_labour", "mics5")
    assert outcomes.label(outcome, follow_up_of(child(age=16, work=0))) == 0
    assert np.isnan(outcomes.label(outcome, follow_up_of(child(age=16, work=3))))


@pytest.mark.parametrize(("age", "months", "expected"), [
    (3, 12, 0), (4, 12, 1), (16, 12, 1), (17, 12, 0), (17, 0, 1), (4, 0, 0), (NAN, 12, NAN),
])  # fmt: skip
def test_eligible_are_children_of_5_to_17_on_the_target_day(snapshot_of, age, months, expected):
    found = outcomes.eligible(
        outcomes.get("child_labour"), snapshot_of(child(age=age)), horizon_months=months
    )
    np.testing.assert_array_equal(found, [expected])


def test_whoever_worked_before_is_eligible_and_told_apart_by_state(snapshot_of):
    snapshot = snapshot_of(child(age=10, work=10))
    assert outcomes.eligible(outcomes.get("child_labour"), snapshot) == 1
    assert outcomes.state(outcomes.get("child_labour"), snapshot) == 1


def test_every_definition_is_selectable_has_a_basis_and_only_ncls2018_is_unverified():
    tags = outcomes.definitions("child_labour")
    assert tags == ("sdg871_mics6", "sna_only", "mics5", "ncls2012", "ncls2018")
    found = [outcomes.get("child_labour", tag) for tag in tags]
    assert all(outcome.basis for outcome in found)
    assert [outcome.definition for outcome in found if not outcome.verified] == ["ncls2018"]


@pytest.mark.parametrize("tag", list(DEFINITIONS))
def test_bands_cover_5_to_17_without_a_gap(tag):
    limit = hours_limit(DEFINITIONS[tag].bands, np.arange(3.0, 20.0))
    assert np.isnan(limit).tolist() == [age < 5 or age > 17 for age in range(3, 20)]


def test_a_nowcast_bars_only_what_its_definition_reads_and_what_hangs_on_it():
    wide = outcomes.barred_columns(outcomes.get("child_labour"))
    assert wide == (
        "chores_hours_week",
        "economic_hours_week",
        "hazardous_work",
        "worked_12_months",
    )
    narrow = outcomes.barred_columns(outcomes.get("child_labour", "sna_only"))
    assert "chores_hours_week" not in narrow

import numpy as np
import pytest

from riskscreen import outcomes

DROPOUT = outcomes.get("dropout")
NAN = np.nan


def child(*, age=10.0, ever=1.0, now=1.0, last=1.0, grade=NAN, attained=3.0):
    return {
        "age_years": [age],
        "ever_attended": [ever],
        "attending_school": [now],
        "attended_last_year": [last],
        "grade_current": [grade],
        "grade_attained": [attained],
    }


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({"age": 4}, 0, id="four years old"),
        pytest.param({"age": 5}, 1, id="five years old"),
        pytest.param({"age": 17, "grade": 11}, 1, id="seventeen in grade 11"),
        pytest.param({"age": 17, "grade": 12}, 0, id="seventeen in grade 12"),
        pytest.param({"age": 17, "attained": 11}, 0, id="completed 11 and attending: in 12"),
        pytest.param({"age": 17, "attained": 10}, 1, id="completed 10 and attending: in 11"),
        pytest.param({"age": 16, "attained": NAN}, NAN, id="grade unknown at sixteen"),
        pytest.param({"age": 15, "attained": NAN}, 1, id="nobody of fifteen is in grade 12"),
        pytest.param({"now": 0}, 0, id="not attending"),
        pytest.param({"now": NAN}, NAN, id="attendance not recorded"),
        pytest.param({"now": NAN, "ever": 0}, 0, id="never attended, so not asked"),
        pytest.param({"now": NAN, "age": 4}, 0, id="too young, whatever attendance"),
        pytest.param({"age": NAN}, NAN, id="age not recorded"),
    ],
)
def test_eligible_are_pupils_aged_5_to_17_below_grade_12(snapshot_of, facts, expected):
    found = outcomes.eligible(DROPOUT, snapshot_of(child(**facts)))
    np.testing.assert_array_equal(found, [expected])


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({"now": 0}, 1, id="not attending"),
        pytest.param({"now": 1}, 0, id="attending"),
        pytest.param({"now": NAN}, NAN, id="not recorded"),
        pytest.param({"now": NAN, "ever": 0}, 1, id="said never to have attended"),
    ],
)
def test_yes_is_not_attending_at_follow_up(follow_up_of, facts, expected):
    np.testing.assert_array_equal(outcomes.label(DROPOUT, follow_up_of(child(**facts))), [expected])


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({"now": 0, "last": 1}, 1, id="attended last year, not now"),
        pytest.param({"now": 0, "last": 0}, 0, id="out for longer"),
        pytest.param({"now": 1, "last": NAN}, NAN, id="last year not recorded"),
        pytest.param({"now": NAN, "last": NAN, "ever": 0}, 0, id="never attended"),
        pytest.param({"age": 17, "now": 0, "attained": 12}, 0, id="completed grade 12"),
        pytest.param({"age": 16, "now": 0, "attained": NAN}, 1, id="sixteen cannot be done"),
    ],
)
def test_in_a_nowcast_eligible_are_those_who_attended_last_year(snapshot_of, facts, expected):
    found = outcomes.eligible(DROPOUT, snapshot_of(child(**facts)), horizon_months=0)
    np.testing.assert_array_equal(found, [expected])


def test_a_nowcast_without_last_year_becomes_out_of_school_under_its_own_tag(snapshot_of):
    asked = snapshot_of(child())
    never_asked = snapshot_of({k: v for k, v in child().items() if k != "attended_last_year"})
    assert outcomes.settle("dropout", asked, horizon_months=0) is DROPOUT
    stand_in = outcomes.settle("dropout", never_asked, horizon_months=0)
    assert (stand_in.name, stand_in.definition) == ("dropout", "out_of_school")
    assert outcomes.settle("dropout", never_asked, horizon_months=12) is DROPOUT


def test_out_of_school_counts_children_who_never_went(snapshot_of, follow_up_of):
    out = outcomes.get("dropout", "out_of_school")
    never = child(age=8, ever=0, now=NAN, last=NAN, attained=NAN)
    assert outcomes.eligible(out, snapshot_of(never), horizon_months=0) == 1
    assert outcomes.label(out, follow_up_of(never)) == 1
    assert outcomes.eligible(out, snapshot_of(child(age=5)), horizon_months=0) == 0


def test_a_nowcast_bars_attendance_what_is_asked_after_it_and_work_since_leaving():
    barred = outcomes.barred_columns(DROPOUT)
    assert {"attending_school", "attended_last_year", "grade_current", "school_absence_days",
            "school_distance_km", "tuition_support", "school_support",
            "economic_hours_week", "hazardous_work"} <= set(barred)  # fmt: skip
    assert not {"grade_attained", "ever_attended", "age_years"} & set(barred)


def test_out_of_school_bars_the_grade_too_since_who_never_went_has_none():
    assert "grade_attained" in outcomes.barred_columns(outcomes.get("dropout", "out_of_school"))

"""Whoever reads the next wave's columns finds the outcomes that were drawn."""

import numpy as np
import pytest

from riskscreen import outcomes, synthetic


@pytest.fixture(scope="module", params=["small", "viet_nam"])
def panel(request):
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def held(panel):
    return panel.records()


@pytest.mark.parametrize("window", [0, 1])
@pytest.mark.parametrize(
    ("name", "definition"),
    [
        ("dropout", None),
        ("child_labour", None),
        ("exclusion", None),
        ("exclusion", "vn2025_unverified"),
    ],
)
def test_the_label_read_from_the_records_is_the_label_drawn(panel, held, window, name, definition):
    day = synthetic.WAVE_DAYS[window]
    snapshot = held.as_of(day)
    outcome = outcomes.get(name, definition)
    label = outcomes.label(outcome, held.follow_up(snapshot))
    eligible = outcomes.eligible(outcome, snapshot) == 1
    truth = panel.truth
    rows = (truth["day"] == day) & (truth["outcome"] == name)
    drawn = np.full(snapshot.n_children, np.nan)
    drawn[np.searchsorted(snapshot.ids, truth["child_id"][rows])] = truth["label"][rows]
    known = eligible & ~np.isnan(label)
    assert known.sum() > 500
    assert label[known].sum() >= 5
    assert np.array_equal(label[known], drawn[known])
    assert not np.isnan(drawn[eligible]).any()


@pytest.mark.parametrize("name", synthetic.OUTCOMES)
def test_followed_children_rarely_have_an_unknown_label(held, name):
    snapshot = held.as_of(synthetic.WAVE_DAYS[0])
    followed = held.follow_up(snapshot)
    outcome = outcomes.get(name)
    eligible = (outcomes.eligible(outcome, snapshot) == 1) & followed.observed
    unknown = np.isnan(outcomes.label(outcome, followed)) & eligible
    assert unknown.sum() / eligible.sum() < 0.04


def test_nobody_works_more_than_84_hours_a_week(panel):
    for name in ("economic_hours_week", "chores_hours_week"):
        assert np.nanmax(panel.children[name]) <= 84


def test_no_row_of_a_wave_is_in_the_next_wave_s_snapshot(held):
    snapshot = held.as_of(synthetic.WAVE_DAYS[1])
    assert snapshot.children["observed_date"].min() > synthetic.WAVE_DAYS[0]


def steps(panel, *columns):
    """Each column of children with two rows a year apart, before and after."""
    kids = panel.children
    order = np.lexsort((kids["observed_date"], kids["child_id"]))
    same = kids["child_id"][order][1:] == kids["child_id"][order][:-1]
    same &= np.diff(kids["age_years"][order]) == 1
    return [(kids[name][order][:-1][same], kids[name][order][1:][same]) for name in columns]


def test_a_grade_is_never_lost_and_rises_by_one_at_most(panel):
    ((before, after),) = steps(panel, "grade_attained")
    step = after - before
    assert set(step[~np.isnan(step)]) == {0.0, 1.0}


def test_only_pupils_pass_a_grade(panel):
    grade, attending = steps(panel, "grade_attained", "attending_school")
    passed = grade[1] > grade[0]
    assert passed.any()
    assert not (attending[0][passed] == 0).any()


def test_who_attended_has_attended_ever_after(panel):
    ((before, after),) = steps(panel, "ever_attended")
    assert (before == 1).any()
    assert not ((before == 1) & (after == 0)).any()


def test_last_year_s_attendance_is_what_last_year_s_records_say(panel):
    now, last = steps(panel, "attending_school", "attended_last_year")
    known = ~np.isnan(now[0]) & ~np.isnan(last[1])
    assert known.sum() > 500
    assert np.array_equal(now[0][known], last[1][known])


@pytest.mark.parametrize(("least", "most", "hours"), [(5, 11, 1), (12, 14, 14), (15, 17, 43)])
def test_hours_below_the_threshold_of_an_age_are_the_rule(panel, least, most, hours):
    kids = panel.children
    here = (kids["age_years"] >= least) & (kids["age_years"] <= most)
    week = kids["economic_hours_week"][here]
    assert (week[~np.isnan(week)] < hours).mean() > 0.6
    assert (week[~np.isnan(week)] >= hours).any()


@pytest.mark.parametrize("name", ["economic_hours_week", "chores_hours_week"])
def test_a_year_later_nobody_works_more_than_twelve_hours_a_day(panel, name):
    ((_, after),) = steps(panel, name)
    assert 0 < np.nanmax(after) <= 84


@pytest.mark.parametrize("column", ["grade_current", "school_absence_days", "tuition_support"])
def test_what_is_asked_of_pupils_is_missing_for_others(panel, column):
    kids = panel.children
    assert np.isnan(kids[column][kids["attending_school"] == 0]).all()
    assert np.isnan(kids[column][kids["attending_school"] == 1]).mean() < 0.10

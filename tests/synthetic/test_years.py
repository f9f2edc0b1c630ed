"""Whoever reads the next wave's columns finds the outcomes that were drawn."""

import numpy as np
import pytest

from riskscreen import outcomes, synthetic


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
def test_the_label_read_from_the_records_is_the_label_drawn(small, window, name, definition):
    day = synthetic.WAVE_DAYS[window]
    held = small.records()
    snapshot = held.as_of(day)
    outcome = outcomes.get(name, definition)
    label = outcomes.label(outcome, held.follow_up(snapshot))
    eligible = outcomes.eligible(outcome, snapshot) == 1
    truth = small.truth
    rows = (truth["day"] == day) & (truth["outcome"] == name)
    drawn = np.full(snapshot.n_children, np.nan)
    drawn[np.searchsorted(snapshot.ids, truth["child_id"][rows])] = truth["label"][rows]
    known = eligible & ~np.isnan(label)
    assert known.sum() > 500
    assert label[known].sum() > 30
    assert np.array_equal(label[known], drawn[known])
    assert not np.isnan(drawn[eligible]).any()


def test_followed_children_rarely_have_an_unknown_label(small):
    held = small.records()
    snapshot = held.as_of(synthetic.WAVE_DAYS[0])
    followed = held.follow_up(snapshot)
    for name in synthetic.OUTCOMES:
        outcome = outcomes.get(name)
        eligible = (outcomes.eligible(outcome, snapshot) == 1) & followed.observed
        unknown = np.isnan(outcomes.label(outcome, followed)) & eligible
        assert unknown.sum() / eligible.sum() < 0.04


def test_no_row_of_a_wave_is_in_the_next_wave_s_snapshot(small):
    snapshot = small.records().as_of(synthetic.WAVE_DAYS[1])
    assert snapshot.children["observed_date"].min() > synthetic.WAVE_DAYS[0]


def test_a_grade_is_never_lost_and_rises_by_one_at_most(small):
    kids = small.children
    order = np.lexsort((kids["observed_date"], kids["child_id"]))
    same = kids["child_id"][order][1:] == kids["child_id"][order][:-1]
    year = np.diff(kids["age_years"][order]) == 1
    step = np.diff(kids["grade_attained"][order])[same & year]
    assert set(step[~np.isnan(step)]) <= {0.0, 1.0}


@pytest.mark.parametrize("column", ["grade_current", "school_absence_days", "tuition_support"])
def test_what_is_asked_of_pupils_is_missing_for_others(small, column):
    kids = small.children
    assert np.isnan(kids[column][kids["attending_school"] == 0]).all()
    assert np.isnan(kids[column][kids["attending_school"] == 1]).mean() < 0.10

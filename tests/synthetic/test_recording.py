"""Gaps and losses."""

import numpy as np
import pytest

from riskscreen import synthetic
from riskscreen.synthetic.chance import Streams
from riskscreen.synthetic.homes import start_homes
from riskscreen.synthetic.recording import blank, home_gaps, kid_gaps, lost_homes, lost_kids

ASKED_OF_FEW = {
    "attending_school", "ever_attended", "attended_last_year", "grade_attained", "grade_current",
    "school_absence_days", "school_distance_km", "economic_hours_week", "worked_12_months",
    "chores_hours_week", "hazardous_work", "tuition_support", "school_support",
    "vaccinated_8_under1", "vaccinated_12_under5",
}  # fmt: skip
MANY = range(40)  # years, so that rare losses are many


def missing(values):
    return np.isnan(values) if values.dtype.kind == "f" else values == ""


@pytest.mark.parametrize("name", ["demo", "viet_nam"])
def test_answers_are_missing_in_at_most_one_of_twelve(name, request):
    panel = request.getfixturevalue(name)
    for table in (panel.households, panel.children):
        for column, values in table.items():
            if column not in ASKED_OF_FEW:
                assert missing(values).mean() <= 0.08, column


def test_identifiers_places_and_ages_are_never_missing(viet_nam):
    for table, names in (
        (viet_nam.households, ("household_id", "psu", "stratum", "weight", "region", "urban")),
        (viet_nam.children, ("child_id", "household_id", "age_years", "sex", "ethnicity")),
    ):
        for name in names:
            assert not missing(table[name]).any(), name


def test_poor_households_leave_more_unanswered(demo):
    homes = demo.households
    poor, others = homes["poverty_status"] == "poor", homes["poverty_status"] == "not_poor"
    gap = np.isnan(homes["food_shortage_months"])
    assert gap[poor].mean() > 1.2 * gap[others].mean()


def test_a_gap_blanks_its_own_answer_alone():
    columns = {"a": np.array([1.0, 2.0]), "b": np.array([3.0, 4.0])}
    blanked = blank(columns, {"a": np.array([False, True])})
    assert np.array_equal(blanked["a"], [1.0, np.nan], equal_nan=True)
    assert np.array_equal(blanked["b"], [3.0, 4.0])


def test_a_household_that_is_silent_leaves_more_than_one_gap(hills):
    state = start_homes(hills.homes, Streams(2), wave=0)
    silent = hills.homes.noise["silence"]
    count = sum(
        gap.astype(float)
        for year in MANY
        for gap in home_gaps(hills.homes, state, streams=Streams(2), wave=year).values()
    )
    assert count[silent > 1].mean() > 2 * count[silent < -1].mean()


def test_the_education_of_a_parent_who_is_away_is_missing_more_often(hills):
    away = hills.kids.father_here == 0
    gaps = np.stack(
        [kid_gaps(hills.kids, hills.homes, streams=Streams(2), wave=year)["father_education"]
         for year in MANY]
    )  # fmt: skip
    assert gaps[:, away].mean() > 1.5 * gaps[:, ~away].mean()


def lost(hills, state):
    return np.mean(
        [lost_homes(hills.homes, state, streams=Streams(2), wave=year) for year in MANY], axis=0
    )


@pytest.mark.parametrize("change", ["moved", "unregistered"])
def test_movers_and_the_unregistered_are_lost_more_often(hills, change):
    state = start_homes(hills.homes, Streams(2), wave=0)
    changed = state[change] > 0
    share = lost(hills, state)
    assert share[changed].mean() > 1.4 * share[~changed].mean()


def test_the_loss_of_a_household_depends_on_nothing_but_migration(hills):
    state = start_homes(hills.homes, Streams(2), wave=0)
    other = {name: values if name in ("moved", "unregistered") else values + 1.0
             for name, values in state.items()}  # fmt: skip
    assert np.array_equal(lost(hills, state), lost(hills, other))


def test_the_old_leave_home_more_often(hills):
    age = np.where(np.arange(hills.kids.n) % 2 == 0, 15.0, 14.0)
    gone = np.mean(
        [lost_kids(hills.kids, age, streams=Streams(2), wave=year) for year in MANY], axis=0
    )
    assert gone[age == 15].mean() > 3 * gone[age == 14].mean()


def test_in_the_demo_4_to_8_percent_are_lost_in_a_year_and_movers_more(demo):
    kids, homes = demo.children, demo.households
    days = np.array(synthetic.WAVE_DAYS)
    wave, home_wave = (np.searchsorted(days, table["observed_date"]) for table in (kids, homes))
    for number in (0, 1):
        young = (wave == number) & (kids["age_years"] < 17)
        kept = np.isin(kids["child_id"][young], kids["child_id"][wave == number + 1])
        assert 0.04 <= 1 - kept.mean() <= 0.08
    first = home_wave == 0
    kept = np.isin(homes["household_id"][first], homes["household_id"][home_wave == 1])
    moved = homes["moved_12_months"][first]
    assert kept[moved == 1].mean() < kept[moved == 0].mean() - 0.02

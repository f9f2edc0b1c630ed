"""The panel: same seed same content, the structure the demo promises, believable directions."""

import numpy as np
import pytest

from riskscreen import schema, synthetic
from riskscreen.errors import InputError

COARSE = {
    "red_river_delta": "north", "northern_mountains": "north", "central_coast": "centre",
    "central_highlands": "centre", "south_east": "south", "mekong_delta": "south",
}  # fmt: skip


def wave_of(dates):
    return np.searchsorted(np.array(synthetic.WAVE_DAYS), dates)


def spread(panel, name):
    """A household column for every child's row of the same wave."""
    homes, kids = panel.households, panel.children
    home_key = np.char.add(homes["household_id"], wave_of(homes["observed_date"]).astype(str))
    kid_key = np.char.add(kids["household_id"], wave_of(kids["observed_date"]).astype(str))
    order = np.argsort(home_key)
    return homes[name][order[np.searchsorted(home_key[order], kid_key)]]


def test_the_same_seed_gives_the_same_content(small):
    again = synthetic.panel(households=1500, waves=3, seed=11)
    assert again.digests == small.digests


def test_another_seed_gives_another_content(small):
    assert synthetic.panel(households=1500, waves=3, seed=12).digests != small.digests


def test_a_further_wave_does_not_change_who_lives_where(small):
    fewer = synthetic.panel(households=1500, waves=2, seed=11)
    assert set(fewer.households["commune_code"]) == set(small.households["commune_code"])


@pytest.mark.parametrize(
    ("asked", "wording"),
    [
        ({"households": 10, "seed": 1}, "households below 360"),
        ({"households": 400, "seed": 1, "waves": 4}, "waves outside 1-3"),
        ({"households": 400, "seed": -1}, "seed below 0"),
        ({"households": 400, "seed": 1, "profile": "mars"}, "unknown profile"),
    ],
)
def test_arguments_out_of_bounds_are_refused(asked, wording):
    with pytest.raises(InputError, match=wording):
        synthetic.panel(**asked)


def test_the_demo_has_300_communes_50_in_each_region(demo):
    homes = demo.households
    first = wave_of(homes["observed_date"]) == 0
    pairs = np.unique(np.char.add(homes["region"], homes["psu"]))
    assert len(pairs) == 300
    assert len(np.unique(homes["psu"])) == 300
    assert set(np.unique(homes["psu"][first], return_counts=True)[1]) == {100}
    regions = np.unique([pair.rstrip("0123456789") for pair in pairs], return_counts=True)[1]
    assert set(regions) == {50}


def test_each_stratum_of_the_demo_has_several_psus(demo):
    pairs = np.unique(np.char.add(demo.households["stratum"], demo.households["psu"]))
    counts = np.unique([pair.rstrip("0123456789") for pair in pairs], return_counts=True)[1]
    assert len(counts) == 12
    assert counts.min() >= 5


def test_three_in_ten_children_of_the_demo_are_of_a_minority(demo):
    kids = demo.children
    minority = ~np.isin(kids["ethnicity"], ("Kinh", "Hoa", "not_recorded"))
    assert abs(np.average(minority, weights=kids["weight"]) - 0.30) < 0.03
    assert abs(minority.mean() - 0.30) < 0.03


def test_each_outcome_of_the_demo_happens_to_10_to_15_percent(demo):
    truth = demo.truth
    for day in synthetic.WAVE_DAYS:
        for outcome in synthetic.OUTCOMES:
            rows = (truth["day"] == day) & (truth["outcome"] == outcome)
            assert 0.10 <= truth["label"][rows].mean() <= 0.15


def test_each_required_group_of_the_demo_has_700_followed_children_at_risk(demo):
    truth, kids = demo.truth, demo.children
    wave = wave_of(kids["observed_date"])
    now, later = wave == 1, set(kids["child_id"][wave == 2].tolist())
    ids = kids["child_id"][now]
    region = np.array([COARSE[name] for name in spread(demo, "region")[now]])
    minority = ~np.isin(kids["ethnicity"][now], ("Kinh", "Hoa"))
    order = np.argsort(ids)
    for outcome in synthetic.OUTCOMES:
        rows = (truth["day"] == synthetic.WAVE_DAYS[1]) & (truth["outcome"] == outcome)
        rows &= truth["label"] > 0
        here = [name for name in truth["child_id"][rows].tolist() if name in later]
        at = order[np.searchsorted(ids[order], here)]
        for groups in (region[at], minority[at], kids["sex"][now][at]):
            assert np.unique(groups, return_counts=True)[1].min() >= 700


def test_ages_rise_by_one_a_year_and_end_at_17(small):
    kids = small.children
    assert kids["age_years"].min() == 0
    assert kids["age_years"].max() == 17
    wave = wave_of(kids["observed_date"])
    before = dict(
        zip(kids["child_id"][wave == 0].tolist(), kids["age_years"][wave == 0], strict=True)
    )
    for child, age in zip(
        kids["child_id"][wave == 1].tolist(), kids["age_years"][wave == 1], strict=True
    ):
        assert age == before.get(child, age - 1) + 1


@pytest.mark.parametrize(
    ("column", "less"),
    [
        ("has_internet", True), ("has_computer", True), ("uses_online_services", True),
        ("improved_sanitation", True), ("food_shortage_months", False),
        ("agricultural_household", False),
    ],
)  # fmt: skip
def test_poor_households_have_less(demo, column, less):
    homes = demo.households
    poor, others = homes["poverty_status"] == "poor", homes["poverty_status"] == "not_poor"
    gap = np.nanmean(homes[column][poor]) - np.nanmean(homes[column][others])
    assert (gap < 0) == less


@pytest.mark.parametrize(
    "column", ["school_distance_km", "school_absence_days", "chores_hours_week"]
)
def test_children_of_difficult_areas_and_poor_homes_carry_more(demo, column):
    kids, poor = demo.children, spread(demo, "poverty_status") == "poor"
    hard = spread(demo, "difficult_area") == "area_3"
    same_age = kids["age_years"] == 12
    if column == "chores_hours_week":
        poor, hard = kids["sex"] == "female", kids["sex"] == "female"
    group = same_age & (poor | hard)
    assert np.nanmean(kids[column][group]) > np.nanmean(kids[column][same_age & ~group])


def test_recorded_columns_last_from_wave_to_wave(demo):
    homes = demo.households
    wave = wave_of(homes["observed_date"])
    order = [np.flatnonzero(wave == number) for number in (0, 1)]
    shared, first, second = np.intersect1d(
        homes["household_id"][order[0]], homes["household_id"][order[1]], return_indices=True
    )
    assert len(shared) > 25_000
    for column, least in (("wealth_score", 0.8), ("income_kvnd_month", 0.6), ("has_internet", 0.6)):
        a, b = homes[column][order[0]][first], homes[column][order[1]][second]
        known = ~np.isnan(a) & ~np.isnan(b)
        assert np.corrcoef(a[known], b[known])[0, 1] > least


def test_nearly_every_column_of_the_schema_is_filled(small):
    left_out = {"recorded_date", "ethnicity_code_list", "weight_selected", "weight_under5"}
    for table, name in schema.fields():
        assert (name in getattr(small, table)) == (name not in left_out)


def test_records_carry_the_marks_of_synthetic_data(small):
    held = small.records()
    assert held.synthetic
    assert held.legal_basis == "none: synthetic data"
    assert set(small.households["synthetic"]) == set(small.children["synthetic"]) == {1.0}

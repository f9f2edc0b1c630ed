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


def little(**changes):
    asked = {"households": 360, "waves": 2, "seed": 3, "profile": "vhlss2014"}
    return synthetic.panel(**asked | changes)


@pytest.fixture(scope="module")
def once():
    return little()


def test_the_same_seed_gives_the_same_content(once):
    assert little().digests == once.digests


def test_the_same_seed_gives_the_same_content_of_the_demo(small):
    again = synthetic.panel(households=1500, waves=3, seed=11, profile="demo")
    assert again.digests == small.digests


def test_another_seed_gives_another_content(once):
    other = little(seed=4).digests
    assert all(other[table] != once.digests[table] for table in other)


def test_workers_change_nothing(once):
    assert little(workers=2).digests == once.digests


def test_dials_that_are_not_turned_change_nothing(once):
    assert little(dials=synthetic.Dials()).digests == once.digests


@pytest.mark.parametrize("name", ["small", "viet_nam"])
def test_a_head_is_16_years_or_more_older_than_every_child(name, request):
    panel = request.getfixturevalue(name)
    gap = spread(panel, "head_age_years") - panel.children["age_years"]
    assert np.nanmin(gap) >= 16


@pytest.mark.parametrize("name", ["small", "viet_nam"])
def test_a_child_of_the_head_lives_with_the_parent_who_is_the_head(name, request):
    panel = request.getfixturevalue(name)
    kids, sex = panel.children, spread(panel, "head_sex")
    for head, here in (("female", "lives_with_mother"), ("male", "lives_with_father")):
        own = (kids["relation_to_head"] == "child") & (sex == head)
        said = kids[here][own]
        assert (~np.isnan(said)).sum() > 100
        assert np.nanmin(said) == 1.0


@pytest.mark.parametrize("name", ["households", "waves", "seed"])
@pytest.mark.parametrize("value", [True, 400.0, "400", None])
def test_what_is_no_whole_number_is_refused(name, value):
    with pytest.raises(InputError, match=f"^{name} is no whole number: 1; it is {value!r}; give"):
        little(**{name: value})


def test_the_default_profile_is_viet_nam_in_2014():
    made = synthetic.panel(households=360, waves=1, seed=1)
    assert repr(made) == "Panel(360 households, 1 waves, vhlss2014, synthetic)"


def test_a_further_wave_does_not_change_who_lives_where(once):
    fewer = little(waves=1).households
    assert set(fewer["commune_code"]) == set(once.households["commune_code"])


def test_rows_are_in_the_order_of_days_and_identifiers(viet_nam):
    for table, ids in ((viet_nam.households, "household_id"), (viet_nam.children, "child_id")):
        wave = wave_of(table["observed_date"]).astype(str)
        keys = np.char.add(np.char.add(wave, table["observed_date"].astype(str)), table[ids])
        assert keys.tolist() == sorted(keys.tolist())


def test_a_tenth_of_the_blocks_at_a_time_is_said():
    lines: list[str] = []
    synthetic.panel(households=360, waves=1, seed=1, say=lines.append)
    assert len(lines) == 10
    assert lines[-1].split(" of ")[0] == lines[-1].split(" of ")[1].split()[0]


@pytest.mark.parametrize(
    ("asked", "wording"),
    [
        ({"households": 10, "seed": 1}, "households outside 360-"),
        ({"households": 30_000_000, "seed": 1}, "households outside 360-"),
        ({"households": 400, "seed": 1, "waves": 0}, "waves outside 1-3"),
        ({"households": 400, "seed": 1, "waves": 4}, "waves outside 1-3"),
        ({"households": 400, "seed": -1}, "seed below 0"),
        ({"households": 400, "seed": 1, "profile": "mars"}, "unknown profile"),
    ],
)
def test_arguments_out_of_bounds_are_refused(asked, wording):
    with pytest.raises(InputError, match=wording):
        synthetic.panel(**{"profile": "demo"} | asked)


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


@pytest.mark.parametrize("name", ["small", "viet_nam"])
def test_ages_rise_by_one_a_year_and_end_at_17(name, request):
    kids = request.getfixturevalue(name).children
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


def waves_of(panel):
    homes = panel.households
    wave = wave_of(homes["observed_date"])
    return [set(homes["household_id"][wave == number].tolist()) for number in (0, 1, 2)]


def test_the_first_wave_of_a_rotating_panel_has_the_households_asked_for(viet_nam):
    assert len(waves_of(viet_nam)[0]) == 4000


@pytest.mark.parametrize("wave", [1, 2])
def test_a_later_wave_of_a_rotating_panel_lacks_only_the_lost(viet_nam, wave):
    assert 0.96 * 4000 < len(waves_of(viet_nam)[wave]) < 4000


@pytest.mark.parametrize("wave", [0, 1])
def test_half_of_a_wave_of_a_rotating_panel_minus_losses_is_in_the_next(viet_nam, wave):
    waves = waves_of(viet_nam)
    shared = len(waves[wave] & waves[wave + 1]) / 4000
    assert 0.46 < shared < 0.50


def test_no_household_of_a_rotating_panel_is_in_three_waves(viet_nam):
    first, _, last = waves_of(viet_nam)
    assert not first & last


@pytest.mark.parametrize(("name", "country"), [("viet_nam", 24_760_000), ("demo", 15_400_000)])
def test_the_weights_of_each_wave_are_the_households_of_the_country(name, country, request):
    homes = request.getfixturevalue(name).households
    wave = wave_of(homes["observed_date"])
    for number in (0, 1, 2):
        assert homes["weight"][wave == number].sum() == pytest.approx(country, rel=0.02)


def test_the_weights_of_a_stratum_are_the_same_households_in_each_wave(viet_nam):
    homes = viet_nam.households
    wave = wave_of(homes["observed_date"])
    for stratum in np.unique(homes["stratum"]):
        totals = [homes["weight"][(homes["stratum"] == stratum) & (wave == number)].sum()
                  for number in (0, 1, 2)]  # fmt: skip
        assert max(totals) < 1.06 * min(totals)


def test_weights_differ_between_strata(viet_nam):
    homes = viet_nam.households
    mean = [homes["weight"][homes["stratum"] == one].mean() for one in np.unique(homes["stratum"])]
    assert len(mean) == 12
    assert max(mean) > 1.3 * min(mean)


def test_each_psu_is_a_commune_of_the_list_in_its_province(viet_nam):
    homes, listed = viet_nam.households, schema.communes()
    for psu, province in set(zip(homes["psu"], homes["province_code"], strict=True)):
        assert listed[str(psu)] == province


def test_the_province_of_2025_is_dien_bien_alone():
    made = synthetic.panel(households=300, waves=2, seed=1, profile="province2025")
    assert set(made.households["province_code"]) == {"11"}
    assert {schema.communes()[code] for code in made.households["psu"].tolist()} == {"11"}
    assert set(made.households["region"]) == {"northern_mountains"}


def test_households_are_of_many_kinds(viet_nam):
    kids, homes = viet_nam.children, viet_nam.households
    assert {"child", "grandchild", "other_relative"} <= set(kids["relation_to_head"])
    assert {0.0, 1.0, 2.0} <= set(homes["n_elderly"])
    first = wave_of(kids["observed_date"]) == 0
    children = np.unique(kids["household_id"][first], return_counts=True)[1]
    assert {1, 2, 3} <= set(children.tolist())


def test_many_households_of_viet_nam_have_no_child(viet_nam):
    homes, kids = viet_nam.households, viet_nam.children
    without = ~np.isin(homes["household_id"], kids["household_id"])
    assert 0.2 < without.mean() < 0.6

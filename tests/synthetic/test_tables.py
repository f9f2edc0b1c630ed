"""A block as two tables and its truth."""

import numpy as np
import pytest

from riskscreen import schema, synthetic
from riskscreen.synthetic.chance import Streams
from riskscreen.synthetic.dials.telling import Told
from riskscreen.synthetic.places import CODE_LIST_YEAR
from riskscreen.synthetic.sheets import decoded, rows
from riskscreen.synthetic.tables import WAVE_DAYS, Writer, truth_sheet

WAVES = pytest.mark.parametrize("wave", [0, 1, 2])


@pytest.fixture(scope="module")
def writer(country, hills_block, hills):
    return Writer(hills, Streams(country.seed, hills_block.number + 1), country.width)


@pytest.fixture(scope="module")
def truth(writer):
    sheet = truth_sheet(writer, Told({}, {}))
    return {name: decoded(column) for name, column in sheet.items()}


def plain(sheet):
    return {name: decoded(column) for name, column in sheet.items()}


def test_waves_are_a_year_apart():
    assert [str(day) for day in WAVE_DAYS] == ["2023-09-15", "2024-09-15", "2025-09-15"]


@WAVES
def test_there_is_a_row_for_each_who_was_found(writer, hills, wave):
    made = hills.waves[wave]
    assert rows(writer.households(made)) == made.home_here.sum()
    assert rows(writer.children(made)) == made.kid_here.sum()


@pytest.mark.parametrize("table", ["households", "children"])
def test_columns_stand_in_the_order_of_the_schema_and_the_mark_last(writer, hills, table):
    columns = list(getattr(writer, table)(hills.waves[0]))
    listed = [name for place, name in schema.fields() if place == table]
    assert columns[-1] == "synthetic"
    assert columns[:-1] == [name for name in listed if name in columns]


@WAVES
def test_every_row_is_marked_synthetic(writer, hills, wave):
    for sheet in (writer.households(hills.waves[wave]), writer.children(hills.waves[wave])):
        assert set(sheet["synthetic"]) == {1.0}


@WAVES
def test_identifiers_are_unique_and_a_child_s_starts_with_its_household_s(writer, hills, wave):
    homes = plain(writer.households(hills.waves[wave]))
    kids = plain(writer.children(hills.waves[wave]))
    assert len(set(homes["household_id"])) == len(homes["household_id"])
    assert len(set(kids["child_id"])) == len(kids["child_id"])
    assert set(kids["household_id"]) <= set(homes["household_id"])
    for child, home in zip(kids["child_id"], kids["household_id"], strict=True):
        assert child.startswith(f"{home}c")


@WAVES
def test_a_psu_is_visited_on_one_day_of_the_fortnight_before_the_wave(writer, hills, wave):
    homes = plain(writer.households(hills.waves[wave]))
    ahead = (WAVE_DAYS[wave] - homes["observed_date"]).astype(int)
    assert ahead.min() >= 1
    assert ahead.max() <= 14
    for psu in set(homes["psu"]):
        assert len(set(homes["observed_date"][homes["psu"] == psu])) == 1


def test_children_are_seen_on_the_day_of_their_household_and_weigh_the_same(writer, hills):
    homes = plain(writer.households(hills.waves[0]))
    kids = plain(writer.children(hills.waves[0]))
    order = np.argsort(homes["household_id"])
    at = order[np.searchsorted(homes["household_id"][order], kids["household_id"])]
    for name in ("observed_date", "weight"):
        assert np.array_equal(kids[name], homes[name][at])


def test_a_psu_is_a_commune_of_the_list_in_its_province(writer, hills):
    homes = plain(writer.households(hills.waves[0]))
    listed = schema.communes()
    assert homes["psu"].tolist() == homes["commune_code"].tolist()
    assert [listed[code] for code in homes["psu"].tolist()] == homes["province_code"].tolist()
    assert set(homes["code_list_year"]) == {float(CODE_LIST_YEAR)}


def test_the_stratum_is_the_region_and_the_side(writer, hills):
    homes = plain(writer.households(hills.waves[0]))
    side = np.where(homes["urban"] > 0, "-urban", "-rural")
    assert np.array_equal(homes["stratum"], np.char.add(homes["region"], side))


def test_every_category_is_written_as_the_schema_spells_it(writer, hills):
    for table in ("households", "children"):
        sheet = plain(getattr(writer, table)(hills.waves[0]))
        for name, values in sheet.items():
            field = schema.fields().get((table, name))
            if field is not None and field.codes and values.dtype.kind == "U":
                assert set(values) - {""} <= set(field.codes), name


def test_children_s_groups_are_of_the_list_or_not_recorded(writer, hills):
    kids = plain(writer.children(hills.waves[0]))
    assert set(kids["ethnicity"]) <= {*schema.ethnic_groups(), "not_recorded"}


@pytest.mark.parametrize("outcome", synthetic.OUTCOMES)
@WAVES
def test_the_truth_has_a_row_for_each_child_with_a_row_who_can_have_the_outcome(
    truth, writer, hills, outcome, wave
):
    made = hills.waves[wave]
    here = (truth["outcome"] == outcome) & (truth["day"] == WAVE_DAYS[wave])
    can = made.steps[outcome].eligible[made.kid_here]
    ids = decoded(writer.children(made)["child_id"])
    assert truth["child_id"][here].tolist() == ids[can].tolist()


@WAVES
def test_followed_says_whether_the_next_wave_has_a_row_of_the_child(truth, writer, hills, wave):
    here = truth["day"] == WAVE_DAYS[wave]
    ahead = hills.waves[wave + 1 : wave + 2]
    ids = [one for made in ahead for one in decoded(writer.children(made)["child_id"]).tolist()]
    assert np.array_equal(truth["followed"][here] > 0, np.isin(truth["child_id"][here], ids))


@pytest.mark.parametrize("share", ["told", "kept"])
def test_without_dials_all_is_told_and_kept(truth, share):
    assert set(truth[share]) == {1.0}


def test_what_a_dial_tells_of_a_wave_and_outcome_stands_in_its_rows_alone(writer, hills):
    share = np.linspace(0, 1, hills.kids.n)
    sheet = truth_sheet(writer, Told({(2, "dropout"): share}, {}))
    truth = {name: decoded(column) for name, column in sheet.items()}
    inside = (truth["outcome"] == "dropout") & (truth["day"] == WAVE_DAYS[1])
    made = hills.waves[1]
    expected = share[made.kid_here & made.steps["dropout"].eligible]
    assert np.array_equal(truth["told"][inside], expected)
    assert set(truth["told"][~inside]) == {1.0}


@pytest.mark.parametrize("risk", ["risk_full", "risk_observable"])
def test_a_risk_is_a_probability_of_six_digits(truth, risk):
    assert truth[risk].min() >= 0
    assert truth[risk].max() <= 1
    assert np.array_equal(truth[risk], np.round(truth[risk], 6))


def test_a_label_is_yes_or_no(truth):
    assert set(truth["label"]) == {0.0, 1.0}

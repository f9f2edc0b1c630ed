"""What the records will show of each group: exact by hand, and within error of what they show."""

import json

import numpy as np
import pytest

from riskscreen import outcomes, synthetic
from riskscreen.synthetic.expecting import (
    added,
    expected,
    groups_of,
    home_rows,
    rows_of,
    truth_facts,
)
from riskscreen.synthetic.sheets import Named, Numbered, taken

DAYS = synthetic.WAVE_DAYS
FIRST = DAYS[0]


def entries(panel):
    return truth_facts(expected(panel.sheets), panel.facts)["expected_prevalence"]


def by_hand(**truth):
    """Return sheets of three children of two homes in one wave; the third has lost its row."""
    day = np.full(3, FIRST)
    kids = Numbered(np.array([1, 1, 2]), np.array([1, 2, 1]), 6)
    homes = Numbered(np.array([1, 2]), None, 6)
    return {
        "households": {
            "household_id": homes,
            "observed_date": day[:2],
            "region": Named(np.array([0, 1], dtype=np.int32), ("south_east", "mekong_delta")),
            "urban": np.array([1.0, 0.0]),
        },
        "children": {
            "child_id": kids.take(np.array([0, 1])),
            "household_id": homes.take(np.array([0, 0])),
            "observed_date": day[:2],
            "weight": np.array([1.0, 3.0]),
            "sex": Named(np.array([0, 1], dtype=np.int32), ("female", "male")),
            "ethnicity": Named(np.array([0, 1], dtype=np.int32), ("Kinh", "Tày")),
        },
        "truth": {
            "child_id": kids,
            "day": day,
            "outcome": Named(np.zeros(3, dtype=np.int32), ("dropout",)),
            "risk_full": np.array([0.2, 0.4, 0.9]),
            "followed": np.ones(3),
            "told": np.ones(3),
            "kept": np.ones(3),
        }
        | truth,
    }


FACTS = {
    "profile": "demo", "households": 2, "waves": 2, "seed": 1, "dials": synthetic.Dials(),
}  # fmt: skip


@pytest.mark.parametrize(
    ("truth", "recorded", "true"),
    [
        pytest.param({}, (0.2 + 3 * 0.4) / 4, (0.2 + 3 * 0.4) / 4, id="no dial"),
        pytest.param(
            {"told": np.array([1.0, 0.5, 1.0])}, (0.2 + 3 * 0.2) / 4, (0.2 + 3 * 0.4) / 4,
            id="half of one child's cases is told",
        ),
        pytest.param(
            {"kept": np.array([1.0, 1 / 3, 1.0])}, (0.2 + 0.4) / 2, (0.2 + 3 * 0.4) / 4,
            id="one label is seldom kept",
        ),
        pytest.param({"followed": np.array([1.0, 0.0, 1.0])}, 0.2, 0.2, id="one is not followed"),
    ],
)  # fmt: skip
def test_the_expected_prevalence_is_the_one_by_hand(truth, recorded, true):
    found = truth_facts(expected(by_hand(**truth)), FACTS)["expected_prevalence"]
    (whole,) = [one for one in found if one["group"] == "all=all"]
    assert whole["expected_recorded"] == pytest.approx(recorded)
    assert whole["expected_true"] == pytest.approx(true)


def test_a_child_without_a_row_counts_nowhere():
    sums = expected(by_hand())
    assert sums["dropout", str(FIRST), "all=all"][0] == 2
    assert ("dropout", str(FIRST), "region=mekong_delta") not in sums


def test_a_group_whose_labels_are_never_kept_has_no_entry():
    sums = expected(by_hand(kept=np.array([1.0, 0.0, 1.0])))
    assert ("dropout", str(FIRST), "sex=female") in sums
    assert ("dropout", str(FIRST), "sex=male") not in sums


def test_with_no_dial_the_records_are_expected_to_show_what_comes(small):
    held = entries(small)
    assert {one["outcome"] for one in held} == set(synthetic.OUTCOMES)
    assert {one["day"] for one in held} == {str(day) for day in DAYS[:2]}
    assert all(one["expected_recorded"] == one["expected_true"] for one in held)


@pytest.mark.parametrize("outcome", synthetic.OUTCOMES)
@pytest.mark.parametrize("wave", [1, 2])
def test_the_records_show_what_is_expected_within_their_error(small, outcome, wave):
    held = small.records()
    snapshot = held.as_of(DAYS[wave - 1])
    definition = outcomes.get(outcome)
    label = outcomes.label(definition, held.follow_up(snapshot))
    rows = (outcomes.eligible(definition, snapshot) == 1) & ~np.isnan(label)
    label, weight = label[rows], snapshot.column("weight")[rows]
    share = np.average(label, weights=weight)
    error = np.sqrt((weight**2 * (label - share) ** 2).sum()) / weight.sum()
    key = (outcome, str(DAYS[wave - 1]), "all=all")
    (entry,) = [one for one in entries(small) if (one["outcome"], one["day"], one["group"]) == key]
    assert rows.sum() > 0.9 * entry["children"]
    assert abs(share - entry["expected_recorded"]) < 4 * error


def test_the_sums_of_parts_are_those_of_the_whole(small):
    home = small.sheets["households"]["household_id"].home
    half = np.median(home)
    parts = []
    for side in (True, False):
        sheets = {}
        for name, sheet in small.sheets.items():
            ids = sheet["household_id"] if name == "households" else sheet["child_id"]
            sheets[name] = taken(sheet, (ids.home < half) == side)
        parts.append(expected(sheets))
    whole = expected(small.sheets)
    together = added(parts)
    assert list(together) == list(whole)
    for key, values in whole.items():
        assert together[key] == pytest.approx(values)


@pytest.fixture(scope="module")
def named():
    """Dials of groups that are not always told, and one that clouds what is recorded."""
    return synthetic.Dials(
        drift=(synthetic.Drift("exclusion", "difficult_area", "area_3", wave=2, logit=0.5),),
        linkage=(synthetic.Linkage("poverty_status", "poor", wave=2, share=0.5),),
        direct_effect=(synthetic.DirectEffect("exclusion", "ethnicity", "Mông", logit=0.5),),
        under_recorded=(synthetic.UnderRecorded("dropout", "all", "all", wave=2, share=0.5),),
    )


@pytest.fixture(scope="module")
def turned(named, tmp_path_factory):
    panel = synthetic.panel(households=1500, waves=3, seed=11, profile="demo", dials=named)
    path = panel.write(tmp_path_factory.mktemp("turned") / "panel") / "truth.json"
    return panel, json.loads(path.read_text("utf-8"))["expected_prevalence"]


NAMED = ("difficult_area=area_3", "poverty_status=poor", "ethnicity=Mông")


@pytest.mark.parametrize("group", NAMED)
def test_a_group_that_a_dial_names_is_told_in_every_outcome_and_day(turned, small, group):
    found = {(one["outcome"], one["day"]) for one in turned[1] if one["group"] == group}
    assert found == {(name, str(day)) for name in synthetic.OUTCOMES for day in DAYS[:2]}
    assert group not in {one["group"] for one in entries(small)}


@pytest.mark.parametrize("group", NAMED)
def test_the_children_of_a_named_group_are_those_the_records_name(turned, group):
    panel, (column, level) = turned[0], group.split("=")
    kids = panel.sheets["children"]
    groups = groups_of(
        panel.sheets, of=kids["child_id"], day=kids["observed_date"], also={(column, level)}
    )
    if column == "ethnicity":
        values = panel.children["ethnicity"]
    else:
        home = home_rows(panel.sheets, np.arange(len(panel.children["child_id"])))
        values = panel.households[column][home]
    assert groups[group].any()
    assert np.array_equal(groups[group], values == level)


def test_a_named_group_that_is_always_told_is_told_once(small):
    kids = small.sheets["children"]
    asked = {"of": kids["child_id"], "day": kids["observed_date"]}
    also = {("sex", "female"), ("all", "all"), ("ethnicity", "minority")}
    assert (
        groups_of(small.sheets, **asked, also=also).keys()
        == groups_of(small.sheets, **asked).keys()
    )


def test_what_a_dial_leaves_open_is_none_in_every_group_and_nothing_else_is(turned):
    left = {("dropout", str(DAYS[1])), ("exclusion", str(DAYS[0]))}
    for one in turned[1]:
        clouded = (one["outcome"], one["day"]) in left
        assert (one["expected_recorded"] is None) == clouded, one
        assert 0 < one["expected_true"] < 1


def test_without_a_next_wave_nothing_is_expected():
    panel = synthetic.panel(households=400, waves=1, seed=1, profile="vhlss2014")
    assert expected(panel.sheets) == {}
    assert entries(panel) == []


def test_the_facts_say_how_the_panel_was_made_and_are_json(small):
    facts = truth_facts(expected(small.sheets), small.facts)
    assert (facts["seed"], facts["waves"], facts["dials"]) == (11, 3, [])
    assert facts["synthetic"]
    assert json.loads(json.dumps(facts, allow_nan=False)) == facts


@pytest.mark.parametrize(
    "labels",
    [
        ("all=all",),
        ("sex=female", "sex=male"),
        ("urban=urban", "urban=rural"),
        tuple(f"region={name}" for name in ("red_river_delta", "northern_mountains",
              "central_coast", "central_highlands", "south_east", "mekong_delta")),
    ],
    ids=lambda labels: labels[0].split("=")[0],
)  # fmt: skip
def test_every_child_is_in_one_group_of_a_column(small, labels):
    kids = small.sheets["children"]
    groups = groups_of(small.sheets, of=kids["child_id"], day=kids["observed_date"])
    assert (np.sum([groups[label] for label in labels], axis=0) == 1).all()


def test_a_child_is_of_the_ethnic_group_that_is_written_down_or_of_none(small):
    kids = small.sheets["children"]
    groups = groups_of(small.sheets, of=kids["child_id"], day=kids["observed_date"])
    name = small.children["ethnicity"]
    majority, minority = groups["ethnicity=kinh_hoa"], groups["ethnicity=minority"]
    assert np.array_equal(majority, np.isin(name, ("Kinh", "Hoa")))
    assert np.array_equal(minority, ~majority & (name != "not_recorded"))
    assert (~majority & ~minority).any()


def test_a_child_s_row_is_that_of_its_wave(small):
    truth, kids = small.sheets["truth"], small.sheets["children"]
    row = rows_of(kids, of=truth["child_id"], day=truth["day"])
    assert (row >= 0).all()
    assert np.array_equal(small.children["child_id"][row], small.truth["child_id"])
    year = small.children["observed_date"][row].astype("datetime64[Y]")
    assert np.array_equal(year, small.truth["day"].astype("datetime64[Y]"))


@pytest.mark.parametrize(
    ("home", "kid", "day"),
    [(1, 9, FIRST), (9, 1, FIRST), (1, 1, DAYS[1])],
    ids=["no such child", "no such home", "no such wave"],
)
def test_a_child_without_a_row_has_none(home, kid, day):
    ids = Numbered(np.array([home]), np.array([kid]), 6)
    assert rows_of(by_hand()["children"], of=ids, day=np.array([day])).tolist() == [-1]


def test_a_child_s_home_is_that_of_its_wave(small):
    row = np.arange(len(small.children["child_id"]))
    home = home_rows(small.sheets, row)
    for name in ("household_id", "observed_date"):
        assert np.array_equal(small.households[name][home], small.children[name])

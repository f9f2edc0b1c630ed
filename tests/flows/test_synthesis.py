"""A panel is written with all that is known of it: dials, expected prevalences, oracle's lists."""

import hashlib
import json

import numpy as np
import pytest

from riskscreen import decisions, flows, policy, records, synthetic
from riskscreen.errors import InputError

DAY = synthetic.WAVE_DAYS[0]
ASKED = {"households": 1200, "waves": 2, "seed": 11, "profile": "vhlss2014"}
HIDING = synthetic.Dials(
    under_recorded=(
        synthetic.UnderRecorded("child_labour", "ethnicity", "minority", wave=2, share=0.9),
    )
)
MINORITY, OTHERS = "ethnicity=minority", "ethnicity=kinh_hoa"


@pytest.fixture(scope="module")
def limits():
    return policy.load("default")


@pytest.fixture(scope="module")
def fair():
    return synthetic.panel(**ASKED)


@pytest.fixture(scope="module")
def lists(fair, limits):
    return list(flows.oracle_list(fair, limits))


@pytest.fixture(scope="module")
def hidden():
    return synthetic.panel(**ASKED, dials=HIDING)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    said = []
    folder = tmp_path_factory.mktemp("whole")
    made = flows.synthesise(folder, **ASKED, dials=HIDING, say=said.append)
    return folder, made, said


@pytest.fixture(scope="module")
def parted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("parted")
    return folder, flows.synthesise(folder, **ASKED, dials=HIDING, partition=True)


def truth_of(folder):
    return json.loads((folder / "truth.json").read_text(encoding="utf-8"))


def one_of(lists, outcome, group, day=DAY):
    (entry,) = [
        one
        for one in lists
        if (one["outcome"], one["day"], one["group"]) == (outcome, str(day), group)
    ]
    return entry


def first_rows(table, name, ids):
    """Return the rows of the first wave that these identifiers have."""
    rows = np.flatnonzero(table["observed_date"] < DAY)
    at = dict(zip(table[name][rows].tolist(), rows.tolist(), strict=True))
    return np.array([at[one] for one in ids.tolist()])


def drawn(panel, limits, outcome):
    """Draw the list of the first day from plain columns; return who is on it, and the cases."""
    truth, kids, homes = panel.truth, panel.children, panel.households
    rows = (truth["outcome"] == outcome) & (truth["day"] == DAY)
    ids = truth["child_id"][rows]
    at = first_rows(kids, "child_id", ids)
    home = first_rows(homes, "household_id", kids["household_id"][at])
    named = f"oracle {ASKED['seed']} {outcome} {DAY}"
    allocation = decisions.allocate(
        truth["risk_observable"][rows] * truth["told"][rows],
        areas=records.Areas(
            commune=homes["commune_code"][home], difficulty=homes["difficult_area"][home],
            province=homes["province_code"][home], region=homes["region"][home],
        ),
        weight=kids["weight"][at],
        capacity=limits.capacity_of(outcome),
        child_id=ids,
        # children of one area may have the same risk: a tie is broken by what the list is of
        booster_digest=hashlib.sha256(named.encode()).hexdigest(),
        policy=limits,
        outcome=outcome,
    )  # fmt: skip
    minority = ~np.isin(kids["ethnicity"][at], ("Kinh", "Hoa", "not_recorded"))
    weight = kids["weight"][at]
    return allocation.selected, weight * truth["risk_full"][rows], weight, minority


@pytest.mark.parametrize("outcome", synthetic.OUTCOMES)
@pytest.mark.parametrize("group", ["all=all", MINORITY])
def test_a_group_s_false_negative_rate_is_the_one_counted_by_hand(
    fair, lists, limits, outcome, group
):
    selected, cases, _, minority = drawn(fair, limits, outcome)
    inside = minority if group == MINORITY else np.ones(len(cases), dtype=bool)
    entry = one_of(lists, outcome, group)
    missed = cases[inside & ~selected].sum() / cases[inside].sum()
    assert entry["false_negative_rate"] == pytest.approx(missed, abs=1e-6)
    assert entry["expected_cases"] == pytest.approx(cases[inside].sum(), abs=0.1)
    assert entry["children"] == inside.sum()


@pytest.mark.parametrize("outcome", synthetic.OUTCOMES)
def test_the_list_is_as_long_as_the_policy_s_capacity(fair, lists, limits, outcome):
    selected, _, weight, _ = drawn(fair, limits, outcome)
    capacity = limits.capacity_of(outcome)
    assert one_of(lists, outcome, "all=all")["capacity"] == capacity
    share = weight[selected].sum() / weight.sum()
    assert capacity - weight.max() / weight.sum() <= share <= capacity * (1 + 1e-9)


def test_an_oracle_finds_more_than_chance_would(lists, limits):
    for one in lists:
        if one["group"] == "all=all":
            assert one["false_negative_rate"] < 1 - limits.capacity_of(one["outcome"]) - 0.1


def test_there_is_a_list_for_every_outcome_day_and_group(lists):
    keys = [(one["outcome"], one["day"], one["group"]) for one in lists]
    days = {str(day) for day in synthetic.WAVE_DAYS[:2]}
    assert len(set(keys)) == len(keys)
    assert {key[:2] for key in keys} == {(name, day) for name in synthetic.OUTCOMES for day in days}
    assert {MINORITY, OTHERS, "all=all", "sex=female", "urban=rural"} <= {key[2] for key in keys}


def test_the_missed_of_all_groups_of_a_column_are_the_missed_of_all(lists):
    for outcome in synthetic.OUTCOMES:
        parts = [one_of(lists, outcome, f"sex={level}") for level in ("female", "male")]
        missed = sum(one["expected_cases"] * one["false_negative_rate"] for one in parts)
        all_ = one_of(lists, outcome, "all=all")
        assert missed == pytest.approx(
            all_["expected_cases"] * all_["false_negative_rate"], rel=1e-3
        )


def test_hiding_a_group_s_cases_raises_its_false_negative_rate(lists, hidden, limits):
    after = list(flows.oracle_list(hidden, limits))
    before = one_of(lists, "child_labour", MINORITY)["false_negative_rate"]
    assert one_of(after, "child_labour", MINORITY)["false_negative_rate"] > before + 0.05
    spared = one_of(lists, "child_labour", OTHERS)["false_negative_rate"]
    assert one_of(after, "child_labour", OTHERS)["false_negative_rate"] < spared


def test_hiding_moves_no_list_of_another_outcome_or_day(lists, hidden, limits):
    after = list(flows.oracle_list(hidden, limits))
    same = [one for one in lists if (one["outcome"], one["day"]) != ("child_labour", str(DAY))]
    assert same
    assert [one for one in after if one in same] == same


def test_children_who_are_not_linked_stand_on_no_list_of_their_wave(lists, limits):
    dials = synthetic.Dials(linkage=(synthetic.Linkage("all", "all", wave=2, share=1.0),))
    panel = synthetic.panel(**ASKED, dials=dials)
    after = list(flows.oracle_list(panel, limits))
    later = synthetic.WAVE_DAYS[1]
    for day, fewer in ((DAY, False), (later, True)):
        counts = [one_of(each, "exclusion", "all=all", day)["children"] for each in (lists, after)]
        assert (counts[1] < counts[0]) == fewer


def test_a_panel_is_written_with_every_file(whole):
    folder, made, _ = whole
    assert {path.name for path in folder.iterdir()} == {
        "households.parquet", "children.parquet", "truth.parquet", "truth.json", "records.toml",
        "dials.toml", "digests.json", "README.md",
    }  # fmt: skip
    assert made["out"] == str(folder)
    assert made["rows"]["children"] == len(records.read_records(folder).children["child_id"])


def test_the_panel_written_is_the_one_that_the_arguments_give(whole, hidden):
    digests = json.loads((whole[0] / "digests.json").read_text(encoding="utf-8"))
    assert digests["content_digests"] == hidden.digests


def test_progress_is_told(whole, tmp_path):
    folder, _, said = whole
    assert said[-2:] == ["drawing the oracle's lists", f"writing {folder}"]


def test_the_truth_file_holds_the_dials_the_expected_and_the_oracle_s_lists(whole, hidden, limits):
    truth = truth_of(whole[0])
    assert truth["dials"] == HIDING.facts()
    assert truth["oracle_list"] == list(flows.oracle_list(hidden, limits))
    entry = one_of(truth["expected_prevalence"], "child_labour", MINORITY)
    assert entry["expected_recorded"] == pytest.approx(0.1 * entry["expected_true"], abs=1e-7)


def test_a_partitioned_panel_has_one_folder_for_each_province(parted, hidden):
    folder, _ = parted
    names = {path.name for path in folder.iterdir() if path.is_dir()}
    assert names == {f"province_code={code}" for code in set(hidden.households["province_code"])}


def test_a_partitioned_panel_has_the_rows_of_the_whole(parted, whole):
    folder, made = parted
    assert made == {"out": str(folder), "rows": whole[1]["rows"]}


def test_each_province_is_read_by_itself(parted, hidden):
    folder, _ = parted
    child = []
    for place in sorted(folder.glob("province_code=*")):
        held = records.read_records(place)
        assert held.synthetic
        assert set(held.households["province_code"]) == {place.name.split("=")[1]}
        child.extend(held.children["child_id"].tolist())
    assert sorted(child) == sorted(hidden.children["child_id"].tolist())


def test_a_partitioned_panel_expects_what_the_whole_does_and_has_no_oracle_s_list(parted, whole):
    part, all_ = truth_of(parted[0]), truth_of(whole[0])
    assert set(all_) - set(part) == {"oracle_list"}
    assert part["dials"] == all_["dials"]
    for one, other in zip(part["expected_prevalence"], all_["expected_prevalence"], strict=True):
        texts = ("outcome", "day", "group")
        assert [one.pop(name) for name in texts] == [other.pop(name) for name in texts]
        assert one == pytest.approx(other, rel=1e-6)


def test_a_small_group_of_a_partitioned_panel_is_refused(tmp_path):
    dials = synthetic.Dials(small_group=(synthetic.SmallGroup("Brâu", 5),))
    with pytest.raises(InputError, match="small groups in a partitioned panel; first is Brâu"):
        flows.synthesise(tmp_path, **ASKED, dials=dials, partition=True)


def test_agreement_is_of_the_profile_that_the_folder_names(whole):
    found = flows.agreement(whole[0], profile="vhlss2014")
    assert isinstance(found, synthetic.Agreement)
    assert flows.agreement(whole[0]).text() == found.text()


def test_a_partitioned_panel_is_not_compared(parted):
    with pytest.raises(InputError, match="is a partitioned panel; make one without --partition"):
        flows.agreement(parted[0])


@pytest.mark.parametrize("profile", ["demo", "mars"])
def test_a_panel_is_not_held_to_a_profile_without_figures(whole, profile):
    with pytest.raises(InputError, match=f"no published figure answers for profile {profile}"):
        flows.agreement(whole[0], profile=profile)

"""Dials of the records: what is written down changes by what each says, and the truth does not."""

import numpy as np
import pytest
from tests.synthetic.dials.turned import (
    ANSWERS,
    LINKAGE,
    SELECTIVE,
    UNDER,
    inside_of,
    loose,
    members,
    of_wave,
    visiting,
    within,
)

from riskscreen import synthetic

OF_PUPILS = ("school_absence_days", "school_distance_km", "tuition_support", "school_support")


@pytest.fixture(scope="module")
def hidden(turn):
    """By outcome: dropout alone, since who is told to be a pupil is entitled as one; two beside."""
    alone = turn(under_recorded=(UNDER["dropout"],))
    both = turn(under_recorded=(UNDER["child_labour"], UNDER["exclusion"]))
    return {"dropout": alone, "child_labour": both, "exclusion": both}


@pytest.fixture(scope="module")
def answers(turn):
    """Answers missing, measured otherwise and standing in for a group, together."""
    return turn(profile="vhlss2014", **ANSWERS)


@pytest.fixture(scope="module")
def unlinked(turn):
    return turn(linkage=(LINKAGE,))


@pytest.fixture(scope="module")
def visited(turn):
    """By outcome, dropout alone for the same reason."""
    alone = turn(selective_labels=(SELECTIVE["dropout"],))
    both = turn(selective_labels=(SELECTIVE["child_labour"], SELECTIVE["exclusion"]))
    return {"dropout": alone, "child_labour": both, "exclusion": both}


@pytest.mark.parametrize("outcome", UNDER)
def test_of_a_group_s_cases_the_share_is_hidden(fair, hidden, tools, outcome):
    before, after = tools.read(fair, outcome), tools.read(hidden[outcome], outcome)
    dial = UNDER[outcome]
    cases = inside_of(before, dial) & (before.label == 1)
    assert cases.sum() > 80
    gone = 1 - np.nanmean(after.label[cases])
    assert gone == dial.share or within(gone, dial.share, n=cases.sum())


@pytest.mark.parametrize("outcome", UNDER)
def test_no_other_label_is_hidden(fair, hidden, tools, outcome):
    before, after = tools.read(fair, outcome), tools.read(hidden[outcome], outcome)
    cases = inside_of(before, UNDER[outcome]) & (before.truth["label"] == 1)
    assert not tools.changed(before.label, after.label)[~cases].any()


@pytest.mark.parametrize("outcome", UNDER)
def test_a_hidden_case_is_recorded_as_a_no_unless_an_answer_is_missing(
    fair, hidden, tools, outcome
):
    before, after = tools.read(fair, outcome), tools.read(hidden[outcome], outcome)
    cases = inside_of(before, UNDER[outcome]) & (before.label == 1)
    assert np.isnan(after.label[cases]).mean() < 0.05


@pytest.mark.parametrize("outcome", UNDER)
def test_the_recorded_prevalence_of_a_hidden_group_is_the_expected_one(hidden, tools, outcome):
    seen, dial = tools.read(hidden[outcome], outcome), UNDER[outcome]
    entry = tools.expected(hidden[outcome], outcome, f"{dial.column}={dial.level}")
    share, error = seen.prevalence(inside_of(seen, dial))
    assert entry["expected_recorded"] == pytest.approx(
        entry["expected_true"] * (1 - dial.share), abs=1e-7
    )
    assert abs(share - entry["expected_recorded"]) <= 4 * error


@pytest.mark.parametrize("outcome", UNDER)
def test_what_is_expected_of_other_outcomes_stays(fair, hidden, tools, outcome):
    group = f"{UNDER[outcome].column}={UNDER[outcome].level}"
    dials = hidden[outcome].facts["dials"]
    turned = {one["outcome"] for one in dials.facts()}
    for other in set(synthetic.OUTCOMES) - turned:
        before = tools.expected(fair, other, group)
        if (other, 1) in dials.clouded:
            before["expected_recorded"] = None
        assert tools.expected(hidden[outcome], other, group) == before


@pytest.mark.parametrize("made", ["hidden", "visited"])
def test_a_dial_of_who_left_school_leaves_open_what_exclusion_is_recorded(request, tools, made):
    panels = request.getfixturevalue(made)
    assert tools.expected(panels["dropout"], "exclusion", "all=all")["expected_recorded"] is None
    for outcome in ("dropout", "child_labour"):
        entry = tools.expected(panels["dropout"], outcome, "all=all")
        assert entry["expected_recorded"] is not None
    assert tools.expected(panels["exclusion"], "exclusion", "all=all")["expected_recorded"] > 0


def test_hiding_touches_only_columns_that_say_the_outcome(fair, hidden, tools):
    assert tools.differing(fair, hidden["dropout"], "households") == set()
    assert tools.differing(fair, hidden["dropout"], "children") == {
        "attending_school", "grade_current", *OF_PUPILS,
    }  # fmt: skip


@pytest.fixture(scope="module")
def leavers(fair, hidden):
    """Hidden leavers: their rows of the second wave, and of the wave before where they have one."""
    panel, rows = hidden["dropout"], of_wave(fair, "children", 2)
    left = fair.children["attending_school"] == 0
    told = panel.children["attending_school"] == 1
    now = np.flatnonzero(rows & left & told)
    first = np.flatnonzero(of_wave(panel, "children", 1))
    ids = panel.children["child_id"]
    at = dict(zip(ids[first].tolist(), first, strict=True))
    return [(row, at[child]) for row in now if (child := ids[row]) in at]


@pytest.mark.parametrize("column", OF_PUPILS)
def test_a_hidden_leaver_is_told_with_the_pupil_s_answers_of_the_year_before(
    hidden, leavers, column
):
    values = hidden["dropout"].children[column]
    now, before = (values[list(rows)] for rows in zip(*leavers, strict=True))
    assert len(leavers) > 50
    assert np.isnan(now).mean() < 0.15  # as gaps are among pupils, not all of them
    assert np.array_equal(now, before, equal_nan=True)


@pytest.mark.parametrize("column", ["attending_school", "grade_current", *OF_PUPILS])
def test_of_a_child_whose_schooling_is_not_visited_nothing_of_a_pupil_is_told(
    fair, visited, column
):
    panel, rows = visited["dropout"], of_wave(fair, "children", 2)
    one, other = (made.children["attending_school"] for made in (fair, panel))
    unseen = rows & ~np.isnan(one) & np.isnan(other)
    assert unseen.sum() > 300
    assert np.isnan(panel.children[column][unseen]).all()


def test_a_visit_that_is_not_made_takes_no_answer_of_others(fair, visited):
    panel = visited["dropout"]
    stays = ~np.isnan(panel.children["attending_school"]) | np.isnan(
        fair.children["attending_school"]
    )
    for column in OF_PUPILS:
        one, other = (made.children[column][stays] for made in (fair, panel))
        gone = np.isnan(other) & ~np.isnan(one)
        assert not gone[~np.isnan(fair.children["attending_school"][stays])].any(), column


@pytest.mark.parametrize("name", ["hidden", "unlinked", "visited"])
def test_dials_of_the_records_leave_the_truth_as_it_was(request, fair, tools, name):
    made = request.getfixturevalue(name)
    for panel in made.values() if isinstance(made, dict) else (made,):
        assert tools.differing(fair, panel, "truth") <= {"told", "kept"}


def test_dials_of_answers_leave_the_truth_wholly_as_it_was(plain, answers, tools):
    assert tools.differing(plain, answers, "truth") == set()


@pytest.mark.parametrize("name", ["hidden", "unlinked", "visited"])
def test_the_wave_before_is_recorded_as_it_was(request, fair, name):
    made = request.getfixturevalue(name)
    for panel in made.values() if isinstance(made, dict) else (made,):
        rows, again = of_wave(fair, "children", 1), of_wave(panel, "children", 1)
        for column, values in fair.children.items():
            other = panel.children[column][again]
            assert np.array_equal(values[rows], other, equal_nan=values.dtype.kind == "f")


@pytest.mark.parametrize("outcome", UNDER)
def test_the_truth_says_which_share_of_a_child_s_cases_is_told(hidden, tools, outcome):
    seen, dial = tools.read(hidden[outcome], outcome), UNDER[outcome]
    followed = ~np.isnan(seen.truth["told"])
    told = np.where(inside_of(seen, dial), 1 - dial.share, 1.0)
    np.testing.assert_allclose(seen.truth["told"][followed], told[followed])


@pytest.mark.parametrize("dial", ANSWERS["missing"], ids=lambda dial: dial.field)
def test_the_share_of_a_group_s_answers_is_missing_and_no_other(plain, answers, tools, dial):
    table = "households" if dial.field == "wealth_score" else "children"
    before, after = (getattr(one, table)[dial.field] for one in (plain, answers))
    inside = of_wave(plain, table, dial.wave) & members(plain, table, dial)
    known = inside & ~np.isnan(before)
    assert known.sum() > 250
    assert within(np.isnan(after[known]).mean(), dial.share, n=known.sum())
    assert not (tools.changed(before, after) & ~np.isnan(after)).any()
    assert not tools.changed(before, after)[~inside].any()


@pytest.mark.parametrize(
    ("dial", "bounds"),
    list(zip(ANSWERS["measurement"], ((0.0, 31.0), (0.0, np.inf)), strict=True)),
    ids=[dial.field for dial in ANSWERS["measurement"]],
)
def test_a_group_s_numbers_are_factor_times_true_plus_shift_within_the_range(
    plain, answers, tools, dial, bounds
):
    table = "children" if dial.column == "sex" else "households"
    before, after = (getattr(one, table)[dial.field] for one in (plain, answers))
    inside = of_wave(plain, table, dial.wave) & members(plain, table, dial)
    moved = np.clip(dial.factor * before + dial.shift, *bounds)
    assert (moved[inside] != before[inside]).sum() > 200
    np.testing.assert_array_equal(after, np.where(inside, moved, before))


def test_a_measurement_is_held_at_both_ends_of_the_range(answers):
    days = answers.children["school_absence_days"]
    male = of_wave(answers, "children", 2) & (answers.children["sex"] == "male")
    assert days[male & ~np.isnan(days)].min() == 0.0
    assert np.nanmax(days[male]) == 31.0


@pytest.mark.parametrize("wave", [1, 2])
def test_the_strength_of_a_proxy_is_recovered(plain, answers, wave):
    (dial,) = ANSWERS["proxy"]
    before, after = (one.households[dial.field] for one in (plain, answers))
    belongs = members(plain, "households", dial) * 1.0
    open_ = of_wave(plain, "households", wave) & ~np.isnan(before) & (before != belongs)
    assert open_.sum() > 200
    assert within((after[open_] == belongs[open_]).mean(), dial.strength, n=open_.sum())


def test_a_proxy_keeps_an_answer_that_fits_the_group_and_one_that_is_missing(plain, answers):
    (dial,) = ANSWERS["proxy"]
    before, after = (one.households[dial.field] for one in (plain, answers))
    fits = np.isnan(before) | (before == members(plain, "households", dial))
    assert np.array_equal(before[fits], after[fits], equal_nan=True)


@pytest.mark.parametrize(
    ("table", "fields"),
    [
        ("households", {"wealth_score", "income_kvnd_month", "has_computer"}),
        ("children", {"school_distance_km", "school_absence_days"}),
    ],
)
def test_columns_that_no_dial_names_stay(plain, answers, tools, table, fields):
    assert tools.differing(plain, answers, table) == fields


def test_of_the_group_s_children_without_code_the_share_is_not_found_again(fair, unlinked):
    later = [
        set(one.children["child_id"][of_wave(one, "children", 2)].tolist())
        for one in (fair, unlinked)
    ]
    could = loose(fair) & later[0]
    assert len(could) > 150
    assert within(len(could - later[1]) / len(could), LINKAGE.share, n=len(could))


def test_no_other_child_vanishes_and_no_answer_changes(fair, unlinked):
    one, other = fair.children, unlinked.children
    kept = np.isin(
        np.char.add(one["child_id"], one["observed_date"].astype(str)),
        np.char.add(other["child_id"], other["observed_date"].astype(str)),
    )
    assert set(one["child_id"][~kept].tolist()) <= loose(fair)
    for name, values in one.items():
        assert np.array_equal(values[kept], other[name], equal_nan=values.dtype.kind == "f")


def test_the_truth_says_with_which_chance_a_child_is_found_again(unlinked, tools):
    seen = tools.read(unlinked, "exclusion")
    chance = np.where(np.isin(seen.snapshot.ids, list(loose(unlinked))), 1 - LINKAGE.share, 1.0)
    known = ~np.isnan(seen.truth["kept"])
    np.testing.assert_allclose(seen.truth["kept"][known], chance[known])


@pytest.mark.parametrize("outcome", synthetic.OUTCOMES)
def test_the_prevalence_among_linked_children_is_the_expected_one(unlinked, tools, outcome):
    seen = tools.read(unlinked, outcome)
    entry = tools.expected(unlinked, outcome, "sex=male")
    share, error = seen.prevalence(seen.members("sex", "male"))
    assert abs(share - entry["expected_recorded"]) < 4 * error


@pytest.mark.parametrize("outcome", SELECTIVE)
@pytest.mark.parametrize("half", ["lower", "upper"])
def test_labels_are_known_for_the_share_that_floor_and_slope_give(
    fair, visited, tools, outcome, half
):
    before, after = tools.read(fair, outcome), tools.read(visited[outcome], outcome)
    dial = SELECTIVE[outcome]
    rows = inside_of(before, dial) & ~np.isnan(before.label)
    risk = before.truth["risk_observable"]
    rows &= (risk >= np.nanmedian(risk[rows])) == (half == "upper")
    chance = visiting(before, dial)[rows]
    known = ~np.isnan(after.label[rows])
    error = np.sqrt((chance * (1 - chance)).sum()) / len(chance)
    assert rows.sum() > 300
    assert abs(known.mean() - chance.mean()) < 4 * error


@pytest.mark.parametrize("outcome", SELECTIVE)
def test_a_label_that_is_known_is_the_one_that_was(fair, visited, tools, outcome):
    before, after = tools.read(fair, outcome), tools.read(visited[outcome], outcome)
    inside = inside_of(before, SELECTIVE[outcome])
    known = inside & ~np.isnan(after.label)
    assert np.array_equal(before.label[known], after.label[known])


@pytest.mark.parametrize("outcome", ["dropout", "child_labour"])
def test_outside_the_group_every_label_stays_known(fair, visited, tools, outcome):
    before, after = tools.read(fair, outcome), tools.read(visited[outcome], outcome)
    outside = ~inside_of(before, SELECTIVE[outcome])
    assert not tools.changed(before.label, after.label)[outside].any()


@pytest.mark.parametrize("outcome", SELECTIVE)
def test_the_truth_says_with_which_chance_a_label_is_kept(visited, tools, outcome):
    seen, dial = tools.read(visited[outcome], outcome), SELECTIVE[outcome]
    chance = np.where(inside_of(seen, dial), visiting(seen, dial), 1.0)
    known = ~np.isnan(chance) & ~np.isnan(seen.truth["kept"])
    np.testing.assert_allclose(seen.truth["kept"][known], chance[known], atol=3e-6)


@pytest.mark.parametrize("outcome", SELECTIVE)
def test_the_prevalence_among_visited_children_is_the_expected_one(visited, tools, outcome):
    seen, dial = tools.read(visited[outcome], outcome), SELECTIVE[outcome]
    entry = tools.expected(visited[outcome], outcome, f"{dial.column}={dial.level}")
    share, error = seen.prevalence(inside_of(seen, dial))
    assert entry["expected_recorded"] > entry["expected_true"]
    assert abs(share - entry["expected_recorded"]) < 4 * error

"""Several dials at once: each acts, none moves what another draws."""

import numpy as np
import pytest
from tests.synthetic.dials.turned import (
    ANSWERS,
    HIDING,
    LINKAGE,
    MINORITY,
    VISITING,
    loose,
    members,
    of_wave,
    visiting,
    within,
)

from riskscreen.synthetic import (
    Dials,
    Drift,
    SelectiveLabels,
    UnderRecorded,
)
from riskscreen.synthetic.chance import Streams
from riskscreen.synthetic.dials.telling import tell


@pytest.fixture(scope="module")
def answers(turn):
    """Answers missing, measured otherwise and standing in for a group, together."""
    return turn(profile="vhlss2014", **ANSWERS)


@pytest.fixture(scope="module")
def twice(turn):
    """Every dial of the records turned twice in the same way."""
    return turn(
        under_recorded=(HIDING, HIDING),
        linkage=(LINKAGE, LINKAGE),
        missing=ANSWERS["missing"][1:] * 2,
    )


@pytest.fixture(scope="module")
def together(turn):
    """Four dials on one outcome of one group: of the world, of rows and of answers."""
    return turn(
        drift=(Drift("child_labour", **MINORITY, wave=2, logit=0.5),),
        under_recorded=(HIDING,),
        linkage=(LINKAGE,),
        selective_labels=(VISITING,),
    )


def test_dials_together_have_all_their_effects(fair, together, tools):
    seen, before = tools.read(together, "child_labour"), tools.read(fair, "child_labour")
    inside = seen.members("ethnicity", "minority")
    known = inside & ~np.isnan(seen.truth["kept"])
    found = np.where(np.isin(seen.snapshot.ids, list(loose(together))), 1 - LINKAGE.share, 1.0)
    np.testing.assert_allclose(
        seen.truth["kept"][known], (found * visiting(seen, VISITING))[known], atol=3e-6
    )
    assert set(seen.truth["told"][known]) == {1 - HIDING.share}
    assert (seen.truth["risk_full"][known] > before.truth["risk_full"][known]).all()


def test_the_prevalence_under_dials_together_is_the_expected_one(together, tools):
    seen = tools.read(together, "child_labour")
    for group, level in (("ethnicity=minority", "minority"), ("ethnicity=kinh_hoa", "kinh_hoa")):
        entry = tools.expected(together, "child_labour", group)
        share, error = seen.prevalence(seen.members("ethnicity", level))
        assert abs(share - entry["expected_recorded"]) < 4 * error


def test_two_dials_of_overlapping_groups_hide_one_after_the_other(worlds):
    dials = Dials(
        under_recorded=(HIDING, UnderRecorded("child_labour", "sex", "female", wave=2, share=0.6))
    )
    world, _ = worlds(8)[0]
    _, told = tell(world, dials, Streams(3, 1))
    minority = world.membership.kids("ethnicity", "minority")
    female = world.membership.kids("sex", "female")
    np.testing.assert_allclose(
        told.told[1, "child_labour"], np.where(minority, 0.5, 1.0) * np.where(female, 0.4, 1.0)
    )


def test_with_no_dial_the_world_is_told_as_it_is(worlds):
    world, _ = worlds(8)[0]
    again, told = tell(world, Dials(), Streams(3, 1))
    assert again is world
    assert told.told == told.kept == {}


def test_two_dials_that_are_alike_both_act_and_what_is_told_multiplies(fair, twice, tools):
    before, after = tools.read(fair, "child_labour"), tools.read(twice, "child_labour")
    inside = after.members("ethnicity", "minority") & ~np.isnan(after.truth["told"])
    assert set(after.truth["told"][inside]) == {(1 - HIDING.share) ** 2}
    cases = inside & (before.label == 1) & ~np.isnan(after.label)
    assert cases.sum() > 40
    hidden = (1 - after.label[cases]).mean()
    assert within(hidden, 1 - (1 - HIDING.share) ** 2, n=cases.sum())


def test_two_dials_that_are_alike_lose_rows_independently(fair, twice, tools):
    later = [
        set(one.children["child_id"][of_wave(one, "children", 2)].tolist()) for one in (fair, twice)
    ]
    could = loose(fair) & later[0]
    lost, chance = len(could - later[1]) / len(could), 1 - (1 - LINKAGE.share) ** 2
    assert len(could) > 80
    assert (
        abs(lost - LINKAGE.share)
        > abs(lost - chance)
        < 4 * np.sqrt(chance * (1 - chance) / len(could))
    )
    seen = tools.read(twice, "exclusion")
    known = ~np.isnan(seen.truth["kept"]) & np.isin(seen.snapshot.ids, list(loose(fair)))
    np.testing.assert_allclose(seen.truth["kept"][known], 1 - chance)


def test_two_dials_that_are_alike_take_answers_independently(fair, twice):
    dial = ANSWERS["missing"][1]
    before, after = (one.households[dial.field] for one in (fair, twice))
    known = of_wave(fair, "households", dial.wave) & members(fair, "households", dial)
    known &= ~np.isnan(before)
    assert within(np.isnan(after[known]).mean(), 1 - (1 - dial.share) ** 2, n=known.sum())


def test_two_dials_that_are_alike_visit_independently(worlds):
    dial = SelectiveLabels("child_labour", "all", "all", wave=2, floor=0.3, slope=1.0)
    known, kept = {1: [], 2: []}, {1: [], 2: []}
    for world, _ in worlds(8):
        for n in (1, 2):
            after, told = tell(world, Dials(selective_labels=(dial,) * n), Streams(3, 1))
            known[n].append(~np.isnan(after.waves[1].kid["economic_hours_week"]))
            kept[n].append(told.kept[1, "child_labour"])
    once, twice = (np.concatenate(kept[n]) for n in (1, 2))
    np.testing.assert_allclose(twice, once**2)
    visited = np.concatenate(known[1])  # by the first dial; the second may leave them out
    chance = once[visited]
    error = np.sqrt((chance * (1 - chance)).sum())
    assert visited.sum() > 100
    assert abs(np.concatenate(known[2]).sum() - chance.sum()) < 4 * error < (1 - chance).sum()


def test_the_place_of_a_dial_in_the_list_moves_no_draw(turn):
    one, other = ANSWERS["missing"]
    front, back, alone = (
        turn(profile="vhlss2014", missing=dials) for dials in ((one, other), (other, one), (other,))
    )
    assert front.digests == back.digests
    assert np.array_equal(
        front.households[other.field], alone.households[other.field], equal_nan=True
    )


def test_a_larger_share_hides_the_same_children_and_more(worlds):
    hidden = []
    for share in (0.3, 0.6):
        dial = UnderRecorded("child_labour", **MINORITY, wave=2, share=share)
        hours = []
        for world, _ in worlds(8):
            after, _ = tell(world, Dials(under_recorded=(dial,)), Streams(3, 1))
            before = world.waves[1].kid["economic_hours_week"]
            hours.append((before > 0) & (after.waves[1].kid["economic_hours_week"] == 0))
        hidden.append(np.concatenate(hours))
    assert (hidden[1] & ~hidden[0]).any()
    assert not (hidden[0] & ~hidden[1]).any()


@pytest.mark.parametrize("kind", ["measurement", "missing"])
def test_one_dial_turned_moves_no_draw_of_another(turn, answers, kind):
    """The draws of a proxy are its own, whatever else is turned."""
    alone = turn(profile="vhlss2014", proxy=ANSWERS["proxy"])
    beside = turn(profile="vhlss2014", proxy=ANSWERS["proxy"], **{kind: ANSWERS[kind]})
    for panel in (beside, answers):
        assert np.array_equal(
            panel.households["has_computer"], alone.households["has_computer"], equal_nan=True
        )

"""A small group has exactly as many children as asked, in whole homes, and nothing else moves."""

import numpy as np
import pytest

from riskscreen import records, synthetic
from riskscreen.errors import InputError
from riskscreen.synthetic import Drift, SmallGroup, UnderRecorded
from riskscreen.synthetic.dials.small import UNSPECIFIED, Regroup, chosen, regrouped
from riskscreen.synthetic.frame import peoples

LEVEL, RARE = "Mông", "Brâu"  # one that the panel has children of, and one that it hardly has
SIZES = [0, 1, 40]
MAJORITY = ("Kinh", "Hoa")


@pytest.fixture(scope="module")
def small_of(turn):
    def of(*groups, **dials):
        """Return a small panel with these groups, (level, size) each, and further dials."""
        small = tuple(SmallGroup(level, size) for level, size in groups)
        return turn(households=500, profile="vhlss2014", small_group=small, **dials)

    return of


@pytest.fixture(scope="module")
def whole(small_of):
    return small_of()


def children_of(panel, level=LEVEL):
    kids = panel.children
    return set(kids["child_id"][kids["ethnicity"] == level].tolist())


def homes_of(panel, level=LEVEL):
    homes = panel.households
    return set(homes["household_id"][homes["head_ethnicity"] == level].tolist())


def free_children(panel):
    """Return the children of households whose head and children are all of a minority."""
    homes, kids = panel.households, panel.children
    major = homes["household_id"][np.isin(homes["head_ethnicity"], MAJORITY)]
    mixed = kids["household_id"][np.isin(kids["ethnicity"], (*MAJORITY, "not_recorded"))]
    inside = ~np.isin(kids["household_id"], np.concatenate([major, mixed]))
    return set(kids["child_id"][inside].tolist())


@pytest.mark.parametrize(("level", "size"), [*((LEVEL, size) for size in SIZES), (RARE, 40)])
def test_exactly_as_many_children_are_of_the_group(small_of, level, size):
    assert len(children_of(small_of((level, size)), level)) == size


def test_a_group_that_is_named_twice_is_refused(small_of):
    with pytest.raises(InputError, match="1 small groups are asked for twice; first is Mông"):
        small_of((LEVEL, 20), (RARE, 5), (LEVEL, 10))


def test_two_small_groups_are_both_as_large_as_asked(small_of):
    panel = small_of((LEVEL, 40), (RARE, 25))
    assert len(children_of(panel)) == 40
    assert len(children_of(panel, RARE)) == 25


def test_no_household_is_in_two_small_groups(small_of):
    panel = small_of((LEVEL, 40), (RARE, 25))
    assert not homes_of(panel) & homes_of(panel, RARE)


def test_a_second_group_leaves_the_households_of_the_first_to_it(small_of):
    one, both = small_of((LEVEL, 40)), small_of((LEVEL, 40), (RARE, 25))
    assert homes_of(both) == homes_of(one)


@pytest.mark.parametrize("n", [1, 3])
def test_the_chosen_households_hold_exactly_as_many_children_of_all_waves(whole, n):
    dials = [SmallGroup(level, 20) for level in (LEVEL, RARE, "Si La")[:n]]
    found = chosen(whole.sheets, dials, seed=11)
    assert [one.people for one in found] == [peoples().index(dial.level) for dial in dials]
    taken = np.concatenate([one.homes for one in found])
    assert len(set(taken.tolist())) == len(taken)
    kids = whole.sheets["children"]["child_id"]
    for one in found:
        ids = np.isin(kids.home, one.homes)
        assert len(set(zip(kids.home[ids].tolist(), kids.kid[ids].tolist(), strict=True))) == 20


def test_a_block_is_regrouped_by_the_numbers_of_its_households(hills):
    homes, kids = hills.homes, hills.kids
    people = int(np.argmax(np.bincount(homes.people[homes.minority])))
    number = np.array([hills.first + 3, hills.first + 5, hills.first + homes.n + 9])
    made, children = regrouped(homes, kids, [Regroup(people, number)], first=hills.first)
    inside = np.isin(np.arange(homes.n), [2, 4])
    assert np.array_equal(made.people == people, inside)
    assert np.array_equal(children.people == people, inside[kids.home])
    was = (homes.people == people) & ~inside
    assert was.any()
    assert set(made.people[was].tolist()) == {UNSPECIFIED}
    others = (homes.people != people) & ~inside
    assert np.array_equal(made.people[others], homes.people[others])


@pytest.mark.parametrize("size", SIZES)
def test_the_group_lives_in_whole_households_of_minorities(whole, small_of, size):
    panel = small_of((LEVEL, size))
    homes = homes_of(panel)
    inside = np.isin(panel.children["household_id"], list(homes))
    assert np.array_equal(panel.children["ethnicity"] == LEVEL, inside)
    heads = whole.households
    before = heads["head_ethnicity"][np.isin(heads["household_id"], list(homes))]
    assert not set(before.tolist()) & set(MAJORITY)


@pytest.mark.parametrize("size", SIZES)
def test_a_child_is_of_the_group_in_every_wave_or_in_none(small_of, size):
    panel = small_of((LEVEL, size))
    own = np.isin(panel.children["child_id"], list(children_of(panel)))
    assert (panel.children["ethnicity"][own] == LEVEL).all()


@pytest.mark.parametrize("size", SIZES)
def test_the_truth_stays_whatever_the_group_is_called(whole, small_of, tools, size):
    assert tools.differing(whole, small_of((LEVEL, size)), "truth") == set()


@pytest.mark.parametrize("size", SIZES)
def test_nothing_recorded_changes_but_the_name_of_the_group(whole, small_of, tools, size):
    panel = small_of((LEVEL, size))
    assert tools.differing(whole, panel, "households") == {"head_ethnicity"}
    assert tools.differing(whole, panel, "children") == {"ethnicity"}


def test_who_was_of_the_group_and_is_not_taken_has_no_named_group(whole, small_of):
    panel = small_of((LEVEL, 1))
    left = children_of(whole) - children_of(panel)
    assert left
    now = panel.children["ethnicity"][np.isin(panel.children["child_id"], list(left))]
    assert set(now.tolist()) <= {"minority_unspecified"}


def test_whoever_is_of_another_group_stays_of_it(whole, small_of):
    before, after = whole.children["ethnicity"], small_of((LEVEL, 40)).children["ethnicity"]
    others = (before != LEVEL) & (after != LEVEL)
    assert np.array_equal(before[others], after[others])


def test_a_dial_of_the_records_reaches_the_small_group_and_no_one_else(small_of):
    dial = UnderRecorded("exclusion", "ethnicity", RARE, wave=2, share=0.9)
    panel = small_of((RARE, 40), under_recorded=(dial,))
    truth = panel.truth
    rows = (truth["outcome"] == "exclusion") & (truth["day"] == synthetic.WAVE_DAYS[0])
    inside = np.isin(truth["child_id"], list(children_of(panel, RARE)))
    assert (rows & inside).any()
    np.testing.assert_allclose(truth["told"], np.where(rows & inside, 0.1, 1.0))


def test_a_dial_of_the_world_reaches_the_small_group_and_no_one_else(small_of):
    dial = Drift("exclusion", "ethnicity", RARE, wave=2, logit=1.0)
    one, other = small_of((RARE, 40)), small_of((RARE, 40), drift=(dial,))
    first = one.truth["day"] == synthetic.WAVE_DAYS[0]
    moved = (other.truth["day"] == synthetic.WAVE_DAYS[0]) & (other.truth["outcome"] == "exclusion")
    risks = [one.truth["risk_full"][first & (one.truth["outcome"] == "exclusion")],
             other.truth["risk_full"][moved]]  # fmt: skip
    inside = np.isin(other.truth["child_id"][moved], list(children_of(one, RARE)))
    assert inside.any()
    assert np.array_equal(risks[0] < risks[1], inside)
    assert np.array_equal(risks[0] != risks[1], inside)


def test_the_group_can_hold_every_child_of_a_minority_household_and_no_more(whole, small_of):
    most = len(free_children(whole))
    assert len(children_of(small_of((LEVEL, most)))) == most
    with pytest.raises(InputError, match=f"cannot have {most + 1} children: .* hold {most};"):
        small_of((LEVEL, most + 1))


@pytest.mark.parametrize("size", [0, 40])
def test_a_resized_group_is_read_back(small_of, tmp_path, size):
    panel = small_of((LEVEL, size))
    held = records.read_records(panel.write(tmp_path))
    assert set(held.children["child_id"][held.children["ethnicity"] == LEVEL].tolist()) == (
        children_of(panel)
    )

"""Children, and the state in which a year finds them that no other shaped."""

from dataclasses import replace

import numpy as np
import pytest

from riskscreen.synthetic.chance import Streams
from riskscreen.synthetic.homes import draw_homes
from riskscreen.synthetic.kids import MOST_HOURS, draw_kids, start_state


@pytest.fixture(scope="module")
def kids(hills):
    return hills.kids


def head(hills, name):
    return getattr(hills.homes, name)[hills.kids.home]


def test_the_children_are_those_of_the_families(country, hills_block, hills):
    places = country.plan.places.take(hills_block.place)
    streams = Streams(country.seed, hills_block.number + 1)
    homes, family = draw_homes(country.profile, places, streams, block=hills_block, years=3)
    kids = draw_kids(homes, family, places, streams)
    assert np.array_equal(kids.home, family.home)
    assert np.array_equal(kids.people, hills.kids.people)


def test_a_child_of_a_head_without_spouse_never_lives_with_the_other_parent(hills, kids):
    own = (kids.relation == 0) & (head(hills, "spouse") == 0)
    mother_heads = head(hills, "head_female") > 0
    assert (own & mother_heads).sum() > 50
    assert not kids.father_here[own & mother_heads].any()
    assert not kids.mother_here[own & ~mother_heads].any()


@pytest.mark.parametrize("spouse", [0, 1])
def test_a_child_of_a_head_of_the_parents_generation_lives_with_the_head_always(
    hills, kids, spouse
):
    own = (kids.relation == 0) & (head(hills, "spouse") == spouse)
    here = np.where(head(hills, "head_female") > 0, kids.mother_here, kids.father_here)
    assert own.sum() > 50
    assert here[own].all()


@pytest.mark.parametrize("world", ["hills", "demo_hills"])
@pytest.mark.parametrize("name", ["relation", "orphan", "mother_here", "father_here"])
def test_siblings_share_their_parents(request, world, name):
    world = request.getfixturevalue(world)
    values, home = getattr(world.kids, name), world.kids.home
    first = np.unique(home, return_index=True)[1]
    of_home = np.full(world.homes.n, np.nan)
    of_home[home[first]] = values[first]
    assert len(first) < len(home)
    assert len(np.unique(values)) > 1
    assert np.array_equal(of_home[home], values)


def test_children_of_heads_with_a_spouse_mostly_live_with_both(hills, kids):
    own = (kids.relation == 0) & (head(hills, "spouse") == 1)
    assert (kids.mother_here * kids.father_here)[own].mean() > 0.8


def test_children_of_old_heads_are_grandchildren_and_no_others_are(hills, kids):
    assert np.array_equal(kids.relation == 1, head(hills, "head_age") >= 58)


@pytest.mark.parametrize(
    ("parent", "here", "dead"),
    [("mother", "mother_here", (1, 3)), ("father", "father_here", (2, 3))],
)
def test_no_child_lives_with_a_parent_who_died(kids, parent, here, dead):
    gone = np.isin(kids.orphan, dead)
    assert gone.any()
    assert not getattr(kids, here)[gone].any()


@pytest.mark.parametrize(("code", "here"), [(0, "mother_here"), (1, "father_here")])
def test_a_parent_who_cares_for_the_child_lives_there(kids, code, here):
    assert getattr(kids, here)[kids.caregiver == code].all()


def test_grandparents_care_only_where_they_are_the_head(kids):
    assert (kids.relation[kids.caregiver == 2] == 1).all()


def test_siblings_share_their_people_and_hardly_any_child_differs(hills, kids):
    same = kids.people == hills.homes.people[kids.home]
    assert 0.97 < same.mean() < 1.0
    assert np.array_equal(kids.minority[same], hills.homes.minority[kids.home][same])


def test_a_child_of_another_group_than_the_head_crosses_the_line(hills, kids):
    other = kids.people != hills.homes.people[kids.home]
    assert (kids.minority != hills.homes.minority[kids.home])[other].all()


@pytest.mark.parametrize(
    ("column", "below"), [("hours", 5), ("chores", 5), ("worked", 5), ("attending", 3)]
)
def test_the_very_young_neither_work_nor_go_to_school(first_year, column, below):
    young = first_year.age < below
    assert young.any()
    assert not first_year.kid_state[column][young].any()
    assert first_year.kid_state[column][~young].any()


def test_nobody_starts_with_more_than_twelve_hours_of_work_a_day(first_year):
    homes, kids, age = first_year.homes, first_year.kids, first_year.age
    levels = {**homes.levels, "hours": 100.0}
    long = replace(homes, profile=replace(homes.profile, levels=levels))
    hours = start_state(kids, long, age=age, streams=Streams(9), wave=0)["hours"]
    assert MOST_HOURS == 84
    assert hours.max() == 84
    assert first_year.kid_state["hours"].max() <= 84


def test_a_grade_is_never_ahead_of_the_age(first_year):
    state = first_year.kid_state
    assert (state["attained"] <= np.clip(first_year.age - 6, 0, 12)).all()
    assert (state["current"] <= state["attained"] + 1).all()


def test_who_attends_has_attended(first_year):
    state = first_year.kid_state
    assert (state["ever"] >= state["attending"]).all()
    assert (state["ever"] >= state["attended_last"]).all()


def test_an_identity_code_needs_a_birth_registration(first_year):
    state = first_year.kid_state
    assert (state["code"] <= state["registered"]).all()
    assert state["code"].mean() < state["registered"].mean()


def test_a_start_is_the_same_whatever_was_drawn_before(first_year):
    homes, kids, age = first_year.homes, first_year.kids, first_year.age
    again = start_state(kids, homes, age=age, streams=Streams(9), wave=0)
    assert all(np.array_equal(again[name], first_year.kid_state[name]) for name in again)


def test_neighbours_are_alike_in_school_beside_chance(hills, first_year):
    state, kids = first_year.kid_state, first_year.kids
    teens = first_year.age >= 12
    psu = first_year.homes.psu[kids.home][teens]
    left = state["attending"][teens] - state["attending"][teens].mean()
    pairs = np.bincount(psu, left) ** 2 - np.bincount(psu, left**2)
    assert pairs.sum() > 0

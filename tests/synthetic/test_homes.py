"""Households: what lasts, and what a year changes."""

import numpy as np
import pytest

from riskscreen.synthetic.chance import Streams
from riskscreen.synthetic.frame import peoples
from riskscreen.synthetic.homes import (
    EDUCATION,
    POVERTY,
    draw_homes,
    means,
    next_homes,
    poverty,
    start_homes,
)


@pytest.fixture(scope="module")
def homes(hills):
    return hills.homes


@pytest.fixture(scope="module")
def state(homes):
    return start_homes(homes, Streams(2), wave=0)


def test_the_same_block_has_the_same_households(country, hills_block, homes):
    places = country.plan.places.take(hills_block.place)
    streams = Streams(country.seed, hills_block.number + 1)
    again, _ = draw_homes(country.profile, places, streams, block=hills_block, years=3)
    assert np.array_equal(again.wealth, homes.wealth)
    assert np.array_equal(again.people, homes.people)


def test_a_minority_is_every_group_but_kinh_and_hoa(homes):
    names = np.array(peoples())[homes.people]
    assert np.array_equal(homes.minority, ~np.isin(names, ("Kinh", "Hoa")))
    assert 0.3 < homes.minority.mean() < 0.95


def test_most_minority_households_are_of_the_group_their_commune_is_known_for(hills):
    own = hills.homes.people == hills.places.people[hills.homes.psu]
    assert own[hills.homes.minority].mean() > 0.7
    assert not own[~hills.homes.minority].any()


def test_households_have_the_place_of_their_psu(hills):
    for name in ("urban", "difficulty", "remoteness"):
        there = getattr(hills.places, name)[hills.homes.psu]
        assert np.array_equal(getattr(hills.homes, name), there)


@pytest.mark.parametrize("who", ["head", "mother", "father"])
def test_schooling_is_a_level_of_the_list(homes, who):
    levels = set(np.unique(getattr(homes, f"{who}_schooling")).tolist())
    assert levels <= set(range(len(EDUCATION)))
    assert len(levels) >= 4


@pytest.mark.parametrize("who", ["head", "mother", "father"])
def test_schooling_goes_with_means(homes, who):
    assert np.corrcoef(getattr(homes, f"{who}_schooling"), homes.wealth)[0, 1] > 0.2


def test_neighbours_and_siblings_share_a_trait(homes):
    within = np.array([homes.trait[homes.psu == one].mean() for one in np.unique(homes.psu)])
    assert within.std() > 0.5 * homes.levels["trait_psu"]


def test_the_unseen_years_are_added_to_what_a_design_says(demo_hills):
    assert set(demo_hills.homes.leaves.tolist()) == {3}
    assert set(demo_hills.homes.enters.tolist()) == {0}


def test_a_step_is_the_same_whatever_was_drawn_before(homes, state):
    one, again = (next_homes(homes, state, streams=Streams(2), wave=1) for _ in range(2))
    assert all(np.array_equal(one[name], again[name]) for name in one)


def test_a_year_passes_for_everybody(homes, state):
    following = next_homes(homes, state, streams=Streams(2), wave=0)
    assert following.keys() == state.keys()
    assert np.array_equal(following["years"], state["years"] + 1)


def test_means_last_from_year_to_year(homes, state):
    following = next_homes(homes, state, streams=Streams(2), wave=0)
    assert np.corrcoef(means(homes, state), means(homes, following))[0, 1] > 0.8


def test_the_spread_of_means_is_the_same_in_later_years(homes, state):
    later = state
    for year in range(6):
        later = next_homes(homes, later, streams=Streams(2), wave=year)
    assert later["deviation"].std() == pytest.approx(state["deviation"].std(), rel=0.1)


def test_only_movers_lose_their_registration(homes, state):
    following = next_homes(homes, state, streams=Streams(2), wave=0)
    settled = (following["moved"] == 0) & (state["unregistered"] == 0)
    assert not following["unregistered"][settled].any()
    assert following["unregistered"][following["moved"] > 0].mean() > 0.3


def test_the_list_of_the_poor_follows_means_and_errs(homes, state):
    listed = poverty(homes, state)
    assert set(np.unique(listed).tolist()) == set(range(len(POVERTY)))
    wealth = means(homes, state)
    levels = [wealth[listed == level].mean() for level in range(len(POVERTY))]
    assert levels == sorted(levels)
    assert wealth[listed == 0].max() > wealth[listed == 1].min()

"""A block from year to year: who has a row, with what weight, and what came before."""

import numpy as np
import pytest

from riskscreen.synthetic.chance import Streams
from riskscreen.synthetic.dials.turned import Dials
from riskscreen.synthetic.kids import start_state
from riskscreen.synthetic.profile import load_profile
from riskscreen.synthetic.running import order
from riskscreen.synthetic.world import run_block


def designed(world, wave):
    homes, unseen = world.homes, world.homes.profile.sample.unseen_years
    year = wave.number - 1 + unseen
    return (homes.enters + unseen <= year) & (homes.leaves >= year)


def test_the_same_block_runs_the_same(country, hills_block, hills):
    streams = Streams(country.seed, hills_block.number + 1)
    again = run_block(
        country.profile, country.plan.places, streams, block=hills_block, waves=country.waves
    )
    for one, other in zip(hills.waves, again.waves, strict=True):
        assert np.array_equal(one.kid_here, other.kid_here)
        for name in one.kid:
            assert np.array_equal(one.kid[name], other.kid[name], equal_nan=True), name


def test_waves_are_numbered_from_one_after_the_unseen_years(hills, demo_hills):
    assert [wave.number for wave in hills.waves] == [1, 2, 3]
    assert [wave.number for wave in demo_hills.waves] == [1]


def test_nobody_is_lost_before_the_first_wave(hills, demo_hills):
    for world in (hills, demo_hills):
        assert np.array_equal(world.waves[0].home_here, designed(world, world.waves[0]))


@pytest.mark.parametrize("wave", [0, 1, 2])
def test_only_households_of_the_design_have_a_row_and_few_of_these_are_lost(hills, wave):
    here, wanted = hills.waves[wave].home_here, designed(hills, hills.waves[wave])
    assert not here[~wanted].any()
    assert here[wanted].mean() > 0.93


@pytest.mark.parametrize("wave", [1, 2])
def test_a_household_enters_before_it_is_lost(hills, wave):
    fresh = hills.homes.enters == wave
    assert hills.waves[wave].home_here[fresh].all()


def test_nobody_comes_back(hills):
    for before, after in zip(hills.waves, hills.waves[1:], strict=False):
        gone = designed(hills, before) & ~before.home_here
        assert not after.home_here[gone].any()


@pytest.mark.parametrize("wave", [0, 1, 2])
def test_the_weights_of_a_commune_are_those_of_its_design_also_after_losses(hills, wave):
    made, homes = hills.waves[wave], hills.homes
    asked = np.bincount(homes.psu, homes.weight * designed(hills, made))
    found = np.bincount(homes.psu, made.weight * made.home_here)
    assert np.allclose(found, asked)


@pytest.mark.parametrize("wave", [1, 2])
def test_who_entered_in_another_wave_makes_up_for_no_loss(hills, wave):
    made, homes = hills.waves[wave], hills.homes
    wanted, raised = designed(hills, made), set()
    for psu in np.unique(homes.psu):
        for enters in np.unique(homes.enters[wanted]):
            cell = (homes.psu == psu) & (homes.enters == enters)
            here = cell & made.home_here
            up = made.weight[here] / homes.weight[here]
            if here.any():
                asked = homes.weight[cell & wanted].sum()
                assert np.allclose(up, asked / homes.weight[here].sum())
                raised.add(bool(up[0] > 1 + 1e-9))
                assert enters < wave or up[0] == pytest.approx(1.0)
    assert raised == {True, False}


@pytest.mark.parametrize("wave", [0, 1, 2])
def test_children_with_a_row_are_under_18_in_a_household_with_a_row(hills, wave):
    made = hills.waves[wave]
    age = made.kid["age_years"][made.kid_here]
    assert age.min() >= 0
    assert age.max() <= 17
    assert made.home_here[hills.kids.home[made.kid_here]].all()


@pytest.mark.parametrize("wave", [1, 2])
def test_children_are_born_into_the_panel_and_grow_up_out_of_it(hills, wave):
    before, now = hills.waves[wave - 1], hills.waves[wave]
    stays = (before.home_here & now.home_here)[hills.kids.home]
    born = stays & ~before.kid_here & now.kid_here
    assert born.any()
    assert not now.kid["age_years"][born].any()
    grown = stays & before.kid_here & (before.kid["age_years"] == 17)
    assert grown.any()
    assert not now.kid_here[grown].any()


@pytest.fixture(scope="module")
def sizes(hills):
    """Of households found twice: who grew up, moved out or was born, and by how many they grew."""
    found = []
    for before, now in zip(hills.waves, hills.waves[1:], strict=False):
        size = [one.home["household_size"] for one in (before, now)]
        stays = before.home_here & now.home_here & ~np.isnan(size[0]) & ~np.isnan(size[1])
        grown = before.kid_here & (before.kid["age_years"] == 17)
        parts = (grown, before.kid_here & ~now.kid_here & ~grown, now.kid_here & ~before.kid_here)
        by_home = [np.bincount(hills.kids.home, part, hills.homes.n) for part in parts]
        found.append(np.stack([*by_home, size[1] - size[0]])[:, stays])
    return np.concatenate(found, axis=1)


def test_a_household_keeps_its_size_when_a_child_grows_up(sizes):
    grown, out, born, change = sizes
    only = (grown > 0) & (out == 0) & (born == 0)
    assert only.sum() > 15
    assert np.mean(change[only] == 0) > 0.9  # one of 17 may have moved out, as any child may


def test_a_household_shrinks_when_a_child_moves_out_and_grows_when_one_is_born(sizes):
    grown, out, born, change = sizes
    others = grown == 0
    assert ((born - out)[others] < 0).any()
    assert ((born - out)[others] > 0).any()
    assert np.array_equal(change[others], (born - out)[others])


def test_the_first_wave_has_no_cases_where_nothing_passed_before(hills):
    assert hills.waves[0].cases == {}


def test_the_cases_of_a_wave_are_what_came_in_the_year_before(hills):
    for before, now in zip(hills.waves, hills.waves[1:], strict=False):
        for outcome, step in before.steps.items():
            assert np.array_equal(now.cases[outcome], step.label & step.eligible)


def test_a_dropout_is_out_of_school_a_year_later_and_the_others_are_not(hills):
    for before, now in zip(hills.waves, hills.waves[1:], strict=False):
        step = before.steps["dropout"]
        asked = now.kid_here & before.kid_here & step.eligible
        asked &= ~np.isnan(now.kid["attending_school"])
        out = now.kid["attending_school"][asked] == 0
        assert np.array_equal(out, step.label[asked])


def test_households_that_enter_late_are_drawn_as_their_year_finds_them(hills):
    for wave, made in enumerate(hills.waves):
        fresh = hills.homes.enters == wave
        assert np.array_equal(made.home["head_age_years"][fresh], hills.homes.head_age[fresh])


@pytest.mark.parametrize("wave", [0, 1, 2])
def test_children_who_enter_or_are_born_start_afresh(country, hills_block, hills, wave):
    made, kids = hills.waves[wave], hills.kids
    age = kids.age_at_start + wave
    streams = Streams(country.seed, hills_block.number + 1)
    fresh = start_state(kids, hills.homes, age=age, streams=streams, wave=wave)
    starts = made.kid_here & ((hills.homes.enters[kids.home] == wave) | (age == 0))
    assert starts.sum() > 50
    for column, name in (("birth_registered", "registered"), ("economic_hours_week", "hours")):
        known = starts & ~np.isnan(made.kid[column])
        assert np.array_equal(made.kid[column][known], fresh[name][known]), column


def test_movers_are_found_again_less_often():
    what = order(load_profile("vhlss2014"), households=8000, waves=2, seed=5, dials=Dials())
    kept, moved = [], []
    for span in what.spans():
        block = what.plan.block(span, seed=what.seed)
        streams = Streams(what.seed, block.number + 1)
        world = run_block(what.profile, what.plan.places, streams, block=block, waves=2)
        stays = (world.homes.enters == 0) & (world.homes.leaves == 1)
        kept.append(world.waves[1].home_here[stays])
        moved.append(world.waves[0].home["moved_12_months"][stays])
    found, mover = np.concatenate(kept), np.concatenate(moved)
    assert found[mover == 1].mean() < found[mover == 0].mean() - 0.02

"""Two stages within strata, and a panel of which half is new in every wave."""

import numpy as np
import pytest

from riskscreen.errors import InputError
from riskscreen.synthetic.chance import Streams
from riskscreen.synthetic.places import draw_places
from riskscreen.synthetic.profile import load_profile
from riskscreen.synthetic.sampling import plan_panel


def planned(name, households, *, waves=3, seed=1):
    profile, streams = load_profile(name), Streams(seed)
    places = draw_places(profile, streams)
    return plan_panel(profile, places, streams, households=households, waves=waves)


def blocks_of(plan):
    return [plan.block(span, seed=1) for span in plan.spans()]


@pytest.fixture(scope="module")
def plan():
    return planned("vhlss2014", 4000)


@pytest.fixture(scope="module")
def blocks(plan):
    return blocks_of(plan)


def design(block, wave):
    return (block.enters <= wave) & (block.leaves >= wave)


@pytest.mark.parametrize("households", [360, 2000, 46_995])
@pytest.mark.parametrize("name", ["vhlss2014", "ncls2012", "demo"])
def test_each_of_the_twelve_strata_has_three_psus_or_more(name, households):
    counts = np.unique(planned(name, households).places.stratum, return_counts=True)[1]
    assert len(counts) == 12
    assert counts.min() >= 3


@pytest.mark.parametrize("households", [60, 4500])
def test_each_side_of_one_province_has_three_psus_or_more(households):
    counts = np.unique(planned("province2025", households).places.stratum, return_counts=True)[1]
    assert len(counts) == 2
    assert counts.min() >= 3


@pytest.mark.parametrize("households", [360, 361, 4000, 46_995, 1_000_000])
@pytest.mark.parametrize("name", ["vhlss2014", "demo"])
def test_the_first_wave_has_the_households_asked_for(name, households):
    assert planned(name, households).take.sum() == households


@pytest.mark.parametrize(
    ("name", "households"),
    [
        pytest.param("vhlss2014", 359, id="too few"),
        pytest.param("vhlss2014", 0, id="none"),
        pytest.param("vhlss2014", 26_000_000, id="more than the country"),
        pytest.param("province2025", 29, id="too few for a province"),
        pytest.param("province2025", 200_000, id="more than the province"),
    ],
)
def test_households_that_the_strata_cannot_hold_are_refused(name, households):
    with pytest.raises(InputError, match=f"households outside .*: {households};.* {name} has"):
        planned(name, households)


def test_every_psu_is_visited_once_in_the_order_of_the_list(plan):
    assert len(set(plan.places.commune_code.tolist())) == plan.places.n
    assert plan.take.min() >= 1


def test_the_sample_of_the_demo_is_100_households_in_each_of_300_communes():
    plan = planned("demo", 30_000)
    assert plan.take.tolist() == [100] * 300


def test_a_stratum_s_sample_stands_for_its_households(plan):
    places = draw_places(load_profile("vhlss2014"), Streams(1))
    for stratum in np.unique(places.stratum):
        here = plan.places.stratum == stratum
        stands_for = (plan.weight * plan.take)[here].sum()
        assert stands_for == pytest.approx(places.households[places.stratum == stratum].sum())


def test_weights_differ_between_strata_and_not_within(plan):
    by = {name: set(plan.weight[plan.places.stratum == name].tolist())
          for name in plan.places.stratum.tolist()}  # fmt: skip
    assert all(len(weights) == 1 for weights in by.values())
    each = [next(iter(weights)) for weights in by.values()]
    assert max(each) > 1.3 * min(each)


def test_the_share_of_a_stratum_tends_to_its_share_of_the_country():
    plan = planned("vhlss2014", 24_000_000, waves=1)
    assert plan.places.n == 3321
    assert plan.weight.max() < 1.05 * plan.weight.min()


@pytest.mark.parametrize(
    ("name", "households", "waves"),
    [
        pytest.param("vhlss2014", 24_000_000, 2, id="half is new in each wave"),
        pytest.param("province2025", 100_000, 3, id="a province"),
        pytest.param("demo", 10_000_000, 1, id="as many of small communes as of large"),
    ],
)
def test_a_plan_that_visits_more_households_than_live_there_is_refused(name, households, waves):
    wording = f"communes have too few households; first is .* live there. .* than {households} "
    with pytest.raises(InputError, match=wording):
        planned(name, households, waves=waves)


@pytest.mark.parametrize(("households", "waves"), [(24_000_000, 1), (8_000_000, 3)])
def test_no_plan_visits_more_households_than_live_there(households, waves):
    plan = planned("vhlss2014", households, waves=waves)
    assert (plan.distinct <= 1.05 * plan.places.households + 1).all()


def test_no_commune_of_the_country_has_more_households_than_live_there():
    plan = planned("vhlss2014", 20_000_000, waves=1)
    assert (plan.take <= plan.places.households + 1).all()


@pytest.mark.parametrize("wave", [1, 2, 3])
def test_a_wave_has_the_asked_households_of_every_commune(plan, blocks, wave):
    for block in blocks:
        n = np.bincount(block.psu[design(block, wave)], minlength=len(block.place))
        assert np.array_equal(n, plan.take[block.place])


@pytest.mark.parametrize("wave", [1, 2])
def test_half_of_every_commune_is_in_the_next_wave_within_rounding(plan, blocks, wave):
    for block in blocks:
        both = design(block, wave) & design(block, wave + 1)
        n = np.bincount(block.psu[both], minlength=len(block.place))
        half = plan.take[block.place] / 2
        assert ((n == np.floor(half)) | (n == np.ceil(half))).all()


def test_no_household_of_a_rotating_panel_is_in_three_waves(blocks):
    assert max((block.leaves - block.enters).max() for block in blocks) == 1


def test_every_household_of_the_demo_is_in_every_wave():
    for block in blocks_of(planned("demo", 1500)):
        assert set(block.enters.tolist()) == {1}
        assert set(block.leaves.tolist()) == {3}


@pytest.mark.parametrize("waves", [1, 2, 3])
@pytest.mark.parametrize("name", ["vhlss2014", "demo"])
def test_the_distinct_households_are_those_of_the_blocks(name, waves):
    plan = planned(name, 1000, waves=waves)
    held = np.zeros(plan.places.n, dtype=np.int64)
    for block in blocks_of(plan):
        held[block.place] += np.bincount(block.psu, minlength=len(block.place))
    assert np.array_equal(held, plan.distinct)


def test_blocks_are_whole_communes_of_one_province_and_cover_the_plan(plan, blocks):
    assert np.array_equal(np.concatenate([b.place for b in blocks]), np.arange(plan.places.n))
    for block in blocks:
        assert len(set(plan.places.province_code[block.place].tolist())) == 1


def test_households_are_numbered_through_the_blocks(blocks):
    ends = np.cumsum([len(block.psu) for block in blocks])
    assert [block.first for block in blocks] == [0, *ends[:-1]]


def test_a_block_is_the_same_whoever_asks_and_in_whatever_order(plan, blocks):
    spans = list(plan.spans())
    for span in reversed(spans):
        one, again = blocks[span.number], plan.block(span, seed=1)
        assert np.array_equal(one.weight, again.weight)
        assert np.array_equal(one.enters, again.enters)


def test_a_block_of_another_seed_is_another(plan, blocks):
    other = plan.block(next(plan.spans()), seed=2)
    assert not np.array_equal(blocks[0].weight, other.weight)


def test_a_span_says_where_its_block_lies_before_a_household_is_made(plan, blocks):
    for number, (span, block) in enumerate(zip(plan.spans(), blocks, strict=True)):
        assert span.number == block.number == number
        assert np.array_equal(span.place, block.place)
        assert span.first == block.first
        assert plan.distinct[span.place].sum() == len(block.psu)


def test_a_block_of_a_large_panel_stays_small():
    plan = planned("vhlss2014", 400_000, waves=1)
    largest = max(len(block.psu) for block in blocks_of(plan))
    assert largest < 3_000 + 2 * plan.take.max()


def test_weights_of_a_stratum_spread_by_a_few_percent_around_its_own(plan, blocks):
    drawn = np.concatenate([b.weight / plan.weight[b.place][b.psu] for b in blocks])
    assert drawn.mean() == pytest.approx(1.0, abs=0.01)
    assert 0.10 < drawn.std() < 0.14


@pytest.mark.parametrize("other", [360, 4000])
def test_panels_of_one_seed_are_of_the_same_country(other):
    profile = load_profile("vhlss2014")
    country = draw_places(profile, Streams(1))
    plan = plan_panel(profile, country, Streams(1), households=other, waves=1)
    at = np.flatnonzero(np.isin(country.commune_code, plan.places.commune_code))
    assert np.array_equal(country.wealth[at], plan.places.wealth)

"""Who makes up a household."""

import numpy as np
import pytest

from riskscreen.synthetic.chance import Streams
from riskscreen.synthetic.families import draw_families
from riskscreen.synthetic.profile import load_profile

N = 20_000


def drawn(name="vhlss2014", *, urban=0.0, minority=False, enters=0, years=3):
    return draw_families(
        load_profile(name),
        Streams(3),
        urban=np.full(N, urban),
        minority=np.full(N, minority),
        enters=np.full(N, enters),
        years=years,
    )


@pytest.fixture(scope="module")
def family():
    return drawn()


def test_heads_live_with_a_spouse_and_without(family):
    for female in (0.0, 1.0):
        share = family.spouse[family.head_female == female].mean()
        assert 0.05 < share < 0.95


def test_heads_without_a_spouse_are_mostly_women(family):
    alone = family.spouse == 0
    assert family.head_female[alone].mean() > 0.6 > family.head_female[~alone].mean()


def test_some_heads_are_of_the_generation_of_grandparents(family):
    assert 0.2 < (family.head_age >= 58).mean() < 0.3


@pytest.mark.parametrize("enters", [0, 2])
@pytest.mark.parametrize("name", ["vhlss2014", "demo"])
def test_a_head_is_16_years_or_more_older_than_the_oldest_child(name, enters):
    family = drawn(name, enters=enters)
    assert family.oldest.max() == 17
    assert (family.head_age - family.oldest).min() == 16


def test_adults_are_the_head_a_spouse_and_the_others(family):
    assert (family.adults >= 1 + family.spouse).all()
    assert (family.adults > 1 + family.spouse).any()


def test_households_have_no_one_and_several_children(family):
    assert {0.0, 1.0, 2.0, 3.0} <= set(np.unique(family.children).tolist())


def test_every_household_of_the_demo_has_a_child_in_some_year():
    assert set(drawn("demo").home.tolist()) == set(range(N))


def test_siblings_are_born_in_different_years(family):
    keys = np.stack([family.home, family.age_at_start.astype(np.intp)])
    assert np.unique(keys, axis=1).shape[1] == len(family.home)


def test_siblings_are_numbered_within_their_household(family):
    keys = np.stack([family.home, family.number])
    assert np.unique(keys, axis=1).shape[1] == len(family.home)
    assert family.number.max() <= 4


@pytest.mark.parametrize("years", [1, 3, 6])
def test_every_child_is_under_18_in_some_year_of_the_world(years):
    age = drawn(years=years).age_at_start
    assert set(np.unique(age).tolist()) == set(range(-years, 18))


@pytest.mark.parametrize("enters", [0, 2])
def test_the_counts_are_of_the_year_in_which_the_household_enters(enters):
    family = drawn(enters=enters)
    then = family.age_at_start + enters
    for least, most, counted in ((0, 17, family.children), (0, 5, family.young)):
        here = (then >= least) & (then <= most)
        assert np.array_equal(np.bincount(family.home[here], minlength=N), counted)
    eldest = np.zeros(N)
    for home, age in zip(family.home.tolist(), then.tolist(), strict=True):
        eldest[home] = max(eldest[home], age if age <= 17 else 0)
    assert np.array_equal(eldest, family.oldest)


@pytest.mark.parametrize(
    ("more", "fewer"),
    [
        pytest.param({"minority": True}, {}, id="minorities"),
        pytest.param({}, {"urban": 1.0}, id="the country"),
    ],
)
def test_some_have_more_children_than_others(more, fewer):
    assert drawn(**more).children.mean() > 1.1 * drawn(**fewer).children.mean()


def test_boys_are_a_little_more_than_half(family):
    assert 0.50 < family.male.mean() < 0.53

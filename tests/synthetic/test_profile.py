"""The shipped worlds."""

import numpy as np
import pytest

from riskscreen import schema
from riskscreen.errors import InputError
from riskscreen.synthetic.process import drivers
from riskscreen.synthetic.profile import (
    OUTCOMES,
    facts_of,
    load_profile,
    merged,
    names,
    parse,
)


def test_four_profiles_are_shipped_and_a_fit_is_none():
    assert names() == ("demo", "ncls2012", "province2025", "vhlss2014")


@pytest.mark.parametrize("name", names())
def test_a_profile_is_named_as_its_file_and_says_that_it_is_synthetic(name):
    profile = load_profile(name)
    assert profile.name == name
    assert profile.first_line.startswith(f"Synthetic panel, profile {name}: no real child is in it")


@pytest.mark.parametrize("name", names())
def test_the_six_regions_are_those_of_the_schema(name):
    assert tuple(region.name for region in load_profile(name).regions) == schema.REGIONS


@pytest.mark.parametrize("name", names())
def test_shares_of_a_curve_lie_between_0_and_1(name):
    for curve in ("male", "alive", "works_in_season"):
        values = load_profile(name).curves[curve]
        assert values.min() >= 0, curve
        assert values.max() <= 1, curve


@pytest.mark.parametrize("world", ["hills", "demo_hills"])
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_term_names_a_driver_that_varies(outcome, world, request):
    made = request.getfixturevalue(world)
    wave = made.waves[0]
    known = drivers(wave.home, wave.kid, kids=made.kids, homes=made.homes, present=wave.kid_here)
    for name in made.homes.profile.equations[outcome].terms:
        assert np.nanstd(known[name][wave.kid_here]) > 0, name


@pytest.mark.parametrize("name", ["ncls2012", "province2025"])
def test_a_profile_that_stands_on_another_differs_where_it_says_so_only(name):
    base, own = facts_of("vhlss2014"), facts_of(name, fitted=False)
    said = {"ncls2012": {"child_labour"}, "province2025": {"sample"}}[name]
    said |= {"base", "name", "date", "first_line", "levels", "curves"}
    assert {key for key in own if own[key] != base.get(key)} <= said
    assert own["levels"].keys() == base["levels"].keys()
    assert own["curves"].keys() == base["curves"].keys()


@pytest.mark.parametrize("name", names())
def test_a_fit_adds_no_number_that_the_profile_does_not_have(name):
    own, fitted = facts_of(name, fitted=False), facts_of(name)
    for part in ("levels", "curves", *OUTCOMES):
        assert own[part].keys() == fitted[part].keys(), part


@pytest.mark.parametrize(
    ("below", "above", "whole"),
    [
        pytest.param({"a": 1}, {"b": 2}, {"a": 1, "b": 2}, id="side by side"),
        pytest.param({"a": 1}, {"a": 2}, {"a": 2}, id="above counts"),
        pytest.param({"a": {"b": 1, "c": 1}}, {"a": {"b": 2}}, {"a": {"b": 2, "c": 1}}, id="leaf"),
        pytest.param({"a": [1, 2]}, {"a": [3]}, {"a": [3]}, id="a list is a leaf"),
        pytest.param({"a": {"b": 1}}, {"a": 2}, {"a": 2}, id="a leaf for a branch"),
    ],
)
def test_two_trees_are_one_and_the_upper_counts(below, above, whole):
    assert merged(below, above) == whole


@pytest.mark.parametrize(("age", "at"), [(-3.0, 0), (0.0, 0), (17.0, 17), (18.0, 18), (40.0, 18)])
@pytest.mark.parametrize("male", [0.0, 1.0])
def test_a_curve_has_a_value_for_each_sex_and_age_held_within_0_to_18(age, at, male):
    profile = load_profile("vhlss2014")
    curve = profile.curve("male", age=np.array([age]), male=np.array([male]))
    assert curve[0] == profile.curves["male"][int(male), at]


def test_a_curve_that_leaves_ages_out_is_refused():
    facts = merged(facts_of("demo"), {"curves": {"male": {"both": [0.5] * 18}}})
    with pytest.raises(InputError, match="curve male of a profile has shape"):
        parse(facts)


def test_a_name_that_is_not_shipped_is_refused_with_those_that_are():
    with pytest.raises(InputError, match=r"unknown profile: 1; it is mars; .*demo, ncls2012"):
        load_profile("mars")

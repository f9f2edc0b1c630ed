"""What is written down about a household, if nothing is left out."""

from dataclasses import replace

import numpy as np
import pytest

from riskscreen import schema
from riskscreen.synthetic.chance import Streams
from riskscreen.synthetic.homebook import home_columns


@pytest.fixture(scope="module")
def columns(first_year):
    return first_year.year.home


def test_every_question_has_an_answer(columns, first_year):
    for name, values in columns.items():
        assert values.shape == (first_year.homes.n,), name
        assert not np.isnan(values).any(), name


def test_every_column_is_of_the_schema_and_within_its_range(columns):
    fields = schema.fields()
    for name, values in columns.items():
        bounds = fields["households", name].range
        if bounds:
            assert bounds[0] <= values.min(), name
            assert values.max() <= bounds[1], name


def test_a_household_is_its_adults_and_its_children(columns, first_year):
    children = np.bincount(first_year.kids.home, minlength=first_year.homes.n)
    assert np.array_equal(columns["household_size"], first_year.homes.adults + children)


def test_elderly_are_the_old_heads_and_one_more_of_many_adults(columns, first_year):
    old = first_year.homes.head_age >= 60
    assert (columns["n_elderly"][old] >= 1).all()
    assert not columns["n_elderly"][~old & (first_year.homes.adults < 4)].any()
    assert (columns["n_elderly"] <= first_year.homes.adults).all()
    assert set(np.unique(columns["n_elderly"]).tolist()) == {0.0, 1.0, 2.0}


def test_heads_are_of_both_sexes(columns, first_year):
    assert np.array_equal(columns["head_sex"], first_year.homes.head_female)
    assert 0.1 < columns["head_sex"].mean() < 0.6


@pytest.mark.parametrize(
    ("column", "more"),
    [
        ("income_kvnd_month", True), ("expenditure_kvnd_month", True), ("wealth_score", True),
        ("rooms_per_person", True), ("has_computer", True), ("has_smartphone", True),
        ("has_internet", True), ("safe_water", True), ("improved_sanitation", True),
        ("permanent_dwelling", True), ("food_shortage_months", False),
        ("receives_cash_assistance", False), ("agricultural_household", False),
    ],
)  # fmt: skip
def test_all_that_is_recorded_of_means_follows_wealth(columns, first_year, column, more):
    wealth = first_year.homes.wealth
    rich, poor = wealth > np.quantile(wealth, 0.7), wealth < np.quantile(wealth, 0.3)
    assert (columns[column][rich].mean() > columns[column][poor].mean()) == more


def test_a_book_is_the_same_whatever_was_drawn_before(columns, first_year):
    children = np.bincount(first_year.kids.home, minlength=first_year.homes.n).astype(float)
    again = home_columns(
        first_year.homes, first_year.home_state, streams=Streams(9), wave=0, children=children
    )
    assert all(np.array_equal(again[name], columns[name]) for name in columns)


@pytest.mark.parametrize("what", ["people", "minority"])
def test_an_answer_knows_the_group_through_what_lasts_only(columns, first_year, what):
    homes = first_year.homes
    other = replace(homes, **{what: np.zeros_like(getattr(homes, what))})
    children = np.bincount(first_year.kids.home, minlength=homes.n).astype(float)
    again = home_columns(
        other, first_year.home_state, streams=Streams(9), wave=0, children=children
    )
    assert all(np.array_equal(again[name], columns[name]) for name in columns)

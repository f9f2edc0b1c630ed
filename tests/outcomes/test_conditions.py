"""Do the columns of a child meet the conditions of a policy file?"""

import math

import numpy as np
import pytest

from riskscreen.outcomes.conditions import any_holds
from riskscreen.policy.conditions import Condition

NAN = math.nan
YOUNG = Condition("age_years", below=16.0)
OUT = Condition("attending_school", truth=False)
WORKS = Condition("worked_12_months", truth=True)


def answers(alternatives, **columns):
    held = {name: np.array(values) for name, values in columns.items()}
    return any_holds(alternatives, held)


@pytest.mark.parametrize(
    ("condition", "values", "expected"),
    [
        (Condition("c", below=16.0), [15.9, 16.0, NAN], [1, 0, NAN]),
        (Condition("c", at_least=16.0), [15.9, 16.0, NAN], [0, 1, NAN]),
        (Condition("c", at_least=5.0, below=16.0), [4.0, 5.0, 15.0, 16.0, NAN], [0, 1, 1, 0, NAN]),
        (Condition("c", at_least=0.0, below=1.0), [0.0, 1.0, NAN], [1, 0, NAN]),
        (Condition("c", truth=True), [1.0, 0.0, NAN], [1, 0, NAN]),
        (Condition("c", truth=False), [1.0, 0.0, NAN], [0, 1, NAN]),
        (Condition("c", among=("a", "b")), ["a", "b", "x", ""], [1, 1, 0, NAN]),
        (Condition("c", not_among=("a", "b")), ["a", "x", "not_recorded"], [0, 1, NAN]),
    ],
    ids=["below", "at least", "range", "from 0", "yes", "no", "among", "not among"],
)  # fmt: skip
def test_a_condition_is_met_not_met_or_unknown(condition, values, expected):
    np.testing.assert_array_equal(answers([[condition]], c=values), expected)


@pytest.mark.parametrize(
    ("age", "school", "expected"),
    [(8, 0, 1), (8, 1, 0), (17, 0, 0), (17, NAN, 0), (NAN, 1, 0), (8, NAN, NAN), (NAN, NAN, NAN)],
)
def test_an_alternative_needs_all_of_its_conditions(age, school, expected):
    found = answers([[YOUNG, OUT]], age_years=[float(age)], attending_school=[float(school)])
    np.testing.assert_array_equal(found, [expected])


@pytest.mark.parametrize(
    ("school", "work", "expected"),
    [(0, 0, 1), (1, 1, 1), (1, 0, 0), (0, NAN, 1), (NAN, 1, 1), (1, NAN, NAN), (NAN, 0, NAN)],
)
def test_one_alternative_is_enough(school, work, expected):
    found = answers(
        [[OUT], [WORKS]], attending_school=[float(school)], worked_12_months=[float(work)]
    )
    np.testing.assert_array_equal(found, [expected])


def test_no_alternative_holds_for_nobody():
    np.testing.assert_array_equal(answers([], age_years=[3.0, NAN]), [0, 0])


def test_no_child_has_no_answer():
    assert answers([[YOUNG]], age_years=np.empty(0)).shape == (0,)


def test_the_columns_are_left_as_they_are():
    columns = {"attending_school": np.array([1.0, 0.0, NAN])}
    any_holds([[OUT]], columns)
    np.testing.assert_array_equal(columns["attending_school"], [1.0, 0.0, NAN])


@pytest.mark.parametrize("seed", range(10))
def test_the_order_of_grounds_and_of_their_conditions_changes_nothing(seed):
    rng = np.random.default_rng(seed)
    columns = {
        "age_years": rng.choice([4.0, 15.0, 17.0, NAN], 200),
        "attending_school": rng.choice([0.0, 1.0, NAN], 200),
        "worked_12_months": rng.choice([0.0, 1.0, NAN], 200),
    }
    first = any_holds([[YOUNG, OUT], [WORKS]], columns)
    second = any_holds([[WORKS], [OUT, YOUNG]], columns)
    np.testing.assert_array_equal(first, second)
    assert set(first[~np.isnan(first)]) == {0.0, 1.0}
    assert np.isnan(first).any()

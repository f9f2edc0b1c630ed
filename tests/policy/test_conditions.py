"""How a policy file says that a column has a value."""

import pytest

from riskscreen.errors import PolicyError
from riskscreen.policy.conditions import Condition, parse_condition


@pytest.mark.parametrize(
    ("entry", "condition"),
    [
        ({"below": 16}, Condition("age_years", below=16.0)),
        ({"at_least": 5}, Condition("age_years", at_least=5.0)),
        ({"at_least": 5, "below": 16}, Condition("age_years", at_least=5.0, below=16.0)),
        ({"at_least": 0}, Condition("age_years", at_least=0.0)),
        ({"among": ["poor"]}, Condition("age_years", among=("poor",))),
        ({"not_among": ["Kinh", "Hoa"]}, Condition("age_years", not_among=("Kinh", "Hoa"))),
        ({"is": True}, Condition("age_years", truth=True)),
        ({"is": False}, Condition("age_years", truth=False)),
    ],
    ids=["below", "at least", "range", "from 0", "among", "not among", "yes", "no"],
)
def test_an_entry_becomes_one_test_of_its_column(entry, condition):
    assert parse_condition({"column": "age_years", **entry}, of="here") == condition


@pytest.mark.parametrize(
    "entry",
    [
        {},
        {"column": "age_years"},
        {"below": 16},
        {"column": "age_years", "above": 16},
        {"column": "age_years", "below": 16, "above": 3},
        {"column": "sex", "among": ["male"], "not_among": ["female"]},
        {"column": "sex", "among": ["male"], "is": True},
        {"column": "age_years", "below": 16, "is": True},
        {"column": "age_years", "at_least": 3, "among": ["3"]},
    ],
    ids=[
        "empty", "no test", "no column", "unknown test", "known and unknown test",
        "among and not", "list and truth", "range and truth", "range and list",
    ],
)  # fmt: skip
def test_what_is_no_condition_is_refused_with_its_place_and_itself(entry):
    with pytest.raises(PolicyError) as refused:
        parse_condition(entry, of="rule x: y")
    assert str(refused.value).startswith(f"rule x: y: condition {entry} is not a column with ")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), True, "16", [16]])
@pytest.mark.parametrize("test", ["below", "at_least"])
def test_a_limit_that_is_no_finite_number_is_refused(test, value):
    with pytest.raises(PolicyError, match=f"^rule x: condition .*: {test} takes a finite number$"):
        parse_condition({"column": "age_years", test: value}, of="rule x")


@pytest.mark.parametrize("bounds", [(16, 16), (16, 5)], ids=["empty", "backwards"])
def test_a_range_that_holds_for_no_value_is_refused(bounds):
    entry = {"column": "age_years", "at_least": bounds[0], "below": bounds[1]}
    with pytest.raises(PolicyError, match=r"^rule x: .* holds for no value: write a range$"):
        parse_condition(entry, of="rule x")


@pytest.mark.parametrize("value", [1, 0, "true"])
def test_yes_and_no_are_true_and_false(value):
    with pytest.raises(PolicyError, match=r"^rule x: condition .*: is takes true or false$"):
        parse_condition({"column": "urban", "is": value}, of="rule x")


@pytest.mark.parametrize("value", ["poor", [], [1], ["poor", 1], {"poor": 1}])
@pytest.mark.parametrize("test", ["among", "not_among"])
def test_a_list_is_of_texts_and_not_empty(test, value):
    with pytest.raises(PolicyError, match=f"^rule x: .*: {test} takes a list of texts$"):
        parse_condition({"column": "poverty_status", test: value}, of="rule x")


def test_a_limit_is_a_number_and_a_list_cannot_be_changed():
    whole = parse_condition({"column": "age_years", "below": 6}, of="here")
    listed = parse_condition({"column": "region", "among": ["south_east"]}, of="here")
    assert isinstance(whole.below, float)
    assert hash(listed) == hash(Condition("region", among=("south_east",)))

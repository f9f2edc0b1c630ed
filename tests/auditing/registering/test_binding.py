"""What binds is what could be chosen to be met, and nothing else."""

import copy
import dataclasses
import datetime

import pytest
from tests.signers import SIGNED

from riskscreen.auditing.registering import binding
from riskscreen.ledger.line import make
from riskscreen.policy import Group, Rule, load, parse

DAY = datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.UTC)
DEFAULT = load()
SEX = DEFAULT.groups["sex"]


def line(facts, kind=binding.KIND, **more):
    return make(kind, facts, version="", time=DAY, after=None, **SIGNED, **{"name": "", **more})


@pytest.mark.parametrize(
    "moved",
    [
        {"capacity": {"default": 0.2}},
        {"missed_contrast": 0.3},
        {"observed_over_expected": (0.5, 2.0)},
        {"allocation_rule": "one_list"},
        {"smallest_cell": (5.0, 1.0)},
        {"bootstrap_replicates": 200.0},
        {"population_shares": {"sex": {"female": 0.5, "male": 0.5}}},
        {"groups": {**DEFAULT.groups, "sex": dataclasses.replace(SEX, required=False)}},
        {"groups": {**DEFAULT.groups, "sex": dataclasses.replace(SEX, levels={"all": ("*",)})}},
        {"groups": {name: one for name, one in DEFAULT.groups.items() if name != "poverty"}},
        {"checklist": {**DEFAULT.checklist, "dropout": (Rule("grade_gap_years", 3.0),)}},
    ],
    ids=str,
)
def test_limits_groups_capacity_rule_and_checklist_bind(moved) -> None:
    assert binding.binding_digest(dataclasses.replace(DEFAULT, **moved)) != (
        binding.binding_digest(DEFAULT)
    )


@pytest.mark.parametrize(
    "moved",
    [
        {"name": "other", "date": "2030-01-01"},
        {"expiry_months": 6.0},
        {"sign_offs": 3.0},
        {"interval_widening": 1.2},
        {"protected_features": {"ethnicity": "a reason"}},
        {"groups": {**DEFAULT.groups, "sex": dataclasses.replace(SEX, why="said otherwise")}},
    ],
    ids=str,
)
def test_names_reasons_and_what_makes_the_model_do_not_bind(moved) -> None:
    assert binding.binding_digest(dataclasses.replace(DEFAULT, **moved)) == (
        binding.binding_digest(DEFAULT)
    )


def test_every_entry_of_a_policy_binds_or_is_named_as_free() -> None:
    entries = {one.name for one in dataclasses.fields(DEFAULT)}
    assert set(binding.binding(DEFAULT)) == entries - set(binding._FREE)
    assert set(binding._FREE) <= entries


def test_a_reason_worded_anew_binds_as_before_under_another_whole_digest() -> None:
    source = copy.deepcopy(DEFAULT.to_dict())
    source["missed_contrast"]["why"] = "said otherwise"
    reworded = parse(source)
    assert binding.binding_digest(reworded) == binding.binding_digest(DEFAULT)
    assert reworded.digest != DEFAULT.digest


def test_the_order_of_values_and_of_rules_does_not_count() -> None:
    def cut(levels, rules):
        groups = {"region": Group("region", "region", required=True, levels=levels)}
        return binding.binding_digest(
            dataclasses.replace(DEFAULT, groups=groups, checklist={"dropout": rules})
        )

    one, other = Rule("a", 1.0), Rule("b", 2.0)
    assert cut({"x": ("p", "q"), "y": ("r",)}, (one, other)) == (
        cut({"y": ("r",), "x": ("q", "p")}, (other, one))
    )


def test_a_policy_read_back_from_a_bundle_binds_the_same() -> None:
    assert binding.binding_digest(parse(DEFAULT.to_dict())) == binding.binding_digest(DEFAULT)


def test_a_line_of_the_ledger_gives_the_registration_back() -> None:
    (found,) = binding.registrations([line(binding.facts_of(DEFAULT), name="north")])
    assert (found.policy, found.name, found.counter, found.time) == ("default", "north", 1, DAY)
    assert found.policy_digest == DEFAULT.digest
    assert found.binding_digest == binding.binding_digest(DEFAULT)
    assert binding.differences(found.binding, binding.binding(DEFAULT)) == ()


@pytest.mark.parametrize(
    "facts",
    [
        {"policy": "đã đăng ký"},
        {**binding.facts_of(DEFAULT), "binding_digest": "a" * 64},
        {**binding.facts_of(DEFAULT), "binding": {"missed_contrast": 0.9}},
        {**binding.facts_of(DEFAULT), "binding": [0.1]},
    ],
    ids=["no digest", "another digest", "another content", "no object"],
)
def test_a_line_whose_digest_is_not_that_of_what_it_binds_registers_nothing(facts) -> None:
    assert binding.registrations([line(facts)]) == ()


def test_a_line_of_another_kind_registers_nothing() -> None:
    assert binding.registrations([line(binding.facts_of(DEFAULT), kind="refusal")]) == ()


def test_differences_name_the_entry_and_both_values() -> None:
    moved = dataclasses.replace(DEFAULT, missed_contrast=0.3, capacity={"default": 0.2})
    assert binding.differences(binding.binding(DEFAULT), binding.binding(moved)) == (
        "capacity.default: 0.1 registered, 0.2 judges",
        "missed_contrast: 0.1 registered, 0.3 judges",
    )


def test_an_entry_that_one_of_the_two_lacks_is_a_difference() -> None:
    assert binding.differences({"a": None}, {}) == ("a: null registered, nothing judges",)
    assert binding.differences({}, {"a": "x" * 99})[0].endswith("... judges")

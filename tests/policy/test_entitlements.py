import copy
import tomllib
from importlib import resources

import numpy as np
import pytest

from riskscreen import schema
from riskscreen.errors import PolicyError
from riskscreen.policy import entitlements

DAY = np.datetime64


@pytest.fixture
def source():
    text = resources.files("riskscreen.policy").joinpath("entitlements.toml").read_text("utf-8")
    return copy.deepcopy(tomllib.loads(text))


def clauses(benefit, day, known, **more):
    rules = entitlements.load().in_force(benefit, day=DAY(day), known=DAY(known), **more)
    return [rule.clause for rule in rules]


def test_every_rule_has_a_source_and_every_column_is_of_the_schema():
    rules = entitlements.load()
    known = {name for _, name in schema.fields()}
    assert all(rule.source and rule.when for rule in rules.rules)
    assert set(rules.columns()) <= known
    assert {benefit.received for benefit in rules.benefits.values()} <= known


def test_every_code_in_a_rule_is_one_of_its_column():
    for rule in entitlements.load().rules:
        for condition in rule.when:
            field = schema.CHILDREN.get(condition.column) or schema.HOUSEHOLDS[condition.column]
            assert not field.codes or set(condition.among) <= set(field.codes)


def test_a_rule_counts_from_its_first_to_its_last_day():
    thirty = "pupil, at least 30 % of the premium"
    assert thirty in clauses("health_insurance", "2025-06-30", "2025-12-31")
    assert thirty not in clauses("health_insurance", "2025-07-01", "2025-12-31")


def test_a_rule_that_is_not_published_yet_does_not_count():
    fifty = "pupil, at least 50 % of the premium"
    assert fifty in clauses("health_insurance", "2025-09-15", "2025-07-01")
    assert fifty not in clauses("health_insurance", "2025-09-15", "2025-06-30")


def test_an_end_that_is_not_published_yet_is_not_foreseen():
    thirty = "pupil, at least 30 % of the premium"
    assert thirty in clauses("health_insurance", "2025-09-15", "2024-09-15")


@pytest.mark.parametrize("day", ["2022-09-15", "2023-09-15", "2024-09-15", "2025-09-15"])
@pytest.mark.parametrize("benefit", list(entitlements.load().benefits))
def test_every_benefit_has_a_verified_rule_on_every_day_of_a_label_window(benefit, day):
    assert clauses(benefit, day, day)


def test_a_rule_from_memory_counts_only_when_asked():
    only = set(clauses("social_assistance", "2025-09-15", "2025-09-15", unverified=True))
    only -= set(clauses("social_assistance", "2025-09-15", "2025-09-15"))
    assert only == {"under 3, poor or near-poor household, especially difficult area", "disability"}


def test_no_verified_rule_has_its_group_from_memory():
    assert not [rule for rule in entitlements.load().rules if rule.verified and "when" in rule.mem]


def test_dates_from_memory_lie_before_any_label_window():
    for rule in entitlements.load().rules:
        if rule.verified and {"published", "valid_from"} & set(rule.mem):
            assert rule.valid_from < DAY("2020-01-01")


@pytest.mark.parametrize(
    ("change", "wording"),
    [
        ({"source": None}, "missing entries ..source.."),
        ({"sauce": "x"}, "unknown entries ..sauce.."),
        ({"benefit": "pension"}, "names no benefit of this file"),
        ({"end_published": DAY("2025-01-01").item()}, "valid_to and end_published go together"),
        ({"when": [{"column": "age_years"}]}, "is not a column with below"),
        ({"when": [{"column": "orphan", "among": ["no"], "is": True}]}, "is not a column with"),
        ({"valid_to": DAY("2000-01-01").item(), "end_published": DAY("2000-01-01").item()},
         "ends on 2000-01-01, before it begins"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_meant_is_refused(source, change, wording):
    rule = source["rule"][0] | change
    source["rule"][0] = {key: value for key, value in rule.items() if value is not None}
    with pytest.raises(PolicyError, match=wording):
        entitlements.parse(source)


def test_a_file_of_one_s_own_is_read_by_path(tmp_path):
    text = resources.files("riskscreen.policy").joinpath("entitlements.toml").read_text("utf-8")
    path = tmp_path / "province.toml"
    path.write_text(text.replace('name = "vn2025"', 'name = "dien_bien"'), encoding="utf-8")
    assert entitlements.load(path).name == "dien_bien"
    assert entitlements.load(path).digest != entitlements.load().digest


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(PolicyError, match="cannot be read"):
        entitlements.load(tmp_path / "none.toml")

from dataclasses import replace

import pytest

from riskscreen.auditing.disclosing import disclosure, successive
from riskscreen.core import Verdict
from riskscreen.policy import Group

META = {"population": "a district", "training_days": ["2023-09-15"], "test_day": "2024-09-15",
        "horizon_months": 12, "data_digest": "a"}  # fmt: skip


def size(level, n_children, n_at_risk, attribute="sex"):
    return {"group": f"{attribute}={level}" if attribute else "overall", "attribute": attribute,
            "level": level, "kind": "required" if attribute else "overall",
            "n_children": n_children, "n_at_risk": n_at_risk, "recall": 0.5}  # fmt: skip


def facts(policy, *levels, digest="a", **meta):
    total = size("", sum(one[1] for one in levels), sum(one[2] for one in levels), "")
    rows = [total, *(size(*one) for one in levels)]
    tables = disclosure.publish({"groups": rows}, policy=policy)
    outcome = {"name": "dropout", "definition": "dropout_v1", "window": "later", "findings": []}
    return {"meta": {**META, "data_digest": digest, **meta}, "outcomes": [outcome | tables]}


def failed(before, after, policy, **more):
    found = successive.check_successive(before, after, policy=policy, **more)
    return {one.group for one in found if one.verdict is Verdict.FAIL}


def safe(before, after, policy, **more):
    return successive.protect_successive(before, after, policy=policy, **more)


FIRST = ("female", 160, 40), ("male", 150, 30), ("other", 12, 3)


def test_the_same_report_twice_gives_nothing_away(limits):
    one = facts(limits, *FIRST)
    assert failed(one, one, limits) == set()
    assert safe(one, one, limits) == one


def test_another_row_withheld_gives_the_small_one_away(limits):
    before, after = facts(limits, *FIRST), facts(limits, *FIRST)
    shown = {row["level"]: row["suppressed"] for row in before["outcomes"][0]["groups"]}
    assert shown == {"": False, "female": False, "male": True, "other": True}
    rows = after["outcomes"][0]["groups"]
    rows[1] |= {"n_children": None, "n_at_risk": None, "suppressed": True}
    rows[2] |= {"n_children": 150, "n_at_risk": 30, "suppressed": False}
    assert "sex=other" in failed(before, after, limits)
    again = safe(before, after, limits)
    assert failed(before, again, limits) == set()
    assert [row["suppressed"] for row in again["outcomes"][0]["groups"]] == [
        False,
        True,
        True,
        True,
    ]


def test_a_register_that_grew_by_a_few_hides_the_groups_that_grew(limits):
    before = facts(limits, ("female", 164, 40), ("male", 300, 50))
    after = facts(limits, ("female", 171, 40), ("male", 300, 50), digest="b")
    assert "sex=female" in failed(before, after, limits)
    again = safe(before, after, limits)
    assert failed(before, again, limits) == set()
    gone = {row["group"] for row in again["outcomes"][0]["groups"] if row["suppressed"]}
    assert "sex=female" in gone


def test_a_register_that_grew_by_many_may_say_so(limits):
    before = facts(limits, ("female", 160, 40), ("male", 300, 50))
    after = facts(limits, ("female", 300, 80), ("male", 500, 90), digest="b")
    assert failed(before, after, limits) == set()


@pytest.mark.parametrize("meta", [{"test_day": "2025-09-15"}, {"population": "another"}])
def test_other_children_are_no_difference(limits, meta):
    before = facts(limits, ("female", 164, 40), ("male", 300, 50))
    after = facts(limits, ("female", 171, 40), ("male", 300, 50), digest="b", **meta)
    assert failed(before, after, limits) == set()


def cut(policy, **levels):
    groups = {**policy.groups, "sex": Group("sex", "sex", True, levels)}
    return replace(policy, groups=groups)


def test_a_level_that_is_part_of_another_reports_level_is_subtracted(limits):
    wide = cut(limits, some=("female", "intersex"), male=("male",))
    fine = cut(limits, female=("female",), rest=("*",))
    before = facts(wide, ("some", 304, 70), ("male", 400, 90))
    after = facts(fine, ("female", 295, 68), ("rest", 409, 92))
    assert "sex=female" in failed(before, after, fine, policy_before=wide)
    again = safe(before, after, fine, policy_before=wide)
    assert failed(before, again, fine, policy_before=wide) == set()


def test_a_level_that_holds_the_same_children_is_none(limits):
    wide = cut(limits, women=("female",), male=("male",))
    fine = cut(limits, female=("female",), male=("male",))
    before = facts(wide, ("women", 304, 70), ("male", 400, 90))
    after = facts(fine, ("female", 304, 70), ("male", 400, 90))
    assert failed(before, after, fine, policy_before=wide) == set()


def test_findings_of_a_group_hidden_in_the_later_report_lose_their_figures(limits):
    before = facts(limits, ("female", 164, 40), ("male", 300, 50))
    after = facts(limits, ("female", 171, 40), ("male", 300, 50), digest="b")
    after["outcomes"][0]["findings"] = [
        {"code": "AUD-03", "group": "sex=female", "measured": 0.1, "interval": [0.0, 0.2],
         "unit": "difference", "verdict": "pass", "detail": ""}
    ]  # fmt: skip
    (got,) = safe(before, after, limits)["outcomes"][0]["findings"]
    assert (got["measured"], got["verdict"]) == (None, "pass")

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
    (found,) = successive.check_successive(before, again, policy=limits)
    assert found.verdict is Verdict.PASS
    gone = {row["group"] for row in again["outcomes"][0]["groups"] if row["suppressed"]}
    assert "sex=female" in gone


def test_a_register_that_grew_by_many_may_say_so(limits):
    before = facts(limits, ("female", 160, 40), ("male", 300, 50))
    after = facts(limits, ("female", 300, 80), ("male", 500, 90), digest="b")
    assert failed(before, after, limits) == set()


def grew(limits, *, window="later", meta=(), digest="b", **more):
    before = facts(limits, ("female", 164, 40), ("male", 300, 50))
    after = facts(limits, ("female", 171, 40), ("male", 300, 50), digest=digest, **more)
    before["outcomes"][0]["window"] = after["outcomes"][0]["window"] = window
    before["meta"] |= dict(meta)
    return failed(before, after, limits)


OTHER = {
    "another day": {"test_day": "2025-09-15"},
    "another horizon": {"horizon_months": 6},
    "another register": {"population": "another"},
}


@pytest.mark.parametrize("meta", OTHER.values(), ids=OTHER)
def test_other_children_are_no_difference(limits, meta):
    assert grew(limits, **meta) == set()


SAME = {
    "other days trained": {"training_days": ["2022-09-15"]},
    "another name for the same data": {"digest": "a", "population": "a folder"},
}


@pytest.mark.parametrize("meta", SAME.values(), ids=SAME)
def test_what_trained_and_what_a_folder_is_called_make_no_other_children(limits, meta):
    before = facts(limits, *FIRST)
    after = facts(limits, *FIRST, **meta)
    rows = after["outcomes"][0]["groups"]
    rows[1] |= {"n_children": None, "n_at_risk": None, "suppressed": True}
    rows[2] |= {"n_children": 150, "n_at_risk": 30, "suppressed": False}
    assert "sex=other" in failed(before, after, limits)


@pytest.mark.parametrize(
    ("days", "told"),
    [(["2023-09-15", "2022-09-15"], True), (["2022-09-15"], False)],
    ids=["a day in common", "no day in common"],
)
def test_out_of_fold_the_days_that_trained_are_the_days_that_are_judged(limits, days, told):
    assert bool(grew(limits, window="out_of_fold", training_days=days)) is told


def test_who_does_not_say_which_days_are_judged_may_have_judged_any(limits):
    assert grew(limits, test_day=None)


def test_counts_that_contradict_each_other_are_said(limits):
    before, after = facts(limits, *FIRST), facts(limits, *FIRST)
    after["outcomes"][0]["groups"][0] |= {"n_children": 900, "n_at_risk": 300}
    after["outcomes"][0]["groups"][1] |= {"n_children": 950}
    found = successive.check_successive(before, after, policy=limits)
    assert {one.verdict for one in found} >= {Verdict.INSUFFICIENT}
    assert Verdict.PASS not in {one.verdict for one in found}


def crossed(limits, sizes, digest="a"):
    """Return facts of a 2 x 2 table of these children and all its margins."""
    found = facts(limits, ("female", 0, 0), ("male", 0, 0), digest=digest)
    rows = [size("", sum(sizes.values()), sum(sizes.values()) // 5, "")]
    for at, name in enumerate(("region", "sex")):
        for level in sorted({key[at] for key in sizes}):
            n = sum(count for key, count in sizes.items() if key[at] == level)
            rows.append(size(level, n, n // 5, name))
    rows += [size(" & ".join(key), n, n // 5, "region & sex") | {"kind": "intersection"}
             for key, n in sizes.items()]  # fmt: skip
    found["outcomes"][0] |= disclosure.publish({"groups": rows}, policy=limits)
    return found


def test_a_group_that_only_the_earlier_report_prints_may_have_grown(limits):
    cells = [("north", "female"), ("north", "male"), ("south", "female"), ("south", "male")]
    before = crossed(limits, dict.fromkeys(cells, 200))
    after = crossed(limits, dict.fromkeys(cells, 400), digest="b")
    for one, places in ((before, [7]), (after, [5, 7])):  # south & female, north & female
        for place in places:
            one["outcomes"][0]["groups"][place] |= {"n_children": None, "n_at_risk": None}
    (found,) = successive.check_successive(before, after, policy=limits)
    assert found.verdict is Verdict.PASS


def test_a_later_report_on_some_of_the_days_is_attacked_alone(limits):
    before = facts(limits, ("female", 1600, 400), ("male", 1500, 300))
    after = facts(limits, ("female", 2000, 500), ("male", 1800, 400), digest="b")
    before["outcomes"][0]["window"] = after["outcomes"][0]["window"] = "out_of_fold"
    after["meta"]["training_days"] = ["2023-09-15", "2022-09-15"]
    rows = after["outcomes"][0]["groups"]
    rows.append(size("other", None, None) | {"suppressed": True})
    rows[0] |= {"n_children": 3812, "n_at_risk": 906}  # exact: twelve others
    rows[1] |= {"n_children": 2001, "n_at_risk": 501}
    rows[2] |= {"n_children": 1799, "n_at_risk": 401}
    assert "sex=other" in failed(before, after, limits)


def test_a_group_that_only_the_sums_of_a_grown_register_tell_is_subtracted(limits):
    before = facts(limits, ("female", 164, 40), ("male", 300, 50))
    after = facts(limits, ("female", 178, 40), ("male", 300, 50), digest="b")
    after["outcomes"][0]["groups"][1] |= {"n_children": None, "n_at_risk": None, "suppressed": True}
    before["outcomes"][0]["groups"][0] |= {"n_children": None, "n_at_risk": None}
    assert "sex=female" in failed(before, after, limits)


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


def test_nor_do_the_decision_the_drivers_or_a_nested_table_tell_of_it(limits):
    before = facts(limits, ("female", 164, 40), ("male", 300, 50))
    after = facts(limits, ("female", 171, 40), ("male", 300, 50), digest="b")
    outcome = after["outcomes"][0]
    finding = {"code": "AUD-03", "group": "sex=female", "measured": 0.1, "interval": [0.0, 0.2],
               "unit": "difference", "verdict": "fail", "detail": ""}  # fmt: skip
    outcome["decision"] = {"verdict": "fail", "refusing": [finding],
                           "waived": [{"finding": finding, "waiver": {}}]}  # fmt: skip
    outcome["importance_by_group"] = {"sex=female": [], "ethnicity=minority": []}
    outcome["prevalence"] = {"shift": 0.1, "groups": [dict(outcome["groups"][1])]}
    (got,) = safe(before, after, limits)["outcomes"]
    assert got["decision"]["refusing"][0]["measured"] is None
    assert got["decision"]["waived"][0]["finding"]["interval"] is None
    assert list(got["importance_by_group"]) == ["ethnicity=minority"]
    (row,) = got["prevalence"]["groups"]
    assert (row["suppressed"], row["n_children"]) == (True, None)

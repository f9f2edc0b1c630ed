from dataclasses import replace

import numpy as np
import pytest

from riskscreen import auditing
from riskscreen.auditing.disclosing import disclosure, rounding
from riskscreen.core import Verdict


@pytest.fixture
def tables(audited):
    return dict(audited.tables)


@pytest.fixture
def rare(world, limits):
    """Return an audit in which a dozen children have no region and twenty another sex."""
    rows = world(5)
    rng = np.random.default_rng(0)
    some = rng.permutation(rows.n_children)
    region, sex = rows.groups["region"].astype("<U12"), rows.groups["sex"].astype("<U12")
    region[some[:12]] = "not_recorded"
    sex[some[20:40]] = "not_recorded"
    rows = replace(rows, groups={**rows.groups, "region": region, "sex": sex})
    return auditing.audit_arrays(rows, policy=limits, rng=np.random.default_rng(0))


def failed(findings):
    return [one.group for one in findings if one.verdict is Verdict.FAIL]


def size(level, n_children, n_at_risk, **more):
    return {"attribute": "sex", "level": level, "group": f"sex={level}",
            "n_children": n_children, "n_at_risk": n_at_risk, **more}  # fmt: skip


OVERALL = {"group": "overall", "attribute": "", "n_children": 300, "n_at_risk": 60}


def test_the_published_tables_of_an_audit_give_nothing_away(tables, limits):
    found = disclosure.check(disclosure.publish(tables, policy=limits), policy=limits)
    assert [one.verdict for one in found] == [Verdict.PASS]


def test_nor_do_those_of_an_audit_with_rare_groups(rare, limits):
    got = disclosure.publish(rare.tables, policy=limits)
    assert any(row["suppressed"] for row in got["groups"])
    assert failed(disclosure.check(got, policy=limits)) == []


def test_exact_tables_of_the_same_audit_do(rare, limits):
    assert failed(disclosure.check(rare.tables, policy=limits))


def test_publishing_twice_changes_nothing(rare, limits):
    once = disclosure.publish(rare.tables, policy=limits)
    assert disclosure.publish(once, policy=limits) == once


def test_every_count_is_rounded(tables, limits):
    got = disclosure.publish(tables, policy=limits)
    counts = [
        row[name]
        for rows in got.values() if isinstance(rows, list)
        for row in rows for name in row if name.startswith("n_")
    ]  # fmt: skip
    known = [count for count in counts if count is not None]
    assert known
    assert all(rounding.rounded(count) == count for count in known)


def test_a_group_hidden_in_one_table_is_hidden_in_all(limits):
    groups = [OVERALL, size("female", 12, 3), size("male", 150, 30), size("other", 138, 27)]
    other = [size("male", 150, 30, capacity=0.1), size("other", 138, 27, capacity=0.1)]
    got = disclosure.publish({"groups": groups, "capacity": other}, policy=limits)
    assert [row["suppressed"] for row in got["capacity"]] == [False, True]


def test_nor_do_bins_or_other_children_tell_of_a_hidden_group(limits):
    groups = [OVERALL, size("female", 12, 3), size("male", 150, 30), size("other", 138, 27)]
    coverage = [size("male", 9_000, 900), size("other", 8_000, 800)]
    bins = [
        size(level, *counts, bin=one)
        for level, counts in (("female", (6, 1)), ("male", (75, 15)), ("other", (69, 13)))
        for one in (1, 2)
    ]
    tables = {"groups": groups, "coverage": coverage, "calibration": bins}
    got = disclosure.publish(tables, policy=limits)
    assert [row["suppressed"] for row in got["coverage"]] == [False, True]
    hidden = {row["level"] for row in got["calibration"] if row["suppressed"]}
    assert hidden == {"female", "other"}


def test_figures_are_rounded_to_one_child_at_risk(limits):
    rows = [OVERALL | {"recall": 64 / 103, "recall_lo": 0.512345, "selection_rate": 0.123456}]
    (got,) = disclosure.publish({"groups": rows}, policy=limits)["groups"]
    assert (got["recall"], got["recall_lo"], got["selection_rate"]) == (0.62, 0.52, 0.125)


def test_nested_rows_are_rounded_and_given_numbers_stay(limits):
    rows = [OVERALL | {"capacity": 0.0123, "curve": [{"share": 0.05, "contrast": 0.123456}]}]
    (got,) = disclosure.publish({"groups": rows}, policy=limits)["groups"]
    assert got["capacity"] == 0.0123
    assert got["curve"] == [{"share": 0.05, "contrast": 0.12}]


def test_the_headline_and_the_list_are_rounded(tables, limits):
    got = disclosure.publish(tables, policy=limits)
    assert got["headline"] != tables["headline"]
    assert got["headline"]["missed"] == pytest.approx(tables["headline"]["missed"], abs=0.2)


@pytest.mark.parametrize(("ties", "shown"), [(0, 0), (2, None), (29, None), (34, 30)])
def test_the_last_key_is_no_childs_own_and_few_ties_are_not_told(limits, ties, shown):
    allocation = {"n_selected": 1234, "rho": 0.123456, "ties": ties}
    assert disclosure.publish({"allocation": allocation}, policy=limits)["allocation"] == {
        "n_selected": 1250, "rho": 0.12, "ties": shown,
    }  # fmt: skip


def test_without_a_count_of_everyone_the_headline_is_not_told(limits):
    tables = {"groups": [OVERALL | {"n_children": 12, "n_at_risk": 3}], "headline": {"found": 3.21}}
    assert disclosure.publish(tables, policy=limits)["headline"] == {"found": None}


PREVALENCE = {
    "published": 0.123456, "before": 0.123456, "after": 0.234567, "shift": 0.654321,
    "on_both": 0.987654, "list_share_changed": 0.012346,
    "tiers": [{"tier": "none", "before": 0.123456, "after": 0.765432}],
    "groups": [size("female", 12, 3, selection_rate_before=0.1), size("male", 151, 31),
               size("other", 138, 27)],
}  # fmt: skip


def walked(facts):
    """Yield every mapping in a tree of facts."""
    if isinstance(facts, dict):
        yield facts
        facts = list(facts.values())
    for one in facts if isinstance(facts, list) else ():
        yield from walked(one)


def test_no_count_of_children_anywhere_in_the_tables_is_exact_or_small(limits):
    groups = [OVERALL, size("female", 12, 3), size("male", 151, 31), size("other", 138, 27)]
    got = disclosure.publish({"groups": groups, "prevalence": PREVALENCE}, policy=limits)
    counts = [one["n_children"] for one in walked(got) if "n_children" in one]
    assert len(counts) == 7
    known = [count for count in counts if count is not None]
    assert all(rounding.rounded(count) == count >= 30 for count in known)


def test_a_table_inside_a_mapping_hides_what_the_groups_hide(limits):
    groups = [OVERALL, size("female", 12, 3), size("male", 150, 30), size("other", 138, 27)]
    got = disclosure.publish({"groups": groups, "prevalence": PREVALENCE}, policy=limits)
    inside = [row["suppressed"] for row in got["prevalence"]["groups"]]
    assert inside == [row["suppressed"] for row in got["groups"][1:]] == [True, False, True]
    assert got["prevalence"]["groups"][0]["selection_rate_before"] is None


def test_figures_of_a_mapping_are_rounded_to_one_child_and_the_published_rate_stays(limits):
    got = disclosure.publish({"groups": [OVERALL], "prevalence": PREVALENCE}, policy=limits)
    told = {name: value for name, value in got["prevalence"].items() if name != "groups"}
    assert told == {
        "published": 0.123456, "before": 0.125, "after": 0.235, "shift": 0.655,
        "on_both": 0.98, "list_share_changed": 0.02,
        "tiers": [{"tier": "none", "before": 0.125, "after": 0.765}],
    }  # fmt: skip


def test_a_table_inside_a_mapping_is_attacked_too(limits):
    groups = [OVERALL, *(size(level, None, None, kind="required", suppressed=True)
                         for level in ("female", "male", "other"))]  # fmt: skip
    leak = {"groups": [size("other", 138, 27), size("male", 150, 30)]}
    found = disclosure.check({"groups": groups, "prevalence": leak}, policy=limits)
    assert failed(found) == ["sex=female"]
    assert "prevalence.groups" in found[0].detail


def test_a_difference_between_tables_is_named_and_never_its_number(limits):
    groups = [OVERALL, size("female", None, None, kind="required", suppressed=True),
              size("male", 150, 30, kind="required"),
              size("other", None, None, kind="required", suppressed=True)]  # fmt: skip
    leak = [size("other", 138, 27)]
    (found,) = disclosure.check({"groups": groups, "contrasts": leak}, policy=limits)
    assert (found.verdict, found.group, found.measured) == (Verdict.FAIL, "sex=female", None)
    assert "contrasts" in found.detail
    assert "12" not in found.sentence().replace("AUD-25", "")


def test_counts_that_contradict_each_other_are_no_pass(limits):
    rows = [OVERALL, size("male", 700, 100, kind="required"),
            size("female", None, None, kind="required")]  # fmt: skip
    (found,) = disclosure.check({"groups": rows}, policy=limits)
    assert found.verdict is Verdict.INSUFFICIENT


def test_nothing_hidden_and_nothing_missing_passes(limits):
    rows = [OVERALL, size("male", 150, 30, kind="required"),
            size("female", 150, 30, kind="required")]  # fmt: skip
    (found,) = disclosure.check({"groups": rows}, policy=limits)
    assert (found.verdict, found.measured) == (Verdict.PASS, 0)


def test_rounded_bins_whose_sums_differ_do_not_contradict_each_other(limits):
    """Twenty rounded bins need not sum to what twenty rounded bins of each region sum to."""
    rng = np.random.default_rng(3)
    rows = []
    for one in range(1, 21):
        cases = [int(count) for count in rng.integers(40, 300, 3)]
        sizes = [int(count) for count in rng.integers(600, 700, 3)]
        rows.append({"group": "overall", "attribute": "", "bin": one,
                     "n_children": sum(sizes), "n_at_risk": sum(cases)})  # fmt: skip
        rows += [
            {"attribute": "region", "level": level, "group": f"region={level}", "bin": one,
             "n_children": n, "n_at_risk": at_risk}
            for level, n, at_risk in zip(("north", "centre", "south"), sizes, cases, strict=True)
        ]  # fmt: skip
    rows[5] |= {"n_children": 20, "n_at_risk": 4}  # something to hide, or nothing is attacked
    rows[4] |= {"n_children": 1400, "n_at_risk": 300}
    shown = disclosure.publish({"calibration": rows}, policy=limits)
    assert [one.verdict for one in disclosure.check(shown, policy=limits)] == [Verdict.PASS]


def test_precision_is_rounded_to_one_listed_child_where_few_are_listed(limits):
    row = {"group": "overall", "n_children": 4000, "n_at_risk": 2000, "precision": 29 / 60}
    listed = auditing.publish({"groups": [row | {"selection_rate": 60 / 4000}]}, policy=limits)
    assert listed["groups"][0]["precision"] == 0.48
    many = auditing.publish({"groups": [row | {"selection_rate": 0.9}]}, policy=limits)
    assert many["groups"][0]["precision"] == 0.4835

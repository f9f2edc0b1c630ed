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
    allocation = {"n_selected": 1234, "rho": 0.1}
    assert disclosure.publish({"allocation": allocation}, policy=limits)["allocation"] == {
        "n_selected": 1250, "rho": 0.1,
    }  # fmt: skip


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


FINDING = {
    "code": "AUD-03", "group": "sex=male", "measured": 0.123456, "interval": [0.01234, 0.2345],
    "unit": "difference", "verdict": "pass",
    "detail": "123 children at risk in the smaller; fewer than 30 children",
}  # fmt: skip


def test_a_finding_is_rounded_as_its_group_is(limits):
    tables = {"groups": [size("male", 1250, 120)]}
    (got,) = disclosure.publish_findings([FINDING], tables=tables, policy=limits)
    assert (got["measured"], got["interval"]) == (0.12, [0.01, 0.23])
    assert got["detail"] == "120 children at risk in the smaller; fewer than 30 children"


def test_a_finding_of_a_hidden_group_keeps_its_verdict_only(limits):
    tables = {"groups": [size("male", None, None, suppressed=True)]}
    (got,) = disclosure.publish_findings([FINDING], tables=tables, policy=limits)
    assert (got["measured"], got["interval"], got["verdict"]) == (None, None, "pass")
    assert got["detail"].startswith("withheld")


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

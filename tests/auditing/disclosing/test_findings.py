import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskscreen.auditing.disclosing import findings
from riskscreen.auditing.judging import verdict_of
from riskscreen.policy import load


def size(level, n_children, n_at_risk, **more):
    return {"attribute": "sex", "level": level, "group": f"sex={level}",
            "n_children": n_children, "n_at_risk": n_at_risk, **more}  # fmt: skip


OVERALL = {"group": "overall", "attribute": "", "n_children": 1400, "n_at_risk": 140}


FINDING = {
    "code": "AUD-03", "group": "sex=male", "measured": 0.123456, "interval": [0.01234, 0.2345],
    "unit": "difference", "verdict": "pass",
    "detail": "123 children at risk in the smaller; fewer than 30 children",
}  # fmt: skip


def test_a_finding_is_rounded_as_its_group_is(limits):
    tables = {"groups": [size("male", 1250, 120)]}
    (got,) = findings.publish_findings([FINDING], tables=tables, policy=limits)
    assert (got["measured"], got["interval"]) == (0.12, [0.01, 0.23])
    assert got["detail"] == "120 children at risk in the smaller; fewer than 30 children"


def test_a_finding_of_a_hidden_group_keeps_its_verdict_only(limits):
    tables = {"groups": [size("male", None, None, suppressed=True)]}
    (got,) = findings.publish_findings([FINDING], tables=tables, policy=limits)
    assert (got["measured"], got["interval"], got["verdict"]) == (None, None, "pass")
    assert got["detail"].startswith("withheld")


CROSSED = {"group": "sex=male & region=north", "attribute": "sex & region",
           "level": "male & north"}  # fmt: skip


@pytest.mark.parametrize("group", [CROSSED["group"], "region=north & sex=male"])
def test_the_order_in_which_a_finding_names_attributes_does_not_matter(limits, group):
    hidden = {**CROSSED, "n_children": None, "n_at_risk": None, "suppressed": True}
    tables = {"groups": [OVERALL, hidden]}
    one = FINDING | {"group": group}
    (got,) = findings.publish_findings([one], tables=tables, policy=limits)
    assert (got["measured"], got["interval"]) == (None, None)
    shown = {"groups": [OVERALL, {**CROSSED, "n_children": 1250, "n_at_risk": 120}]}
    (got,) = findings.publish_findings([one], tables=shown, policy=limits)
    assert got["measured"] == 0.12


def test_a_finding_of_a_group_that_no_table_counts_loses_its_figures(limits):
    one = FINDING | {"group": "sex=other"}
    (got,) = findings.publish_findings([one], tables={"groups": [OVERALL]}, policy=limits)
    assert (got["measured"], got["interval"]) == (None, None)


@pytest.mark.parametrize("group", ["overall", ""])
def test_a_finding_of_everyone_is_told(limits, group):
    one = FINDING | {"group": group}
    (got,) = findings.publish_findings([one], tables={"groups": [OVERALL]}, policy=limits)
    assert got["measured"] == 0.12


def test_a_hidden_bin_does_not_hide_its_group(limits):
    bins = [{"group": "overall", "attribute": "", "bin": 1, "n_children": None, "n_at_risk": None,
             "suppressed": True}]  # fmt: skip
    one = FINDING | {"group": "overall"}
    tables = {"groups": [OVERALL], "calibration": bins}
    (got,) = findings.publish_findings([one], tables=tables, policy=limits)
    assert got["measured"] == 0.12


BOUNDS = st.lists(st.floats(-0.5, 0.5), min_size=2, max_size=2).map(sorted)
LIMITS = st.sampled_from([(-0.1, 0.1), (None, 0.103), (0.05, None), (0.03, 0.031), (None, None)])


@given(BOUNDS, LIMITS, st.integers(10, 3000))
def test_the_printed_figures_have_the_printed_verdict(interval, limit, cases):
    verdict = verdict_of(interval[0], tuple(interval), limit)
    one = FINDING | {"measured": interval[0], "interval": interval, "limit": list(limit)}
    tables = {"groups": [size("male", 9000, cases)]}
    (got,) = findings.publish_findings([one], tables=tables, policy=load("demo"))
    assert verdict_of(got["measured"], tuple(got["interval"]), limit) is verdict
    (again,) = findings.publish_findings([got], tables=tables, policy=load("demo"))
    assert again == got


def test_a_decision_tells_no_more_than_its_findings(limits):
    waiver = {"code": "AUD-03", "why": "known", "until": "2027-01-01"}
    decision = {"outcome": "dropout", "verdict": "fail", "n_judging": 3, "refusing": [FINDING],
                "waived": [{"finding": FINDING, "waiver": waiver}]}  # fmt: skip
    tables = {"groups": [OVERALL, size("male", None, None, suppressed=True)]}
    got = findings.publish_decision(decision, tables=tables, policy=limits)
    assert (got["verdict"], got["n_judging"]) == ("fail", 3)
    assert got["waived"][0]["waiver"] == waiver
    for one in (got["refusing"][0], got["waived"][0]["finding"]):
        assert (one["measured"], one["interval"], one["verdict"]) == (None, None, "pass")

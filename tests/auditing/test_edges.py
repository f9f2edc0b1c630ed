"""What does the audit do at its edges, and does the gate refuse every one of them?

Edges start from a list that passes the audit and the gate: whatever refuses then is the edge.
"""

import datetime
import functools
import itertools
import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskscreen import auditing, releasing
from riskscreen.core import Verdict
from riskscreen.policy import load, parse

TODAY = datetime.date(2026, 11, 29)
INSUFFICIENT, FAIL = Verdict.INSUFFICIENT, Verdict.FAIL


def audited(rows, policy, **more):
    return auditing.audit_arrays(rows, policy=policy, rng=np.random.default_rng(0), **more)


def decide(audit, policy):
    return releasing.decide(
        audit.findings, outcome=audit.outcome, policy=policy, today=TODAY, waivers=()
    )


def by_name(audit):
    return {(finding.code, finding.group): finding for finding in audit.findings}


def _minority(rows):
    return rows.groups["ethnicity"] == "minority"


def _grouped(rows, attribute, level_of):
    return replace(rows, groups={**rows.groups, attribute: level_of})


def _one_child(rows):
    return _grouped(
        rows,
        "ethnicity",
        np.where(np.arange(rows.n_children) == 5, "minority", "kinh_hoa"),
    )


def _at_random(rows):
    return np.random.default_rng(3).random(rows.n_children) < 0.1


NAN = float("nan")
# Name, the edge, and a finding that refuses because of it.
EDGES = {
    "a group without positives": (
        lambda rows: replace(rows, label=np.where(_minority(rows), 0.0, rows.label)),
        ("AUD-03", "ethnicity=minority", INSUFFICIENT),
    ),
    "a group without negatives": (
        lambda rows: replace(rows, label=np.where(_minority(rows), 1.0, rows.label)),
        ("AUD-04", "ethnicity=minority", INSUFFICIENT),
    ),
    "a group of one child": (_one_child, ("AUD-03", "ethnicity=minority", INSUFFICIENT)),
    "an absent group": (
        lambda rows: _grouped(rows, "ethnicity", np.full(rows.n_children, "kinh_hoa")),
        ("AUD-01", "ethnicity=minority", INSUFFICIENT),
    ),
    "an attribute that nobody recorded": (
        lambda rows: replace(
            rows, groups={k: v for k, v in rows.groups.items() if k != "ethnicity"}
        ),
        ("AUD-03", "ethnicity=kinh_hoa", INSUFFICIENT),
    ),
    "nobody at risk": (
        lambda rows: replace(rows, label=np.zeros(rows.n_children)),
        ("AUD-03", "sex=female", INSUFFICIENT),
    ),
    "everybody at risk": (
        lambda rows: replace(rows, label=np.ones(rows.n_children)),
        ("AUD-08", "overall", INSUFFICIENT),
    ),
    "all the same score": (
        lambda rows: replace(
            rows, risk=np.full(rows.n_children, rows.label.mean()), selected=_at_random(rows)
        ),
        ("AUD-09", "overall", INSUFFICIENT),
    ),
    "no scores": (
        lambda rows: replace(rows, risk=np.full(rows.n_children, NAN)),
        ("AUD-05", "overall", FAIL),
    ),
    "no scores in one group": (
        lambda rows: replace(rows, risk=np.where(_minority(rows), NAN, rows.risk)),
        ("AUD-06", "ethnicity=minority", FAIL),
    ),
    "no known outcomes": (
        lambda rows: replace(rows, label=np.full(rows.n_children, NAN)),
        ("AUD-08", "overall", INSUFFICIENT),
    ),
    "nobody selected": (
        lambda rows: replace(rows, selected=np.zeros(rows.n_children, dtype=bool)),
        ("AUD-10", "overall", FAIL),
    ),
    "one PSU": (
        lambda rows: replace(rows, psu=np.full(rows.n_children, "1"),
                             stratum=np.full(rows.n_children, "a")),
        ("AUD-03", "ethnicity=minority", INSUFFICIENT),
    ),
    "one PSU in each of two strata": (
        lambda rows: replace(rows, psu=np.full(rows.n_children, "1"),
                             stratum=np.where(np.arange(rows.n_children) % 2 == 0, "a", "b")),
        ("AUD-03", "ethnicity=minority", INSUFFICIENT),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def wide(limits):
    """Return limits so wide that only an edge refuses."""
    return replace(limits, missed_contrast=0.5, auc_shortfall=0.25, bootstrap_replicates=100.0)


@pytest.fixture(scope="module")
def earlier(world):
    """Return a training table."""
    return world(2)


@pytest.fixture(scope="module")
def edges(fair, wide, earlier):
    """Return a function that audits an edge once: the audit and the decision."""

    @functools.cache
    def edge(name):
        audit = audited(EDGES[name][0](fair), wide, earlier=earlier)
        return audit, decide(audit, wide)

    return edge


def test_the_list_that_edges_start_from_passes_the_gate(fair, wide, earlier):
    assert decide(audited(fair, wide, earlier=earlier), wide).passed


@pytest.mark.parametrize("name", EDGES)
def test_the_gate_refuses_an_edge_and_says_why(edges, name):
    _, decision = edges(name)
    assert not decision.passed
    assert EDGES[name][1] in {(one.code, one.group, one.verdict) for one in decision.refusing}


@pytest.mark.parametrize("name", EDGES)
def test_nothing_passes_on_a_figure_that_is_not_there(edges, name):
    audit, _ = edges(name)
    for finding in audit.findings:
        if finding.judges and finding.verdict is Verdict.PASS:
            assert finding.measured is not None, finding


@pytest.mark.parametrize("name", EDGES)
def test_an_edge_is_json_that_the_gate_reads_back(edges, wide, name):
    audit, decision = edges(name)
    plain = json.loads(json.dumps(audit.to_dict(), allow_nan=False))
    read = releasing.read_findings(plain["findings"], outcome=audit.outcome)
    assert read == audit.findings
    again = releasing.decide(read, outcome=audit.outcome, policy=wide, today=TODAY)
    assert again.to_dict() == decision.to_dict()


def test_a_stratum_with_one_psu_among_others_is_merged_and_named(fair, limits):
    alone = np.where(fair.psu == "0", "lonely", fair.stratum)
    audit = audited(replace(fair, stratum=alone), limits)
    assert audit.design["merged_strata"] == ["lonely"]
    assert audit.design["df"] == 60 - 3  # 60 PSUs, three strata left


@settings(max_examples=20)
@given(
    n=st.integers(1, 40),
    seed=st.integers(0, 2**20),
    missing=st.floats(0, 1),
    prevalence=st.sampled_from([0.0, 0.1, 0.5, 1.0]),
    psu=st.integers(1, 5),
    levels=st.integers(1, 3),
)
def test_no_small_list_passes_and_none_crashes(*, n, seed, missing, prevalence, psu, levels):
    rng = np.random.default_rng(seed)
    policy = _printed()
    rows = auditing.AuditInput(
        outcome="dropout",
        label=np.where(rng.random(n) < missing / 2, NAN, rng.random(n) < prevalence),
        eligible=np.where(rng.random(n) < missing / 4, NAN, 1.0),
        risk=np.where(rng.random(n) < missing, NAN, rng.choice([0.0, 0.2, 0.7, 1.0], n)),
        selected=rng.random(n) < 0.3,
        weight=rng.lognormal(0, 2, n),
        psu=rng.integers(0, psu, n).astype(str),
        stratum=rng.integers(0, 2, n).astype(str),
        groups={
            "ethnicity": rng.choice(["kinh_hoa", "minority", "not_recorded"][:levels], n),
            "sex": rng.choice(["female", "male"][:levels], n),
            "region": rng.choice(["north", "centre", "south"][:levels], n),
        },
        baselines={"checklist": np.floor(rng.normal(0, 1, n))},
    )
    audit = audited(rows, policy)
    json.dumps(audit.to_dict(), allow_nan=False)
    assert audit.verdict is not Verdict.PASS
    assert not decide(audit, policy).passed


@functools.cache
def _printed():
    """Return the demo policy that prints every cell, with the fewest replicates allowed."""
    return replace(load("demo"), smallest_cell=(0, 0), bootstrap_replicates=100.0)


NAMES = {
    "quotes": ("the \"Kinh\", 'Hoa'", "d'Ê Đê «»"),
    "accents": ("Kinh và Hoa", "Ê-đê, Xơ-đăng, Cờ-ho"),
    "HTML": ("<b onclick='x()'>", "</table><script>alert(1)</script>"),
    "ampersands": ("R&D", "&amp;"),
    "equals signs": ("a=b", "=="),
    "templates and formats": ("{{ 7 * 7 }}", "{0} %s \\n"),
    "pipes and line breaks": ("a|b", "c\nd"),
}


def _named(one, other):
    """Return the demo policy with ethnicity cut into two levels of these names."""
    source = load("demo").to_dict()
    group = {**source["groups"]["ethnicity"], "levels": {one: ["A"], other: ["*"]}}
    shares = {"ethnicity": {one: 0.7, other: 0.3}, **_shares(source)}
    return parse({
        **source,
        "groups": {**source["groups"], "ethnicity": group},
        "population_shares": {**source["population_shares"], "value": shares},
        "bootstrap_replicates": {**source["bootstrap_replicates"], "value": 100},
    })  # fmt: skip


def _shares(source):
    named = source["population_shares"]["value"].items()
    return {name: share for name, share in named if name != "ethnicity"}


@pytest.mark.parametrize("kind", NAMES)
def test_a_name_is_only_a_name(world, kind):
    one, other = NAMES[kind]
    rows = world(3, n=1200)
    recorded = {"ethnicity": np.where(_minority(rows), "B", "A")}
    plain, hostile = (
        by_name(audited(_grouped(rows, "ethnicity", cut["ethnicity"]), policy))
        for policy in (_named("kinh_hoa", "minority"), _named(one, other))
        for cut in (auditing.levels(policy, recorded, 1200),)
    )
    same = ((one, "kinh_hoa"), (other, "minority"))
    for code, (level, known) in itertools.product(("AUD-01", "AUD-03", "AUD-04"), same):
        got, expected = hostile[code, f"ethnicity={level}"], plain[code, f"ethnicity={known}"]
        assert expected.measured is not None
        assert (got.measured, got.verdict) == (expected.measured, expected.verdict)


@pytest.mark.parametrize("kind", NAMES)
def test_a_hostile_name_is_judged_and_can_be_waived_by_itself(world, kind):
    one, other = NAMES[kind]
    policy = _named(one, other)
    rows = world(3, n=1200)
    named = np.where(_minority(rows), other, one)
    audit = audited(_grouped(rows, "ethnicity", named), policy)
    group = f"ethnicity={other}"
    assert by_name(audit)["AUD-07", group].verdict is INSUFFICIENT  # not measured here
    waiver = releasing.Waiver(
        code=f"AUD-07@{group}", why="a test", until=TODAY, by="a tester"
    )  # fmt: skip
    decision = releasing.decide(
        audit.findings, outcome="dropout", policy=policy, today=TODAY, waivers=[waiver]
    )
    assert [finding.group for finding, _ in decision.waived] == [group]

"""Would this gate have let Amsterdam's pilot models through?

The city published, for each stage and model, what share of each group was selected, and how many
of those had been worth an investigation. The rows below have exactly those counts. Three things
are not published and are chosen: the risk has two levels, above and below the model's threshold,
each with the share of cases observed in it (so calibration overall is perfect by construction,
and the ranking is only that of the list); every application is its own household; and sex and
nationality are put together at random among applications of one result.
"""

import datetime
import tomllib
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from riskscreen import auditing, releasing
from riskscreen.core import Verdict
from riskscreen.policy import load, parse

PUBLISHED = tomllib.loads(Path(__file__).with_name("amsterdam.toml").read_text(encoding="utf-8"))
STAGES = {name: groups for name, groups in PUBLISHED.items() if isinstance(groups, dict)}
PILOTS = ("prepilot_base", "prepilot_reweighed", "live_base", "live_reweighed")
GROUPS = {"ethnicity": ("dutch", "not_dutch"), "sex": ("male", "female")}
# (label, selected) of the four cells of a confusion matrix.
CELLS = ((1, 1), (1, 0), (0, 1), (0, 0))
ROUNDED = 0.05 + 1e-9  # percent, to one decimal
TODAY = datetime.date(2026, 11, 29)
# One city has no regions: waived by name, as a service of one city would have to.
ONE_CITY = releasing.Waiver(
    code="GAT-03@region", why="one city", until=datetime.date(2026, 12, 31), by="the alderman"
)


def counts(group: dict) -> dict:
    """Return the applications of each cell of a group's confusion matrix."""
    at_risk, found, alarms = group["at_risk"], group["found"], group["false_alarms"]
    return {
        (1, 1): found,
        (1, 0): at_risk - found,
        (0, 1): alarms,
        (0, 0): group["n"] - at_risk - alarms,
    }


def reconstructed(group: dict) -> list[tuple[int, int, int]]:
    """Return every (at risk, found, false alarms) that rounds to the published rates."""
    fitting, n = [], group["n"]
    for at_risk in range(1, n):
        for found in _whole(group["tpr"], at_risk):
            fitting += [
                (at_risk, found, alarms)
                for alarms in _whole(group["fpr"], n - at_risk)
                if abs(100 * (found + alarms) / n - group["selected"]) <= ROUNDED
            ]
    return fitting


def _whole(percent: float, of: int) -> range:
    return range(
        int(np.ceil((percent - ROUNDED) * of / 100)),
        int(np.floor((percent + ROUNDED) * of / 100)) + 1,
    )


def rows(stage: str, *, times: int = 1, later: bool = True) -> auditing.AuditInput:
    """Return the stage's applications; ``times`` as many of each kind for a larger pilot."""
    rng = np.random.default_rng(7)
    label, selected, levels = [], [], {name: [] for name in GROUPS}
    for cell in CELLS:
        of = {name: counts(STAGES[stage][name])[cell] for name in STAGES[stage]}
        size = times * (of["male"] + of["female"])
        label += [cell[0]] * size
        selected += [cell[1]] * size
        for name, (one, other) in GROUPS.items():
            named = [one] * (times * of[one]) + [other] * (times * of[other])
            named += [auditing.NOT_RECORDED] * (size - len(named))
            levels[name] += rng.permutation(named).tolist()
    y, chosen = np.array(label, dtype=float), np.array(selected, dtype=bool)
    n = y.size
    return auditing.AuditInput(
        outcome="investigation",
        label=y,
        eligible=np.ones(n),
        risk=np.where(chosen, y[chosen].mean(), y[~chosen].mean()),
        selected=chosen,
        weight=np.ones(n),
        psu=np.arange(n).astype(str),
        stratum=np.full(n, "Amsterdam"),
        groups={name: np.array(level) for name, level in levels.items()},
        later=later,
    )


@pytest.fixture(scope="module")
def limits():
    """Return the default policy, its limits untouched, with the groups of the city."""
    source = load("default").to_dict()
    groups = {
        name: {
            "column": name,
            "required": True,
            "levels": {level: [level] for level in levels},
        }
        for name, levels in GROUPS.items()
    }
    return parse({
        **source,
        "groups": groups,
        "capacity": {"default": {**source["capacity"]["default"], "value": 0.33}},
        "population_shares": {**source["population_shares"], "value": applicants()},
    })  # fmt: skip


def applicants() -> dict:
    """Return the shares of the groups among those who applied in pre-pilot and live pilot."""
    seen = {
        level: STAGES["prepilot_base"][level]["n"] + STAGES["live_base"][level]["n"]
        for levels in GROUPS.values()
        for level in levels
    }
    return {
        name: {level: seen[level] / sum(seen[one] for one in levels) for level in levels}
        for name, levels in GROUPS.items()
    }


@pytest.fixture(scope="module")
def audits(limits):
    """Return the audit of every pilot, the train and test applications as training table."""
    return {
        stage: auditing.audit_arrays(
            rows(stage),
            policy=limits,
            rng=np.random.default_rng(0),
            earlier=rows("train_base", later=False),
        )
        for stage in PILOTS
    }


@pytest.fixture(scope="module")
def decisions(audits, limits):
    return {stage: decide(audit.findings, limits) for stage, audit in audits.items()}


def decide(findings, policy):
    return releasing.decide(
        findings, outcome="investigation", policy=policy, today=TODAY, waivers=[ONE_CITY]
    )


def by_name(audit):
    return {(finding.code, finding.group): finding for finding in audit.findings}


def naive_gate(stage: str, limit: float = 0.10) -> bool:
    """Return whether the largest gap of false positive rates is within a limit: a usual gate."""
    return all(
        abs(STAGES[stage][one]["fpr"] - STAGES[stage][other]["fpr"]) / 100 <= limit
        for one, other in GROUPS.values()
    )


EVERY = [(stage, group) for stage in STAGES for group in STAGES[stage]]


@pytest.mark.parametrize(("stage", "group"), EVERY)
def test_the_counts_are_those_of_the_published_rates(stage, group):
    one = STAGES[stage][group]
    fitting = reconstructed(one)
    assert (one["at_risk"], one["found"], one["false_alarms"]) in fitting
    # rounding leaves one solution, or a few that differ by a handful of applications
    reach = max(fitted[0] for fitted in fitting) - min(fitted[0] for fitted in fitting)
    assert reach <= max(3, 0.02 * one["n"])


@pytest.mark.parametrize("stage", STAGES)
def test_the_share_of_cases_is_plausible_in_every_group(stage):
    for group in STAGES[stage].values():
        prevalence = (group["selected"] - group["fpr"]) / (group["tpr"] - group["fpr"])
        assert 0.4 < prevalence < 0.65
        # each of the three rates is rounded: where the list hardly ranks, little is left
        rounding = 0.1 * (1 + prevalence) / abs(group["tpr"] - group["fpr"])
        assert prevalence == pytest.approx(group["at_risk"] / group["n"], abs=rounding)


@pytest.mark.parametrize("stage", STAGES)
def test_sexes_and_nationalities_add_up_to_the_same_applications(stage):
    by_sex, by_nationality = (
        sum((Counter(counts(STAGES[stage][level])) for level in levels), Counter())
        for levels in (GROUPS["sex"], GROUPS["ethnicity"])
    )
    unknown = {cell: by_sex[cell] - by_nationality[cell] for cell in CELLS}
    assert min(unknown.values()) >= 0
    assert sum(unknown.values()) <= 0.03 * by_sex.total()


@pytest.mark.parametrize(("stage", "group"), [key for key in EVERY if key[0] in PILOTS])
def test_the_audit_gives_the_published_rates(audits, stage, group):
    attribute = next(name for name, levels in GROUPS.items() if group in levels)
    found, published = by_name(audits[stage]), STAGES[stage][group]
    name = f"{attribute}={group}"
    # in the live pilot 27 applicants who are not Dutch had done nothing: too few to print
    shown = published["n"] - published["at_risk"] >= 30
    assert found["AUD-21", name].measured == (
        pytest.approx(published["fpr"] / 100, abs=5.1e-4) if shown else None
    )
    assert found["AUD-20", name].measured == pytest.approx(published["selected"] / 100, abs=5.1e-4)


@pytest.mark.parametrize("stage", PILOTS)
def test_the_gate_refuses_every_pilot(decisions, stage):
    assert decisions[stage].verdict is Verdict.FAIL


# What refuses beside the missing checklist: code, group, verdict.
REASONS = {
    # the base model missed Dutch applicants 15 points more often: beyond the limit of 10, and at
    # 1,221 applications not beyond chance
    "prepilot_base": [
        ("AUD-03", "ethnicity=dutch", Verdict.INSUFFICIENT),
        ("AUD-03", "ethnicity=not_dutch", Verdict.INSUFFICIENT),
        ("AUD-07", "ethnicity=not_dutch", Verdict.FAIL),
    ],
    # reweighing closed the gap of false alarms and left that of the missed
    "prepilot_reweighed": [
        ("AUD-03", "ethnicity=dutch", Verdict.INSUFFICIENT),
        ("AUD-03", "ethnicity=not_dutch", Verdict.INSUFFICIENT),
        ("AUD-04", "ethnicity=dutch", Verdict.INSUFFICIENT),
        ("AUD-07", "ethnicity=not_dutch", Verdict.FAIL),
    ],
    # two in three were selected, almost regardless of the result; 59 applicants who are not Dutch
    # are too few to say anything of
    "live_base": [
        ("AUD-02", "ethnicity=not_dutch", Verdict.INSUFFICIENT),
        ("AUD-03", "ethnicity=not_dutch", Verdict.INSUFFICIENT),
        ("AUD-03", "sex=female", Verdict.INSUFFICIENT),
        ("AUD-07", "ethnicity=not_dutch", Verdict.FAIL),
        ("AUD-08", "overall", Verdict.FAIL),
    ],
    "live_reweighed": [
        ("AUD-02", "ethnicity=not_dutch", Verdict.INSUFFICIENT),
        ("AUD-03", "ethnicity=not_dutch", Verdict.INSUFFICIENT),
        ("AUD-03", "sex=female", Verdict.INSUFFICIENT),
        ("AUD-07", "ethnicity=not_dutch", Verdict.FAIL),
        ("AUD-08", "overall", Verdict.FAIL),
    ],
}


@pytest.mark.parametrize("stage", PILOTS)
def test_the_refusal_names_these_findings(decisions, stage):
    named = {(one.code, one.group, one.verdict) for one in decisions[stage].refusing}
    assert set(REASONS[stage]) <= named


@pytest.mark.parametrize("stage", PILOTS)
def test_no_comparison_with_a_simple_rule_refuses_and_is_not_waived(audits, limits, stage):
    waiver = replace(ONE_CITY, code="AUD-10", why="nobody compared")
    decision = releasing.decide(
        audits[stage].findings, outcome="investigation", policy=limits, today=TODAY,
        waivers=[ONE_CITY, waiver],
    )  # fmt: skip
    assert "AUD-10" in {finding.code for finding in decision.refusing}


def test_who_is_absent_from_the_training_table_is_found_before_any_pilot(audits):
    coverage = by_name(audits["prepilot_base"])["AUD-07", "ethnicity=not_dutch"]
    # 15.4 % of the table by a nationality that 27.1 % of the applicants have
    assert coverage.measured == pytest.approx((506 / 3356) / (404 / 1492), abs=1e-12)
    assert coverage.interval[1] < 0.80


def test_a_larger_pilot_of_the_base_model_fails_for_whom_it_misses(limits):
    larger = auditing.audit_arrays(
        rows("prepilot_base", times=10), policy=limits, rng=np.random.default_rng(0)
    )
    found = by_name(larger)
    assert found["AUD-03", "ethnicity=dutch"].verdict is Verdict.FAIL
    assert found["AUD-03", "ethnicity=not_dutch"].verdict is Verdict.FAIL


@pytest.mark.parametrize(
    ("stage", "passes"),
    [
        ("train_base", True),  # the gaps are 0.5 and 1.2 points
        ("prepilot_base", False),  # 18.0: found out in the field
        ("prepilot_reweighed", True),  # 0.6 and 4.8
        ("live_base", False),  # 11.4 between the sexes
        ("live_reweighed", False),  # 13.5, now against the Dutch
    ],
)
def test_a_gate_on_the_gap_of_false_alarms_passes_what_then_fails_in_the_field(stage, passes):
    assert naive_gate(stage) is passes


def test_the_gap_of_false_alarms_is_printed_with_intervals(audits):
    found = by_name(audits["prepilot_base"])
    dutch, others = (found["AUD-21", f"ethnicity={level}"] for level in GROUPS["ethnicity"])
    assert 100 * (others.measured - dutch.measured) == pytest.approx(18.0, abs=0.1)
    assert None not in (dutch.interval, others.interval)


@pytest.mark.parametrize("stage", ["live_base", "live_reweighed"])
def test_false_alarms_of_a_group_too_small_are_no_ones_verdict(audits, stage):
    # of 59 applicants who are not Dutch 27 had done nothing, and a false alarm is of these alone
    found = by_name(audits[stage])["AUD-26", "ethnicity=not_dutch"]
    assert (found.measured, found.verdict) == (None, Verdict.INSUFFICIENT)


@pytest.mark.parametrize("stage", ["live_base", "live_reweighed"])
def test_a_selection_rate_that_doubled_shows_against_the_capacity(audits, limits, stage):
    # a third was tested and two thirds were selected
    assert (
        by_name(audits[stage])["AUD-20", "overall"].interval[0] > 1.5 * limits.capacity["default"]
    )


@pytest.mark.parametrize(
    ("stage", "gain"), [("prepilot_base", 0.05), ("live_base", 0.005), ("live_reweighed", 0.02)]
)
def test_at_one_capacity_the_live_pilot_finds_hardly_more_than_chance(audits, stage, gain):
    (row,) = [
        one
        for one in audits[stage].tables["capacity"]
        if one["group"] == "overall" and one["capacity"] == 0.30
    ]
    # a list drawn by lot at 30 % finds 30 % of the cases
    assert row["recall"] - 0.30 == pytest.approx(gain, abs=0.045)
    assert (row["recall"] - 0.30 > 0.05) is (stage == "prepilot_base")


def other_alarms(n: int = 40_000) -> auditing.AuditInput:
    """Return a calibrated list that misses two groups alike and troubles one far more.

    Three levels of risk; who is at risk is on the list in 60 % of both groups, who is not in 10 %
    of one and 28 % of the other, which has more cases. Counts are exact, not drawn.
    """
    kinds = {  # group: children, prevalence, level given at risk, level given not at risk
        "dutch": (0.7 * n, 0.20, (0.60, 0.15, 0.25), (0.10, 0.30, 0.60)),
        "not_dutch": (0.3 * n, 0.45, (0.60, 0.35, 0.05), (0.28, 0.22, 0.50)),
    }
    label, risk, chosen, group = [], [], [], []
    for name, (size, prevalence, cases, others) in kinds.items():
        for level, (case, other) in enumerate(zip(cases, others, strict=True)):
            sick, well = round(size * prevalence * case), round(size * (1 - prevalence) * other)
            label += [1] * sick + [0] * well
            risk += [sick / (sick + well)] * (sick + well)
            chosen += [level == 0] * (sick + well)
            group += [name] * (sick + well)
    order = np.random.default_rng(3).permutation(len(label))
    size = order.size
    return auditing.AuditInput(
        outcome="investigation", label=np.array(label, dtype=float)[order], eligible=np.ones(size),
        risk=np.array(risk)[order], selected=np.array(chosen)[order], weight=np.ones(size),
        psu=(np.arange(size) // 20).astype(str), stratum=np.full(size, "a"),
        groups={
            "ethnicity": np.array(group)[order],
            "sex": np.array(["male", "female"])[np.arange(size) % 2],
        },
        baselines={"checklist": np.random.default_rng(4).random(size)},
    )  # fmt: skip


@pytest.fixture(scope="module")
def troubled(limits):
    """Return the audit of that list against shares that its table has."""
    policy = replace(
        limits,
        bootstrap_replicates=200.0,
        population_shares={
            "ethnicity": {"dutch": 0.7, "not_dutch": 0.3}, "sex": {"male": 0.5, "female": 0.5},
        },
    )  # fmt: skip
    listed = other_alarms()
    audit = auditing.audit_arrays(
        listed, policy=policy, rng=np.random.default_rng(0), earlier=replace(listed, later=False)
    )
    return audit, decide(audit.findings, policy)


def test_a_gap_of_18_points_in_false_alarms_is_reported(troubled):
    found = by_name(troubled[0])
    dutch, others = (found["AUD-21", f"ethnicity={level}"] for level in GROUPS["ethnicity"])
    assert others.measured - dutch.measured == pytest.approx(0.18, abs=1e-3)
    assert dutch.interval[1] < others.interval[0]


def test_a_gap_of_18_points_in_false_alarms_refuses(troubled):
    assert not troubled[1].passed

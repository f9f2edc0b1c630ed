"""What must never change a figure of the audit?

Invariances on small drawn worlds with missing outcomes and risks, tied risks, and every cell
printed. The figures are those of the findings and of the table of groups.
"""

import functools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskscreen import auditing, measures
from riskscreen.auditing.cells import cells
from riskscreen.auditing.evidence import gather
from riskscreen.auditing.figures import group_rows
from riskscreen.auditing.groupwise import group_findings
from riskscreen.auditing.overall import overall_findings
from riskscreen.policy import load

COLUMNS = ("label", "eligible", "risk", "selected", "weight", "psu", "stratum")
NAN = float("nan")
JUDGED = ("AUD-01", "AUD-02", "AUD-03", "AUD-04", "AUD-05", "AUD-06", "AUD-08", "AUD-13")
REPORTED = ("AUD-20", "AUD-21", "AUD-22")
METRICS = (
    "selection_rate", "false_negative_rate", "false_positive_rate", "precision", "abstention",
    "observed_over_expected", "auc", "missed_per_1000",
)  # fmt: skip


def looked_at(rows, policy):
    """Return the findings by code and group, and the table of groups: what both rest on alone."""
    drawn = measures.rao_wu(rows.stratum, rows.psu, replicates=100, rng=np.random.default_rng(0))
    evidence = gather(rows, cells(rows, policy), replicates=drawn, confidence=policy.confidence)
    findings = group_findings(evidence, policy=policy) + overall_findings(evidence, policy=policy)
    table = {row["group"]: row for row in group_rows(evidence, policy=policy)}
    return {(one.code, one.group): one for one in findings}, table


def figures(rows, policy):
    """Return what the findings and the table of groups measure, by code or metric and group."""
    findings, table = looked_at(rows, policy)
    found = {
        key: one.measured for key, one in findings.items() if one.code in JUDGED + REPORTED
    }  # fmt: skip
    for group, row in table.items():
        found |= {(name, group): row[name] for name in METRICS}
    return found


def assert_same(one, other):
    assert one.keys() == other.keys()
    for key, value in one.items():
        if value is None:
            assert other[key] is None, key
        else:
            assert other[key] == pytest.approx(value, rel=1e-9, abs=1e-9), key


@functools.cache
def _printed():
    """Return the demo policy that prints every cell, with the fewest replicates allowed."""
    return replace(load("demo"), smallest_cell=(0, 0), bootstrap_replicates=100.0)


def _drawn(seed, n=90):
    """Return a small list with missing outcomes and risks; everybody's groups are recorded."""
    rng = np.random.default_rng(seed)
    risk = np.round(rng.beta(1, 3, n), 2)  # ties
    psu = rng.integers(0, 12, n)
    return auditing.AuditInput(
        outcome="dropout",
        label=np.where(rng.random(n) < 0.05, NAN, rng.random(n) < risk),
        eligible=np.ones(n),
        risk=np.where(rng.random(n) < 0.1, NAN, risk),
        selected=risk > 0.4,
        weight=rng.lognormal(0, 1, n),
        psu=psu.astype(str),
        stratum=(psu // 4).astype(str),
        groups={
            "ethnicity": np.where(rng.random(n) < 0.3, "minority", "kinh_hoa"),
            "sex": np.where(rng.random(n) < 0.5, "female", "male"),
            "region": rng.choice(["north", "centre", "south"], n),
        },
        baselines={"checklist": rng.integers(0, 3, n).astype(float)},
    )


def _taken(rows, of):
    """Return the rows of these numbers, in this order, repeats included."""
    return replace(
        rows,
        **{name: getattr(rows, name)[of] for name in COLUMNS},
        groups={name: level[of] for name, level in rows.groups.items()},
        baselines={name: score[of] for name, score in rows.baselines.items()},
    )


def _grouped(rows, attribute, level_of):
    return replace(rows, groups={**rows.groups, attribute: level_of})


seeds = st.integers(0, 2**20)


@settings(max_examples=10)
@given(seed=seeds)
def test_the_order_of_the_rows_changes_nothing(seed):
    rows, policy = _drawn(seed), _printed()
    order = np.random.default_rng(seed + 1).permutation(rows.n_children)
    shuffled = _taken(rows, order)
    assert_same(figures(rows, policy), figures(shuffled, policy))
    one, other = (
        {key: finding.verdict for key, finding in looked_at(each, policy)[0].items()}
        for each in (rows, shuffled)
    )
    assert one == other


@settings(max_examples=10)
@given(seed=seeds, share=st.floats(0.01, 0.99))
def test_a_child_split_into_two_of_the_same_psu_changes_no_figure(seed, share):
    rows, policy = _drawn(seed), _printed()
    child = seed % rows.n_children
    of = np.append(np.arange(rows.n_children), child)
    twice = _taken(rows, of)
    weight = twice.weight.copy()
    weight[[child, -1]] = rows.weight[child] * np.array([share, 1 - share])
    split = replace(twice, weight=weight)
    assert_same(figures(rows, policy), figures(split, policy))


@settings(max_examples=10)
@given(seed=seeds, scale=st.floats(0.01, 1000))
def test_the_unit_of_the_weights_changes_no_figure(seed, scale):
    rows, policy = _drawn(seed), _printed()
    scaled = replace(rows, weight=rows.weight * scale)
    assert_same(figures(rows, policy), figures(scaled, policy))


@settings(max_examples=10)
@given(seed=seeds)
def test_another_name_of_a_group_changes_nothing(seed):
    rows = _drawn(seed)
    # the other alphabetical order, so that nothing hangs on it
    names = {"kinh_hoa": "zz", "minority": "aa"}
    levels = _printed().groups["ethnicity"].levels
    ethnicity = replace(
        _printed().groups["ethnicity"],
        levels={names[level]: values for level, values in levels.items()},
    )
    again = replace(_printed(), groups={**_printed().groups, "ethnicity": ethnicity})
    renamed = _grouped(
        rows, "ethnicity", np.array([names[one] for one in rows.groups["ethnicity"]])
    )
    one = figures(rows, _printed())
    other = figures(renamed, again)
    assert_same({(key, _rename(group, names)): value for (key, group), value in one.items()}, other)


def _rename(group, names):
    for old, new in names.items():
        group = group.replace(f"={old}", f"={new}")
    return group


@settings(max_examples=10)
@given(seed=seeds, weight=st.floats(0.01, 1000))
def test_a_household_far_away_changes_no_figure_of_another_group(seed, weight):
    rows, policy = _drawn(seed), _printed()
    region = np.where(rows.groups["region"] == "south", "north", rows.groups["region"])
    rows = _grouped(rows, "region", region)
    apart = _grouped(_taken(rows, np.array([0, 1])), "region", np.array(["south", "south"]))
    unplaced = np.full(2, auditing.NOT_RECORDED)
    apart = replace(
        apart,
        weight=np.full(2, weight), psu=np.full(2, "far"), stratum=np.full(2, "far"),
        groups={**apart.groups, "ethnicity": unplaced, "sex": unplaced},
    )  # fmt: skip
    both = replace(
        rows,
        **{name: np.concatenate([getattr(rows, name), getattr(apart, name)]) for name in COLUMNS},
        groups={name: np.concatenate([rows.groups[name], apart.groups[name]])
                for name in rows.groups},
        baselines={name: np.concatenate([score, apart.baselines[name]])
                   for name, score in rows.baselines.items()},
    )  # fmt: skip
    before = looked_at(rows, policy)[1]
    after = looked_at(both, policy)[1]
    joined = ("overall", "region=south", auditing.NOT_RECORDED)
    groups = [name for name in before if not any(one in name for one in joined)]
    assert groups
    for group in groups:
        for name in METRICS:
            assert after[group][name] == (
                None if before[group][name] is None
                else pytest.approx(before[group][name], rel=1e-9)
            )  # fmt: skip


@pytest.mark.parametrize("code", ["AUD-03", "AUD-04", "AUD-06"])
@settings(max_examples=10)
@given(seed=seeds)
def test_a_group_and_its_mirror_have_opposite_contrasts(code, seed):
    found, _ = looked_at(_drawn(seed), _printed())
    one, other = (found[code, f"sex={level}"] for level in ("female", "male"))
    assert (one.measured is None) is (other.measured is None)
    if one.measured is not None:
        assert one.measured == pytest.approx(-other.measured, abs=1e-12)
    if one.interval is not None and code != "AUD-06":
        assert one.interval == pytest.approx([-other.interval[1], -other.interval[0]], abs=1e-9)


@settings(max_examples=10)
@given(seed=seeds)
def test_the_ratios_of_a_group_and_its_mirror_multiply_to_one(seed):
    found, _ = looked_at(_drawn(seed), _printed())
    one, other = (found["AUD-02", f"sex={level}"].measured for level in ("female", "male"))
    assert (one is None) is (other is None)
    if one is not None:
        assert one * other == pytest.approx(1)


@settings(max_examples=10)
@given(seed=seeds)
def test_a_child_who_loses_its_risk_never_improves_its_group(seed):
    rows, policy = _drawn(seed), _printed()
    listed = np.flatnonzero(rows.selected & rows.at_risk)
    if listed.size:
        risk = rows.risk.copy()
        risk[listed[0]] = NAN
        group = f"sex={rows.groups['sex'][listed[0]]}"
        before, after = (
            looked_at(one, policy)[1][group] for one in (rows, replace(rows, risk=risk))
        )
        assert after["false_negative_rate"] > before["false_negative_rate"]
        assert after["abstention"] > before["abstention"]

"""Are the audit's point estimates those that Fairlearn gives, wherever Fairlearn gives any?

Ten weighted worlds of 240 children each, small enough that some intersections have nobody at
risk, nobody spared or nobody selected. There Fairlearn and scikit-learn say 0, which reads as
perfect, and the audit says that there is nothing to measure.
"""

import functools
import itertools
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from fairlearn import metrics as fairlearn
from sklearn import metrics as sklearn

from riskscreen import auditing

SEEDS = range(10)
ATTRIBUTES = ("ethnicity", "sex", "region")
BY = [
    chosen for depth in (1, 2, 3) for chosen in itertools.combinations(ATTRIBUTES, depth)
]  # fmt: skip


def precision(y_true, y_pred, *, sample_weight):
    # without zero_division scikit-learn warns, and gives the same 0
    return sklearn.precision_score(y_true, y_pred, sample_weight=sample_weight, zero_division=0)


def recall(y_true, y_pred, *, sample_weight):
    return sklearn.recall_score(y_true, y_pred, sample_weight=sample_weight, zero_division=0)


# Theirs, and whose weight has to be above zero for it to be defined.
METRICS = {
    "selection_rate": (fairlearn.selection_rate, "everyone"),
    "false_negative_rate": (fairlearn.false_negative_rate, "at risk"),
    "false_positive_rate": (fairlearn.false_positive_rate, "spared"),
    "precision": (precision, "selected"),
    "recall": (recall, "at risk"),
}


def children(seed, n=240):
    """Return a weighted list in which small intersections lack cases, or children on the list."""
    rng = np.random.default_rng(seed)
    psu = rng.integers(0, 24, n)
    risk = rng.beta(1, 5, n)
    return auditing.AuditInput(
        outcome="dropout",
        label=(rng.random(n) < risk).astype(float),
        eligible=np.ones(n),
        risk=risk,
        selected=risk >= np.quantile(risk, 0.85),
        weight=rng.lognormal(0, 1, n),
        psu=psu.astype(str),
        stratum=(psu // 8).astype(str),
        groups={
            "ethnicity": np.where(rng.random(n) < 0.15, "minority", "kinh_hoa"),
            "sex": np.where(rng.random(n) < 0.5, "female", "male"),
            "region": rng.choice(["north", "centre", "south"], n, p=[0.6, 0.3, 0.1]),
        },
    )


@pytest.fixture(scope="module")
def printed(limits):
    """Return the policy with cells of any size printed, and the fewest replicates allowed."""
    return replace(limits, smallest_cell=(0, 0), bootstrap_replicates=100.0)


@functools.cache
def world(seed):
    return children(seed)


@pytest.fixture(scope="module")
def tables(printed):
    """Return each world's table of groups by the group's name."""
    found = {}
    for seed in SEEDS:
        audit = auditing.audit_arrays(world(seed), policy=printed, rng=np.random.default_rng(0))
        found[seed] = {row["group"]: row for row in audit.tables["groups"]}
    return found


@functools.cache
def theirs(seed, metric, chosen):
    """Return Fairlearn's figures of a world by the group's name."""
    rows = world(seed)
    frame = fairlearn.MetricFrame(
        metrics=METRICS[metric][0],
        y_true=rows.label,
        y_pred=rows.selected.astype(float),
        sensitive_features=pd.DataFrame({name: rows.groups[name] for name in chosen}),
        sample_params={"sample_weight": rows.weight},
    )
    found = {}
    for levels, value in frame.by_group.items():
        named = (levels,) if isinstance(levels, str) else levels
        pairs = zip(chosen, named, strict=True)
        found[" & ".join(f"{name}={level}" for name, level in pairs)] = value
    return found


def members(rows, group):
    pairs = [part.split("=") for part in group.split(" & ")]
    return np.logical_and.reduce([rows.groups[name] == level for name, level in pairs])


def defined(rows, metric, group):
    among = {
        "everyone": np.ones(rows.n_children, dtype=bool),
        "at risk": rows.label == 1,
        "spared": rows.label == 0,
        "selected": rows.selected,
    }[METRICS[metric][1]]
    return bool((among & members(rows, group)).any())


def ours(row, metric):
    if metric != "recall":
        return row[metric]
    return None if row["false_negative_rate"] is None else 1 - row["false_negative_rate"]


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("chosen", BY, ids=" & ".join)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_defined_figure_equals_fairlearns(tables, seed, chosen, metric):
    rows = world(seed)
    known = {
        group: value
        for group, value in theirs(seed, metric, chosen).items()
        if group in tables[seed] and defined(rows, metric, group)
    }
    assert known
    for group, value in known.items():
        assert abs(ours(tables[seed][group], metric) - value) < 1e-12


@pytest.mark.parametrize("metric", [name for name in METRICS if name != "selection_rate"])
def test_what_fairlearn_calls_zero_for_want_of_children_is_undefined(tables, metric):
    empty = 0
    for seed in SEEDS:
        rows = world(seed)
        for chosen in BY:
            for group, value in theirs(seed, metric, chosen).items():
                if group in tables[seed] and not defined(rows, metric, group):
                    assert value == 0
                    assert ours(tables[seed][group], metric) is None
                    empty += 1
    assert empty > 0  # the worlds hold such a group, or this test could not fail


@pytest.mark.parametrize("seed", SEEDS)
def test_every_group_of_fairlearns_that_holds_a_child_is_in_the_table(tables, seed):
    rows = world(seed)
    for chosen in BY:
        for group in theirs(seed, "selection_rate", chosen):
            assert (group in tables[seed]) is bool(members(rows, group).any())


@pytest.mark.parametrize("metric", ["false_negative_rate", "false_positive_rate"])
def test_the_whole_equals_fairlearns_overall(tables, metric):
    for seed in SEEDS:
        rows = world(seed)
        value = METRICS[metric][0](
            rows.label, rows.selected.astype(float), sample_weight=rows.weight
        )
        assert abs(tables[seed]["overall"][metric] - value) < 1e-12


def test_a_contrast_equals_the_difference_of_fairlearns_figures(printed):
    rows = world(0)
    audit = auditing.audit_arrays(rows, policy=printed, rng=np.random.default_rng(0))
    theirs_by = theirs(0, "false_negative_rate", ("sex",))
    (finding,) = [
        one for one in audit.findings if (one.code, one.group) == ("AUD-03", "sex=female")
    ]
    difference = theirs_by["sex=female"] - theirs_by["sex=male"]
    assert abs(finding.measured - difference) < 1e-12

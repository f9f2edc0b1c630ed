"""Is every figure of the audit the one that a person gets with a pencil?

Fourteen children in three groups, weighted, in two strata of two PSUs each:

===== ====== ======= === ====== ======= ======== ==== ==================
child group  stratum PSU weight at risk selected risk
===== ====== ======= === ====== ======= ======== ==== ==================
1     north  a       1   2      yes     yes      0.80
2     north  a       1   1      yes     no       0.50
3     north  a       1   1      no      yes      0.60
4     north  a       2   3      no      no       0.20
5     north  a       2   1      yes     yes      0.60
6     centre a       2   2      yes     no       0.40
7     centre b       3   1      yes     yes      0.70
8     centre b       3   1      no      no       0.30
9     centre b       3   2      no      yes      0.55
10    centre b       4   4      no      no       0.10
11    centre b       4   1      unknown yes      0.60
12    south  b       4   1      no      no       0.20
13    south  a       1   1      no      no       none (the tool abstained)
14    south  b       4   2      no      yes      0.50
===== ====== ======= === ====== ======= ======== ==== ==================

Weights: north 8, centre 11, south 4, all 23; known outcomes 8 + 10 + 4 = 22.
"""

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.special import stdtrit

from riskscreen import auditing, measures
from riskscreen.auditing import cells, evidence, figures
from riskscreen.policy import load, parse

NAN = float("nan")
RATE = "false_negative_rate"


@pytest.fixture(scope="module")
def policy():
    """Return a policy that judges three regions only, and prints cells of one child."""
    source = load("default").to_dict()
    levels = {name: [name] for name in ("north", "centre", "south")}
    shares = {"region": {"north": 0.4, "centre": 0.4, "south": 0.2}}
    judged = parse({
        **source,
        "groups": {"region": {"column": "region", "required": True, "levels": levels}},
        "population_shares": {**source["population_shares"], "value": shares},
        "bootstrap_replicates": {**source["bootstrap_replicates"], "value": 100},
    })  # fmt: skip
    # a policy file may not go as low: a printed cell of one child is for this page alone
    return replace(judged, smallest_cell=(0, 0))


@pytest.fixture(scope="module")
def children():
    # fmt: off
    return auditing.AuditInput(
        outcome="dropout",
        label=np.array([1, 1, 0, 0, 1, 1, 1, 0, 0, 0, NAN, 0, 0, 0]),
        eligible=np.ones(14),
        risk=np.array([.8, .5, .6, .2, .6, .4, .7, .3, .55, .1, .6, .2, NAN, .5]),
        selected=np.array([1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 0, 1], dtype=bool),
        weight=np.array([2, 1, 1, 3, 1, 2, 1, 1, 2, 4, 1, 1, 1, 2], dtype=float),
        psu=np.array(["1", "1", "1", "2", "2", "2", "3", "3", "3", "4", "4", "4", "1", "4"]),
        stratum=np.array(["a", "a", "a", "a", "a", "a", "b", "b", "b", "b", "b", "b", "a", "b"]),
        groups={"region": np.repeat(["north", "centre", "south"], [5, 6, 3])},
        # children 6, 10 and 14 meet a rule: a weight of 8 of the 10 on the list
        baselines={"checklist": np.array([0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1.0])},
        later=False,
    )
    # fmt: on


@pytest.fixture(scope="module")
def audit(children, policy):
    return auditing.audit_arrays(children, policy=policy, rng=np.random.default_rng(0))


@pytest.fixture(scope="module")
def table(audit):
    return {row["group"]: row for row in audit.tables["groups"]}


@pytest.fixture(scope="module")
def measured(audit):
    return {(finding.code, finding.group): finding.measured for finding in audit.findings}


GROUPS = {
    "overall": {
        "selection_rate": 10 / 23,  # children 1, 3, 5, 7, 9, 11, 14: 2+1+1+1+2+1+2
        "false_negative_rate": 3 / 7,  # at risk 4 in north, 3 in centre; missed 1 and 2
        "false_positive_rate": 5 / 15,  # spared 4, 7, 4; on the list 1, 2, 2
        "precision": 4 / 9,  # of the listed with a known outcome
        "abstention": 1 / 23,
        "observed_over_expected": 7 / 8.4,  # expected 3.9 + 3.3 + 1.2
        # at risk above spared: 2 x 14, 1 x (9 + 2/2), 1 x (13 + 1/2), 2 x 9, 1 x 14; 7 x 14 pairs
        "auc": 83.5 / 98,
        "missed_per_1000": 1000 * 3 / 22,
    },
    "region=north": {
        "selection_rate": 4 / 8,
        "false_negative_rate": 1 / 4,  # child 2 of children 1, 2, 5
        "false_positive_rate": 1 / 4,  # child 3 of children 3, 4
        "precision": 3 / 4,
        "abstention": 0.0,
        # 2 x 0.8 + 0.5 + 0.6 + 3 x 0.2 + 0.6
        "observed_over_expected": 4 / 3.9,
        # child 1 above both: 2 x 4; child 2 above child 4: 3; child 5 ties child 3: 1/2 + 3
        "auc": 14.5 / 16,
        "missed_per_1000": 1000 * 1 / 8,
    },
    "region=centre": {
        "selection_rate": 4 / 11,
        "false_negative_rate": 2 / 3,  # child 6 of children 6, 7
        "false_positive_rate": 2 / 7,  # child 9 of children 8, 9, 10
        "precision": 1 / 3,  # child 11's outcome is not known
        "abstention": 0.0,
        # 2 x 0.4 + 0.7 + 0.3 + 2 x 0.55 + 4 x 0.1
        "observed_over_expected": 3 / 3.3,
        # child 6 above children 8 and 10: 2 x 5; child 7 above all: 7
        "auc": 17 / 21,
        "missed_per_1000": 1000 * 2 / 10,
    },
    "region=south": {
        "selection_rate": 2 / 4,
        "false_negative_rate": None,  # nobody at risk: not measured, not perfect
        "false_positive_rate": 2 / 4,
        "precision": 0.0,
        "abstention": 1 / 4,
        "observed_over_expected": 0.0,  # of 0.2 + 2 x 0.5
        "auc": None,
        "missed_per_1000": 0.0,
    },
}
COUNTS = {  # children, known to be at risk, PSUs
    "overall": (14, 5, 4),
    "region=north": (5, 3, 2),
    "region=centre": (6, 2, 3),
    "region=south": (3, 0, 2),
}
# PSUs less strata, times the share of the PSUs that counts (Kish): square of the sum of their
# weights over the sum of their squares, over their number.
FREEDOM = {
    "overall": (4 - 2) * 23**2 / (5**2 + 6**2 + 4**2 + 8**2) / 4,
    "region=north": (2 - 1) * 8**2 / (4**2 + 4**2) / 2,
    "region=centre": (3 - 2) * 11**2 / (2**2 + 4**2 + 5**2) / 3,
    "region=south": 0.0,  # one PSU in each of two strata
}
CELLS = [(group, name) for group, values in GROUPS.items() for name in values]

FINDINGS = {
    ("AUD-01", "overall"): 7 / 8.4,
    ("AUD-01", "region=north"): 4 / 3.9,
    ("AUD-01", "region=centre"): 3 / 3.3,
    ("AUD-01", "region=south"): None,  # no logarithm of 0 cases
    ("AUD-02", "region=north"): (4 / 3.9) / (3 / 4.5),
    ("AUD-02", "region=centre"): (3 / 3.3) / (4 / 5.1),
    ("AUD-02", "region=south"): None,
    ("AUD-03", "region=north"): 1 / 4 - 2 / 3,
    ("AUD-03", "region=centre"): 2 / 3 - 1 / 4,
    ("AUD-03", "region=south"): None,
    # others of north: 6 above 3 of 5 spared by 2 x 6, 7 above all 10; 3 x 10 pairs
    ("AUD-04", "region=north"): 14.5 / 16 - 22 / 30,
    # others of centre: 2 x 7, 1 x (4 + 2/2), 1 x (6 + 1/2); 4 x 7 pairs
    ("AUD-04", "region=centre"): 17 / 21 - 25.5 / 28,
    ("AUD-04", "region=south"): None,
    ("AUD-05", "overall"): 1 / 23,
    ("AUD-05", "region=north"): 0.0,
    ("AUD-05", "region=centre"): 0.0,
    ("AUD-05", "region=south"): 1 / 4,
    ("AUD-06", "region=north"): 0 - 1 / 15,
    ("AUD-06", "region=centre"): 0 - 1 / 12,
    ("AUD-06", "region=south"): 1 / 4 - 0,
    ("AUD-07", "region=north"): (8 / 23) / 0.4,
    ("AUD-07", "region=centre"): (11 / 23) / 0.4,
    ("AUD-07", "region=south"): (4 / 23) / 0.2,
    ("AUD-08", "overall"): 83.5 / 98,
    # the checklist takes children 6, 10, 14 and 2 of the 15 others: it finds 2 + 5 x 2/15 of 7
    ("AUD-10", "overall"): 1000 * (4 - (2 + 5 * 2 / 15)) / 22,
    ("AUD-13", "overall"): 1 / 23,
    ("AUD-13", "region=north"): 0.0,
    ("AUD-13", "region=centre"): 1 / 11,
    ("AUD-13", "region=south"): 0.0,
    ("AUD-20", "region=centre"): 4 / 11,
    ("AUD-21", "region=centre"): 2 / 7,
    ("AUD-22", "region=centre"): 1 / 3,
}


@pytest.mark.parametrize(("group", "name"), CELLS)
def test_a_figure_of_the_table_equals_the_count_by_hand(table, group, name):
    by_hand = GROUPS[group][name]
    assert table[group][name] == (
        None if by_hand is None else pytest.approx(by_hand, rel=1e-12, abs=1e-15)
    )


@pytest.mark.parametrize(("code", "group"), FINDINGS)
def test_a_finding_measures_what_is_counted_by_hand(measured, code, group):
    by_hand = FINDINGS[code, group]
    assert measured[code, group] == (
        None if by_hand is None else pytest.approx(by_hand, rel=1e-12, abs=1e-15)
    )


def test_headline_counts_per_thousand_children_with_a_known_outcome(audit):
    headline = audit.tables["headline"]
    assert headline["at_risk"] == pytest.approx(1000 * 7 / 22)
    assert headline["found"] == pytest.approx(1000 * 4 / 22)
    assert headline["missed"] == pytest.approx(1000 * 3 / 22)


# Rao-Wu with two PSUs in a stratum: one is drawn, and counts twice. Four draws, equally likely.
DRAWS = np.array(
    [[2.0 * (one == first) for one in (0, 1)] + [2.0 * (one == second) for one in (0, 1)]
     for first, second in itertools.product((0, 1), repeat=2)],
    dtype=np.float32,
)  # fmt: skip


@pytest.fixture(scope="module")
def exact(children, policy):
    """Return the evidence on all four draws in place of a sample of them."""
    design = measures.clusters(children.stratum, children.psu)
    return evidence.gather(
        children,
        cells.cells(children, policy),
        replicates=measures.Replicates(clusters=design, factors=DRAWS),
        confidence=policy.confidence,
    )


# By PSU: selected of all 3/5, 1/6, 3/4, 3/8; missed of those at risk 1/3, 2/3, 0/1, 0/0.
# A draw of PSUs 1 and 3 gives (3+3)/(5+4), of 1 and 4 (3+3)/(5+8), and so on.
BY_DRAW = {
    ("selection_rate", "overall"): (10 / 23, [6 / 9, 6 / 13, 4 / 10, 4 / 14]),
    ("false_negative_rate", "overall"): (3 / 7, [1 / 4, 1 / 3, 2 / 4, 2 / 3]),
    # the tool abstained on child 13, in PSU 1
    ("abstention", "overall"): (1 / 23, [1 / 9, 1 / 13, 0, 0]),
    # PSU 1 holds 3 selected of 4, PSU 2 1 of 4: the draw in stratum b has no child of north
    ("selection_rate", "region=north"): (4 / 8, [3 / 4, 3 / 4, 1 / 4, 1 / 4]),
}


@pytest.mark.parametrize(("metric", "group"), BY_DRAW)
def test_each_draw_gives_the_figure_counted_by_hand(exact, metric, group):
    place = [cell.name for cell in exact.cells].index(group)
    estimate, draws = BY_DRAW[metric, group]
    assert exact.figure(metric, place) == pytest.approx([estimate, *draws])


@pytest.mark.parametrize(("metric", "group"), [one for one in BY_DRAW if one[0] != RATE])
def test_an_interval_is_the_root_mean_square_of_all_draws_times_t(exact, policy, metric, group):
    estimate, draws = BY_DRAW[metric, group]
    se = math.sqrt(sum((draw - estimate) ** 2 for draw in draws) / 4)
    half = se * float(stdtrit(FREEDOM[group], 0.975))
    row = {row["group"]: row for row in figures.group_rows(exact, policy=policy)}[group]
    assert row[f"{metric}_lo"] == pytest.approx(estimate - half)
    assert row[f"{metric}_hi"] == pytest.approx(estimate + half)


def test_the_variance_of_a_total_is_that_of_the_textbook(exact):
    # two PSUs a stratum: the squared difference of their totals, summed: (3 - 1)^2 + (3 - 3)^2
    selected = exact.total("selected", 0)
    assert np.mean((selected[1:] - selected[0]) ** 2) == pytest.approx(4.0)


def test_sampled_draws_tend_to_the_four(children):
    drawn = measures.rao_wu(
        children.stratum, children.psu, replicates=4000, rng=np.random.default_rng(5)
    )
    kinds, often = np.unique(drawn.factors, axis=0, return_counts=True)
    assert {tuple(kind) for kind in kinds} == {tuple(draw) for draw in DRAWS}
    # 1,000 of each, with a standard deviation of 27
    assert often == pytest.approx(1000, abs=4 * 27)


def test_a_contrast_undefined_in_one_draw_of_four_has_no_interval(exact):
    # PSU 4 has nobody at risk: in the draw of PSUs 1 and 4 all others than north have no rate
    north = [cell.name for cell in exact.cells].index("region=north")
    contrast = exact.figure("false_negative_rate", north) - exact.figure(
        "false_negative_rate", north, others=True
    )
    assert contrast == pytest.approx([1 / 4 - 2 / 3, 1 / 3, NAN, 0 - 2 / 3, 0 - 1], nan_ok=True)
    lo, hi = measures.max_t(contrast[0], contrast[1:], 2, 0.95)
    assert np.isnan([lo, hi]).all()


@pytest.mark.parametrize("group", GROUPS)
def test_counts_of_a_group_are_those_of_the_table_above(exact, group):
    place = [cell.name for cell in exact.cells].index(group)
    counted = exact.counts[place]
    assert (counted.n_children, counted.n_at_risk, counted.n_psu) == COUNTS[group]
    assert counted.df == pytest.approx(FREEDOM[group])

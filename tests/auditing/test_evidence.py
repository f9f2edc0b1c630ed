from dataclasses import replace

import numpy as np
import pytest

from riskscreen import measures
from riskscreen.auditing.cells import cells
from riskscreen.auditing.evidence import METRICS, Counts, gather


@pytest.fixture(scope="module")
def evidence(fair, limits):
    rng = np.random.default_rng(0)
    label = np.where(rng.random(fair.n_children) < 0.05, np.nan, fair.label)
    risk = np.where(rng.random(fair.n_children) < 0.05, np.nan, fair.risk)
    rows = replace(fair, label=label, risk=risk)
    drawn = measures.rao_wu(rows.stratum, rows.psu, replicates=60, rng=rng)
    return gather(rows, cells(rows, limits), replicates=drawn, confidence=0.95)


def _by_hand(rows, metric, inside, weight):
    known, scored = inside & rows.known, inside & rows.scored
    if metric == "abstention":
        return measures.selection_rate(np.isnan(rows.risk[inside]), weight[inside])
    if metric == "selection_rate":
        return measures.selection_rate(rows.selected[inside], weight[inside])
    if metric in ("auc", "observed_over_expected"):
        measure = measures.weighted_auc if metric == "auc" else measures.observed_over_expected
        return measure(rows.label[scored], rows.risk[scored], weight[scored])
    return getattr(measures, metric)(rows.label[known], rows.selected[known], weight[known])


@pytest.mark.parametrize("others", [False, True])
@pytest.mark.parametrize(
    "metric",
    [
        "selection_rate", "false_negative_rate", "false_positive_rate", "precision",
        "abstention", "observed_over_expected", "auc",
    ],
)  # fmt: skip
def test_every_figure_and_replicate_equals_the_measure_itself(evidence, metric, others):
    rows, drawn = evidence.rows, evidence.replicates
    place = [cell.name for cell in evidence.cells].index("ethnicity=minority")
    inside = evidence.cells[place].rows ^ others
    got = evidence.figure(metric, place, others=others)
    factor = drawn.factors.astype(float)[7][drawn.index]
    assert got[0] == pytest.approx(_by_hand(rows, metric, inside, rows.weight))
    assert got[8] == pytest.approx(_by_hand(rows, metric, inside, rows.weight * factor))


def test_the_first_order_auc_of_reported_groups_has_the_exact_spread(evidence):
    rows, drawn = evidence.rows, evidence.replicates
    place = [cell.name for cell in evidence.cells].index("urban=urban")
    of = evidence.cells[place].rows & rows.scored
    exact = measures.weighted_auc_replicates(
        rows.label[of], rows.risk[of], rows.weight[of], drawn.index[of], drawn.factors
    )
    first = evidence.figure("auc", place)
    assert first[0] == pytest.approx(
        measures.weighted_auc(rows.label[of], rows.risk[of], rows.weight[of])
    )
    assert first[1:].std() == pytest.approx(exact.std(), rel=0.05)
    assert np.corrcoef(first[1:], exact)[0, 1] > 0.99


def test_all_others_of_everyone_are_nobody(evidence):
    assert np.isnan(evidence.figure("false_negative_rate", 0, others=True)).all()


def test_on_many_psus_the_first_order_spread_of_a_judging_auc_is_the_exact_one(world, limits):
    rows, rng = world(5, n=9000), np.random.default_rng(0)
    villages = rng.integers(0, 1500, rows.n_children)
    rows = replace(rows, psu=villages.astype(str), stratum=(villages // 100).astype(str))
    drawn = measures.rao_wu(rows.stratum, rows.psu, replicates=300, rng=rng)
    found = gather(rows, cells(rows, limits)[:2], replicates=drawn, confidence=0.95)
    exact = measures.weighted_auc_replicates(
        rows.label, rows.risk, rows.weight, drawn.index, drawn.factors
    )
    first = found.figure("auc", 0)[1:]
    assert np.abs(first - exact).max() > 1e-6
    assert first.std() == pytest.approx(exact.std(), rel=0.005)


def test_children_in_any_order_give_the_same_evidence(evidence, limits):
    rows, order = evidence.rows, np.random.default_rng(1).permutation(evidence.rows.n_children)
    moved = replace(
        rows,
        **{name: getattr(rows, name)[order] for name in
           ("label", "eligible", "risk", "selected", "weight", "psu", "stratum", "features")},
        groups={name: level[order] for name, level in rows.groups.items()},
        baselines={},
    )  # fmt: skip
    drawn = measures.rao_wu(moved.stratum, moved.psu, replicates=9, rng=np.random.default_rng(2))
    same = measures.rao_wu(rows.stratum, rows.psu, replicates=9, rng=np.random.default_rng(2))
    one = gather(moved, cells(moved, limits), replicates=drawn, confidence=0.95)
    two = gather(rows, cells(rows, limits), replicates=same, confidence=0.95)
    for metric in METRICS:
        for place in range(len(one.cells)):
            assert one.figure(metric, place) == pytest.approx(
                two.figure(metric, place), nan_ok=True
            )


def test_figures_about_children_at_risk_rest_on_fewer_degrees_of_freedom(evidence):
    for counts in evidence.counts:
        assert 0 < counts.freedom(cases=True) < counts.freedom(cases=False)
    assert Counts(10, 3, 4, 3).freedom(cases=True) == 3


@pytest.mark.parametrize("others", [False, True])
@pytest.mark.parametrize("metric", ["false_positive_rate", "precision", "selection_rate"])
def test_a_figure_is_carried_by_the_children_that_it_is_of(evidence, metric, others):
    rows, place = evidence.rows, 1
    of = {
        "false_positive_rate": rows.label == 0,
        "precision": rows.selected & rows.known,
        "selection_rate": np.ones(rows.n_children, dtype=bool),
    }[metric]
    inside = (evidence.cells[place].rows ^ others) & of
    design = evidence.replicates.clusters
    found = evidence.carrying(metric, place, others=others)
    assert found.n_children == inside.sum()
    assert found.n_psu == design.n_psu_of(inside)
    assert found.df == design.effective_df(rows.weight * inside)

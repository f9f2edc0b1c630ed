import time

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from riskscreen import measures


def test_auc_equals_scikit_learn_with_weights_and_ties(sample):
    label, risk, weight = sample
    expected = roc_auc_score(label, risk, sample_weight=weight)
    assert measures.weighted_auc(label, risk, weight) == pytest.approx(expected, abs=1e-12)


def test_average_precision_equals_scikit_learn(sample):
    label, risk, weight = sample
    expected = average_precision_score(label, risk, sample_weight=weight)
    assert measures.average_precision(label, risk, weight) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("label", "risk"),
    [([0, 0], [0.1, 0.2]), ([1, 1], [0.1, 0.2]), ([], []), ([0, np.nan], [0.1, 0.2])],
    ids=["no case", "only cases", "nobody", "unknown label"],
)
def test_auc_is_undefined_not_zero(label, risk):
    assert np.isnan(measures.weighted_auc(label, risk, np.ones(len(label))))


def test_equal_scores_rank_nobody():
    assert measures.weighted_auc([0, 1, 0, 1], [0.3] * 4, np.ones(4)) == 0.5


@pytest.mark.parametrize(
    ("replicated", "plain"),
    [
        (measures.weighted_auc_replicates, measures.weighted_auc),
        (measures.average_precision_replicates, measures.average_precision),
    ],
    ids=["auc", "average precision"],
)
def test_replicates_equal_the_measure_under_their_weights(sample, rng, replicated, plain):
    label, risk, weight = sample
    psu = np.arange(400) // 10
    drawn = measures.rao_wu(psu // 8, psu, replicates=7, rng=rng)
    got = replicated(label, risk, weight, drawn.index, drawn.factors)
    wanted = [plain(label, risk, weight * f[drawn.index]) for f in drawn.factors.astype(float)]
    assert got == pytest.approx(wanted, abs=1e-9)


@pytest.mark.parametrize("share", [0.02, 0.5, 0.97])
def test_auc_replicates_are_exact_whichever_class_is_rare(rng, share):
    label, risk = (rng.random(600) < share).astype(float), np.round(rng.random(600), 2)
    weight, psu = rng.gamma(4, 1, 600), np.arange(600) // 20
    drawn = measures.rao_wu(psu // 10, psu, replicates=5, rng=rng)
    got = measures.weighted_auc_replicates(label, risk, weight, drawn.index, drawn.factors)
    factors = drawn.factors.astype(float)[:, drawn.index]
    wanted = [measures.weighted_auc(label, risk, weight * f) for f in factors]
    assert got == pytest.approx(wanted, abs=1e-12, nan_ok=True)


def test_rows_in_the_order_of_their_risks_give_the_same_figures(sample):
    label, risk, weight = sample
    order = np.argsort(risk, kind="stable")
    ordered = [values[order] for values in sample]
    assert measures.weighted_auc(*ordered) == pytest.approx(
        measures.weighted_auc(label, risk, weight)
    )
    assert measures.auc_influence(*ordered) == pytest.approx(
        measures.auc_influence(label, risk, weight)[order]
    )


def test_a_replicate_without_cases_is_undefined(rng):
    label, risk = np.array([1.0, 0, 0, 0]), np.array([0.4, 0.1, 0.2, 0.3])
    factors = np.array([[0.0, 2.0], [1.0, 1.0]])
    index = np.array([0, 1, 1, 1])
    got = measures.weighted_auc_replicates(label, risk, np.ones(4), index, factors)
    assert np.isnan(got[0])
    assert got[1] == 1


def test_the_parts_of_the_auc_average_to_it_in_both_classes(sample):
    label, risk, weight = sample
    part = measures.auc_influence(label, risk, weight)
    auc = measures.weighted_auc(label, risk, weight)
    for inside in (label == 1, label == 0):
        assert np.average(part[inside], weights=weight[inside]) == pytest.approx(auc)


def test_a_thousand_replicates_of_forty_thousand_children_are_quick(rng):
    n = 40_000
    label, risk, psu = (rng.random(n) < 0.12).astype(float), rng.random(n), np.arange(n) // 130
    drawn = measures.rao_wu(psu // 50, psu, replicates=1000, rng=rng)
    start = time.process_time()
    measures.weighted_auc_replicates(label, risk, np.ones(n), drawn.index, drawn.factors)
    assert time.process_time() - start < 5  # typically 0.3 s


def test_rank_correlation_ignores_the_scale(rng):
    x = rng.random(50)
    assert measures.rank_correlation(x, np.exp(9 * x), np.ones(50)) == pytest.approx(1)
    assert np.isnan(measures.rank_correlation(x, np.ones(50), np.ones(50)))

import importlib

import numpy as np
import pytest

from riskscreen.auditing.comparing.equal_opportunity import (
    Children,
    Learned,
    as_often_as_weighed,
    gradient_shares,
    threshold_shares,
)


def _side(seed, *, n=6000, shift=-1.0, weights=True):
    """Return risks of two groups with base rates apart, and labels drawn from them."""
    rng = np.random.default_rng(seed)
    group = np.where(rng.random(n) < 0.3, "b", "a")
    hint = rng.normal(0, 1.2, n)
    risk = 1 / (1 + np.exp(-(-1.2 + hint + shift * (group == "b"))))
    label = (rng.random(n) < risk).astype(np.int64)
    weight = rng.gamma(4, 1 / 4, n) if weights else np.ones(n)
    return Learned(label, risk, weight, group), hint[:, None]


def _recall(learned, taken, group):
    of = (learned.group == group) & (learned.label == 1)
    return float(taken[of] @ learned.weight[of] / learned.weight[of].sum())


def _children(learned):
    return Children(learned.risk, learned.weight, learned.group)


def _by_gradient(learned, features, *, capacity):
    return gradient_shares(
        learned, _children(learned), (features, features), capacity=capacity, start=0.5
    )


@pytest.mark.parametrize("share", [0.02, 0.1, 0.3])
def test_the_thresholds_hold_the_capacity_and_find_alike_where_they_learned(share):
    learned, _ = _side(1)
    capacity = share * learned.weight.sum()
    taken, _ = threshold_shares(learned, _children(learned), capacity=capacity, start=0.5)
    assert learned.weight @ taken == pytest.approx(capacity)
    assert _recall(learned, taken, "a") == pytest.approx(_recall(learned, taken, "b"), abs=0.02)


@pytest.mark.parametrize("capacity", [0.0, 3.0])
def test_a_list_shorter_than_any_price_makes_it_is_held_all_the_same(capacity):
    learned, hint = _side(1)
    by_thresholds, _ = threshold_shares(learned, _children(learned), capacity=capacity, start=0.5)
    by_gradient, _ = _by_gradient(learned, hint, capacity=capacity)
    for taken in (by_thresholds, by_gradient):
        assert learned.weight @ taken == pytest.approx(capacity)


def test_one_list_would_not_find_alike_there():
    learned, _ = _side(1)
    top = (learned.risk >= np.quantile(learned.risk, 0.9)).astype(float)
    assert _recall(learned, top, "a") - _recall(learned, top, "b") > 0.1


def test_survey_weights_move_the_thresholds():
    learned, _ = _side(1, weights=False)
    heavy = np.where((learned.group == "b") & (learned.label == 1) & (learned.risk > 0.3), 8.0, 1.0)
    weighed = Learned(learned.label, learned.risk, heavy, learned.group)
    capacity = 0.1 * learned.label.size
    plain, moved = (
        threshold_shares(one, _children(learned), capacity=capacity, start=0.5)[0]
        for one in (learned, weighed)
    )
    assert _recall(weighed, moved, "a") == pytest.approx(_recall(weighed, moved, "b"), abs=0.02)
    assert moved[learned.group == "b"].sum() < 0.8 * plain[learned.group == "b"].sum()


def test_within_a_group_a_higher_risk_is_never_less_likely_to_be_taken():
    learned, _ = _side(1)
    taken, _ = threshold_shares(learned, _children(learned), capacity=500.0, start=0.5)
    for group in ("a", "b"):
        of = learned.group == group
        assert (np.diff(taken[of][np.argsort(learned.risk[of])]) >= -1e-12).all()


def test_asked_for_accuracy_alone_it_selects_as_fairlearn_does_by_itself():
    postprocessing = importlib.import_module("fairlearn.postprocessing")
    from sklearn.linear_model import LinearRegression

    learned, _ = _side(1, weights=False)
    as_given = LinearRegression()
    as_given.coef_, as_given.intercept_ = np.ones(1), 0.0
    theirs = postprocessing.ThresholdOptimizer(
        estimator=as_given, constraints="true_positive_rate_parity", prefit=True,
        predict_method="predict",
    ).fit(learned.risk[:, None], learned.label, sensitive_features=learned.group)  # fmt: skip
    expected = theirs.predict(
        learned.risk[:, None], sensitive_features=learned.group, random_state=1
    ).mean()
    _, own = threshold_shares(learned, _children(learned), capacity=600.0, start=0.5)
    assert own == pytest.approx(expected, abs=0.01)


def test_a_child_without_a_risk_is_never_taken():
    learned, _ = _side(1)
    risk = learned.risk.copy()
    risk[:100] = np.nan
    taken, _ = threshold_shares(
        learned, Children(risk, learned.weight, learned.group), capacity=500.0, start=0.5
    )
    assert (taken[:100] == 0).all()


@pytest.mark.parametrize("share", [0.02, 0.1, 0.3])
def test_the_classifiers_hold_the_capacity(share):
    learned, hint = _side(1)
    capacity = share * learned.weight.sum()
    taken, _ = _by_gradient(learned, hint, capacity=capacity)
    assert learned.weight @ taken == pytest.approx(capacity)


def test_the_capacity_s_price_alone_brings_the_list_near_its_length():
    learned, hint = _side(1)
    told = np.column_stack([hint[:, 0], learned.group == "b"]).astype(float)
    _, own = _by_gradient(learned, told, capacity=0.1 * learned.weight.sum())
    assert own == pytest.approx(0.1, abs=0.04)


@pytest.mark.parametrize("share", [0.1, 0.2])
def test_a_feature_that_tells_the_group_lets_the_classifiers_find_alike(share):
    learned, hint = _side(1, shift=-1.6)
    told = np.column_stack([hint[:, 0], learned.group == "b"]).astype(float)
    taken, _ = _by_gradient(learned, told, capacity=share * learned.weight.sum())
    top = (learned.risk >= np.quantile(learned.risk, 1 - share)).astype(float)
    gap, raw = (_recall(learned, one, "a") - _recall(learned, one, "b") for one in (taken, top))
    assert raw > 0.2
    assert abs(gap) < 0.05


def test_where_no_feature_tells_the_group_the_classifiers_rank_by_the_features():
    learned, hint = _side(1, shift=0.0)
    taken, _ = _by_gradient(learned, hint, capacity=0.1 * learned.weight.sum())
    assert (np.diff(taken[np.argsort(hint[:, 0])]) >= 0).all()
    assert (taken.min(), taken.max()) == (0, 1)


def test_the_gradient_takes_missing_constant_and_empty_features():
    learned, hint = _side(1, shift=0.0)
    rng = np.random.default_rng(0)
    holes = np.where(rng.random(hint.shape) < 0.2, np.nan, hint)
    wide = np.column_stack([holes, np.ones(len(hint)), np.full(len(hint), np.nan)])
    taken, _ = _by_gradient(learned, wide, capacity=0.1 * learned.weight.sum())
    assert taken[holes[:, 0] > 2.2].min() == 1
    assert taken[holes[:, 0] < 0].max() == 0


def test_the_classifiers_take_no_child_without_a_risk():
    learned, hint = _side(1)
    risk = learned.risk.copy()
    risk[:100] = np.nan
    children = Children(risk, learned.weight, learned.group)
    taken, _ = gradient_shares(learned, children, (hint, hint), capacity=500.0, start=0.5)
    assert (taken[:100] == 0).all()
    assert learned.weight @ taken == pytest.approx(500)


def test_counts_are_their_expectation_to_the_next_whole():
    rng = np.random.default_rng(0)
    wanted = rng.gamma(2, 1, 500)
    for start in (0.0, 0.37, 0.99):
        got = np.bincount(
            as_often_as_weighed(wanted, order=rng.random(500), start=start), minlength=500
        )
        assert (np.abs(got - wanted) < 1 + 1e-6).all()
        assert got.sum() == pytest.approx(wanted.sum(), abs=1)


def test_a_dozen_cases_in_a_group_do_not_vanish_at_the_cheapest_price():
    learned, _ = _side(1, n=700, shift=-3.0)
    assert 3 <= ((learned.group == "b") & (learned.label == 1)).sum() <= 15
    capacity = 0.1 * learned.weight.sum()
    taken, _ = threshold_shares(learned, _children(learned), capacity=capacity, start=0.5)
    assert learned.weight @ taken == pytest.approx(capacity)

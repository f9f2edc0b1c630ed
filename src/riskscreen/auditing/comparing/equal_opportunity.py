"""How would Fairlearn rank, if equal shares of the children at risk must be found in each group?

Fairlearn knows neither a capacity nor survey weights. The capacity enters as the price of a
visit: what a found case must be worth for the list to end where it should. A survey weight
enters as how often a row stands in the table that Fairlearn sees.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.auditing.inputs import Floats, Texts
from riskscreen.core import need

__all__ = ["Children", "Learned", "as_often_as_weighed", "gradient_shares", "threshold_shares"]

# Risks are cut into this many levels of equal weight, a tenth of a percent of the children each:
# Fairlearn's loop in Python then runs over a thousand thresholds in place of every child.
_LEVELS = 1000
# A case is worth between e^-5 and e^5 visits (risks from 0.7 to 99.3 %); 10 halvings leave 1 %.
# Between two prices stands their mixture; the wider apart, the more is left to chance.
_DEAREST = 5.0
_HALVINGS = 10
# Agarwal et al. (2018), algorithm 1. With the linear programme after every round the gap to the
# best is 0 after 6 rounds for two groups and 0.003 after 10 for six; without it, 0.04 after 15.
_ROUNDS = 10
_GAP = 0.002
# Gradient of a best response: at 0.01, in float32, the gap is no wider and the time a third.
_SETTLED = 0.01
_SLACK = 0.01
_BOUND = 0.05
# Common shift of all classifiers' logits: +-20 selects everybody or nobody.
_FARTHEST = 20.0
_SHIFTS = 40
_DIGITS = 12
# A cumulated sum of weights that should be whole falls short of it by no more than this.
_WHOLE = 1e-9
_SAFE_CUT = 0.001

Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """Training rows of known outcome: label, out-of-fold risk, weight, group, each (n_rows,)."""

    label: NDArray[np.int64]
    risk: Floats
    weight: Floats
    group: Texts


@dataclass(frozen=True, slots=True, eq=False)
class Children:
    """Judged children: risk (NaN without one), weight, group, each (n_children,)."""

    risk: Floats
    weight: Floats
    group: Texts


def threshold_shares(
    learned: Learned, children: Children, *, capacity: float, start: float
) -> tuple[Floats, float]:
    """Return how likely each child is to be on the threshold optimiser's list.

    Among all mixtures of thresholds by group that find the same share of the children at risk in
    every group of the training table, those that are best at the price at which the list holds
    ``capacity``; between two prices, their mixture, which keeps the shares equal.

    Parameters
    ----------
    learned : Learned
        The training table.
    children : Children
        The judged children; every group is one of ``learned``.
    capacity : float
        Weight of the children that the list holds.
    start : float
        In [0, 1), drawn by chance; see `as_often_as_weighed`.

    Returns
    -------
    tuple of ndarray of float64, shape (n_children,), and float
        Likelihoods, 0 for a child without a risk; the share of the children that the optimiser
        selects where it is asked for accuracy alone.
    """
    edges = _level_edges(learned)

    def at(price: float) -> Floats:
        thresholds = _thresholds(learned, edges, worth=float(np.exp(price)), start=start)
        return _likelihood(thresholds, children, edges)

    under, over = _around(
        at, children.weight, capacity=capacity, farthest=_DEAREST, halvings=_HALVINGS
    )
    own = float(children.weight @ at(0.0) / children.weight.sum())
    return _mixed(under, over, weight=children.weight, capacity=capacity), own


def gradient_shares(
    learned: Learned,
    children: Children,
    features: tuple[Floats, Floats],
    *,
    capacity: float,
    start: float,
) -> tuple[Floats, float]:
    """Return how likely each child is to be on the list of exponentiated gradient.

    It gives a handful of logistic regressions, one of which is drawn by chance for every child.
    What a false alarm costs is set by the capacity; what is still too long or too short is taken
    off by one shift of the logits of all of them.

    Parameters
    ----------
    learned, children : Learned, Children
        As in `threshold_shares`; the groups of the judged children are not looked at.
    features : tuple of ndarray of float64, shape (n_rows, n_features)
        Of the training rows and of the judged children; NaN where not recorded.
    capacity : float
        Weight of the children that the list holds.
    start : float
        In [0, 1), drawn by chance; see `as_often_as_weighed`.

    Returns
    -------
    tuple of ndarray of float64, shape (n_children,), and float
        Likelihoods, 0 for a child without a risk; the share of the children selected before the
        shift.
    """
    of = ~np.isnan(children.risk)
    weight, total = children.weight[of], float(children.weight.sum())
    chance, logit = _classifiers(
        learned, (features[0], features[1][of]), share=capacity / total, start=start
    )

    def at(shift: float) -> Floats:
        # what all of them select is certain, whatever the rounding of a sum of chances
        return np.minimum(np.round((logit + shift > 0) @ chance, _DIGITS), 1.0)

    under, over = _around(at, weight, capacity=capacity, farthest=_FARTHEST, halvings=_SHIFTS)
    likely = np.zeros(of.size)
    likely[of] = _mixed(under, over, weight=weight, capacity=capacity)
    return likely, float(weight @ at(0.0)) / total


def as_often_as_weighed(counts: Floats, *, order: Floats, start: float) -> Ints:
    """Return row numbers, each as often as it should count, to a whole number.

    Systematic: along ``order`` a row that counts twice comes twice, and of two that count half
    one comes.

    Parameters
    ----------
    counts : ndarray of float64, shape (n_rows,)
        Wanted counts, not whole.
    order : ndarray of float64, shape (n_rows,)
        Rows of a similar value stand for each other.
    start : float
        In [0, 1), drawn by chance: which of them does.

    Examples
    --------
    >>> as_often_as_weighed(np.array([2.0, 0.5, 0.5]), order=np.arange(3.0), start=0.0)
    array([0, 0, 2])
    """
    line = np.argsort(order, kind="stable")
    ends = np.floor(np.cumsum(counts[line]) + start + _WHOLE).astype(np.intp)
    return np.sort(np.repeat(line, np.diff(ends, prepend=0)))


def _level_edges(learned: Learned) -> Floats:
    line = np.argsort(learned.risk, kind="stable")
    reached = np.cumsum(learned.weight[line]) / learned.weight.sum()
    at = np.searchsorted(reached, np.arange(1, _LEVELS) / _LEVELS)
    edges: Floats = np.unique(learned.risk[line][np.minimum(at, line.size - 1)])
    return edges


def _thresholds(
    learned: Learned, edges: Floats, *, worth: float, start: float
) -> Mapping[str, Any]:
    """Return each group's mixture of two thresholds if a case is worth ``worth`` visits."""
    counts = learned.weight / learned.weight.mean() * np.where(learned.label == 1, worth, 1.0)
    seen = _with_every_class(as_often_as_weighed(counts, order=learned.risk, start=start), learned)
    optimiser = need("fairlearn.postprocessing", extra="audit").ThresholdOptimizer(
        estimator=_as_given(),
        constraints="true_positive_rate_parity",
        objective="accuracy_score",
        grid_size=_LEVELS,
        prefit=True,
        predict_method="predict",
    )
    scores = _level_of(learned.risk, edges)[seen, None]
    optimiser.fit(scores, learned.label[seen], sensitive_features=learned.group[seen])
    found: Mapping[str, Any] = optimiser.interpolated_thresholder_.interpolation_dict
    return found


def _with_every_class(seen: Ints, learned: Learned) -> Ints:
    """Return the rows with one at least of each group and label, the heaviest, where none is left.

    At the cheapest price a case counts for a hundredth of a row, and Fairlearn refuses a group
    from which all cases have gone.
    """
    absent = [
        of[np.argmax(learned.weight[of])]
        for group in np.unique(learned.group)
        for label in (0, 1)
        for of in [np.flatnonzero((learned.group == group) & (learned.label == label))]
        if of.size and not np.isin(of, seen).any()
    ]
    return np.sort(np.concatenate([seen, np.array(absent, dtype=np.intp)]))


def _likelihood(thresholds: Mapping[str, Any], children: Children, edges: Floats) -> Floats:
    likely = np.zeros(children.risk.size)
    for group, mixture in thresholds.items():
        of = (children.group == group) & ~np.isnan(children.risk)
        level = _level_of(children.risk[of], edges)
        likely[of] = mixture.p0 * mixture.operation0(level) + mixture.p1 * mixture.operation1(level)
    return np.clip(likely, 0.0, 1.0)


def _level_of(risk: Floats, edges: Floats) -> Floats:
    return np.searchsorted(edges, risk, side="right").astype(np.float64)


def _around(
    at: Callable[[float], Floats],
    weight: Floats,
    *,
    capacity: float,
    farthest: float,
    halvings: int,
) -> tuple[Floats, Floats]:
    """Return the lists just within and just beyond the capacity, of those that ``at`` draws."""
    low, high = -farthest, farthest
    under, over = at(low), at(high)
    for _ in range(halvings):
        middle = (low + high) / 2
        likely = at(middle)
        if float(weight @ likely) <= capacity:
            low, under = middle, likely
        else:
            high, over = middle, likely
    return under, over


def _mixed(under: Floats, over: Floats, *, weight: Floats, capacity: float) -> Floats:
    least, most = float(weight @ under), float(weight @ over)
    if least > capacity:  # even the dearest visit leaves too many: all are as much less likely
        return np.asarray(under * (capacity / least))
    share = (capacity - least) / (most - least) if most > least else 0.0
    return np.asarray(under + np.clip(share, 0, 1) * (over - under))


def _as_given() -> Any:  # noqa: ANN401 - scikit-learn has no types
    """Return a fitted estimator whose prediction is the one column that it is given."""
    line = need("sklearn.linear_model", extra="audit").LinearRegression()
    line.coef_, line.intercept_ = np.ones(1), 0.0
    return line


def _classifiers(
    learned: Learned, features: tuple[Floats, Floats], *, share: float, start: float
) -> tuple[Floats, Floats]:
    """Return the chance of each classifier, and their logits, shape (n_children, n_classifiers)."""
    seen = as_often_as_weighed(
        learned.weight / learned.weight.mean(), order=learned.risk, start=start
    )
    seen = _with_every_class(seen, learned)
    known = features[0][seen]
    prepared = _prepare(known)
    gradient = _exponentiated_gradient(_cut(learned, share))
    with warnings.catch_warnings():
        # fairlearn 0.15 enlarges a series in a way that pandas 3 deprecates
        warnings.simplefilter("ignore", DeprecationWarning)
        # a best response that has not settled to the last digit is one of several to mix
        warnings.simplefilter(
            "ignore", need("sklearn.exceptions", extra="audit").ConvergenceWarning
        )
        gradient.fit(prepared(known), learned.label[seen], sensitive_features=learned.group[seen])
    judged = prepared(features[1])
    used = [(place, chance) for place, chance in gradient.weights_.items() if chance > 0]
    logits = [_logit(gradient.predictors_[place], judged) for place, _ in used]
    return np.array([chance for _, chance in used]), np.column_stack(logits)


def _logit(classifier: Any, X: NDArray[np.float32]) -> Floats:  # noqa: ANN401 - scikit-learn has no types
    if hasattr(classifier, "decision_function"):
        return np.asarray(classifier.decision_function(X), dtype=np.float64)
    # where every cost has one sign Fairlearn's classifier says the same of every child
    return np.where(classifier.predict(X) > 0, np.inf, -np.inf)


def _exponentiated_gradient(cut: float) -> Any:  # noqa: ANN401 - Fairlearn has no types
    reductions = need("fairlearn.reductions", extra="audit")
    logistic = need("sklearn.linear_model", extra="audit").LogisticRegression
    return reductions.ExponentiatedGradient(
        logistic(tol=_SETTLED),
        reductions.TruePositiveRateParity(difference_bound=_SLACK),
        objective=reductions.ErrorRate(costs={"fp": cut, "fn": 1 - cut}),
        eps=_BOUND,
        max_iter=_ROUNDS,
        nu=_GAP,
    )


def _cut(learned: Learned, share: float) -> float:
    """Return the out-of-fold risk at which a list of this share ends on the training table."""
    line = np.argsort(-learned.risk, kind="stable")
    reached = np.cumsum(learned.weight[line]) / learned.weight.sum()
    last = learned.risk[line][min(int(np.searchsorted(reached, share)), line.size - 1)]
    return float(np.clip(last, _SAFE_CUT, 1 - _SAFE_CUT))


def _prepare(known: Floats) -> Callable[[Floats], NDArray[np.float32]]:
    """Return the map that fills with medians, tells what was not recorded, and scales."""
    missing = np.isnan(known)
    held = np.flatnonzero(~missing.all(axis=0))
    told = np.flatnonzero(missing.any(axis=0) & ~missing.all(axis=0))
    median = np.nanmedian(known[:, held], axis=0)

    def wide(values: Floats) -> Floats:
        inside = values[:, held]
        filled = np.where(np.isnan(inside), median, inside)
        return np.column_stack([filled, np.isnan(values[:, told]).astype(np.float64)])

    columns = wide(known)
    centre, scale = columns.mean(axis=0), columns.std(axis=0)
    moves = scale > 0
    return lambda values: ((wide(values)[:, moves] - centre[moves]) / scale[moves]).astype(
        np.float32
    )

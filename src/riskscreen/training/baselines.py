"""What would a list without any booster achieve, on the same children?

Prevalence, the place alone, the policy's checklist and a logistic regression, each on the same
folds and, refitted on all training rows, on the later window.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression

from riskscreen import decisions, features
from riskscreen.errors import TrainingError
from riskscreen.policy import Policy, Rule
from riskscreen.training import logistic, splits
from riskscreen.training.rows import Rows

if TYPE_CHECKING:
    from riskscreen.tables import TrainingTable

__all__ = ["Baseline", "answerable", "rules_met", "simple_lists"]

Predict = Callable[[Rows], NDArray[np.float64]]
_Fit = Callable[[Rows], Predict]


@dataclass(frozen=True, slots=True, eq=False)
class Baseline:
    """A simple list: its out-of-fold risks and its risks for any table.

    Parameters
    ----------
    name : str
    oof_risk : ndarray of float64, shape (n_rows,)
        NaN for rows in no fold.
    score : callable
        Rows to risks, fitted on all training rows.
    """

    name: str
    oof_risk: NDArray[np.float64]
    score: Predict

    def __repr__(self) -> str:
        return f"Baseline({self.name}, {self.oof_risk.size} rows)"

    def predict(self, table: TrainingTable) -> NDArray[np.float64]:
        """Return the risks of the rows of ``table``, shape (n_rows,)."""
        return self.score(Rows.of(table))


def simple_lists(
    rows: Rows, *, folds: splits.Folds, policy: Policy, outcome: str
) -> Mapping[str, Baseline]:
    """Return the simple lists by name; ``checklist`` only where all of it can be answered.

    Parameters
    ----------
    rows : Rows
        Training rows, labels known.
    folds : Folds
        Of the same rows.
    policy : Policy
        Gives the checklist and the prior of a place's mean.
    outcome : str

    Raises
    ------
    TrainingError
        If a rule of the checklist asks for a feature that does not exist.
    """
    recipes: dict[str, _Fit] = {
        "prevalence": _fit_prevalence,
        "area": lambda part: _fit_area(part, prior=policy.area_prior_children),
        "logistic": _fit_logistic,
    }
    rules = policy.checklist.get(outcome, ())
    _refuse_unheard_of(rows, rules, policy=policy, outcome=outcome)
    asked = answerable(rows, rules)
    if asked:
        recipes["checklist"] = lambda part: _fit_checklist(part, rules=rules)
    lists = {name: _crossed(name, recipe, rows, folds) for name, recipe in recipes.items()}
    if asked:
        whole = lists["checklist"]
        lists["checklist"] = replace(whole, score=_where_answered(whole.score, rules))
    return lists


def rules_met(rows: Rows, rules: tuple[Rule, ...]) -> NDArray[np.float64]:
    """Return how many rules a child meets; what is not recorded is not met, as on paper."""
    met = np.zeros(rows.n_rows)
    for rule in rules:
        values = rows.column(rule.feature)
        if values is not None:
            met += np.nan_to_num(values, nan=-np.inf) >= rule.at_least
    return met


def answerable(rows: Rows, rules: tuple[Rule, ...]) -> bool:
    """Return whether the records answer every question of a checklist; else it is another list.

    A question is answered where the feature is in the table and recorded for a child at least.
    A model that beats two rules of three has not beaten the checklist.
    """
    columns = [rows.column(rule.feature) for rule in rules]
    return bool(columns) and all(
        values is not None and bool(np.isfinite(values).any()) for values in columns
    )


def _refuse_unheard_of(
    rows: Rows, rules: tuple[Rule, ...], *, policy: Policy, outcome: str
) -> None:
    """Refuse a misspelt rule: it would leave the outcome without a checklist in silence."""
    every = (*features.registered().values(), *features.catalogue(policy))
    known = {*rows.names, *(one.name for one in every if isinstance(one, features.Feature))}
    unknown = [rule.feature for rule in rules if rule.feature not in known]
    if unknown:
        raise TrainingError(
            f"{len(unknown)} of {len(rules)} rules of checklist {outcome} in policy {policy.name} "
            f"ask for a feature that does not exist; first is {unknown[0]}; name a feature of "
            "docs/data_dictionary.md"
        )


def _where_answered(score: Predict, rules: tuple[Rule, ...]) -> Predict:
    """Return a score that is NaN on a table which does not answer the whole checklist."""
    return lambda rows: score(rows) if answerable(rows, rules) else np.full(rows.n_rows, np.nan)


def _crossed(name: str, recipe: _Fit, rows: Rows, folds: splits.Folds) -> Baseline:
    risk = np.full(rows.n_rows, np.nan)
    for number in range(folds.n_folds):
        judged = folds.inside(number)
        risk[judged] = recipe(rows.take(folds.outside(number)))(rows.take(judged))
    return Baseline(name=name, oof_risk=risk, score=recipe(rows))


def _fit_prevalence(rows: Rows) -> Predict:
    share = float(np.average(rows.label, weights=rows.weight))
    return lambda judged: np.full(judged.n_rows, share)


def _fit_area(rows: Rows, *, prior: float) -> Predict:
    share = float(np.average(rows.label, weights=rows.weight))
    regions = _shrunken(rows.region, rows, towards={}, otherwise=share, prior=prior)
    _, first = np.unique(rows.commune, return_index=True)
    region_of = {str(rows.commune[row]): regions.get(str(rows.region[row]), share) for row in first}
    communes = _shrunken(rows.commune, rows, towards=region_of, otherwise=share, prior=prior)

    def predict(judged: Rows) -> NDArray[np.float64]:
        wider = _looked_up(regions, judged.region, np.full(judged.n_rows, share))
        return _looked_up(communes, judged.commune, wider)

    return predict


def _shrunken(
    place: NDArray[np.str_],
    rows: Rows,
    *,
    towards: Mapping[str, float],
    otherwise: float,
    prior: float,
) -> dict[str, float]:
    """Return the weighted rate of each recorded place, drawn towards a wider rate."""
    names, code = np.unique(place, return_inverse=True)
    cases = np.bincount(code, rows.weight * rows.label)
    total = np.bincount(code, rows.weight)
    wider = np.array([towards.get(str(name), otherwise) for name in names])
    rate = (cases + prior * wider) / (total + prior)
    return {str(name): float(one) for name, one in zip(names, rate, strict=True) if name != ""}


def _looked_up(
    rates: Mapping[str, float], place: NDArray[np.str_], otherwise: NDArray[np.float64]
) -> NDArray[np.float64]:
    names, code = np.unique(place, return_inverse=True)
    found = np.array([rates.get(str(name), np.nan) for name in names])[code]
    return np.where(np.isnan(found), otherwise, found)


def _fit_checklist(rows: Rows, *, rules: tuple[Rule, ...]) -> Predict:
    met = rules_met(rows, rules)
    rate = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip")
    rate.fit(met, rows.label, sample_weight=rows.weight)

    def predict(judged: Rows) -> NDArray[np.float64]:
        count = rules_met(judged, rules)
        # the count orders, whatever the rates say; equal counts are ordered by fixed chance
        chance = decisions.tie_key("checklist", judged.child) / 2.0**64
        return np.asarray(np.clip(rate.predict(count), 0, 1 - 1e-3) + 1e-4 * count + 1e-6 * chance)

    return predict


def _fit_logistic(rows: Rows) -> Predict:
    predict = logistic.fit_logistic(rows.X, rows.label, rows.weight)
    return lambda judged: predict(judged.X)

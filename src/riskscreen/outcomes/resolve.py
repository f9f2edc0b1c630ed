"""Who may see what? Eligibility reads a Snapshot and nothing else, a label a FollowUp.

An outcome's functions say by argument name which columns they need; nothing else is passed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import records, schema
from riskscreen.errors import FeatureError, OutcomeError
from riskscreen.outcomes.logic import Answer
from riskscreen.outcomes.outcome import SPECIAL, Outcome, Rule, get, inputs

__all__ = [
    "ages_without_noes",
    "barred_columns",
    "eligible",
    "label",
    "part_labels",
    "settle",
    "state",
]


# Fewer cases than this may lack a no by chance, and train nothing.
_CASES = 20


def eligible(outcome: Outcome, snapshot: records.Snapshot, *, horizon_months: int = 12) -> Answer:
    """Return who can have the outcome, as known on the day of the snapshot.

    Parameters
    ----------
    outcome : Outcome
        The outcome.
    snapshot : Snapshot
        What was known on the day.
    horizon_months : int
        Months to the target day; 0 for a nowcast.

    Returns
    -------
    ndarray of float64, shape (n_children,)
        1 eligible, 0 not, NaN where it cannot be known.

    Raises
    ------
    OutcomeError
        If given anything but a Snapshot, or the function returns anything but 1, 0 and NaN.
    """
    _only(snapshot, records.Snapshot, "eligible", "cut records with as_of(day)")
    if horizon_months < 0:
        raise OutcomeError(f"horizon_months is {horizon_months}; give 0 (concurrent) or more")
    special = {
        "horizon_months": float(horizon_months),
        "rules_day": records.add_months(snapshot.day, horizon_months),
        "known_day": snapshot.day,
        "household": snapshot.household,
        "concurrent": horizon_months == 0,
    }
    return _answers(outcome, outcome.eligible, snapshot, special)


def label(outcome: Outcome, follow_up: records.FollowUp) -> Answer:
    """Return what happened, for every child of the snapshot that the follow-up belongs to.

    Parameters
    ----------
    outcome : Outcome
        The outcome.
    follow_up : FollowUp
        What was seen afterwards.

    Returns
    -------
    ndarray of float64, shape (n_children,)
        1 yes, 0 no, NaN where not observed or not known. Eligibility is not looked at here.

    Raises
    ------
    OutcomeError
        If given anything but a FollowUp, or the function returns anything but 1, 0 and NaN.
    """
    _only(follow_up, records.FollowUp, "label", "ask records for follow_up(snapshot)")
    return _labelled(outcome, outcome.label, follow_up)


def ages_without_noes(
    label: Answer, *, eligible: Answer, age_years: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the years of age at which a label can only be a yes, sorted.

    Where one of several answers was not asked at an age, a known one still makes a yes and nothing
    makes a no: every known label is a case, and what is learned is the age.

    Parameters
    ----------
    label, eligible : ndarray of float64, shape (n_children,)
        1, 0 or NaN.
    age_years : ndarray of float64, shape (n_children,)
        Completed years.

    Returns
    -------
    ndarray of float64
        Ages without one known no, most of whose labels are not known; none of them unless together
        they hold 20 cases.

    Examples
    --------
    >>> age = np.repeat([3.0, 9.0], 60)
    >>> told = np.where(age < 5, np.tile([0.0, 1.0], 60), np.tile([1.0, np.nan, np.nan], 40))
    >>> ages_without_noes(told, eligible=np.ones(120), age_years=age)
    array([9.])
    """
    rows = (eligible == 1) & ~np.isnan(age_years)
    ages, place = np.unique(np.floor(age_years[rows]), return_inverse=True)
    known = label[rows]
    yes, no, lost = (
        np.bincount(place, weights=one.astype(np.float64), minlength=len(ages))
        for one in (known == 1, known == 0, np.isnan(known))
    )
    alone = (yes > 0) & (no == 0) & (lost > yes)
    return ages[alone] if yes[alone].sum() >= _CASES else ages[:0]


def part_labels(outcome: Outcome, follow_up: records.FollowUp) -> dict[str, Answer]:
    """Return each part label, shape (n_children,); NaN where the part does not apply.

    Raises
    ------
    OutcomeError
        As for `label`.
    """
    _only(follow_up, records.FollowUp, "part_labels", "ask records for follow_up(snapshot)")
    return {name: _labelled(outcome, rule, follow_up) for name, rule in outcome.parts.items()}


def state(outcome: Outcome, snapshot: records.Snapshot) -> Answer:
    """Return the label that the snapshot's own rows would give: who is in that state already.

    It tells new cases from lasting ones; it is never a label.

    Returns
    -------
    ndarray of float64, shape (n_children,)
        1, 0 or NaN.

    Raises
    ------
    OutcomeError
        If given anything but a Snapshot.
    """
    _only(snapshot, records.Snapshot, "state", "cut records with as_of(day)")
    special = {
        "horizon_months": 0.0,
        "rules_day": snapshot.day,
        "known_day": snapshot.day,
        "household": snapshot.household,
        "concurrent": True,
    }
    return _answers(outcome, outcome.label, snapshot, special)


def settle(
    outcome: Outcome | str, snapshot: records.Snapshot, *, horizon_months: int = 12
) -> Outcome:
    """Return the outcome, or the definition that stands in where a nowcast lacks a question.

    Raises
    ------
    OutcomeError
        If the outcome is unknown, or given anything but a Snapshot.
    """
    _only(snapshot, records.Snapshot, "settle", "cut records with as_of(day)")
    chosen = get(outcome) if isinstance(outcome, str) else outcome
    if horizon_months:
        return chosen
    for column, definition in chosen.when_not_asked.items():
        if np.isnan(snapshot.column(column)).all():
            return get(chosen.name, definition)
    return chosen


def barred_columns(outcome: Outcome) -> tuple[str, ...]:
    """Return the columns that a nowcast must not see, missingness included, sorted.

    They are the outcome's sources, what may follow from a yes, and every column that is asked
    only after one of them, however far down.

    Examples
    --------
    >>> "grade_current" in barred_columns(get("dropout"))
    True
    >>> "grade_attained" in barred_columns(get("dropout"))
    False
    """
    barred = {*outcome.sources, *outcome.consequences}
    asked_after = {name: field.asked_if for (_, name), field in schema.fields().items()}
    while True:
        more = {name for name, before in asked_after.items() if before in barred} - barred
        if not more:
            return tuple(sorted(barred))
        barred |= more


def _labelled(outcome: Outcome, rule: Rule, follow_up: records.FollowUp) -> Answer:
    special = {
        "horizon_months": float(follow_up.horizon_months),
        "rules_day": follow_up.day,
        "known_day": follow_up.day,
        "household": follow_up.household,
        "concurrent": follow_up.horizon_months == 0,
    }
    answers = _answers(outcome, rule, follow_up, special)
    return np.where(follow_up.observed, answers, np.nan)


def _answers(
    outcome: Outcome,
    rule: Rule,
    cut: records.Snapshot | records.FollowUp,
    special: Mapping[str, Any],
) -> Answer:
    arguments = {}
    for name in inputs(rule):
        try:
            arguments[name] = special[name] if name in SPECIAL else cut.column(name)
        except FeatureError as fault:
            raise OutcomeError(f"outcome {outcome.name} needs {name}: {fault}") from fault
    answers = np.asarray(rule(**arguments))
    _three_valued(outcome, answers, cut)
    return answers.astype(np.float64)


def _three_valued(
    outcome: Outcome,
    answers: Any,  # noqa: ANN401 - of a stranger
    cut: records.Snapshot | records.FollowUp,
) -> None:
    if answers.shape != (cut.n_children,) or answers.dtype.kind not in "fb":
        raise OutcomeError(
            f"outcome {outcome.name} returned {answers.shape} {answers.dtype} instead of "
            f"({cut.n_children},) float64; one answer for each child"
        )
    odd = ~(np.isnan(answers) | (answers == 0) | (answers == 1))
    if odd.any():
        first = int(np.argmax(odd))
        raise OutcomeError(
            f"outcome {outcome.name} is neither 1, 0 nor NaN in {int(odd.sum())} of {len(odd)} "
            f"children; first is child {cut.children['child_id'][first]}: {answers[first]}. "
            "Return yes, no or unknown"
        )


def _only(given: object, wanted: type, what: str, how: str) -> None:
    if not isinstance(given, wanted):
        raise OutcomeError(
            f"outcomes.{what} reads a {wanted.__name__}, not {type(given).__name__}: the cut in "
            f"time is a type; {how}"
        )

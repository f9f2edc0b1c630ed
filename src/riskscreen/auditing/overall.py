"""Does the list rank, is it calibrated, and is it better than a simple one?

What concerns all children at once: AUD-08 to AUD-11, and AUD-13 on those lost to follow-up; with
the slope overall comes the slope inside each group (AUD-23).
"""

from __future__ import annotations

import math
from functools import partial

import numpy as np
from numpy.typing import NDArray

from riskscreen import measures
from riskscreen.auditing.evidence import Evidence
from riskscreen.auditing.inputs import AuditInput, Floats
from riskscreen.auditing.judging import Row, enough, judge
from riskscreen.auditing.lines import printable
from riskscreen.auditing.slopes import slope_findings
from riskscreen.core import Finding, Verdict
from riskscreen.policy import Policy

__all__ = ["CHECKLIST", "gain_over", "list_at_capacity", "overall_findings"]

CHECKLIST = "checklist"
_PER = 1000.0


def overall_findings(evidence: Evidence, *, policy: Policy) -> list[Finding]:
    """Return AUD-08 to AUD-11, AUD-13 and AUD-23."""
    return [
        *judge([_discrimination(evidence, policy)], policy=policy),
        *slope_findings(evidence, policy=policy),
        _gain(evidence, policy),
        *_single_features(evidence.rows, policy),
        *judge(_lost(evidence, policy), policy=policy),
    ]


def list_at_capacity(score: Floats, weight: Floats, selected_weight: float) -> Floats:
    """Return the share of each child that a list in the order of ``score`` takes.

    The list ends when it holds ``selected_weight``; children of one score at its end are taken
    by chance, so each counts as the share of them that fits. A child without a score is last
    and never taken.

    Examples
    --------
    >>> list_at_capacity(np.array([3.0, 1.0, 1.0, np.nan]), np.ones(4), 2.0)
    array([1. , 0.5, 0.5, 0. ])
    """
    order = np.where(np.isnan(score), -np.inf, score)
    steps, code = np.unique(-order, return_inverse=True)
    mass = np.bincount(code, weights=weight, minlength=steps.size)
    before = np.cumsum(mass) - mass
    taken = np.clip((selected_weight - before) / mass, 0, 1)
    return np.where(np.isnan(score), 0.0, taken[code])


def gain_over(evidence: Evidence, score: Floats) -> Floats:
    """Return children at risk found more than by a simple list, per 1,000 eligible children.

    Shape (1 + n_replicates,); both lists hold the same weight of children, labels known or not.
    """
    rows = evidence.rows
    simple = list_at_capacity(score, rows.weight, float(rows.weight @ rows.selected))
    more = rows.weight * rows.at_risk * (rows.selected - simple)
    estimate, replicated = measures.bootstrap_ratio(
        more, rows.weight * rows.known, evidence.replicates
    )
    return _PER * np.concatenate([[estimate], replicated])


def _discrimination(evidence: Evidence, policy: Policy) -> Row:
    return _overall(
        evidence,
        "AUD-08",
        "ranking overall",
        "AUC",
        evidence.figure("auc", 0),
        limit=(policy.auc_floor, None),
    )


def _gain(evidence: Evidence, policy: Policy) -> Finding:
    score = evidence.rows.baselines.get(CHECKLIST)
    title, unit = "gain over the checklist", "children at risk found per 1,000 eligible children"
    # A list that scores nobody would take nobody, and any model would gain over it.
    if score is None or not np.isfinite(score).any():
        return Finding(
            code="AUD-10",
            title=title,
            verdict=Verdict.INSUFFICIENT,
            outcome=evidence.rows.outcome,
            limit=(0.0, None),
            unit=unit,
            judges=True,
            detail=_no_checklist(evidence.rows, policy),
        )
    row = _overall(evidence, "AUD-10", title, unit, gain_over(evidence, score), limit=(0.0, None))
    (found,) = judge([row], policy=policy)
    return _unless_above_zero(found) if enough(row, policy) else found


def _no_checklist(rows: AuditInput, policy: Policy) -> str:
    """Return why there is no checklist, with the questions that these records do not answer."""
    rules = policy.checklist.get(rows.outcome, ())
    if not rules:
        return "the policy has no checklist for this outcome; write one that its records answer"
    answered = set() if rows.features is None else {
        name
        for name, column in zip(rows.feature_names, rows.features.T, strict=True)
        if np.isfinite(column).any()
    }  # fmt: skip
    missing = [rule.feature for rule in rules if rule.feature not in answered]
    if not missing:
        return (
            "no checklist was given to compare with, or the training records did not answer every "
            "question of it; train on records that do"
        )
    return (
        f"no checklist to compare with: {len(missing)} of its {len(rules)} questions are not "
        f"answered by these records; first is {missing[0]}; record it, or write a checklist that "
        "the records answer"
    )


def _unless_above_zero(found: Finding) -> Finding:
    """Return a failure where the interval reaches down to zero: a tie means use the checklist."""
    lowest = None if found.interval is None else found.interval[0]
    if lowest is not None and lowest > 0:
        return found
    return Finding.from_dict({
        **found.to_dict(),
        "verdict": Verdict.FAIL,
        "detail": "the list is not shown to find more children at risk than the checklist "
        "would; do not score children one by one, use the checklist",
    })  # fmt: skip


def _single_features(rows: AuditInput, policy: Policy) -> list[Finding]:
    """Return a finding for each feature that foretells alone, or one that none does."""
    auc = _alone(rows)
    limit = policy.single_feature_auc
    striking = {name: value for name, value in auc.items() if value > limit}
    if striking:
        return [
            _single(rows, f"one input ranks alone: {name}", value, limit, Verdict.FAIL)
            for name, value in sorted(striking.items(), key=lambda item: -item[1])
        ]
    if not auc:
        return [_single(rows, "no input could be looked at alone", None, limit,
                        Verdict.INSUFFICIENT)]  # fmt: skip
    name, value = max(auc.items(), key=lambda item: item[1])
    return [_single(rows, f"strongest input alone: {name}", value, limit, Verdict.PASS)]


def _single(
    rows: AuditInput, title: str, value: float | None, limit: float, verdict: Verdict
) -> Finding:
    return Finding(
        code="AUD-11",
        title=title,
        verdict=verdict,
        outcome=rows.outcome,
        measured=value,
        limit=(None, limit),
        unit="AUC of one input, or of its being missing",
        judges=rows.nowcast,
        detail=""
        if verdict is Verdict.PASS
        else "an input that foretells so well is often the "
        "answer itself; find out when and by whom it is recorded",
    )


def _alone(rows: AuditInput) -> dict[str, float]:
    """Return the AUC of each feature and of its missingness, whichever way it points."""
    if rows.features is None:
        return {}
    of = rows.known
    y, w = rows.label[of], rows.weight[of]
    found: dict[str, float] = {}
    for name, column in zip(rows.feature_names, rows.features[of].T, strict=True):
        known = np.isfinite(column)
        both = {
            name: measures.weighted_auc(y[known], column[known], w[known]),
            f"{name} (not recorded)": measures.weighted_auc(y, (~known).astype(np.float64), w),
        }
        found |= {what: max(auc, 1 - auc) for what, auc in both.items() if math.isfinite(auc)}
    return found


def _lost(evidence: Evidence, policy: Policy) -> list[Row]:
    return [
        Row(
            code="AUD-13",
            title="children lost to follow-up",
            outcome=evidence.rows.outcome,
            cell=cell,
            values=evidence.figure("lost", place),
            counts=(evidence.counts[place],),
            limit=(None, policy.followup_lost),
            unit="share of eligible children",
            needs_cases=False,
            exact=partial(_exact_lost, evidence, cell.rows),
            detail=_manski(evidence, place, policy),
        )
        for place, cell in enumerate(evidence.cells)
        if cell.judges
    ]


def _exact_lost(
    evidence: Evidence, inside: NDArray[np.bool_], confidence: float
) -> tuple[float, float]:
    rows = evidence.rows
    of = inside & (rows.eligible == 1)
    if not of.any():
        return math.nan, math.nan
    return measures.korn_graubard(
        (~rows.known[of]).astype(np.float64),
        rows.weight[of],
        design=evidence.replicates.clusters.of(of),
        confidence=confidence,
    )


def _manski(evidence: Evidence, place: int, policy: Policy) -> str:
    """Return the bounds of the recall whatever happened to the lost, once they are many."""
    share = float(evidence.figure("lost", place)[0])
    if not share > policy.followup_lost or not printable(evidence.counts[place], policy):
        return ""
    rows, inside = evidence.rows, evidence.cells[place].rows
    w, lost = rows.weight, inside & ~rows.known
    found = float(w @ (inside & rows.at_risk & rows.selected))
    missed = float(w @ (inside & rows.at_risk & ~rows.selected))
    lost_on, lost_off = float(w @ (lost & rows.selected)), float(w @ (lost & ~rows.selected))
    least = measures.selection_rate([1, 0], [found, missed + lost_off])
    most = measures.selection_rate([1, 0], [found + lost_on, missed])
    return (
        f"recall {measures.selection_rate([1, 0], [found, missed]):.2f} among the followed lies "
        f"between {least:.2f} and {most:.2f} whatever happened to the lost"
    )


def _overall(
    evidence: Evidence,
    code: str,
    title: str,
    unit: str,
    values: Floats,
    *,
    limit: tuple[float | None, float | None],
) -> Row:
    return Row(
        code=code,
        title=title,
        outcome=evidence.rows.outcome,
        cell=evidence.cells[0],
        values=values,
        counts=(evidence.counts[0],),
        limit=limit,
        unit=unit,
        judges=True,
    )

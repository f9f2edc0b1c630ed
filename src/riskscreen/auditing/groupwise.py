"""Is any group served worse than all others?

The questions (a) to (d) of the gate: observed over expected, ranking inside the group, children
missed, abstention. Each group is compared with all other children; the largest gap between any
two groups is no test, because with many groups chance alone makes it large.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from riskscreen import measures
from riskscreen.auditing.evidence import Evidence
from riskscreen.auditing.inputs import Floats
from riskscreen.auditing.judging import Limit, Row, judge
from riskscreen.core import Finding
from riskscreen.policy import Policy

__all__ = ["group_findings"]

_NO_LIMIT: Limit = (None, None)


def group_findings(evidence: Evidence, *, policy: Policy) -> list[Finding]:
    """Return AUD-01 to AUD-06, AUD-26, and the reported AUD-20 to AUD-22 and AUD-28."""
    questions = (
        _observed_over_expected(evidence, policy),
        _ranking(evidence, policy),
        _missed(evidence, policy),
        _abstention(evidence, policy),
        _troubled(evidence, policy),
        *(_reported(evidence, *one) for one in _REPORTED),
        _novelty(evidence),
    )
    return [finding for rows in questions for finding in judge(rows, policy=policy)]


_REPORTED = (
    ("AUD-20", "selection rate", "selection_rate", "share of eligible children"),
    ("AUD-21", "false positive rate", "false_positive_rate", "share of the children not at risk"),
    ("AUD-22", "precision", "precision", "share of the selected children"),
)


def _observed_over_expected(evidence: Evidence, policy: Policy) -> list[Row]:
    alone = _rows(
        evidence,
        "AUD-01",
        "observed over expected cases",
        "ratio",
        _logarithm("observed_over_expected"),
        limit=policy.observed_over_expected,
        logarithmic=True,
    )
    ratio = _rows(
        evidence,
        "AUD-02",
        "observed over expected cases, ratio to all others",
        "ratio",
        _logarithm("observed_over_expected"),
        limit=policy.observed_over_expected,
        logarithmic=True,
        contrast=True,
    )
    return alone + ratio


def _ranking(evidence: Evidence, policy: Policy) -> list[Row]:
    return _rows(
        evidence,
        "AUD-04",
        "ranking inside the group, AUC minus that of all others",
        "difference of AUC",
        _plain("auc"),
        limit=(-policy.auc_shortfall, None),
        contrast=True,
    )


def _missed(evidence: Evidence, policy: Policy) -> list[Row]:
    return _rows(
        evidence,
        "AUD-03",
        "children missed, minus all others",
        "difference of false negative rates",
        _plain("false_negative_rate"),
        limit=(-policy.missed_contrast, policy.missed_contrast),
        contrast=True,
        exact="false_negative_rate",
    )


def _abstention(evidence: Evidence, policy: Policy) -> list[Row]:
    share = _rows(
        evidence,
        "AUD-05",
        "eligible children without a risk",
        "share of eligible children",
        _plain("abstention"),
        limit=(None, policy.abstention_max),
        needs_cases=False,
        exact="abstention",
        required_only=True,
    )
    contrast = _rows(
        evidence,
        "AUD-06",
        "eligible children without a risk, minus all others",
        "difference of shares",
        _plain("abstention"),
        limit=(-policy.abstention_contrast, policy.abstention_contrast),
        contrast=True,
        needs_cases=False,
        exact="abstention",
        required_only=True,
    )
    return share + contrast


def _troubled(evidence: Evidence, policy: Policy) -> list[Row]:
    """Return the contrast of false alarms: a visit that nobody needed is a burden too.

    Missed children, ranking and calibration do not bound it: a calibrated list can miss two
    groups equally often and trouble one of them 18 points more.
    """
    return _rows(
        evidence,
        "AUD-26",
        "children troubled for nothing, minus all others",
        "difference of false positive rates",
        _plain("false_positive_rate"),
        limit=(-policy.troubled_contrast, policy.troubled_contrast),
        contrast=True,
        needs_cases=False,
        exact="false_positive_rate",
        carried_by="false_positive_rate",
    )


def _novelty(evidence: Evidence) -> list[Row]:
    """Return how many are refused as unlike any child in training; nothing where codes are none.

    It does not judge: AUD-05 and AUD-06 do, of all who get no risk.
    """
    if not evidence.rows.refused:
        return []
    return _rows(
        evidence,
        "AUD-28",
        "eligible children unlike any in training",
        "share of eligible children",
        _plain("novelty"),
        limit=_NO_LIMIT,
        needs_cases=False,
        exact="novelty",
        required_only=True,
        never_judges=True,
    )


def _reported(evidence: Evidence, code: str, title: str, metric: str, unit: str) -> list[Row]:
    return _rows(
        evidence,
        code,
        title,
        unit,
        _plain(metric),
        limit=_NO_LIMIT,
        required_only=True,
        never_judges=True,
        carried_by=metric,
    )


# A figure of one cell, or of all others than it.
_Value = Callable[[Evidence, int, bool], Floats]
_OWN = False
_OWN_AND_OTHERS = (_OWN, True)


def _rows(
    evidence: Evidence,
    code: str,
    title: str,
    unit: str,
    value: _Value,
    *,
    limit: Limit,
    contrast: bool = False,
    logarithmic: bool = False,
    needs_cases: bool = True,
    exact: str = "",
    carried_by: str = "",
    required_only: bool = False,
    never_judges: bool = False,
) -> list[Row]:
    """Return one question's rows over the cells it is asked of.

    A contrast is the cell's ``value`` less that of all others.
    """
    asked = _OWN_AND_OTHERS if contrast else (_OWN,)
    sides = {
        place: tuple(value(evidence, place, others) for others in asked)
        for place, cell in enumerate(evidence.cells)
        if not (contrast and cell.kind == "overall") and (cell.judges or not required_only)
    }
    return [
        Row(
            code=code,
            title=title,
            outcome=evidence.rows.outcome,
            cell=cell,
            values=compared[0] - compared[1] if contrast else compared[0],
            counts=(evidence.counts[place], evidence.other_counts[place])[: len(asked)],
            limit=limit,
            unit=unit,
            logarithmic=logarithmic,
            needs_cases=needs_cases,
            carriers=tuple(
                evidence.carrying(carried_by, place, others=others)
                for others in asked
                if carried_by
            ),
            sides=compared if contrast else (),
            exact=partial(_exact, evidence, place, exact, contrast=contrast) if exact else None,
            judges=cell.judges and not never_judges,
        )
        for place, compared in sides.items()
        for cell in (evidence.cells[place],)
    ]


def _plain(metric: str) -> _Value:
    return lambda evidence, place, others: evidence.figure(metric, place, others=others)


def _logarithm(metric: str) -> _Value:
    def value(evidence: Evidence, place: int, others: bool) -> Floats:  # noqa: FBT001 - one of _Value
        figure = evidence.figure(metric, place, others=others)
        return np.log(figure, out=np.full_like(figure, np.nan), where=figure > 0)

    return value


def _exact(
    evidence: Evidence, place: int, metric: str, confidence: float, *, contrast: bool
) -> tuple[float, float]:
    """Return the exact interval of a share, or of its difference from that of all others."""
    inside = evidence.cells[place].rows
    own = _share(evidence, inside, metric, confidence)
    if not contrast:
        return own[1], own[2]
    return measures.difference_of_shares(own, _share(evidence, ~inside, metric, confidence))


def _share(
    evidence: Evidence, inside: NDArray[np.bool_], metric: str, confidence: float
) -> tuple[float, float, float]:
    rows = evidence.rows
    if metric == "abstention":
        among, event = inside, np.isnan(rows.risk)
    elif metric == "novelty":
        among, event = inside, rows.novel
    elif metric == "false_positive_rate":
        among, event = inside & np.equal(rows.label, 0), rows.selected
    else:
        among, event = inside & rows.at_risk, ~rows.selected
    if not among.any():
        return float("nan"), float("nan"), float("nan")
    happened, weight = event[among].astype(np.float64), rows.weight[among]
    lo, hi = measures.korn_graubard(
        happened,
        weight,
        design=evidence.replicates.clusters.of(among),
        confidence=confidence,
    )
    return measures.selection_rate(happened, weight), lo, hi

"""From which share of unrecorded cases on would the audit have said something else?

A case that nobody recorded stands in the table as a child not at risk. For each required group,
one at a time, the audit is asked again as if a share of its true cases were unrecorded: spread
over its recorded non-cases in proportion to their risk, as fractions, so that chance has no say.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import measures
from riskscreen.auditing.cells import Cell
from riskscreen.auditing.disclosing.suppression import suppress
from riskscreen.auditing.evidence import Counts, Evidence
from riskscreen.auditing.inputs import AuditInput, Floats
from riskscreen.auditing.judging import Row, judge, verdict_of
from riskscreen.auditing.lines import named, plain, printable
from riskscreen.core import Finding, Verdict
from riskscreen.policy import Policy

__all__ = ["SHARES", "Point", "Turning", "label_findings", "label_rows", "turning_points"]

SHARES = tuple(step / 20 for step in range(19))
"""Shares of a group's true cases that are unrecorded, 0 to 0.9: the axis of the curve."""

_CODES = _CALIBRATION, _MISSED = ("AUD-01", "AUD-03")
_SEVERITY = (Verdict.PASS, Verdict.INSUFFICIENT, Verdict.FAIL)
# A child of risk 0 can still be an unrecorded case, once those of any risk are all taken.
_LEAST_RISK = 1e-12


@dataclass(frozen=True, slots=True)
class Point:
    """What the audit says of a group at one share of unrecorded cases.

    ``contrast`` is that of the false negative rate; ``verdicts`` are those of AUD-01 and AUD-03.
    """

    share: float
    observed_over_expected: float
    contrast: float
    verdicts: tuple[Verdict, Verdict]

    def verdict(self, code: str) -> Verdict:
        """Return the verdict of ``AUD-01`` or ``AUD-03``."""
        return self.verdicts[_CODES.index(code)]


@dataclass(frozen=True, slots=True)
class Turning:
    """A group's curve; the first point is the audit as it stands.

    The curve ends before the share at which there would be more cases than children.
    """

    cell: Cell
    counts: Counts
    points: tuple[Point, ...]

    def first(self, code: str) -> Point | None:
        """Return the first point at which this code's verdict is another one; None if none is."""
        now = self.points[0].verdict(code)
        return next((one for one in self.points if one.verdict(code) is not now), None)


def turning_points(
    evidence: Evidence, *, policy: Policy, findings: Iterable[Finding]
) -> tuple[Turning, ...]:
    """Return the curve of every required group.

    Observed over expected grows by 1 / (1 - share), interval and all. The false negative rate
    grows with the unrecorded, of whom the list holds fewer than of the recorded; other groups
    stay as they are recorded, and the critical value is that of the whole question.

    Parameters
    ----------
    evidence : Evidence
        Of the audited rows.
    policy : Policy
        Gives the limits.
    findings : iterable of Finding
        Those of `groupwise.group_findings`, of which AUD-01 is read.
    """
    calibration = {one.group: one for one in findings if one.code == _CALIBRATION}
    places = [p for p, cell in enumerate(evidence.cells) if cell.kind == "required"]
    rows = [_missed(evidence, place, policy) for place in places]
    return tuple(
        Turning(
            cell=evidence.cells[place],
            counts=evidence.counts[place],
            points=tuple(_points(evidence, place, rows, calibration, policy)),
        )
        for place in places
    )


def label_rows(turning: Sequence[Turning], *, policy: Policy) -> list[dict[str, Any]]:
    """Return one line per required group.

    Returns
    -------
    list of dict
        ``group, attribute, level, n_children, n_at_risk, suppressed, verdict_now, turns_at,
        turns_to, code, curve``. ``code`` is the question that turns first, the others are of it;
        where none turns they are None and ``verdict_now`` is the worse of the two, as
        ``verdict`` is along the ``curve``.
    """
    return suppress([_line(one) for one in turning], policy=policy)


def label_findings(turning: Sequence[Turning], *, policy: Policy, outcome: str) -> list[Finding]:
    """Return AUD-19 for every required group: from which share on its verdict turns.

    Reported, never judged. *Pass* says that it was measured; where the audit has too little
    evidence of the group to begin with, this has too.
    """
    return [_finding(one, policy, outcome) for one in turning]


def _missed(evidence: Evidence, place: int, policy: Policy) -> Row:
    """Return AUD-03 without its exact interval, which fractions of a case do not have."""
    own, others = (
        evidence.figure("false_negative_rate", place, others=side) for side in (False, True)
    )
    return Row(
        code=_MISSED,
        title="children missed, minus all others",
        outcome=evidence.rows.outcome,
        cell=evidence.cells[place],
        values=own - others,
        sides=(own, others),
        counts=(evidence.counts[place], evidence.other_counts[place]),
        limit=(-policy.missed_contrast, policy.missed_contrast),
        unit="difference of false negative rates",
        judges=True,
    )


def _points(
    evidence: Evidence,
    place: int,
    rows: Sequence[Row],
    calibration: dict[str, Finding],
    policy: Policy,
) -> Iterable[Point]:
    cell = evidence.cells[place]
    others = evidence.figure("false_negative_rate", place, others=True)
    ratio = float(evidence.figure("observed_over_expected", place)[0])
    for share, rate in _missed_rates(evidence, place):
        family = [
            replace(row, values=rate - others, sides=(rate, others)) if row.cell is cell else row
            for row in rows
        ]
        found = next(one for one in judge(family, policy=policy) if one.group == cell.name)
        yield Point(
            share=share,
            observed_over_expected=ratio / (1 - share),
            contrast=float(rate[0] - others[0]),
            verdicts=(_grown(calibration[cell.name], 1 / (1 - share)), found.verdict),
        )


def _grown(found: Finding, factor: float) -> Verdict:
    """Return the verdict of a ratio that is so many times larger, by its own interval."""
    if found.measured is None or found.interval is None:
        return found.verdict
    lo, hi = (math.nan if bound is None else bound * factor for bound in found.interval)
    return verdict_of(found.measured * factor, (lo, hi), found.limit or (None, None))


def _missed_rates(evidence: Evidence, place: int) -> Iterable[tuple[float, Floats]]:
    """Return the group's false negative rate and its replicates, shape (1 + n_replicates,).

    Cases without a risk are missed whatever their number, so that only the unrecorded among the
    scored need a place on the list or off it.
    """
    rows, cell = evidence.rows, evidence.cells[place]
    at_risk, found = evidence.total("at_risk", place), evidence.total("found", place)
    cases = evidence.total("cases", place)
    spared = cell.rows & rows.scored & (rows.label == 0)
    for share in SHARES:
        unrecorded = cases * share / (1 - share)
        full = _filled(rows, spared, float(unrecorded[0]))
        if full is None:
            return
        more = _found_among(evidence, spared, full, unrecorded)
        whole = at_risk / (1 - share)
        recall = np.divide(found + more, whole, out=np.full_like(whole, np.nan), where=whole > 0)
        yield share, 1 - recall


def _filled(
    rows: AuditInput, spared: NDArray[np.bool_], unrecorded: float
) -> NDArray[np.bool_] | None:
    """Return who is an unrecorded case for certain; None if there are not so many children.

    In proportion to risk, the riskiest reach one whole case first; what they cannot take is
    spread over the rest.
    """
    of = np.flatnonzero(spared)
    order = of[np.argsort(-rows.risk[of], kind="stable")]
    w, risk = rows.weight[order], np.maximum(rows.risk[order], _LEAST_RISK)
    if unrecorded > w.sum():
        return None
    before = np.cumsum(w) - w
    rest = np.cumsum((w * risk)[::-1])[::-1]
    # with the first ones filled, the next takes at most one case
    holds = (unrecorded - before) * risk <= rest
    full = np.zeros(rows.n_children, dtype=bool)
    # all but the last may be full: rounding aside, what is left then fits into it
    n_full = int(np.argmax(holds)) if holds.any() else max(0, order.size - 1)
    full[order[:n_full]] = True
    return full


def _found_among(
    evidence: Evidence,
    spared: NDArray[np.bool_],
    full: NDArray[np.bool_],
    unrecorded: Floats,
) -> Floats:
    """Return the unrecorded cases that are on the list, shape (1 + n_replicates,)."""
    rows, drawn = evidence.rows, evidence.replicates
    w = rows.weight
    share = np.where(spared & ~full, np.maximum(rows.risk, _LEAST_RISK), 0.0)
    parts = np.column_stack(
        [w * full, w * (full & rows.selected), w * share, w * share * rows.selected]
    )
    sums = measures.psu_sums(parts[spared], drawn.index[spared], drawn.clusters.n_psu)
    certain, certain_on, spread, spread_on = drawn.totals(sums).T
    rest = np.divide(unrecorded - certain, spread, out=np.zeros_like(spread), where=spread > 0)
    return np.asarray(certain_on + rest * spread_on)


def _line(one: Turning) -> dict[str, Any]:
    code, turned = _turns(one)
    now = one.points[0]
    return named(one.cell, one.counts) | {
        "verdict_now": (_worse(now) if code is None else now.verdict(code)).value,
        "turns_at": None if turned is None else turned.share,
        "turns_to": None if turned is None or code is None else turned.verdict(code).value,
        "code": code,
        "curve": [
            {
                "share": point.share,
                "observed_over_expected": plain(point.observed_over_expected),
                "contrast": plain(point.contrast),
                "verdict": _worse(point).value,
            }
            for point in one.points
        ],
    }


def _turns(one: Turning) -> tuple[str | None, Point | None]:
    """Return which question turns first, and where; of two at once the one that turns worse."""
    turned = {code: point for code in _CODES if (point := one.first(code)) is not None}
    if not turned:
        return None, None
    code = min(
        turned, key=lambda code: (turned[code].share, -_SEVERITY.index(turned[code].verdict(code)))
    )
    return code, turned[code]


def _worse(point: Point) -> Verdict:
    return max(point.verdicts, key=_SEVERITY.index)


def _finding(one: Turning, policy: Policy, outcome: str) -> Finding:
    shown = printable(one.counts, policy)
    _, turned = _turns(one)
    known = shown and Verdict.INSUFFICIENT not in one.points[0].verdicts
    return Finding(
        code="AUD-19",
        title="share of unrecorded cases from which on the verdict turns",
        verdict=Verdict.PASS if known else Verdict.INSUFFICIENT,
        group=one.cell.name,
        outcome=outcome,
        measured=turned.share if shown and turned is not None else None,
        unit="share of the group's cases",
        detail="; ".join(_said(one, code) for code in _CODES)
        if shown
        else "too few children or cases in the group: not printed; audit more children of it",
    )


def _said(one: Turning, code: str) -> str:
    now, turned = one.points[0].verdict(code), one.first(code)
    if turned is None:
        return f"{code} stays {now.value} up to {one.points[-1].share:.2f} unrecorded"
    return (
        f"{code} turns from {now.value} to {turned.verdict(code).value} from "
        f"{turned.share:.2f} unrecorded on"
    )

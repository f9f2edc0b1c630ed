"""Inside the limits, outside, or not enough known?

*Pass* needs the whole simultaneous interval inside, *fail* the whole outside; everything else,
and everything undefined, is *insufficient evidence*.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from riskscreen import measures
from riskscreen.auditing.cells import Cell
from riskscreen.auditing.evidence import Counts
from riskscreen.auditing.inputs import Floats
from riskscreen.core import Finding, Verdict
from riskscreen.policy import Policy

__all__ = ["Limit", "Row", "enough", "judge", "verdict_of"]

Limit = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One figure of a question, before its interval.

    Parameters
    ----------
    code, title, unit, outcome : str
        As in the Finding.
    cell : Cell
        The group.
    values : ndarray of float64, shape (1 + n_replicates,)
        The figure and its replicates, on the scale that intervals are symmetric on.
    counts : tuple of Counts
        Of the group, and of all others where the figure compares the two.
    limit : tuple of float or None
        On the figure's own scale; (None, None) where nobody set one.
    logarithmic : bool
        Whether ``values`` are logarithms of the figure.
    needs_cases : bool
        Whether the figure is about children at risk, so that too few of them say nothing.
    exact : callable, optional
        Gives the exact interval at a confidence, for a figure made of shares.
    judges : bool
        Whether the gate listens.
    detail : str
        Said in any case.
    """

    code: str
    title: str
    outcome: str
    cell: Cell
    values: Floats
    counts: tuple[Counts, ...]
    limit: Limit
    unit: str
    logarithmic: bool = False
    needs_cases: bool = True
    exact: Callable[[float], tuple[float, float]] | None = None
    judges: bool = False
    detail: str = ""

    @property
    def measured(self) -> float:
        """The sample's figure on its own scale."""
        return self._natural(float(self.values[0]))

    def natural(self, lo: float, hi: float) -> tuple[float, float]:
        """Return bounds on the figure's own scale."""
        return self._natural(lo), self._natural(hi)

    def _natural(self, value: float) -> float:
        return math.exp(value) if self.logarithmic and math.isfinite(value) else value


def judge(rows: Sequence[Row], *, policy: Policy) -> list[Finding]:
    """Return the findings of one question.

    Figures that judge share one simultaneous interval, figures that are only reported another,
    so that reporting more groups never makes it harder to judge.
    """
    findings: list[Finding] = []
    for judges in (True, False):
        family = [row for row in rows if row.judges is judges]
        if family:
            findings += _family(family, policy)
    return findings


def verdict_of(measured: float, interval: tuple[float, float], limit: Limit) -> Verdict:
    """Return the verdict of a figure whose interval may be believed.

    Examples
    --------
    >>> verdict_of(0.02, (-0.03, 0.07), (-0.1, 0.1))
    <Verdict.PASS: 'pass'>
    >>> verdict_of(0.2, (0.12, 0.28), (-0.1, 0.1))
    <Verdict.FAIL: 'fail'>
    >>> verdict_of(0.02, (float("nan"), 0.07), (None, 0.1))
    <Verdict.INSUFFICIENT: 'insufficient evidence'>
    """
    if not all(math.isfinite(value) for value in (measured, *interval)):
        return Verdict.INSUFFICIENT
    least = -math.inf if limit[0] is None else limit[0]
    most = math.inf if limit[1] is None else limit[1]
    if least <= interval[0] and interval[1] <= most:
        return Verdict.PASS
    if interval[1] < least or interval[0] > most:
        return Verdict.FAIL
    return Verdict.INSUFFICIENT


def enough(row: Row, policy: Policy) -> bool:
    """Return whether the figure is defined and rests on the policy's least cases and PSUs."""
    fewest_cases, fewest_psu = policy.bootstrap_floor
    return math.isfinite(row.measured) and all(
        (count.n_at_risk if row.needs_cases else count.n_children) >= fewest_cases
        and count.n_psu >= fewest_psu
        for count in row.counts
    )


def _family(rows: list[Row], policy: Policy) -> list[Finding]:
    ample = [enough(row, policy) for row in rows]
    spread = measures.standard_error(
        [row.values[0] for row in rows], np.column_stack([row.values[1:] for row in rows])
    )
    sampled = [ok and bool(se > 0) for ok, se in zip(ample, spread, strict=True)]
    bounds = iter(_simultaneous([r for r, ok in zip(rows, sampled, strict=True) if ok], policy))
    exact_confidence = 1 - (1 - policy.confidence) / len(rows)
    return [
        _finding(row, next(bounds), policy, believed=True)
        if by_replicates
        # a share at exactly 0 or 1 has no spread, yet its exact interval holds: it may judge
        # unless it is a share of the children at risk, where the policy's floor has the say
        else _finding(
            row, _exact(row, exact_confidence), policy, believed=ok and not row.needs_cases
        )
        for row, ok, by_replicates in zip(rows, ample, sampled, strict=True)
    ]


def _simultaneous(rows: list[Row], policy: Policy) -> list[tuple[float, float]]:
    if not rows:
        return []
    lo, hi = measures.max_t(
        [row.values[0] for row in rows],
        np.column_stack([row.values[1:] for row in rows]),
        [min(count.df for count in row.counts) for row in rows],
        policy.confidence,
    )
    return [
        row.natural(float(low), float(high)) for row, low, high in zip(rows, lo, hi, strict=True)
    ]


def _exact(row: Row, confidence: float) -> tuple[float, float]:
    if row.exact is None or not math.isfinite(row.measured):
        return math.nan, math.nan
    return row.exact(confidence)


def _printable(row: Row, policy: Policy) -> bool:
    children, cases = policy.smallest_cell
    return all(
        count.n_children >= children and (not row.needs_cases or count.n_at_risk >= cases)
        for count in row.counts
    )


def _finding(row: Row, interval: tuple[float, float], policy: Policy, *, believed: bool) -> Finding:
    printable = _printable(row, policy)
    verdict = verdict_of(row.measured, interval, row.limit)
    if not believed or not printable:
        verdict = Verdict.INSUFFICIENT
    known = printable and all(math.isfinite(bound) for bound in interval)
    return Finding(
        code=row.code,
        title=row.title,
        verdict=verdict,
        group=row.cell.name,
        outcome=row.outcome,
        measured=row.measured if printable else None,
        interval=interval if known else None,
        limit=None if row.limit == (None, None) else row.limit,
        unit=row.unit,
        judges=row.judges,
        detail="; ".join(
            part for part in (row.detail, _why(row, interval, policy, believed=believed)) if part
        ),
    )


def _why(row: Row, interval: tuple[float, float], policy: Policy, *, believed: bool) -> str:
    children, cases = policy.smallest_cell
    fewest_cases, fewest_psu = policy.bootstrap_floor
    if not _printable(row, policy):
        return (
            f"fewer than {children:.0f} children or {cases:.0f} cases in the group or among "
            "the others: not printed; audit more children of it"
        )
    if not math.isfinite(row.measured):
        return "undefined: nobody to measure it on; audit more children of the group"
    if not enough(row, policy):
        return (
            f"fewer than {fewest_cases:.0f} {'at risk' if row.needs_cases else 'children'} or "
            f"{fewest_psu:.0f} PSUs: exact interval where there is one; audit more children"
        )
    if not believed:
        return (
            "no spread among the replicates, so no interval but an exact one; audit more children"
        )
    return _still_needed(row, interval)


def _still_needed(row: Row, interval: tuple[float, float]) -> str:
    """Return how large a sample would make this figure pass, if it stayed where it is."""
    if verdict_of(row.measured, interval, row.limit) is not Verdict.INSUFFICIENT:
        return ""
    if not all(math.isfinite(bound) for bound in interval):
        return "no interval: the replicates do not vary or are undefined; audit more PSUs"
    sides = (
        (row.measured - interval[0], _room(row.measured, row.limit[0])),
        (interval[1] - row.measured, _room(row.limit[1], row.measured)),
    )
    if any(room is not None and room <= 0 for _, room in sides):
        return "the figure itself is at or beyond its limit; more children may show a failure"
    short = max(reach / room for reach, room in sides if room is not None)
    fewest = min(row.counts, key=lambda count: _carrying(row, count))
    needed = math.ceil(_carrying(row, fewest) * short**2)
    what = "children at risk" if row.needs_cases else "children"
    return (
        f"{_carrying(row, fewest)} {what} in the smaller of the groups compared; about {needed} "
        "would be needed for the interval to lie inside, were the figure to stay"
    )


def _carrying(row: Row, count: Counts) -> int:
    return count.n_at_risk if row.needs_cases else count.n_children


def _room(upper: float | None, lower: float | None) -> float | None:
    return None if upper is None or lower is None else upper - lower

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
from riskscreen.auditing.lines import printable
from riskscreen.core import Finding, Verdict
from riskscreen.policy import Policy

__all__ = ["Limit", "Row", "enough", "judge", "more_needed", "verdict_of"]

Limit = tuple[float | None, float | None]

_LARGEST_LOG = math.log(np.finfo(np.float64).max)
# Beyond it no survey will ask.
_MANY = 1_000_000
# What is still missing to a known floor is rounded, or it gives a small count away.
_TEN = 10
# 500 x 2.0000000001 squared is 2,000 children, not 2,001.
_ROUNDING = 1e-9
# Replicates that differ by less do so by rounding, not by whom they drew.
_STILL = 1e-9


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
    carriers : tuple of Counts
        Of the children that the figure is of, where these are neither all of ``counts`` nor
        those at risk: they are then what must be enough, and its degrees of freedom are theirs.
    sides : tuple of ndarray of float64, shape (1 + n_replicates,)
        The figures that are compared, where it is a comparison. A side that is the same in every
        replicate, a rate of 0 or 1, leaves the other's spread only: the interval is then exact.
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
    carriers: tuple[Counts, ...] = ()
    sides: tuple[Floats, ...] = ()
    exact: Callable[[float], tuple[float, float]] | None = None
    judges: bool = False
    detail: str = ""

    @property
    def measured(self) -> float:
        """The sample's figure on its own scale."""
        return self._natural(float(self.values[0]))

    @property
    def carrying(self) -> int:
        """How many children carry the figure: the fewer of the two groups where it has two."""
        counted = self.carriers or self.counts
        return min(one.n_at_risk if self.by_cases else one.n_children for one in counted)

    @property
    def freedom(self) -> float:
        """The degrees of freedom of the figure."""
        return min(one.freedom(cases=self.by_cases) for one in self.carriers or self.counts)

    @property
    def n_psu(self) -> int:
        """In how many PSUs those are who carry it."""
        return min(one.n_psu for one in self.carriers or self.counts)

    @property
    def by_cases(self) -> bool:
        """Whether the children at risk carry it."""
        return self.needs_cases and not self.carriers

    @property
    def varies(self) -> bool:
        """Whether the figure differs between the replicates, and with it all that it compares."""
        spread = (measures.standard_error(one[:1], one[1:])[0] for one in self._parts)
        return all(bool(se > _STILL) for se in spread)

    @property
    def _parts(self) -> tuple[Floats, ...]:
        return self.values, *self.sides

    def natural(self, lo: float, hi: float) -> tuple[float, float]:
        """Return bounds on the figure's own scale."""
        return self._natural(lo), self._natural(hi)

    def _natural(self, value: float) -> float:
        if not self.logarithmic or not math.isfinite(value):
            return value
        # two PSUs can put a bound beyond any number: there is no interval then
        return math.exp(value) if value < _LARGEST_LOG else math.inf


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
    return math.isfinite(row.measured) and row.carrying >= fewest_cases and row.n_psu >= fewest_psu


def _family(rows: list[Row], policy: Policy) -> list[Finding]:
    ample = [enough(row, policy) for row in rows]
    sampled = [ok and row.varies for ok, row in zip(ample, rows, strict=True)]
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
        [row.freedom for row in rows],
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
    return all(printable(one, policy, cases=row.needs_cases) for one in row.counts) and all(
        printable(one, policy, cases=False) for one in row.carriers
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
        return _below_floor(row, fewest_cases, fewest_psu)
    if not believed:
        return (
            "no spread among the replicates, so no interval but an exact one; audit more children"
        )
    return _still_needed(row, interval)


def _below_floor(row: Row, fewest: float, fewest_psu: float) -> str:
    what = "at risk" if row.by_cases else "children"
    said = f"fewer than {fewest:.0f} {what} or {fewest_psu:.0f} PSUs: exact interval at most; "
    if row.carrying >= fewest:
        return said + f"audit more PSUs ({row.n_psu} now)"
    return said + f"{_about(int(fewest) - row.carrying, of=_TEN)} more {what} to be judged at all"


def _still_needed(row: Row, interval: tuple[float, float]) -> str:
    """Return how many more children would settle it, if the figure stayed where it is."""
    if verdict_of(row.measured, interval, row.limit) is not Verdict.INSUFFICIENT:
        return ""
    if not all(math.isfinite(bound) for bound in interval):
        return "no interval: the replicates do not vary or are undefined; audit more PSUs"
    found = more_needed(
        row.measured, interval, row.limit, present=row.carrying, logarithmic=row.logarithmic
    )
    if found is None:
        return "undecided: the figure is at its limit, where no number of children would settle it"
    more, verdict = found
    what = "children at risk" if row.by_cases else "children"
    where = "here" if len(row.counts) == 1 else "in the smaller of the two groups"
    # the number there are now stays out: where its cell is left out of a table, it gives it away
    would = f"{_about(more)} more {what} {where} would make it {verdict.value}"
    return f"undecided: if the figure stays where it is, {would}"


def more_needed(
    measured: float,
    interval: tuple[float, float],
    limit: Limit,
    *,
    present: int,
    logarithmic: bool = False,
) -> tuple[int, Verdict] | None:
    """Return how many more children would settle an undecided figure, and which way.

    The figure is taken to stay where it is, inside its limit or beyond it; the interval shrinks
    with the root of the number of children, the others of the comparison, the design effect and
    the critical value staying in proportion.

    Parameters
    ----------
    measured : float
        The figure, on its own scale.
    interval : tuple of float
        Its bounds, finite.
    limit : tuple of float or None
        Its limits.
    present : int
        Children that carry the figure now (at risk, for a figure about them), in the smaller of
        the groups compared.
    logarithmic : bool
        Whether the interval is symmetric on the logarithm of the figure.

    Returns
    -------
    tuple of int and Verdict, or None
        Children still missing, 0 where the interval decides already, with *pass* or *fail*;
        None where the figure is at a limit or there is none.

    Examples
    --------
    >>> more_needed(0.05, (-0.05, 0.15), (-0.1, 0.1), present=500)
    (1500, <Verdict.PASS: 'pass'>)
    >>> more_needed(0.15, (0.05, 0.25), (-0.1, 0.1), present=500)
    (1500, <Verdict.FAIL: 'fail'>)
    >>> more_needed(0.1, (0.0, 0.2), (-0.1, 0.1), present=500) is None
    True
    """

    def scaled(value: float) -> float:
        return (math.log(value) if value > 0 else -math.inf) if logarithmic else value

    centre, (low, high) = scaled(measured), (scaled(bound) for bound in interval)
    rooms = [
        (reach, sign * (scaled(end) - centre))
        for end, reach, sign in ((limit[0], centre - low, -1), (limit[1], high - centre, 1))
        if end is not None
    ]
    if not rooms or any(room == 0 for _, room in rooms):
        return None
    # beyond a limit, the other bound has to come in as far as that limit
    beyond = [(high - low - reach, -room) for reach, room in rooms if room < 0]
    short = max(reach / room for reach, room in beyond or rooms)
    more = math.ceil(present * short**2 * (1 - _ROUNDING)) - present
    return max(0, more), Verdict.FAIL if beyond else Verdict.PASS


def _about(number: int, *, of: int = 1) -> str:
    """Return a number rounded up to two digits and to a multiple: it is not known better."""
    if number > _MANY:
        return f"more than {_MANY:,}"
    step = max(of, 10 ** max(0, len(str(number)) - 2))
    return f"about {math.ceil(number / step) * step:,}"

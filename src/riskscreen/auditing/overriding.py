"""Whom do people decide away from a visit, and whom towards one?

A list can be fair and what is done with it not. The decisions are counted, not weighted: each was
taken about one child. They are reported and never judge; a decision may have been right.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import measures
from riskscreen.auditing.cells import Cell, cells
from riskscreen.auditing.disclosing.disclosure import check, publish
from riskscreen.auditing.disclosing.suppression import suppress
from riskscreen.auditing.inputs import AuditInput
from riskscreen.auditing.lines import plain
from riskscreen.auditing.run import Audit, in_order
from riskscreen.core import Finding, Verdict
from riskscreen.errors import InputError
from riskscreen.policy import Policy

__all__ = ["CODE", "Decided", "override_findings", "override_rows", "with_overrides"]

CODE = "AUD-27"
_TITLE = "listed children whom a person decided not to visit"
_UNIT = "share of the listed children"
_TABLE = "overrides"
_MOST_NAMED = 5

Mask = NDArray[np.bool_]
Share = tuple[float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Decided:
    """What people decided instead of a list, for the children that an audit judges.

    Parameters
    ----------
    away, towards : ndarray of bool, shape (n_children,)
        Whether somebody decided against a visit, or for one.
    n_decided : int
        Children about whom somebody decided within the time of the audited list.
    n_unmatched : int
        Of them, children whom the audit does not judge.
    n_other_times : int
        Decisions outside of that time, left out.
    n_other_releases : int
        Decisions within it about another release than the audited one, left out.
    n_other_outcomes : int
        Decisions of the file about an outcome that nobody knows, left out.
    releases : tuple of str
        Labels of the releases that the counted decisions are about.
    """

    away: Mask
    towards: Mask
    n_decided: int = 0
    n_unmatched: int = 0
    n_other_times: int = 0
    n_other_releases: int = 0
    n_other_outcomes: int = 0
    releases: tuple[str, ...] = ()

    def __repr__(self) -> str:
        away, towards = int(self.away.sum()), int(self.towards.sum())
        return f"Decided({away} away from a visit, {towards} towards one)"


def with_overrides(audit: Audit, rows: AuditInput, decided: Decided, *, policy: Policy) -> Audit:
    """Return the audit with AUD-27 and the table ``overrides``.

    Parameters
    ----------
    audit : Audit
        Of these rows.
    rows : AuditInput
        The audited children and the list.
    decided : Decided
        Of the same children.
    policy : Policy
        Gives the required groups and the smallest cell.

    Raises
    ------
    InputError
        If the decisions are not of the audited children.
    """
    table = override_rows(rows, decided, policy=policy)
    tables = {**audit.tables, _TABLE: table}
    again = check(publish(tables, policy=policy), policy=policy)
    found = [
        *(one for one in audit.findings if one.code not in {CODE, *(one.code for one in again)}),
        *override_findings(rows, decided, policy=policy),
        *(replace(one, outcome=audit.outcome) for one in again),
    ]
    return replace(audit, findings=in_order(found), tables=tables)


def override_rows(rows: AuditInput, decided: Decided, *, policy: Policy) -> list[dict[str, Any]]:
    """Return, overall and for every required group, how the list was followed.

    Returns
    -------
    list of dict
        ``group, attribute, level, n_children, n_at_risk, suppressed``; ``n_listed`` children on the
        list, ``n_away`` of them whom a person decided not to visit, ``away_share`` with its exact
        95 % interval, ``away_share_others`` among all other children; ``n_towards`` children off
        the list whom a person decided to visit, ``towards_share`` of all off the list. None where
        fewer children than the smallest cell are listed, or off the list.

    Raises
    ------
    InputError
        If the decisions are not of the audited children.
    """
    _refuse(rows, decided)
    return suppress([_row(rows, cell, decided, policy) for cell in _cells(rows, policy)],
                    policy=policy)  # fmt: skip


def override_findings(rows: AuditInput, decided: Decided, *, policy: Policy) -> list[Finding]:
    """Return AUD-27, overall and for every required group; reported, never judged.

    *Pass* says that it was measured: nobody has set a limit.

    Raises
    ------
    InputError
        If the decisions are not of the audited children.
    """
    _refuse(rows, decided)
    return [_finding(rows, cell, decided, policy) for cell in _cells(rows, policy)]


def _refuse(rows: AuditInput, decided: Decided) -> None:
    if not decided.away.shape == decided.towards.shape == (rows.n_children,):
        raise InputError(
            f"decisions of shape {decided.away.shape} and {decided.towards.shape} for "
            f"{rows.n_children} children; give both for every audited child"
        )


def _cells(rows: AuditInput, policy: Policy) -> list[Cell]:
    return [cell for cell in cells(rows, policy) if cell.judges]


def _row(rows: AuditInput, cell: Cell, decided: Decided, policy: Policy) -> dict[str, Any]:
    listed, off = cell.rows & rows.selected, cell.rows & ~rows.selected
    away = _share(rows, listed, decided.away, policy)
    shown = away is not None
    others = _share(rows, rows.selected & ~cell.rows, decided.away, policy)
    towards = _share(rows, off, decided.towards, policy)
    share, lo, hi = away or (np.nan,) * 3
    return {
        "group": cell.name,
        "attribute": cell.attribute,
        "level": cell.level,
        "n_children": int(cell.rows.sum()),
        "n_at_risk": int((cell.rows & rows.at_risk).sum()),
        "n_listed": int(listed.sum()) if shown else None,
        "n_away": int((listed & decided.away).sum()) if shown else None,
        "away_share": plain(share),
        "away_share_lo": plain(lo),
        "away_share_hi": plain(hi),
        "away_share_others": None if others is None else plain(others[0]),
        "n_towards": None if towards is None else int((off & decided.towards).sum()),
        "towards_share": None if towards is None else plain(towards[0]),
    }


def _share(rows: AuditInput, of: Mask, happened: Mask, policy: Policy) -> Share | None:
    """Return a share with its exact interval, None where it is of too few children."""
    if of.sum() < policy.smallest_cell[0]:
        return None
    lo, hi = measures.korn_graubard(
        happened[of],
        np.ones(int(of.sum())),
        design=measures.clusters(rows.stratum[of], rows.psu[of]),
        confidence=policy.confidence,
    )
    return float(happened[of].mean()), lo, hi


def _finding(rows: AuditInput, cell: Cell, decided: Decided, policy: Policy) -> Finding:
    listed = cell.rows & rows.selected
    away = _share(rows, listed, decided.away, policy)
    fewest = policy.smallest_cell[0]
    detail = (
        f"fewer than {fewest:.0f} listed children: not printed; audit more children of the group"
        if away is None
        else _beside(decided)
        if cell.kind == "overall"
        else _compared(away, _share(rows, rows.selected & ~cell.rows, decided.away, policy))
    )
    return Finding(
        code=CODE,
        title=_TITLE,
        verdict=Verdict.INSUFFICIENT if away is None else Verdict.PASS,
        group=cell.name,
        outcome=rows.outcome,
        measured=None if away is None else away[0],
        interval=None if away is None else (away[1], away[2]),
        unit=_UNIT,
        detail=detail,
    )


def _compared(own: Share, others: Share | None) -> str:
    """Return whether a group's children are decided away more often, or less, than all others."""
    if others is None:
        return "too few listed children among all others to compare with"
    lo, hi = measures.difference_of_shares(own, others)
    if lo > 0:
        return "more often than among all other children; ask who decided so, and why"
    return "less often than among all other children" if hi < 0 else ""


def _beside(decided: Decided) -> str:
    parts = [f"{decided.n_decided} children decided about within the time of the list"]
    if decided.n_unmatched:
        parts.append(f"{decided.n_unmatched} children of them are not judged here")
    if decided.n_other_times:
        parts.append(f"{decided.n_other_times} decisions of other times are left out")
    if decided.n_other_releases:
        parts.append(f"{decided.n_other_releases} decisions about other releases are left out")
    if decided.n_other_outcomes:
        parts.append(
            f"{decided.n_other_outcomes} decisions about outcomes that nobody knows are left out"
        )
    if len(decided.releases) > 1:
        named = ", ".join(decided.releases[:_MOST_NAMED])
        more = "" if len(decided.releases) <= _MOST_NAMED else ", ..."
        parts.append(f"they are about {len(decided.releases)} releases: {named}{more}")
    return "; ".join(parts)

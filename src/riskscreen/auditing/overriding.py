"""Whom do people decide away from a visit, and whom towards one?

A list can be fair and what is done with it not. The decisions are counted, not weighted: each was
taken about one child. They are reported and never judge; a decision may have been right. Shares
are no finer than the printed counts from the start: nobody needs them finer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import measures
from riskscreen.auditing.cells import Cell, cells
from riskscreen.auditing.decided import Decided, apart_in_words, counted_apart
from riskscreen.auditing.disclosing.disclosure import check, publish
from riskscreen.auditing.disclosing.few_of import few_of
from riskscreen.auditing.disclosing.quotient import few, quotient, widened
from riskscreen.auditing.disclosing.suppression import suppress
from riskscreen.auditing.inputs import AuditInput
from riskscreen.auditing.run import Audit, in_order
from riskscreen.core import Finding, Verdict
from riskscreen.errors import InputError
from riskscreen.policy import Policy

__all__ = ["CODE", "override_findings", "override_rows", "with_overrides"]

CODE = "AUD-27"
_TITLE = "listed children whom a person decided not to visit"
_UNIT = "share of the listed children"
_TABLE, _COUNTED = "overrides", "overrides_counted"
_OF_LISTED = (
    "n_listed", "n_listed_others", "n_away", "away_share", "away_share_lo", "away_share_hi",
    "away_share_others", "compared",
)  # fmt: skip
_OF_UNLISTED = ("n_towards", "towards_share")
_SAID = {
    "more_often": "more often than among all other children; ask who decided so, and why",
    "less_often": "less often than among all other children",
    "no_difference": "",
    None: "too few listed children among all others to compare with",
}
_WITHHELD = "withheld: with it another group's number of children could be derived"
_FEW = "fewer than 5 listed children decided away: neither share nor comparison is printed"

Mask = NDArray[np.bool_]
Share = tuple[float, float, float]


def with_overrides(audit: Audit, rows: AuditInput, decided: Decided, *, policy: Policy) -> Audit:
    """Return the audit with AUD-27 and the tables ``overrides`` and ``overrides_counted``.

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
    tables = {**audit.tables, _TABLE: table, _COUNTED: _apart(rows, decided)}
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
        list, ``n_away`` of them whom a person decided not to visit, ``away_share`` the quotient of
        the two as they are printed, with bounds that hold the exact 95 % interval;
        ``away_share_others`` likewise among the ``n_listed_others`` other children on it,
        ``compared``: *more_often*, *less_often* or *no_difference*, from the exact shares;
        ``n_towards`` children off the list whom a person decided to visit, ``towards_share`` of all
        off the list. Shares are None where the decisions are a few, ``compared`` where ``n_away``
        is; all about the list where fewer children than the smallest cell are on it, all about
        those off it where these are so few; and either where what is left of everyone's figure
        would be that of so few.

    Raises
    ------
    InputError
        If the decisions are not of the audited children.
    """
    _refuse(rows, decided)
    held = _cells(rows, policy)
    shown = suppress([_row(rows, cell, decided, policy) for cell in held], policy=policy)
    fewest = policy.smallest_cell[0]
    unlisted = few_of(shown, _counted(held, ~rows.selected), fewest=fewest)
    listed = few_of(shown, _counted(held, rows.selected), fewest=fewest)
    return [
        {
            **row,
            **(dict.fromkeys(_OF_LISTED) if row["group"] in listed else {}),
            **(dict.fromkeys(_OF_UNLISTED) if row["group"] in unlisted else {}),
        }
        for row in shown
    ]


def override_findings(rows: AuditInput, decided: Decided, *, policy: Policy) -> list[Finding]:
    """Return AUD-27, overall and for every required group; reported, never judged.

    *Pass* says that it was measured, also where decisions are too few for a printed share: nobody
    has set a limit.

    Raises
    ------
    InputError
        If the decisions are not of the audited children.
    """
    listed = _counted(_cells(rows, policy), rows.selected)
    fewest, apart = policy.smallest_cell[0], apart_in_words(_apart(rows, decided))
    return [
        Finding(
            code=CODE,
            title=_TITLE,
            verdict=Verdict.INSUFFICIENT if row["n_listed"] is None else Verdict.PASS,
            group=row["group"],
            outcome=rows.outcome,
            measured=row["away_share"],
            interval=None
            if row["away_share"] is None
            else (row["away_share_lo"], row["away_share_hi"]),
            unit=_UNIT,
            detail=_detail(row, apart, listed=listed[row["group"]], fewest=fewest),
        )
        for row in override_rows(rows, decided, policy=policy)
    ]


def _refuse(rows: AuditInput, decided: Decided) -> None:
    if not decided.away.shape == decided.towards.shape == (rows.n_children,):
        raise InputError(
            f"decisions of shape {decided.away.shape} and {decided.towards.shape} for "
            f"{rows.n_children} children; give both for every audited child"
        )


def _apart(rows: AuditInput, decided: Decided) -> dict[str, Any]:
    _refuse(rows, decided)
    return counted_apart(decided, selected=rows.selected)


def _cells(rows: AuditInput, policy: Policy) -> list[Cell]:
    return [cell for cell in cells(rows, policy) if cell.judges]


def _counted(held: Sequence[Cell], of: Mask) -> dict[str, int]:
    return {cell.name: int((cell.rows & of).sum()) for cell in held}


def _row(rows: AuditInput, cell: Cell, decided: Decided, policy: Policy) -> dict[str, Any]:
    listed, off = cell.rows & rows.selected, cell.rows & ~rows.selected
    beside = rows.selected & ~cell.rows
    away, others = (_share(rows, of, decided.away, policy) for of in (listed, beside))
    n_listed, n_away = int(listed.sum()), int((listed & decided.away).sum())
    n_off, n_towards = int(off.sum()), int((off & decided.towards).sum())
    share, lo, hi = (away and widened(away, happened=n_away, of=n_listed)) or (None,) * 3
    return {
        "group": cell.name,
        "attribute": cell.attribute,
        "level": cell.level,
        "n_children": int(cell.rows.sum()),
        "n_at_risk": int((cell.rows & rows.at_risk).sum()),
        "n_listed": n_listed,
        "n_listed_others": None if others is None else int(beside.sum()),
        "n_away": n_away,
        "away_share": share,
        "away_share_lo": lo,
        "away_share_hi": hi,
        "away_share_others": others and quotient((beside & decided.away).sum(), beside.sum()),
        "compared": _compared(away, others) if away and others and not few(n_away) else None,
        "n_towards": n_towards,
        "towards_share": quotient(n_towards, n_off),
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


def _compared(own: Share, others: Share) -> str:
    """Return whether a group's children are decided away more often, or less, than all others."""
    lo, hi = measures.difference_of_shares(own, others)
    if lo > 0:
        return "more_often"
    return "less_often" if hi < 0 else "no_difference"


def _detail(row: Mapping[str, Any], apart: str, *, listed: int, fewest: float) -> str:
    if row["n_listed"] is None:
        return (
            f"fewer than {fewest:.0f} listed children: not printed; audit more children of the "
            "group"
            if listed < fewest
            else _WITHHELD
        )
    if row["group"] == "overall":
        return apart
    if few(row["n_away"]):
        return _FEW
    return _SAID[row["compared"]]

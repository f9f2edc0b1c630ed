"""What may be printed of findings, beside the tables that are printed?

A finding of a group that a table hides, or that no table counts, keeps its verdict alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from riskscreen.auditing.disclosing.counted import COUNTS, key_of
from riskscreen.auditing.disclosing.lattice import Key
from riskscreen.auditing.disclosing.populations import Population, populations
from riskscreen.auditing.disclosing.rounding import figure_step, rounded, rounded_within
from riskscreen.policy import Policy

__all__ = ["publish_decision", "publish_findings"]

_WITHHELD = "withheld: with it another group's number of children could be derived"
_COUNTED = re.compile(r"\b\d+(?= (?:of \d+ )?(?:children|cases|rows|households)\b)")

Row = Mapping[str, Any]
Tables = Mapping[str, Any]


def publish_findings(
    findings: Iterable[Row], *, tables: Tables, policy: Policy
) -> list[dict[str, Any]]:
    """Return findings as a report may print them.

    Parameters
    ----------
    findings : iterable of mapping
        As `Finding.to_dict` gives them.
    tables : mapping
        Published tables: a group hidden there keeps its verdict and loses its figures.
    policy : Policy
        Gives the smallest cell.
    """
    rows = _indexed(next(populations(tables), Population((), ())).rows)
    return [_finding(dict(one), rows, policy) for one in findings]


def publish_decision(decision: Row, *, tables: Tables, policy: Policy) -> dict[str, Any]:
    """Return the gate's word as a report may print it: hidden groups keep their verdict alone.

    Parameters
    ----------
    decision : mapping
        As `releasing.Decision.to_dict` gives it; ``refusing`` and ``waived`` hold findings.
    tables, policy
        As in `publish_findings`.
    """

    def told(findings: Iterable[Row]) -> list[dict[str, Any]]:
        return publish_findings(findings, tables=tables, policy=policy)

    waived = decision.get("waived") or []
    shown = told([entry["finding"] for entry in waived])
    return {
        **decision,
        "refusing": told(decision.get("refusing") or []),
        "waived": [{**entry, "finding": one} for entry, one in zip(waived, shown, strict=True)],
    }


def _indexed(rows: Iterable[Row]) -> dict[Key | str, Row]:
    """Return the rows by group and by its name; a level's name may hold what joins groups."""
    found: dict[Key | str, Row] = {}
    for row in rows:
        if row.get("bin") is not None:
            continue
        for place in (key_of(row), str(row.get("group") or "overall")):
            if place not in found or _hides(row):
                found[place] = row
    return found


def _hides(row: Row) -> bool:
    return bool(row.get("suppressed")) or row.get(COUNTS[0]) is None


def _finding(one: dict[str, Any], rows: Mapping[Key | str, Row], policy: Policy) -> dict[str, Any]:
    group = one["group"] or "overall"
    # of a group that no table counts nobody knows how large it is
    sizes = rows.get(group) or rows.get(key_of({"group": group})) or {}
    if _hides(sizes):
        known = one["measured"] is not None or one["interval"] is not None
        detail = _WITHHELD if known else one["detail"]
        return one | {"measured": None, "interval": None, "detail": _about(detail, policy)}
    interval = one["interval"]
    return one | {
        "measured": _measured(one, one["measured"], sizes),
        "interval": interval and [_measured(one, bound, sizes) for bound in interval],
        "detail": _about(one["detail"], policy),
    }


def _measured(one: Row, value: float | None, sizes: Row) -> float | None:
    if value is None:
        return None
    if one["unit"] in ("children", "rows", "cases", "households"):
        return rounded(value)
    limit = one.get("limit") or (None, None)
    return rounded_within(value, step=figure_step(sizes[COUNTS[1]]), limit=(limit[0], limit[1]))


def _about(detail: str, policy: Policy) -> str:
    """Return a sentence with the numbers of children in it rounded, those of the policy kept."""
    given = {f"{number:.0f}" for number in (*policy.smallest_cell, *policy.bootstrap_floor)}

    def said(match: re.Match[str]) -> str:
        number = match.group()
        return number if number in given else str(rounded(float(number)))

    return _COUNTED.sub(said, detail)

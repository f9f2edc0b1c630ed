"""What did the sample's design force upon the audit, and how many children stand at a tie?

Strata of one PSU say nothing of the spread between PSUs and are merged with a neighbour (AUD-15);
children of one risk at the end of the list are on it or off it by their ids (AUD-24). Both are
reported, so that nobody takes an interval or a list for sharper than it is.
"""

from __future__ import annotations

from riskscreen import measures
from riskscreen.auditing.inputs import AuditInput
from riskscreen.core import Finding, Verdict
from riskscreen.policy import Policy

__all__ = ["design_findings"]

_NAMED = 5


def design_findings(
    rows: AuditInput, drawn: measures.Replicates, *, policy: Policy
) -> list[Finding]:
    """Return AUD-15, and AUD-24 where the allocation says how many children are tied.

    Parameters
    ----------
    rows : AuditInput
        ``allocation["ties"]``, where it is given, counts the children off the list with exactly
        the risk at which their area's list ends.
    drawn : Replicates
        Of the same rows.
    policy : Policy
        Gives the smallest number of children that is printed.
    """
    return [_merged(rows, drawn), *_tied(rows, policy)]


def _merged(rows: AuditInput, drawn: measures.Replicates) -> Finding:
    names = drawn.merged
    more = "" if len(names) <= _NAMED else f" and {len(names) - _NAMED} more"
    return Finding(
        code="AUD-15",
        title="strata of one PSU merged with a neighbour",
        verdict=Verdict.INSUFFICIENT if names else Verdict.PASS,
        outcome=rows.outcome,
        measured=float(len(names)),
        unit="strata",
        detail=f"{', '.join(names[:_NAMED])}{more}: merged with the next stratum by name, so that "
        "their spread counts; intervals may be too wide there"
        if names
        else "",
    )


def _tied(rows: AuditInput, policy: Policy) -> list[Finding]:
    ties = rows.allocation.get("ties")
    if ties is None:
        return []
    fewest = policy.smallest_cell[0]
    share = ties / rows.n_children
    printed = ties == 0 or ties >= fewest
    return [
        Finding(
            code="AUD-24",
            title="children off the list with the very risk at which it ends",
            verdict=Verdict.PASS if printed else Verdict.INSUFFICIENT,
            outcome=rows.outcome,
            measured=share if printed else None,
            unit="share of eligible children",
            detail=""
            if ties == 0
            else "ties are broken by a digest of the booster and the child's id, here and in the "
            "visit list alike"
            if printed
            else f"fewer than {fewest:.0f} children: not printed",
        )
    ]

"""How many children stand for nobody, because no survey weight is recorded for them?

They are in no other figure, so a group could pass on the few of it that have a weight. A count
of the table's own rows, not an estimate: it needs no interval.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from riskscreen.auditing.inputs import NOT_RECORDED, Texts
from riskscreen.core import Finding, Verdict
from riskscreen.policy import Policy

__all__ = ["uncounted_findings"]


def uncounted_findings(
    weighted: NDArray[np.bool_], *, outcome: str, groups: Mapping[str, Texts], policy: Policy
) -> list[Finding]:
    """Return AUD-14, overall and for every required group.

    Parameters
    ----------
    weighted : ndarray of bool, shape (n_rows,)
        Whether a row has a survey weight above 0.
    outcome : str
        Name of the outcome.
    groups : mapping of str to ndarray of str, shape (n_rows,)
        Level of every attribute of the policy's groups.
    policy : Policy
        ``followup_lost`` is the limit: who has no weight is lost to the figures as who was not
        followed is.
    """
    nobody = np.full(weighted.size, NOT_RECORDED)
    cells = {"overall": np.ones(weighted.size, dtype=bool)} | {
        f"{name}={level}": groups.get(name, nobody) == level
        for name, group in policy.groups.items()
        if group.required
        for level in group.levels
    }
    return [_uncounted(name, weighted[of], outcome, policy) for name, of in cells.items()]


def _uncounted(group: str, weighted: NDArray[np.bool_], outcome: str, policy: Policy) -> Finding:
    without, size = int(np.count_nonzero(~weighted)), weighted.size
    fewest, most = policy.smallest_cell[0], policy.followup_lost
    share = without / size if size and size >= fewest else None
    if share is None:
        verdict = Verdict.INSUFFICIENT
        detail = f"fewer than {fewest:.0f} children: not printed; audit more children of the group"
    else:
        verdict = Verdict.FAIL if share > most else Verdict.PASS
        # the sizes of all groups but one would give away the one that is too small to print
        rows = f"{without} of {size} rows" if group == "overall" else "these rows"
        detail = f"{rows} stand for nobody and are in no other figure" if without else ""
    if verdict is Verdict.FAIL:
        detail += "; give the outcome's weight, or declare weights none"
    return Finding(
        code="AUD-14",
        title="children without a survey weight",
        verdict=verdict,
        group=group,
        outcome=outcome,
        measured=share,
        limit=(None, most),
        unit="share of the rows",
        judges=True,
        detail=detail,
    )

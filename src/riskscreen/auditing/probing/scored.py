"""What do the figures come to with, and without, the children who got no risk?

A child without a risk is on no list, so that abstaining never improves a figure that judges.
Beside it stands what the list does for those whom it does rank, and why the others have none.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import measures
from riskscreen.auditing.cells import Cell
from riskscreen.auditing.disclosing.suppression import suppress
from riskscreen.auditing.evidence import Evidence
from riskscreen.auditing.inputs import AuditInput
from riskscreen.auditing.lines import carried, named, plain
from riskscreen.policy import Policy

__all__ = ["scored_rows"]


def scored_rows(evidence: Evidence, *, policy: Policy) -> list[dict[str, Any]]:
    """Return, for every group, the children missed among all and among those with a risk.

    Parameters
    ----------
    evidence : Evidence
        Its cells; intersections are left to the table of groups.
    policy : Policy
        Gives ``smallest_cell``.

    Returns
    -------
    list of dict
        ``group, attribute, level, n_children, n_at_risk, suppressed, false_negative_rate_all,
        false_negative_rate_scored, precision, abstention``, and ``refused_<code>``, the share that
        each code refuses, where codes are given; None where undefined. Precision is
        the same either way, because nobody without a risk is selected; it is None where fewer of
        those selected have a known outcome than the smallest cell has children. The second rate
        is None where fewer children at risk than the smallest cell have no risk: beside the
        first, it would count them.
    """
    return suppress(
        [
            named(cell, evidence.counts[place]) | _figures(evidence.rows, cell, policy)
            for place, cell in enumerate(evidence.cells)
            if cell.kind != "intersection"
        ],
        policy=policy,
    )


def _figures(rows: AuditInput, cell: Cell, policy: Policy) -> dict[str, float | None]:
    known, scored = cell.rows & rows.known, cell.rows & rows.scored
    listed = int((known & rows.selected).sum())
    refused = int((cell.rows & rows.at_risk & np.isnan(rows.risk)).sum())
    tells = 0 < refused < policy.smallest_cell[1]
    precision = measures.precision(rows.label[known], rows.selected[known], rows.weight[known])
    abstained = np.isnan(rows.risk[cell.rows])
    return {
        "false_negative_rate_all": plain(_missed(rows, known)),
        "false_negative_rate_scored": None if tells else plain(_missed(rows, scored)),
        "precision": carried(precision, listed, policy),
        "abstention": plain(measures.selection_rate(abstained, rows.weight[cell.rows])),
        **{
            f"refused_{code}": plain(
                measures.selection_rate(who[cell.rows], rows.weight[cell.rows])
            )
            for code, who in rows.refused.items()
        },
    }


def _missed(rows: AuditInput, of: NDArray[np.bool_]) -> float:
    return measures.false_negative_rate(rows.label[of], rows.selected[of], rows.weight[of])

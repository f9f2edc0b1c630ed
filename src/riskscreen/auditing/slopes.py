"""Are high and low risks spread as outcomes are, overall and inside each group?

AUD-09 judges the slope over all children. The slope of each group, AUD-23, is reported: a group
whose high risks are exaggerated is visited for nothing, one whose risks are flat is passed over.
"""

from __future__ import annotations

import numpy as np

from riskscreen import measures
from riskscreen.auditing.cells import Cell
from riskscreen.auditing.evidence import Evidence
from riskscreen.auditing.inputs import Floats
from riskscreen.auditing.judging import Row, judge
from riskscreen.core import Finding
from riskscreen.policy import Policy

__all__ = ["slope_findings", "slope_values"]


def slope_findings(evidence: Evidence, *, policy: Policy) -> list[Finding]:
    """Return AUD-09 overall, and AUD-23 for every required group."""
    overall = [_row(evidence, policy, 0, "AUD-09", "calibration slope", judges=True)]
    groups = [
        _row(evidence, policy, place, "AUD-23", "calibration slope inside the group", judges=False)
        for place, cell in enumerate(evidence.cells)
        if cell.kind == "required"
    ]
    return [*judge(overall, policy=policy), *judge(groups, policy=policy)]


def slope_values(evidence: Evidence, cell: Cell) -> Floats:
    """Return the slope of a group and of its replicates, shape (1 + n_replicates,).

    NaN where the group's outcomes are all the same or its risks are.
    """
    rows, drawn = evidence.rows, evidence.replicates
    of = rows.scored & cell.rows
    y, p, w = rows.label[of], rows.risk[of], rows.weight[of]
    replicated = measures.calibration_slope_replicates(y, p, w, drawn.index[of], drawn.factors)
    return np.concatenate([[measures.calibration_slope(y, p, w)[1]], replicated[:, 1]])


def _row(
    evidence: Evidence, policy: Policy, place: int, code: str, title: str, *, judges: bool
) -> Row:
    return Row(
        code=code,
        title=title,
        outcome=evidence.rows.outcome,
        cell=evidence.cells[place],
        values=slope_values(evidence, evidence.cells[place]),
        counts=(evidence.counts[place],),
        limit=policy.calibration_slope,
        unit="slope of the outcome on the logit of the risk",
        judges=judges,
    )

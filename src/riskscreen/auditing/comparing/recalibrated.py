"""How much of a contrast is base rate, and how much is the model?

Each group's risks are shifted until its expected cases equal its observed ones; the same rule
then draws the list again. What contrast is left is not the model's calibration.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import measures
from riskscreen.auditing.evidence import Evidence
from riskscreen.auditing.inputs import AuditInput, Floats

__all__ = ["contrasts", "drawn_again", "missed_contrast", "recalibrate"]


def contrasts(evidence: Evidence) -> list[dict[str, Any]]:
    """Return, for every required group, the contrast of children missed, raw and recalibrated.

    Returns
    -------
    list of dict
        ``group, attribute, level, raw, recalibrated``; None where undefined or where no rule
        was passed in.
    """
    rows = evidence.rows
    lists: dict[str, NDArray[np.bool_] | None] = {}
    found = []
    for place, cell in enumerate(evidence.cells):
        if cell.kind != "required":
            continue
        if cell.attribute not in lists:
            lists[cell.attribute] = drawn_again(rows, cell.attribute, allocate=rows.allocate)
        again = lists[cell.attribute]
        found.append({
            "group": cell.name,
            "attribute": cell.attribute,
            "level": cell.level,
            "n_children": evidence.counts[place].n_children,
            "n_at_risk": evidence.counts[place].n_at_risk,
            "raw": missed_contrast(rows, rows.selected, cell.rows),
            "recalibrated": None if again is None else missed_contrast(rows, again, cell.rows),
        })  # fmt: skip
    return found


def recalibrate(rows: AuditInput, level_of: NDArray[np.str_]) -> Floats:
    """Return the risks, each group's logits shifted so that it expects what was observed.

    A group without both outcomes keeps its risks: there is nothing to shift them by.
    """
    risk = rows.risk.copy()
    shifts: Mapping[str, float] = {
        str(level): measures.recalibration_shift(rows.label[of], rows.risk[of], rows.weight[of])
        for level in np.unique(level_of)
        for of in [(level_of == level) & rows.scored]
    }
    for level, shift in shifts.items():
        inside = level_of == level
        if np.isfinite(shift):
            risk[inside] = measures.shifted_risk(rows.risk[inside], shift)
    return risk


def drawn_again(
    rows: AuditInput, attribute: str, *, allocate: Callable[[Floats], NDArray[np.bool_]] | None
) -> NDArray[np.bool_] | None:
    """Return the list that a rule draws from risks recalibrated by the levels of an attribute.

    Parameters
    ----------
    rows : AuditInput
        The judged children.
    attribute : str
        Whose levels each get a shift of their own.
    allocate : callable or None
        The rule as a function of risks alone.

    Returns
    -------
    ndarray of bool, shape (n_children,), or None
        None where there is no rule, or no such attribute.
    """
    if allocate is None or attribute not in rows.groups:
        return None
    risk = recalibrate(rows, rows.groups[attribute])
    return np.asarray(allocate(risk), dtype=bool) & ~np.isnan(risk)


def missed_contrast(
    rows: AuditInput, selected: NDArray[np.bool_], inside: NDArray[np.bool_]
) -> float | None:
    """Return the false negative rate of a group under a list, less that of all others.

    Parameters
    ----------
    rows : AuditInput
        The judged children.
    selected : ndarray of bool, shape (n_children,)
        Who is on the list.
    inside : ndarray of bool, shape (n_children,)
        Who is in the group.

    Returns
    -------
    float or None
        None where nobody is at risk in the group or among the others.
    """
    own, others = (
        measures.false_negative_rate(rows.label[of], selected[of], rows.weight[of])
        for of in (inside & rows.known, ~inside & rows.known)
    )
    return own - others if np.isfinite(own - others) else None

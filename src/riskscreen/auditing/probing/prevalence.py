"""How does the list change when risks are recalibrated to a published rate?

A published rate moves every risk by one shift of the log-odds, so within any one set of children
nobody overtakes anybody. The list changes all the same, for two reasons, and the reader sees both.
A child's key is a share of its area's expected need, and a shift is no scaling: it multiplies a
small risk by nearly ``exp(shift)`` and a large one by less, so where risks are spread otherwise the
list ends elsewhere. And an area is formed of at least so many expected cases: where more are
expected, a commune gets a list of its own that it shared before.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import decisions, measures
from riskscreen.auditing.cells import cells
from riskscreen.auditing.disclosing.suppression import suppress
from riskscreen.auditing.inputs import AuditInput, Floats
from riskscreen.errors import InputError
from riskscreen.policy import Policy

__all__ = ["prevalence_table"]

# Beyond what rounding in a calibrator's knots does to a risk.
_TOLERANCE = 1e-6


def prevalence_table(
    before_risk: Floats,
    after_risk: Floats,
    rows: AuditInput,
    *,
    allocate: Callable[[Floats], decisions.Allocation],
    areas: decisions.AreasLike,
    policy: Policy,
    published: float,
    shift: float,
) -> dict[str, Any]:
    """Return the table ``prevalence`` of an audit.

    Parameters
    ----------
    before_risk, after_risk : ndarray of float64, shape (n_children,)
        Risks as they were learned and as they are released; NaN where the tool abstained.
    rows : AuditInput
        The audited children, for weights, groups and the sizes of cells.
    allocate : callable
        The policy's rule as a function of risks alone, over the same rows.
    areas : AreasLike
        Where the children live, text of shape (n_children,): frozen cut-offs are looked up by it.
    policy : Policy
        Gives the required groups and the smallest cell.
    published : float
        The rate, 0-1. The risks were made to meet it on the training population, so their mean
        ``after`` on a later window may differ.
    shift : float
        What was added to the log-odds.

    Returns
    -------
    dict
        ``published, before, after`` (weighted mean risks), ``shift``; ``on_both`` (share of the
        former list's weight that is on the new one), ``list_share_changed`` (share of the new
        list's weight that was not on the former); ``tiers`` (share of the children with a risk, by
        the cut-offs that each set of risks freezes); ``groups`` (selection rate of every required
        group before and after). None where a cell is too small or nobody is on a list.

    Raises
    ------
    InputError
        If the two sets of risks are not of the same children, or not one shift apart.
    """
    _refuse(before_risk, after_risk, rows, shift)
    lists = [allocate(risk) for risk in (before_risk, after_risk)]
    was, now = (np.asarray(one.selected, dtype=bool) for one in lists)
    both = float(rows.weight @ (was & now))
    stayed = _quotient(both, float(rows.weight @ now))
    size = _sizes(np.ones(rows.n_children, dtype=bool), rows)
    (whole,) = suppress(
        [{
            **size,
            "before": _mean(before_risk, rows.weight),
            "after": _mean(after_risk, rows.weight),
            "on_both": _quotient(both, float(rows.weight @ was)),
            "list_share_changed": None if stayed is None else 1 - stayed,
        }],
        policy=policy,
    )  # fmt: skip
    named = [
        decisions.tiers(risk, *one.cutoffs.lookup(areas)[:2])
        for risk, one in zip((before_risk, after_risk), lists, strict=True)
    ]
    return {
        "published": float(published),
        "before": whole["before"],
        "after": whole["after"],
        "shift": float(shift),
        "on_both": whole["on_both"],
        "list_share_changed": whole["list_share_changed"],
        "tiers": _tiers(named[0], named[1], rows, policy),
        "groups": _groups(was, now, rows, policy),
    }


def _tiers(
    was: NDArray[np.str_], now: NDArray[np.str_], rows: AuditInput, policy: Policy
) -> list[dict[str, Any]]:
    """Return each tier's share; of none where one is small, because the others would tell it."""
    sizes = [_sizes(named == tier, rows) for named in (was, now) for tier in decisions.TIERS]
    # an empty tier holds nobody who could be pointed at
    filled = [size for size in sizes if size["n_children"]]
    small = any(row["suppressed"] for row in suppress(filled, policy=policy))
    scored = float(rows.weight @ (was != ""))

    def share(named: NDArray[np.str_], tier: str) -> float | None:
        return None if small else _quotient(float(rows.weight @ (named == tier)), scored)

    return [
        {"tier": tier, "before": share(was, tier), "after": share(now, tier)}
        for tier in decisions.TIERS
    ]


def _groups(
    was: NDArray[np.bool_], now: NDArray[np.bool_], rows: AuditInput, policy: Policy
) -> list[dict[str, Any]]:
    found = []
    for cell in cells(rows, policy):
        if cell.judges:
            weight = rows.weight * cell.rows
            total = float(weight.sum())
            found.append({
                "group": cell.name,
                "attribute": cell.attribute,
                "level": cell.level,
                **_sizes(cell.rows, rows),
                "selection_rate_before": _quotient(float(weight @ was), total),
                "selection_rate_after": _quotient(float(weight @ now), total),
            })  # fmt: skip
    return suppress(found, policy=policy)


def _sizes(inside: NDArray[np.bool_], rows: AuditInput) -> dict[str, Any]:
    return {"n_children": int(inside.sum()), "n_at_risk": int((inside & rows.at_risk).sum())}


def _mean(risk: Floats, weight: Floats) -> float | None:
    has = ~np.isnan(risk)
    return _quotient(float(weight[has] @ risk[has]), float(weight[has].sum()))


def _quotient(above: float, below: float) -> float | None:
    return above / below if below > 0 else None


def _refuse(before: Floats, after: Floats, rows: AuditInput, shift: float) -> None:
    if not before.shape == after.shape == (rows.n_children,):
        raise InputError(
            f"risks of shape {before.shape} and {after.shape} for {rows.n_children} children; "
            "give both for every audited child"
        )
    due = measures.shifted_risk(before, shift)
    off = ~np.isclose(after, due, rtol=_TOLERANCE, atol=1e-12, equal_nan=True)
    if off.any():
        first = int(np.argmax(off))
        raise InputError(
            f"the risks are not one shift of {shift:.4g} apart for {int(off.sum())} of {off.size} "
            f"children; first is row {first}: {before[first]:.4g} and {after[first]:.4g}; give the "
            "risks of one model before and after its recalibration"
        )

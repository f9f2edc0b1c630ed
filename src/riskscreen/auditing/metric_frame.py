"""What does Fairlearn's MetricFrame say of the same list? The only door to Fairlearn.

Fairlearn splits by group and intersection; the metrics are riskscreen's, because Fairlearn's own
give a group without children at risk a false negative rate of 0 where there is none.
"""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import measures
from riskscreen.auditing.disclosing.suppression import suppress
from riskscreen.auditing.inputs import NOT_RECORDED, AuditInput, Texts
from riskscreen.core import need
from riskscreen.errors import InputError
from riskscreen.policy import Policy

__all__ = ["metric_frame_rows"]

_DEEPEST = 3
_PER = 1000.0


def metric_frame_rows(
    rows: AuditInput, *, policy: Policy, published: bool = True
) -> list[dict[str, Any]]:
    """Return weighted metrics by required attribute and their intersections.

    Parameters
    ----------
    rows : AuditInput
        The audited list.
    policy : Policy
        Gives required attributes and the smallest cell.
    published : bool
        Whether small cells are suppressed.

    Returns
    -------
    list of dict
        ``attribute, level, group, n_children, n_at_risk``, the metrics (None where undefined),
        ``missed_per_1000``, and ``suppressed`` where published.

    Raises
    ------
    MissingExtraError
        If Fairlearn is not installed.
    """
    required = [name for name, group in policy.groups.items() if group.required]
    found: list[dict[str, Any]] = []
    for depth in range(1, min(_DEEPEST, len(required)) + 1):
        for chosen in itertools.combinations(required, depth):
            found += _by(rows, chosen, least=policy.smallest_cell[0] if published else 0.0)
    return suppress(found, policy=policy) if published else found


def _by(rows: AuditInput, attributes: tuple[str, ...], *, least: float) -> list[dict[str, Any]]:
    nobody = np.full(rows.n_children, NOT_RECORDED)
    level_of = {name: rows.groups.get(name, nobody) for name in attributes}
    members, first = _members(list(level_of.values()))
    place = np.arange(len(members))

    def figures(y_true: NDArray[np.intp], y_pred: NDArray[np.intp]) -> dict[str, float]:
        if not np.array_equal(y_true, y_pred):
            raise InputError("MetricFrame took apart rows that belong together; pin fairlearn 0.15")
        of = np.sort(np.concatenate([members[cell] for cell in y_true]))
        return _figures(rows, of, least=least)

    frame = need("fairlearn.metrics", extra="audit").MetricFrame(
        # MetricFrame copies each argument of each metric child by child through Python (60 s for
        # ten metrics of 40,000 children): it hands out occupied cells, and one metric has them all
        metrics=figures,
        y_true=place,
        y_pred=place,
        sensitive_features={name: level[first] for name, level in level_of.items()},
    )
    found = []
    for levels, values in frame.by_group.items():
        named = (levels,) if isinstance(levels, str) else tuple(levels)
        if isinstance(values, dict):  # an intersection that nobody is in has NaN
            found.append(_row(attributes, named, values))
    return found


def _members(levels: list[Texts]) -> tuple[list[NDArray[np.intp]], NDArray[np.intp]]:
    """Return the rows of every occupied combination of levels, and the first row of each."""
    code = np.zeros(levels[0].size, dtype=np.intp)
    for level in levels:
        names, own = np.unique(level, return_inverse=True)
        code = code * names.size + own
    order = np.argsort(code, kind="stable")
    first = np.flatnonzero(np.r_[True, np.diff(code[order]) > 0])
    return np.split(order, first[1:]), order[first]


def _row(
    attributes: tuple[str, ...], levels: tuple[str, ...], values: dict[str, float]
) -> dict[str, Any]:
    names = [f"{name}={level}" for name, level in zip(attributes, levels, strict=True)]
    return {
        "group": " & ".join(names),
        "attribute": " & ".join(attributes),
        "level": " & ".join(levels),
        **{name: _plain(name, value) for name, value in values.items()},
    }


def _figures(rows: AuditInput, of: NDArray[np.intp], *, least: float) -> dict[str, float]:
    """Return all metrics of the children with these row numbers.

    NaN for a share of fewer than ``least`` selected children, or children not at risk.
    """
    weight = rows.weight[of]
    known, scored = of[rows.known[of]], of[rows.scored[of]]
    seen = (rows.label[known], rows.selected[known].astype(np.float64), rows.weight[known])
    ranked = (rows.label[scored], rows.risk[scored], rows.weight[scored])
    return {
        "n_children": float(of.size),
        "n_at_risk": float(rows.at_risk[of].sum()),
        "selection_rate": measures.selection_rate(rows.selected[of], weight),
        "false_negative_rate": measures.false_negative_rate(*seen),
        "false_positive_rate": measures.false_positive_rate(*seen)
        if (seen[0] == 0).sum() >= least
        else math.nan,
        "precision": measures.precision(*seen) if seen[1].sum() >= least else math.nan,
        "observed_over_expected": measures.observed_over_expected(*ranked),
        "auc": measures.weighted_auc(*ranked),
        "abstention": measures.selection_rate(np.isnan(rows.risk[of]), weight),
        "missed_per_1000": _PER * measures.selection_rate(seen[0] * (1 - seen[1]), seen[2]),
    }


def _plain(name: str, value: float) -> float | int | None:
    if name in ("n_children", "n_at_risk"):
        return int(value)
    return value if np.isfinite(value) else None

"""Which tables stand behind the findings?

Every number of the report, as rows of JSON types, suppressed before they leave.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import measures
from riskscreen.auditing.cells import Cell
from riskscreen.auditing.disclosing.suppression import suppress
from riskscreen.auditing.evidence import METRICS, Evidence
from riskscreen.auditing.inputs import Floats
from riskscreen.auditing.lines import carried, figure, plain
from riskscreen.auditing.overall import gain_over, list_at_capacity
from riskscreen.auditing.slopes import slope_values
from riskscreen.policy import Policy

__all__ = ["RANDOM", "baseline_rows", "calibration_rows", "capacity_rows", "group_rows", "headline"]

_CAPACITIES = (0.01, 0.02, 0.05, 0.10, 0.15, 0.20, 0.30, 0.50)
_VIGINTILES = 20
# Figures that are not about children at risk, who are in fewer PSUs and more unevenly.
_OF_OTHERS = ("selection_rate", "abstention", "false_positive_rate", "precision")
_PER = 1000.0
RANDOM = "random"
"""Name of the list on which every child is as likely to be as any other."""


def group_rows(evidence: Evidence, *, policy: Policy) -> list[dict[str, Any]]:
    """Return one row per group: counts, and each metric with the interval that holds alone."""
    rows = []
    for place, cell in enumerate(evidence.cells):
        counts = evidence.counts[place]
        row: dict[str, Any] = {
            "group": cell.name,
            "attribute": cell.attribute,
            "level": cell.level,
            "kind": cell.kind,
            "judges": cell.judges,
            "n_children": counts.n_children,
            "n_at_risk": counts.n_at_risk,
            "n_psu": counts.n_psu,
            "missed_per_1000": _missed(evidence, place),
        }
        for metric in METRICS:
            row |= _metric(evidence, metric, place, policy)
        if cell.judges:
            slope, df = slope_values(evidence, cell), counts.freedom(cases=True)
            row |= _with_interval("calibration_slope", slope, df, evidence)
        rows.append(row)
    return suppress(rows, policy=policy)


def headline(evidence: Evidence, *, policy: Policy) -> dict[str, float | None]:
    """Return children at risk, found and missed, per 1,000 children with a known outcome.

    ``missed_lo, missed_hi`` bound the missed alone, not together with the other two.
    """
    at_risk, spared = evidence.total("at_risk", 0), evidence.total("not_at_risk", 0)
    found = evidence.total("found", 0)
    known = at_risk + spared
    if suppress([_size(evidence)], policy=policy)[0]["suppressed"] or not known[0] > 0:
        return dict.fromkeys(("at_risk", "found", "missed", "missed_lo", "missed_hi"))
    per = np.divide(_PER, known, out=np.full_like(known, np.nan), where=known > 0)
    return {
        "at_risk": float(at_risk[0] * per[0]),
        "found": float(found[0] * per[0]),
        **_with_interval("missed", (at_risk - found) * per, _df(evidence), evidence),
    }


def baseline_rows(evidence: Evidence, *, policy: Policy) -> list[dict[str, Any]]:
    """Return the model and every simple list at the same capacity.

    ``found, lo, hi``: share of the children at risk that the list holds. ``gain`` is the
    model's children found more, per 1,000.
    """
    rows = evidence.rows
    capacity = float(rows.weight @ rows.selected)
    lists = {"model": (rows.risk, rows.selected.astype(np.float64))}
    # The simple lists are national: so the reader sees what the allocation rule costs.
    lists["model_one_list"] = (rows.risk, list_at_capacity(rows.risk, rows.weight, capacity))
    # What nobody ranked: every child is as likely to be on the list as any other.
    simple = {**rows.baselines, RANDOM: np.zeros(rows.n_children)}
    for name, score in simple.items():
        lists[name] = (score, list_at_capacity(score, rows.weight, capacity))
    found = []
    for name, (score, taken) in lists.items():
        row = (
            {"name": name, **_size(evidence)}
            | _ranking(evidence, score)
            | _reach(evidence, taken, policy)
        )
        if name in simple:
            row |= _with_interval("gain", gain_over(evidence, score), _df(evidence), evidence)
        found.append(row)
    return suppress(found, policy=policy)


def capacity_rows(evidence: Evidence, *, policy: Policy) -> list[dict[str, Any]]:
    """Return selection rate, recall and precision along the list, overall and by required group.

    The order is that of the allocation rule's keys where it was given.
    """
    rows = evidence.rows
    order = rows.risk if rows.key is None else np.where(np.isnan(rows.risk), np.nan, -rows.key)
    found = []
    for capacity in _CAPACITIES:
        taken = list_at_capacity(order, rows.weight, capacity * float(rows.weight.sum()))
        for place, cell in enumerate(evidence.cells):
            if cell.judges:
                w, of = rows.weight * cell.rows, cell.rows & rows.known
                y, t, known_w = rows.label[of], taken[of], rows.weight[of]
                found.append({
                    "group": cell.name,
                    "attribute": cell.attribute,
                    "level": cell.level,
                    "capacity": capacity,
                    "n_children": evidence.counts[place].n_children,
                    "n_at_risk": evidence.counts[place].n_at_risk,
                    "selection_rate": plain(measures.selection_rate(taken, w)),
                    "recall": plain(measures.recall(y, t, known_w)),
                    "precision": carried(
                        measures.precision(y, t, known_w), float(t.sum()), policy
                    ),
                })  # fmt: skip
    return suppress(found, policy=policy)


def calibration_rows(evidence: Evidence, *, policy: Policy) -> list[dict[str, Any]]:
    """Return mean risk and observed share by vigintile of risk, overall and by required group."""
    rows = evidence.rows
    of = np.flatnonzero(rows.scored)
    if not of.size:
        return []
    code = np.full(rows.n_children, -1)
    code[of] = measures.bin_codes(rows.risk[of], rows.weight[of], _VIGINTILES)
    found = []
    for cell in evidence.cells:
        if cell.judges:
            for one in range(_VIGINTILES):
                inside = cell.rows & (code == one)
                if inside.any():
                    found.append(_bin(evidence, cell, one, inside))
    return suppress(found, policy=policy)


def _metric(evidence: Evidence, metric: str, place: int, policy: Policy) -> dict[str, Any]:
    """Return a metric of a group; one of a handful of its children is None like its bounds."""
    of = evidence.carrying(metric, place)
    df = of.freedom(cases=metric not in _OF_OTHERS)
    line = _with_interval(metric, evidence.figure(metric, place), df, evidence)
    return {
        name: value if value is None else carried(value, of.n_children, policy)
        for name, value in line.items()
    }


def _bin(evidence: Evidence, cell: Cell, one: int, inside: NDArray[np.bool_]) -> dict[str, Any]:
    rows = evidence.rows
    w = rows.weight[inside]
    return {
        "group": cell.name,
        "attribute": cell.attribute,
        "level": cell.level,
        "bin": one + 1,
        "n_children": int(inside.sum()),
        "n_at_risk": int((inside & rows.at_risk).sum()),
        "mean_risk": float(rows.risk[inside] @ w / w.sum()),
        "observed": float(rows.label[inside] @ w / w.sum()),
    }


def _ranking(evidence: Evidence, score: Floats) -> dict[str, Any]:
    rows, drawn = evidence.rows, evidence.replicates
    of = rows.known & ~np.isnan(score)
    y, w = rows.label[of], rows.weight[of]
    replicated = measures.weighted_auc_replicates(y, score[of], w, drawn.index[of], drawn.factors)
    values = np.concatenate([[measures.weighted_auc(y, score[of], w)], replicated])
    return _with_interval("auc", values, _df(evidence), evidence) | {
        "average_precision": plain(measures.average_precision(y, score[of], w))
    }


def _reach(evidence: Evidence, taken: Floats, policy: Policy) -> dict[str, Any]:
    rows = evidence.rows
    w, at_risk = rows.weight, rows.at_risk
    recall, replicated = measures.bootstrap_ratio(
        w * at_risk * taken, w * at_risk, evidence.replicates
    )
    interval = _with_interval(
        "found", np.concatenate([[recall], replicated]), _df(evidence), evidence
    )
    known = rows.known
    precision = measures.precision(rows.label[known], taken[known], w[known])
    return {
        "found": interval["found"],
        "lo": interval["found_lo"],
        "hi": interval["found_hi"],
        "precision": carried(precision, float(taken[known].sum()), policy),
    }


def _with_interval(name: str, values: Floats, df: float, evidence: Evidence) -> dict[str, Any]:
    return figure(name, values, df=df, confidence=evidence.confidence)


def _missed(evidence: Evidence, place: int) -> float | None:
    at_risk = evidence.total("at_risk", place)[0]
    known = at_risk + evidence.total("not_at_risk", place)[0]
    missed = at_risk - evidence.total("found", place)[0]
    return float(_PER * missed / known) if known > 0 else None


def _size(evidence: Evidence) -> dict[str, Any]:
    counts = evidence.counts[0]
    return {"n_children": counts.n_children, "n_at_risk": counts.n_at_risk}


def _df(evidence: Evidence) -> float:
    return evidence.counts[0].freedom(cases=True)

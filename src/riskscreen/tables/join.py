"""How do several label windows become one table?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import features, records
from riskscreen.errors import TrainingError
from riskscreen.tables import findings
from riskscreen.tables.table import TrainingTable

__all__ = ["concatenate"]

_ARRAYS = (
    "label", "eligible", "before", "weight", "child_id", "household_id", "psu", "stratum", "days",
)  # fmt: skip


def concatenate(tables: Sequence[TrainingTable]) -> TrainingTable:
    """Return the rows of several windows as one table, in the order of their days.

    Parameters
    ----------
    tables : sequence of TrainingTable
        Tables of one outcome, definition and horizon with the same features. Each
        stands on the state of its own day; the joined table carries the last window's, which is
        the one that a release uses.

    Returns
    -------
    TrainingTable
        A child may stand in several windows; its weight has mean 1 over the eligible of all.

    Raises
    ------
    TrainingError
        If there is no table, two open on one day, or they differ in outcome, definition, horizon,
        features or groups.
    """
    if not tables:
        raise TrainingError("0 tables to concatenate; give at least one label window")
    ordered = sorted(tables, key=lambda table: table.day)
    last = ordered[-1]
    for table in ordered[:-1]:
        _same(table, last)
    if len(ordered) == 1:
        return last
    joined = replace(
        last,
        features=_features(ordered),
        groups={name: _join([t.groups[name] for t in ordered]) for name in last.groups},
        parts={name: _join([t.parts[name] for t in ordered]) for name in last.parts},
        areas=_areas(ordered),
        expansion=all(table.expansion for table in ordered),
        weight_sum=float(sum(table.weight_sum for table in ordered)),
        synthetic=all(table.synthetic for table in ordered),
        findings=tuple(finding for table in ordered for finding in table.findings),
        **_arrays(ordered),
    )
    counted = joined.weight[(joined.eligible == 1) & ~np.isnan(joined.weight)]
    if counted.size:
        joined = replace(joined, weight=joined.weight / counted.mean())
    return replace(joined, findings=(*joined.findings, *findings.of_join(joined)))


def _same(table: TrainingTable, last: TrainingTable) -> None:
    facts = {
        "outcome": (table.outcome.name, last.outcome.name),
        "definition": (table.outcome.definition, last.outcome.definition),
        "horizon_months": (table.horizon_months, last.horizon_months),
        "features": (table.features.names, last.features.names),
        "groups": (tuple(table.groups), tuple(last.groups)),
        "parts": (tuple(table.parts), tuple(last.parts)),
    }
    for name, (one, other) in facts.items():
        if one != other:
            raise TrainingError(
                f"windows of {table.day} and {last.day} differ in {name}: {one} and {other}; "
                "build all tables of one training alike"
            )
    if np.intersect1d(table.days, last.days).size:
        raise TrainingError(
            f"two windows open on {last.day}; give each label window a day of its own"
        )


def _arrays(tables: Sequence[TrainingTable]) -> dict[str, Any]:
    return {name: _join([getattr(table, name) for table in tables]) for name in _ARRAYS}


def _features(tables: Sequence[TrainingTable]) -> features.FeatureMatrix:
    return features.FeatureMatrix(
        tables[-1].features.names,
        np.concatenate([table.features.values for table in tables]),
        _join([table.features.area_fallback for table in tables]),
    )


def _areas(tables: Sequence[TrainingTable]) -> records.Areas:
    columns = [table.areas.columns() for table in tables]
    return records.Areas(**{name: _join([one[name] for one in columns]) for name in columns[0]})


def _join(arrays: Sequence[NDArray[Any]]) -> NDArray[Any]:
    return np.concatenate(arrays)

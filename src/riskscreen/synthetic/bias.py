"""How are an outcome's cases hidden from the records of one group?"""

# ruff: noqa: PLR2004 - ages, grades and codes are named by the line they stand in

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.synthetic.chance import Streams
from riskscreen.synthetic.dials import UnderRecorded
from riskscreen.synthetic.world import Wave

__all__ = ["in_group", "under_record"]

Columns = dict[str, NDArray[Any]]


def under_record(
    children: Columns, households: Columns, *, wave: Wave, dial: UnderRecorded, streams: Streams
) -> Columns:
    """Return the wave's children with a share of the group's cases recorded as none.

    A case is what the year before the wave brought. Hidden, a pupil who left is written down as
    attending, a child in child labour as without work, an excluded child as receiving everything.
    """
    came = wave.cases[dial.outcome][wave.kid_here]
    draw = streams.of(f"dial {dial.outcome} {dial.column} {dial.level}", dial.wave)
    chosen = draw.random(len(wave.kid_here))[wave.kid_here] < dial.share
    hidden = came & chosen & in_group(children, households, dial)
    told = _TELL[dial.outcome](children)
    changed = {}
    for name, values in told.items():
        at = hidden if name in _OPENED else hidden & ~np.isnan(children[name])
        changed[name] = np.where(at, values, children[name])
    return children | changed


def in_group(children: Columns, households: Columns, dial: UnderRecorded) -> NDArray[np.bool_]:
    """Return which children belong to the dial's group, shape (n_rows,)."""
    if dial.column == "region":
        where = np.searchsorted(households["household_id"], children["household_id"])
        return np.asarray(households["region"][where] == dial.level, dtype=np.bool_)
    recorded = children[dial.column]
    if dial.column == "ethnicity" and dial.level in ("minority", "kinh_hoa"):
        majority = np.isin(recorded, ("Kinh", "Hoa"))
        wanted = majority if dial.level == "kinh_hoa" else ~majority
        return np.asarray(wanted & (recorded != "not_recorded"), dtype=np.bool_)
    return np.asarray(recorded == dial.level, dtype=np.bool_)


# Columns that a hidden case opens: a grade is asked only of those who attend.
_OPENED = ("grade_current",)


def _attending(children: Columns) -> Columns:
    n = len(children["child_id"])
    grade = np.where(
        children["age_years"] >= 6,
        np.minimum(children["grade_attained"] + 1.0, 12.0),
        0.0,
    )
    return {"attending_school": np.ones(n), "grade_current": grade}


def _not_working(children: Columns) -> Columns:
    n = len(children["child_id"])
    chores = np.minimum(children["chores_hours_week"], 10.0)
    return {
        "economic_hours_week": np.zeros(n),
        "worked_12_months": np.zeros(n),
        "chores_hours_week": chores,
        "hazardous_work": np.full(n, np.nan),
    }


def _receiving(children: Columns) -> Columns:
    names = ("birth_registered", "health_insurance", "tuition_support", "school_support")
    columns = {name: np.ones(len(children["child_id"])) for name in names}
    return columns | {"social_assistance": np.ones(len(children["child_id"]))}


_TELL = {"dropout": _attending, "child_labour": _not_working, "exclusion": _receiving}

"""A survey of a dozen children, small enough to work every figure by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from riskscreen import records

__all__ = ["DAY", "columns_of", "held", "survey"]

DAY = np.datetime64("2014-02-15", "D")
UNKNOWN = np.nan

# Strata A (PSUs 1 and 2) and B (PSUs 3, 4 and 5); in h7 of PSU 5 there is no child.
HOUSEHOLDS: dict[str, list[Any]] = {
    "household_id": ["h1", "h2", "h3", "h4", "h5", "h6", "h7"],
    "stratum": ["A", "A", "A", "B", "B", "B", "B"],
    "psu": ["1", "1", "2", "3", "3", "4", "5"],
    "urban": [1, 1, 0, 0, 0, UNKNOWN, 0],
    "region": ["mekong_delta", "mekong_delta", "red_river_delta", "", "", "mekong_delta", ""],
    "head_ethnicity": ["Kinh", "Hoa", "Mông", "Kinh", "", "foreigner", "Tày"],
    "wealth_quintile": [1, 2, 3, 4, 5, UNKNOWN, 1],
}  # fmt: skip
# One selected child of 5-17 in each household, then the under-fives.
CHILDREN: dict[str, list[Any]] = {
    "child_id": [f"c{i}" for i in range(1, 10)],
    "household_id": ["h1", "h2", "h3", "h4", "h5", "h6", "h1", "h2", "h4"],
    "age_years": [8, 13, 16, 15, 11, 5, 4, 0, 2],
    "school_age_years": [7, 13, 15, 15, 11, 5, 4, UNKNOWN, 2],
    "sex": ["male", "female", "female", "male", "", "male", "female", "male", "male"],
    "weight": [1, 1, 1, 2, 2, 1, 1, 1, 2],
    "module_selected": [1, 1, 1, 1, 1, 1, 0, 0, 0],
    "weight_selected": [2, 1, 3, 1, 2, 1, UNKNOWN, UNKNOWN, UNKNOWN],
    "module_under5": [0, 0, 0, 0, 0, 0, 1, 1, 1],
    "weight_under5": [UNKNOWN] * 6 + [1, 3, UNKNOWN],
    "economic_hours_week": [1, 13.99, 42, 43, UNKNOWN, 0.99] + [UNKNOWN] * 3,
    "chores_hours_week": [0, 21, 60, 0, 20, UNKNOWN] + [UNKNOWN] * 3,
    "chores_hours_known_week": [0, 21, 60, 0, 20, 21] + [UNKNOWN] * 3,
    "hazardous_work": [0, 0, 1, 0, UNKNOWN, 0] + [UNKNOWN] * 3,
    "birth_registered": [UNKNOWN] * 6 + [1, UNKNOWN, 1],
    "health_insurance": [1, 1, 0, UNKNOWN, 1, 0, 0, 1, 1],
    "ever_attended": [1, 1, 1, 1, 0, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN],
    "attending_school": [1, 0, 1, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN],
    "attended_last_year": [1, 1, 1, 1, 0, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN],
    "grade_last_year": [1, 6, 9, 9, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN],
    "grade_current": [2, UNKNOWN, 10, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN],
    "grade_attained": [1, 6, 9, 9, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN],
}  # fmt: skip


def survey(
    *,
    households: dict[str, Any] | None = None,
    children: dict[str, Any] | None = None,
    without: tuple[str, ...] = (),
    kind: str = "mics6",
    **facts: Any,
) -> records.Records:
    """Return the tiny survey, with some columns changed and some left out."""
    homes = {**HOUSEHOLDS, "survey": [kind] * 7, "survey_round": ["2014"] * 7, **(households or {})}
    kids = {**CHILDREN, **(children or {})}
    return held(
        {name: values for name, values in homes.items() if name not in without},
        {name: values for name, values in kids.items() if name not in without},
        **facts,
    )


def held(households: dict[str, Any], children: dict[str, Any], **facts: Any) -> records.Records:
    """Return records of these columns, all of one day unless they say otherwise."""
    tables = []
    for columns in (households, children):
        n = len(next(iter(columns.values())))
        tables.append(records.Table({"observed_date": np.full(n, DAY), **columns}))
    return records.Records(households=tables[0], children=tables[1], **facts)


def columns_of(**columns: list[float]) -> Any:
    """Return a function that gives these columns, and NaN for any other."""
    n = len(next(iter(columns.values())))
    arrays = {name: np.asarray(values, dtype=np.float64) for name, values in columns.items()}
    return lambda name: arrays.get(name, np.full(n, np.nan))

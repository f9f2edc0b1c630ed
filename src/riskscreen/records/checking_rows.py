"""Do the rows fit together: keys, households, weights, dates, and questions that were asked?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import schema
from riskscreen.core import Finding, Verdict
from riskscreen.records.table import Table
from riskscreen.records.wording import about, note
from riskscreen.schema import Field

__all__ = ["check"]

_KEYS = {"households": "household_id", "children": "child_id"}
_WEIGHTS = ("weight", "weight_selected", "weight_under5")
# Completed years can run ahead of or behind the calendar by up to one year; more is an error.
_AGE_SLACK_YEARS = 1.5
_DAYS_A_YEAR = 365.25


def check(tables: Mapping[str, Table], *, weights: str = "") -> Iterator[Finding]:
    """Yield the findings about rows and about how the two tables fit."""
    for name, table in tables.items():
        yield from _twice(name, table)
        yield from _recorded_too_early(name, table)
        yield from _not_above_zero(name, table)
        yield from _not_asked(name, table)
    yield from _no_weight(tables["children"], weights)
    yield from _no_household(tables)
    yield from _age_against_dates(tables["children"])
    yield from _mixed_synthetic(tables)


def _twice(name: str, table: Table) -> Iterator[Finding]:
    key = _KEYS[name]
    if key not in table or "observed_date" not in table:
        return
    days = table["observed_date"]
    code = _numbered(table[key])
    order = np.lexsort((np.arange(len(code)), days, code))
    same = (code[order][1:] == code[order][:-1]) & (days[order][1:] == days[order][:-1])
    again = np.sort(order[1:][same & (table[key][order][1:] != "")])
    if again.size:
        yield about(name, table).fault(
            "SCH-09", f"two rows on one day: {key}", again, values=days,
            what=f"a second row of the same {key} and observed_date",
            advice="Keep one row per day; give corrections their own observed_date.",
        )  # fmt: skip


def _no_household(tables: Mapping[str, Table]) -> Iterator[Finding]:
    households, children = tables["households"], tables["children"]
    if "household_id" not in households or "household_id" not in children:
        return
    known = set(households["household_id"].tolist())
    theirs = children["household_id"]
    lone = {one for one in set(theirs.tolist()) if one and one not in known}
    if lone:
        rows = np.flatnonzero([one in lone for one in theirs.tolist()])
        yield about("children", children).fault(
            "SCH-10", "child without a household", rows, values=theirs,
            what="household_id without a row in households",
            advice="Add the household's row, or correct the key (zeros lost at the front?).",
        )  # fmt: skip


def _recorded_too_early(name: str, table: Table) -> Iterator[Finding]:
    if "recorded_date" not in table or "observed_date" not in table:
        return
    recorded = table["recorded_date"]
    if recorded.dtype.kind != "M":
        yield note("SCH-05", "not a date: recorded_date",
                   f"recorded_date of {name} holds what is not a date. Write 2024-09-15",
                   n=1.0, verdict=Verdict.FAIL)  # fmt: skip
        return
    bad = np.flatnonzero(recorded < table["observed_date"])
    if bad.size:
        yield about(name, table).fault(
            "SCH-20", "dates out of order", bad, values=recorded,
            what="recorded_date before observed_date",
            advice="A row cannot be entered before the visit; are the two columns swapped?",
        )  # fmt: skip


def _not_above_zero(name: str, table: Table) -> Iterator[Finding]:
    for column in _WEIGHTS:
        if column not in table:
            continue
        bad = np.flatnonzero(table[column] <= 0)
        if bad.size:
            yield about(name, table).fault(
                "SCH-16", f"weight not above 0: {column}", bad, values=table[column],
                what=f"{column} is 0 or less",
                advice="Leave the weight of a row that is not in the sample empty.",
            )  # fmt: skip


def _no_weight(children: Table, weights: str) -> Iterator[Finding]:
    if weights == "none" or not children.n_rows:
        return
    if "weight" not in children:
        yield note(
            "SCH-17", "no weight",
            f"weight is absent for all {children.n_rows} rows of children; first is row 1. For a "
            'register or a full list declare weights = "none": every child then counts once',
            n=float(children.n_rows), unit="rows", verdict=Verdict.INSUFFICIENT,
        )  # fmt: skip
        return
    missing = np.flatnonzero(np.isnan(children["weight"]))
    if missing.size:
        yield about("children", children).fault(
            "SCH-17", "no weight", missing, what="weight not recorded",
            advice="A missing weight is never 1; such a row cannot train.",
            verdict=Verdict.INSUFFICIENT,
        )  # fmt: skip


def _not_asked(name: str, table: Table) -> Iterator[Finding]:
    known: Mapping[str, Field] = schema.HOUSEHOLDS if name == "households" else schema.CHILDREN
    for column, field in known.items():
        if column not in table or not field.asked_if or field.asked_if not in table:
            continue
        bad = np.flatnonzero((table[column] > 0) & (table[field.asked_if] == 0))
        if bad.size:
            yield about(name, table).fault(
                "SCH-21", f"answered though not asked: {column}", bad, values=table[column],
                what=f"{column} above 0 where {field.asked_if} is 0",
                advice=f"{column} is asked only if {field.asked_if}; {_zero(known, field)}.",
                verdict=Verdict.INSUFFICIENT,
            )  # fmt: skip


def _zero(known: Mapping[str, Field], field: Field) -> str:
    before = known.get(field.asked_if)
    if before is not None and before.unit.startswith("hours"):
        # MICS writes 0 for less than one hour of work.
        return "one of the two is wrong, unless 0 stands for less than an hour"
    return "one of the two is wrong"


def _age_against_dates(children: Table) -> Iterator[Finding]:
    if not {"child_id", "observed_date", "age_years"} <= set(children.columns):
        return
    code, days, age = (
        _numbered(children["child_id"]),
        children["observed_date"],
        children["age_years"],
    )
    order = np.lexsort((days, code))
    same = code[order][1:] == code[order][:-1]
    years = np.diff(days[order]).astype(np.float64) / _DAYS_A_YEAR
    years[np.isnat(days[order][1:]) | np.isnat(days[order][:-1])] = np.nan
    odd = same & (np.abs(np.diff(age[order]) - years) > _AGE_SLACK_YEARS)
    rows = np.sort(order[1:][odd])
    if rows.size:
        yield about("children", children).fault(
            "SCH-27", "age does not follow the dates", rows, values=age,
            what="age_years differs from the child's earlier row by more than the time between",
            advice="Two children may share an id, or an age was copied from another round.",
            verdict=Verdict.INSUFFICIENT,
        )  # fmt: skip


def _mixed_synthetic(tables: Mapping[str, Table]) -> Iterator[Finding]:
    marks = {name: _marked(table) for name, table in tables.items() if table.n_rows}
    whole = np.concatenate(list(marks.values())) if marks else np.array([], dtype=bool)
    if whole.any() and not whole.all():
        name = next(name for name, mark in marks.items() if not mark.all())
        yield about(name, tables[name]).fault(
            "SCH-25", "synthetic and real rows mixed", np.flatnonzero(~marks[name]),
            what="no mark synthetic beside rows that have it",
            advice="Keep made-up and real rows in separate folders.",
        )  # fmt: skip


def _marked(table: Table) -> NDArray[np.bool_]:
    if "synthetic" not in table or table["synthetic"].dtype.kind != "f":
        return np.zeros(table.n_rows, dtype=bool)
    return np.asarray(table["synthetic"] == 1, dtype=np.bool_)


def _numbered(values: NDArray[Any]) -> NDArray[np.intp]:
    """Return a number per distinct value; a dictionary is faster than sorting long texts."""
    seen: dict[Any, int] = {}
    return np.fromiter(
        (seen.setdefault(value, len(seen)) for value in values.tolist()),
        dtype=np.intp, count=len(values),
    )  # fmt: skip

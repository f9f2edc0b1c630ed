"""What is wrong with these tables, all of it at once?

Every check looks at whole columns; each fault is one Finding with how often, the first case and
what to do. A *fail* refuses the records; what a reader must only know is reported.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import schema
from riskscreen.core import Finding, Verdict
from riskscreen.records import ages, checking_codes, checking_rows
from riskscreen.records.table import Table, is_missing
from riskscreen.records.wording import about, note, shown_answer
from riskscreen.schema import Field, Kind

__all__ = ["check_columns", "check_tables", "missing_columns"]

_SCHEMA: Mapping[str, Mapping[str, Field]] = {
    "households": schema.HOUSEHOLDS,
    "children": schema.CHILDREN,
}
_EARLIEST, _LATEST = np.datetime64("1990-01-01"), np.datetime64("2100-12-31")
# Kept beside the schema's columns by the readers; not "own" columns of the data.
_HOUSE = ("synthetic", "recorded_date")
# Likeness from which a name is offered as what was meant.
_NEARLY = 0.85
# Above this an age is not a mistyped year of a child's life (domain of months).
_MONTHS = 100


def check_tables(households: Table, children: Table, *, weights: str = "") -> tuple[Finding, ...]:
    """Return every finding about two typed tables.

    Parameters
    ----------
    households, children : Table
        As in `Records`.
    weights : str
        ``none`` where every child counts once by declaration.

    Returns
    -------
    tuple of Finding
        Codes SCH-nn; a *fail* refuses the records.
    """
    tables = {"households": households, "children": children}
    found: list[Finding] = []
    for name, table in tables.items():
        found += missing_columns(name, table.columns, n_rows=table.n_rows)
        found += check_columns(name, table)
    found += checking_codes.check(tables)
    found += checking_rows.check(tables, weights=weights)
    return tuple(found)


def missing_columns(
    name: str, columns: Mapping[str, NDArray[Any]], *, n_rows: int
) -> list[Finding]:
    """Return findings for an empty table, for missing compulsory columns and for absent ones."""
    known = _SCHEMA[name]
    needed = [column for column, field in known.items() if field.is_compulsory]
    lacking = [column for column in needed if column not in columns]
    absent = [c for c in known if c not in columns and c not in lacking]
    own = [c for c in columns if c not in known and c not in _HOUSE]
    found: list[Finding] = []
    if not n_rows:
        found.append(note("SCH-02", "empty table", f"{name} has 0 rows. Give at least one",
                          n=0.0, unit="rows", verdict=Verdict.FAIL))  # fmt: skip
    if lacking:
        found.append(
            note("SCH-03", "compulsory column missing",
                 f"{len(lacking)} of {len(needed)} compulsory columns of {name} are missing; first "
                 f"is {lacking[0]} ({known[lacking[0]].meaning_en}). Missing: {', '.join(lacking)}",
                 n=len(lacking), verdict=Verdict.FAIL)
        )  # fmt: skip
    if absent:
        found.append(
            note("SCH-19", "columns not in the data",
                 f"{len(absent)} of {len(known)} columns of {name} are missing for everyone: "
                 f"{', '.join(absent)}", n=len(absent))
        )  # fmt: skip
    if own:
        found.append(
            note("SCH-23", "columns that the schema does not know",
                 f"{len(own)} own columns of {name} are kept and are no features unless the policy "
                 f"declares them: {', '.join(own)}{_meant(own, [*lacking, *absent])}", n=len(own))
        )  # fmt: skip
    return found


def _meant(own: list[str], absent: list[str]) -> str:
    """Return which own columns are spelt nearly like one that is absent."""
    near = {one: difflib.get_close_matches(one, absent, n=1, cutoff=_NEARLY) for one in own}
    pairs = [f"{one} (did you mean {found[0]}?)" for one, found in near.items() if found]
    return f". Check the spelling of {', '.join(pairs)}" if pairs else ""


def check_columns(name: str, table: Table) -> Iterator[Finding]:
    """Yield the findings about single columns of one table."""
    if not table.n_rows:
        return
    for column, values in table.columns.items():
        yield from _all_missing(name, table, column)
        if values.dtype.kind == "U":
            yield from _damaged(name, table, column)
        field = _SCHEMA[name].get(column)
        if field is None:
            continue
        yield from _not_recorded(name, table, field)
        for rule in _RULES.get(field.type, ()):
            yield from rule(name, table, field)


def _all_missing(name: str, table: Table, column: str) -> Iterator[Finding]:
    if is_missing(table[column]).all():
        field = _SCHEMA[name].get(column)
        fatal = field is not None and field.is_compulsory
        yield note(
            "SCH-18", f"column without a value: {column}",
            f"{column} is missing in all {table.n_rows} rows of {name}; first is row 1. "
            "Leave the column out, or repair what wrote it",
            n=float(table.n_rows), unit="rows",
            verdict=Verdict.FAIL if fatal else Verdict.INSUFFICIENT,
        )  # fmt: skip


def _not_recorded(name: str, table: Table, field: Field) -> Iterator[Finding]:
    if not field.is_compulsory:
        return
    missing = is_missing(table[field.name])
    if not missing.any() or missing.all():
        return
    key = field.role is schema.Role.IDENTIFIER or field.type is Kind.DATE
    yield about(name, table).fault(
        "SCH-08", f"compulsory value missing: {field.name}", np.flatnonzero(missing),
        what=f"{field.name} not recorded",
        advice="Fill it in; a row needs it." if key else "Such a child may be refused a score.",
        verdict=Verdict.FAIL if key else Verdict.INSUFFICIENT,
    )  # fmt: skip


def _damaged(name: str, table: Table, column: str) -> Iterator[Finding]:
    marks = {c for c in set(table[column].tolist()) if "\ufffd" in c or _has_control(c)}
    if marks:
        rows = np.flatnonzero(np.isin(table[column], sorted(marks)))
        yield about(name, table).fault(
            "SCH-24", f"damaged text: {column}", rows, what=f"{column} holds damaged letters",
            advice="The file was read in a wrong encoding; export it again as UTF-8.",
        )  # fmt: skip


def _has_control(cell: str) -> bool:
    # A line break or a tab is no damage: forms have fields of several lines.
    return any(
        (letter < " " and letter not in "\n\r\t") or "\x7f" <= letter <= "\x9f" for letter in cell
    )


def _outside(name: str, table: Table, field: Field) -> Iterator[Finding]:
    if field.range is None or field.exclusive:  # weights have a rule of their own
        return
    lo, hi = field.range
    values = table[field.name]
    outside = (values < lo) | (values > hi)
    if (name, field.name) == ("children", "age_years"):
        outside &= ~ages.was_a_child(table)
    bad = np.flatnonzero(outside)
    if not bad.size:
        return
    limits = f"outside {lo:g}-{hi:g}" if np.isfinite(hi) else f"below {lo:g}"
    yield about(name, table).fault(
        "SCH-06", f"outside its range: {field.name}", bad, values=values,
        what=f"{field.name} {limits}", advice=_range_advice(field, values[bad]),
    )  # fmt: skip


def _range_advice(field: Field, bad: NDArray[np.float64]) -> str:
    if field.name == "age_years" and bad.max() > _MONTHS:
        return f"A value above {_MONTHS} is often months; convert before reading."
    if field.name == "age_years":
        return (
            "Children are 0-17, and 18 in a follow-up of a child seen before; leave older members "
            "to the household's columns."
        )
    return f"The unit is {field.unit}; leave unknown cells empty, without codes like 98 or 99."


def _whole(name: str, table: Table, field: Field) -> Iterator[Finding]:
    values = table[field.name]
    bad = np.flatnonzero(~np.isnan(values) & (values != np.floor(values)))
    if bad.size:
        yield about(name, table).fault(
            "SCH-26", f"not a whole number: {field.name}", bad, values=values,
            what=f"{field.name} is not a whole number", advice=f"The unit is {field.unit}.",
        )  # fmt: skip


def _not_bool(name: str, table: Table, field: Field) -> Iterator[Finding]:
    values = table[field.name]
    bad = np.flatnonzero(~np.isnan(values) & (values != 0) & (values != 1))
    if bad.size:
        yield about(name, table).fault(
            "SCH-06", f"outside its range: {field.name}", bad, values=values,
            what=f"{field.name} is neither 0 nor 1", advice="Write 1 and 0, or true and false.",
        )  # fmt: skip


def _outside_codes(name: str, table: Table, field: Field) -> Iterator[Finding]:
    values = table[field.name]
    if not field.codes or field.name == "region":  # regions: checking_codes
        return
    wrong = set(values.tolist()) - {*field.codes, ""}
    if wrong:
        yield about(name, table).fault(
            "SCH-07", f"outside its codes: {field.name}",
            np.flatnonzero(np.isin(values, sorted(wrong))),
            values=values,
            show=shown_answer,
            what=f"{field.name} outside its codes",
            advice=f"Allowed: {', '.join(field.codes)}.",
        )  # fmt: skip


def _strange_day(name: str, table: Table, field: Field) -> Iterator[Finding]:
    days = table[field.name]
    bad = np.flatnonzero((days < _EARLIEST) | (days > _LATEST))
    if bad.size:
        yield about(name, table).fault(
            "SCH-06", f"outside its range: {field.name}", bad, values=days,
            what=f"{field.name} outside {_EARLIEST} to {_LATEST}",
            advice="Years of two digits and spreadsheet day numbers go wrong like this.",
        )  # fmt: skip


_Rule = Callable[[str, Table, Field], Iterator[Finding]]
_RULES: Mapping[Kind, tuple[_Rule, ...]] = {
    Kind.BOOL: (_not_bool,),
    Kind.INT: (_outside, _whole),
    Kind.FLOAT: (_outside,),
    Kind.CATEGORY: (_outside_codes,),
    Kind.DATE: (_strange_day,),
}

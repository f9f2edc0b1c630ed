"""Which children hold a value that no model has been trained on?

One wrong cell refuses one child and is said; it never fails the table, and it is never mended in
silence.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import records, schema
from riskscreen.core import Finding, Verdict
from riskscreen.errors import InputError, SchemaError
from riskscreen.scoring.jsonschema import closed_codes

__all__ = ["Day", "admit", "cut", "impossible_values", "without_impossible"]

Day = str | datetime.date | np.datetime64

_WHOLE_TABLE = frozenset(
    {"SCH-01", "SCH-02", "SCH-03", "SCH-04", "SCH-05", "SCH-08", "SCH-09", "SCH-20", "SCH-25"}
)
"""Faults that leave no way to say which child is meant, or which of its rows counts. Any other
is about single children, who are refused by their own code."""


_ABSURD = 1e12
"""Beyond any unit of any column, and far below what a sum or a quotient could carry over."""

_NOT_SEEN = "CUT-02"
_EVER_MONTHS = 12 * 1000
"""Longer than any record is old: the cut that leaves nobody out for age."""


def admit(
    source: Any,  # noqa: ANN401 - a folder, a frame or arrays
    children: Any = None,  # noqa: ANN401
    *,
    mapping: str | Path | None = None,
) -> tuple[records.Records, tuple[Finding, ...]]:
    """Return records to be scored, and every finding about them.

    More is let in than to training: a value that breaks the schema refuses its child and not
    the table. Parameters as in ``records.read_records``.

    Raises
    ------
    SchemaError
        If the tables cannot be read as records at all; it carries all findings.
    IdentifierError
        If a column holds a direct identifier.
    InputError
        If the source is not there or of another kind.
    """
    held = records.read_records(source, children, mapping=mapping, check=False)
    findings = records.check_tables(held.households, held.children, weights="none")
    fatal = [
        finding
        for finding in findings
        if finding.verdict is Verdict.FAIL and finding.code in _WHOLE_TABLE
    ]
    if fatal:
        raise SchemaError(
            f"records cannot be scored, {len(fatal)} of {len(findings)} findings fail for whole "
            f"tables: {'; '.join(f'{finding.code} {finding.detail}' for finding in fatal)}",
            findings=findings,
        )
    return held, findings


def cut(held: records.Records, as_of: Day) -> tuple[records.Snapshot, tuple[Finding, ...]]:
    """Return what was known on a day, and a failed finding where children were not seen for long.

    Parameters
    ----------
    held : Records
        Records to be scored.
    as_of : str, date or datetime64
        The day of the cut.

    Raises
    ------
    InputError
        If nobody is known on the day, or everybody who is was last seen too long before it.
    """
    snapshot = held.as_of(as_of)
    if not any(found.code == _NOT_SEEN and found.measured for found in snapshot.findings):
        return snapshot, ()
    ever = held.as_of(as_of, stale_months=_EVER_MONTHS)
    stale = np.flatnonzero(~np.isin(ever.ids, snapshot.ids))
    last = ever.children["observed_date"][stale[0]]
    what = (
        f"{len(stale)} of {ever.n_children} children were not seen in the 12 months up to "
        f"{snapshot.day} and get no score; first is child {ever.ids[stale[0]]}: last seen {last}. "
        "Bring a newer row, or give an earlier day"
    )
    if not snapshot.n_children:
        raise InputError(f"nobody can be scored on {snapshot.day}: {what}")
    finding = Finding(
        code="SCO-02",
        title="children not seen for too long",
        verdict=Verdict.FAIL,
        measured=float(len(stale)),
        unit="children",
        detail=what,
    )
    return snapshot, (finding,)


def impossible_values(
    snapshot: records.Snapshot,
) -> tuple[NDArray[np.bool_], tuple[Finding, ...]]:
    """Return which children hold a number outside its range or an answer outside its codes.

    A household's value counts for each of its children.

    Parameters
    ----------
    snapshot : Snapshot
        What was known on the day.

    Returns
    -------
    ndarray of bool, shape (n_children,)
        True where the child is outside what any model was trained on.
    tuple of Finding
        One per column, with how often and the first child.
    """
    found = np.zeros(snapshot.n_children, dtype=bool)
    findings = []
    for field, values in _recorded(snapshot):
        bad = _bad(values, field)
        if bad.any():
            found |= bad
            findings.append(_finding(field, values, bad, snapshot.ids))
    return found, tuple(findings)


def without_impossible(snapshot: records.Snapshot) -> records.Snapshot:
    """Return the snapshot with every impossible value not recorded.

    Whose value it is gets no risk. A brother or sister does, and what is told of it must not
    rest on a number that cannot be true.
    """
    return dataclasses.replace(
        snapshot,
        children=_blanked(snapshot.children, schema.CHILDREN),
        households=_blanked(snapshot.households, schema.HOUSEHOLDS),
    )


def _blanked(table: records.Table, fields: Mapping[str, schema.Field]) -> records.Table:
    changed = {}
    for name in table:
        bad = _bad(table[name], fields[name]) if name in fields else np.zeros(1, dtype=bool)
        if bad.any():
            empty = np.nan if table[name].dtype.kind == "f" else ""
            changed[name] = np.where(bad, empty, table[name])
    return table.with_columns(**changed)


def _recorded(snapshot: records.Snapshot) -> Iterator[tuple[schema.Field, NDArray[Any]]]:
    for name in snapshot.children:
        if name in schema.CHILDREN:
            yield schema.CHILDREN[name], snapshot.children[name]
    for name in snapshot.households:
        if name in schema.HOUSEHOLDS and name not in schema.CHILDREN:
            yield schema.HOUSEHOLDS[name], snapshot.column(name)


def _bad(values: NDArray[Any], field: schema.Field) -> NDArray[np.bool_]:
    codes = closed_codes(field)
    if codes and values.dtype.kind == "U":
        wrong = (values != "") & ~np.isin(values, np.array(codes, dtype=np.str_))
        return np.asarray(wrong, dtype=np.bool_)
    if values.dtype.kind != "f":
        return np.zeros(len(values), dtype=bool)
    absurd = np.abs(values) > _ABSURD
    if field.range is None:
        return np.asarray(absurd, dtype=np.bool_)
    low, high = field.range
    below = values <= low if field.exclusive else values < low
    return np.asarray(absurd | below | (values > high), dtype=np.bool_)


def _finding(
    field: schema.Field, values: NDArray[Any], bad: NDArray[np.bool_], ids: NDArray[np.str_]
) -> Finding:
    first = int(np.argmax(bad))
    value = values[first]
    shown = f"{value:g}" if values.dtype.kind == "f" else repr(str(value))
    return Finding(
        code="SCO-01",
        title=f"{field.name} outside its range or codes",
        verdict=Verdict.FAIL,
        measured=float(bad.sum()),
        unit="children",
        detail=(
            f"{field.name} outside its range or codes in {int(bad.sum())} of {len(bad)} children; "
            f"first is child {ids[first]}: {shown}. These children get no risk, and for their "
            "brothers and sisters it counts as not recorded; correct the records and score again"
        ),
    )

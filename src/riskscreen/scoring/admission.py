"""Which children hold a value that no model has been trained on?

One wrong cell refuses one child and is said; it never fails the table, and it is never mended in
silence.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import records, schema
from riskscreen.core import Finding, Verdict
from riskscreen.errors import NobodyKnownError, SchemaError
from riskscreen.scoring.days import Day, day_of
from riskscreen.scoring.jsonschema import closed_codes
from riskscreen.scoring.left_out import LeftOut, left_out
from riskscreen.scoring.limits import FIRST_DAY, LAST_DAY, MOST_TEXT
from riskscreen.scoring.showing import Lang, shown, shown_id
from riskscreen.scoring.unjoined import unjoined

__all__ = ["Cut", "admit", "checked", "cut", "impossible_values", "without_impossible"]

_WHOLE_TABLE = frozenset(
    {"SCH-01", "SCH-02", "SCH-03", "SCH-04", "SCH-05", "SCH-08", "SCH-09", "SCH-20", "SCH-25"}
)
"""Faults that leave no way to say which child is meant, or which of its rows counts. Any other
is about single children, who are refused by their own code."""


_ABSURD = 1e12
"""Beyond any unit of any column, and far below what a sum or a quotient could carry over."""

_ODD: Mapping[Lang, str] = {
    "en": "{column} outside its range or codes in {n} of {all} children; first is child {first}: "
    "{value}. These children get no risk, and for their brothers and sisters it counts as not "
    "recorded; correct the records and score again",
    "vi": "{column} nằm ngoài khoảng hoặc danh mục cho phép ở {n} trên {all} trẻ; đầu tiên là trẻ "
    "{first}: {value}. Các trẻ này không có điểm rủi ro, và với anh chị em của trẻ thì giá trị này "
    "được coi như chưa ghi nhận; hãy sửa dữ liệu rồi chấm điểm lại",
}
_UNREAD: Mapping[Lang, str] = {"en": "a cell of another kind", "vi": "một ô sai kiểu dữ liệu"}


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
        If the source is not there or of another kind, or a cell of a frame holds more than 200
        characters.
    """
    held = records.read_records(
        source, children, mapping=mapping, check=False, note_unread=True, most_text=MOST_TEXT
    )
    return held, (*held.reading, *checked(held))


def checked(held: records.Records) -> tuple[Finding, ...]:
    """Return every finding about records to be scored.

    Raises
    ------
    SchemaError
        If one leaves no way to say which child is meant; it carries all findings.
    """
    findings = records.check_tables(
        _without_notes(held.households), _without_notes(held.children), weights="none"
    )
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
    return findings


@dataclass(frozen=True, slots=True)
class Cut:
    """What was known on a day, and who and what is not in it.

    Parameters
    ----------
    snapshot : Snapshot
        What was known.
    left_out : tuple of LeftOut
        Every child given who is not in the snapshot, by ground.
    findings : tuple of Finding
        SCO-02, SCO-05 and SCO-07, children who get no score; SCO-06, children whose household's
        row was not read.
    """

    snapshot: records.Snapshot
    left_out: tuple[LeftOut, ...] = ()
    findings: tuple[Finding, ...] = ()


def cut(held: records.Records, as_of: Day, *, lang: Lang = "en") -> Cut:
    """Return what was known on a day, and who and what was left out.

    Parameters
    ----------
    held : Records
        Records to be scored.
    as_of : str, date or datetime64
        The day of the cut.
    lang : str
        Language of the details, ``en`` or ``vi``.

    Raises
    ------
    NobodyKnownError
        If no child is left; ``not_scored`` says why of each.
    InputError
        If the day is none.
    """
    day = day_of(as_of)
    held = _within_calendar(held)
    try:
        snapshot = held.as_of(day)
    except NobodyKnownError as fault:
        raise _nobody(left_out(held, day, np.array([], dtype=np.str_)), day) from fault
    missed = left_out(held, day, snapshot.ids)
    if not snapshot.n_children:
        raise _nobody(missed, day)
    told = (found for one in missed for found in one.findings(lang))
    return Cut(snapshot, missed, (*told, *unjoined(held, snapshot, lang=lang)))


def _nobody(missed: tuple[LeftOut, ...], day: np.datetime64) -> NobodyKnownError:
    told = "; ".join(found.detail for one in missed for found in one.findings("en"))
    return NobodyKnownError(
        f"nobody can be scored on {day}: {told or 'everybody is grown up by then'}",
        not_scored=missed,
    )


def impossible_values(
    snapshot: records.Snapshot, *, lang: Lang = "en"
) -> tuple[NDArray[np.bool_], tuple[Finding, ...]]:
    """Return which children hold a number outside its range or an answer outside its codes.

    A household's value counts for each of its children, and so does a cell that nobody could read.

    Parameters
    ----------
    snapshot : Snapshot
        What was known on the day.
    lang : str
        Language of the details, ``en`` or ``vi``.

    Returns
    -------
    ndarray of bool, shape (n_children,)
        True where the child is outside what any model was trained on.
    tuple of Finding
        SCO-01, one per column, with how often and the first child.
    """
    found = np.zeros(snapshot.n_children, dtype=bool)
    findings = []
    for field, values in _recorded(snapshot):
        bad = _bad(values, field)
        if bad.any():
            found |= bad
            first = values[np.argmax(bad)].item()
            value = f"{first:g}" if isinstance(first, float) else shown(first)
            findings.append(_finding(field.name, value, bad, snapshot.ids, lang))
    for name, bad in _unread(snapshot):
        found |= bad
        findings.append(_finding(name, _UNREAD[lang], bad, snapshot.ids, lang))
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


def _unread(snapshot: records.Snapshot) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """Yield the columns of which cells could not be read, and whose cells."""
    for note in records.UNREAD.values():
        if note not in snapshot.names():
            continue
        cells = [text.split() for text in snapshot.column(note).tolist()]
        for name in dict.fromkeys(name for names in cells for name in names):
            yield name, np.array([name in names for names in cells], dtype=np.bool_)


def _without_notes(table: records.Table) -> records.Table:
    own = records.UNREAD.values()
    return records.Table({name: table[name] for name in table if name not in own})


def _within_calendar(held: records.Records) -> records.Records:
    """Return the records, no row dated of whoever has a day that no visit was on.

    All its rows, not that one alone: an older row would be scored as if it were the newest.
    """
    tables = {}
    for which, key in (("households", "household_id"), ("children", "child_id")):
        table: records.Table = getattr(held, which)
        days = table["observed_date"]
        far = (days < FIRST_DAY) | (days > LAST_DAY) if table.n_rows else np.zeros(0, dtype=bool)
        if far.any():
            whose = np.isin(table[key], table[key][far])
            undated = np.where(whose, np.datetime64("NaT", "D"), days)
            tables[which] = table.with_columns(observed_date=undated)
    return held.replace(**tables) if tables else held


def _finding(
    column: str, value: str, bad: NDArray[np.bool_], ids: NDArray[np.str_], lang: Lang
) -> Finding:
    return Finding(
        code="SCO-01",
        title=f"{column} outside its range or codes",
        verdict=Verdict.FAIL,
        measured=float(bad.sum()),
        unit="children",
        detail=_ODD[lang].format(
            column=column,
            n=int(bad.sum()),
            all=len(bad),
            first=shown_id(ids[np.argmax(bad)]),
            value=value,
        ),
    )

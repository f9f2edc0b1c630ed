"""Is each cell of the kind that its column asks for?

A cell that is not becomes missing *and* a finding that refuses; nothing is coerced in silence.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import schema
from riskscreen.core import Finding, Verdict
from riskscreen.records.files import Raw
from riskscreen.records.table import Table
from riskscreen.records.wording import About, about
from riskscreen.schema import Field, Kind, Role

__all__ = [
    "UNREAD",
    "as_text",
    "guessed",
    "parse_bool",
    "parse_date",
    "parse_number",
    "parsed",
    "typed",
]

UNREAD = {"households": "household_cells_unread", "children": "child_cells_unread"}
"""Column by table in which a reader for scoring notes the columns of a row, blanks between, whose
cells it could not read. Two names, so that a household's stays apart from a child's in a cut."""

_TRUE = frozenset({"1", "1.0", "true", "yes", "y", "t", "có", "co"})
_FALSE = frozenset({"0", "0.0", "false", "no", "n", "f", "không", "khong"})
_IDS = ("child_id", "household_id")
_WIDTH = {"province_code": 2, "commune_code": 5}
_ADVICE = {
    Kind.BOOL: "Write 1 and 0, true and false, or yes and no.",
    Kind.INT: "Write plain numbers with a decimal point and no unit; leave unknown cells empty.",
    Kind.FLOAT: "Write plain numbers with a decimal point and no unit; leave unknown cells empty.",
    Kind.DATE: "Write dates as 2024-09-15; a day like 03/04/2024 is ambiguous.",
    Kind.TEXT: "Its last digits are lost and two ids may be one; save ids as text.",
}
_WHAT = {
    Kind.BOOL: "neither true nor false",
    Kind.INT: "text in a number",
    Kind.FLOAT: "text in a number",
    Kind.DATE: "not a date",
    Kind.TEXT: "a number beyond 2**53",
}
# Beyond this a float64 no longer holds every whole number.
_EXACT = 2**53


def typed(raw: Raw, *, note_unread: bool = False) -> tuple[Table, tuple[Finding, ...]]:
    """Return the table with every column in its kind, and a finding per column with odd cells.

    Parameters
    ----------
    raw : Raw
        The table as it came.
    note_unread : bool
        An odd cell is noted in the column ``UNREAD`` of its table, and its finding does not fail:
        whoever asks for it refuses the row. Ids and dates fail in any case, since without them
        nobody knows whose row it is, or of when.

    Returns
    -------
    Table
        Odd cells are missing.
    tuple of Finding
        SCH-05, with how often and the first case.
    """
    known = schema.HOUSEHOLDS if raw.name == "households" else schema.CHILDREN
    columns: dict[str, NDArray[Any]] = {}
    odd: dict[str, tuple[Field, NDArray[np.intp], NDArray[Any]]] = {}
    for name, values in raw.columns.items():
        field = known.get(name)
        if field is None:
            columns[name] = _own(values, is_text=raw.is_text, name=name)
            continue
        columns[name], bad = _convert(values, field)
        if bad.any():
            odd[name] = (field, np.flatnonzero(bad), values)
    table = Table(columns)
    speak = about(raw.name, table)
    findings = [
        speak.fault("SCH-05", f"{_WHAT[field.type]}: {name}", rows, values=values,
                    what=f"{name} holds what is {_WHAT[field.type]}", advice=_ADVICE[field.type],
                    verdict=_verdict(field, note_unread=note_unread))
        for name, (field, rows, values) in odd.items()
    ]  # fmt: skip
    unread = {name: rows for name, (_, rows, _) in odd.items()}
    for name in [name for name in table if name not in known]:
        rows = np.flatnonzero(np.isinf(table[name])) if table[name].dtype.kind == "f" else ()
        if len(rows):
            unread[name] = np.asarray(rows)
            findings.append(_infinity(speak, table, name, rows=unread[name], may=note_unread))
    if note_unread and unread:
        table = _noted(raw.name, table, unread)
    return table, tuple(findings)


def _verdict(field: Field, *, note_unread: bool) -> Verdict:
    is_key = field.role is Role.IDENTIFIER or field.type is Kind.DATE
    return Verdict.INSUFFICIENT if note_unread and not is_key else Verdict.FAIL


def _infinity(
    speak: About, table: Table, name: str, *, rows: NDArray[np.intp], may: bool
) -> Finding:
    return speak.fault(
        "SCH-05", f"no number: {name}", rows, values=table[name],
        what=f"{name} holds an infinity",
        advice="Something was divided by zero; leave unknown cells empty.",
        verdict=Verdict.INSUFFICIENT if may else Verdict.FAIL,
    )  # fmt: skip


def _noted(which: str, table: Table, unread: dict[str, NDArray[np.intp]]) -> Table:
    """Return the table with the names of unread cells beside each row, and no infinity left."""
    names: list[list[str]] = [[] for _ in range(table.n_rows)]
    emptied = {}
    for name, rows in unread.items():
        for row in rows.tolist():
            names[row].append(name)
        if table[name].dtype.kind == "f":
            emptied[name] = table[name].copy()
            emptied[name][rows] = np.nan
    return table.with_columns(**emptied, **{UNREAD[which]: [" ".join(row) for row in names]})


def parse_number(text: str) -> float:
    """Return a number written with a decimal point; NaN for an empty text.

    Raises
    ------
    ValueError
        If it is anything else, infinities included.

    Examples
    --------
    >>> parse_number(" 12.50 "), parse_number("")
    (12.5, nan)
    """
    text = text.strip()
    if not text:
        return math.nan
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text, flags=re.ASCII):
        raise ValueError(text)
    number = float(text)
    if math.isinf(number):
        raise ValueError(text)
    return number


def parse_bool(text: str) -> float:
    """Return 1.0, 0.0 or NaN for true, false (in English, Vietnamese or digits) or empty.

    Raises
    ------
    ValueError
        If it is none of them.

    Examples
    --------
    >>> parse_bool("Có"), parse_bool("0"), parse_bool("")
    (1.0, 0.0, nan)
    """
    word = text.strip().casefold()
    if not word:
        return math.nan
    if word not in _TRUE | _FALSE:
        raise ValueError(text)
    return float(word in _TRUE)


def parse_date(text: str) -> np.datetime64:
    """Return a day written year-month-day (a time of midnight may follow); NaT for an empty text.

    Raises
    ------
    ValueError
        If it is anything else.

    Examples
    --------
    >>> parse_date("2024-09-15 00:00:00")
    np.datetime64('2024-09-15')
    """
    text = text.strip()
    if not text:
        return np.datetime64("NaT", "D")
    if not re.fullmatch(r"\d{4}-\d\d-\d\d([ T]00:00(:00(\.0+)?)?)?", text, flags=re.ASCII):
        raise ValueError(text)
    return np.datetime64(text[:10], "D")


def _convert(values: NDArray[Any], field: Field) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    if field.is_number:
        return _numbers(values, field)
    if field.type is Kind.DATE:
        return _dates(values)
    texts = as_text(values, width=_WIDTH.get(field.name, 0))
    if field.type is Kind.CATEGORY:
        texts = _mapped(texts, _category)
    if field.name in _IDS and values.dtype.kind == "f":
        return texts, np.abs(values) >= _EXACT
    return texts, np.zeros(len(texts), dtype=bool)


def _numbers(values: NDArray[Any], field: Field) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    kind = values.dtype.kind
    if kind in "biuf":
        numbers = values.astype(np.float64)
        bad = np.isinf(numbers)
        if field.type is Kind.BOOL:
            bad |= ~np.isnan(numbers) & (numbers != 0) & (numbers != 1)
        return np.where(bad, np.nan, numbers), bad
    if kind == "M":
        return np.full(len(values), np.nan), ~np.isnat(values)
    parse = parse_bool if field.type is Kind.BOOL else parse_number
    return parsed(as_text(values), parse, np.nan)


def _dates(values: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    nothing = np.datetime64("NaT", "D")
    if values.dtype.kind == "M":
        return values.astype("datetime64[D]"), np.zeros(len(values), dtype=bool)
    if values.dtype.kind in "biuf":
        return np.full(len(values), nothing), ~np.isnan(values.astype(np.float64))
    return parsed(as_text(values), parse_date, nothing)


def parsed(
    texts: NDArray[np.str_],
    parse: Callable[[str], Any],
    missing: Any,  # noqa: ANN401
) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Return texts parsed, each distinct one once, and which rows ``parse`` refused.

    Parameters
    ----------
    texts : ndarray of str, shape (n_rows,)
        Cells.
    parse : callable of str
        Raises ValueError for what it does not take.
    missing : float or datetime64
        The value of a refused cell.
    """
    cells = texts.tolist()
    known: dict[str, Any] = {}
    wrong: set[str] = set()
    for text in set(cells):
        try:
            known[text] = parse(text)
        except ValueError:
            known[text] = missing
            wrong.add(text)
    values = np.array([known[cell] for cell in cells], dtype=np.asarray(missing).dtype)
    bad = (
        np.array([cell in wrong for cell in cells], dtype=bool)
        if wrong
        else np.zeros(len(cells), dtype=bool)
    )
    return values, bad


def as_text(values: NDArray[Any], *, width: int = 0) -> NDArray[np.str_]:
    """Return values as text: whole numbers without a point, dates as 2024-09-15, missing empty.

    Parameters
    ----------
    values : ndarray, shape (n_rows,)
        Numbers, text, dates or objects.
    width : int
        Codes of digits only are filled with zeros to this width.

    Examples
    --------
    >>> as_text(np.array([1.0, np.nan]), width=2)
    array(['01', ''], dtype='<U2')
    """
    kind = values.dtype.kind
    if kind in "biuf":
        return _from_numbers(values, width)
    if kind == "M":
        return np.where(np.isnat(values), "", values.astype("datetime64[D]").astype(np.str_))
    if kind == "O":
        values = np.array([_cell(value) for value in values.tolist()], dtype=np.str_)
    texts = _mapped(values, str.strip)
    if width:
        texts = _mapped(texts, lambda text: text.zfill(width) if text.isdigit() else text)
    return texts


def _cell(value: Any) -> str:  # noqa: ANN401 - any object
    if value is None or value != value:  # noqa: PLR0124 - NaN
        return ""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value)


def _from_numbers(values: NDArray[Any], width: int) -> NDArray[np.str_]:
    if values.dtype.kind in "iu":
        return np.array([f"{value:0{width}d}" for value in values.tolist()] or [""], dtype=np.str_)[
            : len(values)
        ]
    cells = values.astype(np.float64).tolist()
    texts = [
        ""
        if value != value  # noqa: PLR0124 - NaN
        else f"{int(value):0{width}d}"
        if math.isfinite(value) and value == int(value) and abs(value) < _EXACT
        else repr(value)
        for value in cells
    ]
    return np.array(texts or [""], dtype=np.str_)[: len(values)]


def _category(text: str) -> str:
    return re.sub(r"[\s-]+", "_", text.strip().casefold())


def _mapped(texts: NDArray[np.str_], change: Callable[[str], str]) -> NDArray[np.str_]:
    """Return the texts changed, each distinct one once; the same array where nothing changes."""
    cells = texts.tolist()
    changed = {text: change(text) for text in set(cells)}
    if all(text == new for text, new in changed.items()):
        return texts
    return np.array([changed[cell] for cell in cells], dtype=np.str_)


def guessed(texts: NDArray[Any]) -> NDArray[Any]:
    """Return the cells of a CSV's own column as numbers or days if all of them are, else as text.

    Parameters
    ----------
    texts : ndarray of str, shape (n_rows,)
        Cells; the empty text is missing.

    Examples
    --------
    >>> guessed(np.array(["7", "1.5", ""])), guessed(np.array(["07", "7", ""]))
    (array([7. , 1.5, nan]), array(['07', '7', ''], dtype='<U2'))
    """
    cells = set(texts.tolist()) - {""}
    # A code: its zeros mean something, or it has more digits than a float64 holds.
    if any(re.fullmatch(r"[+-]?(0\d+|\d{16,})", cell) for cell in cells):
        return texts
    for parse, missing in ((parse_number, np.nan), (parse_date, np.datetime64("NaT", "D"))):
        converted, bad = parsed(texts, parse, missing)
        if not bad.any():
            return converted
    return texts


def _own(values: NDArray[Any], *, is_text: bool, name: str) -> NDArray[Any]:
    """Return a column that the schema does not know; text of a CSV is typed if all of it fits."""
    if name == "recorded_date" and values.dtype.kind != "M":
        converted, bad = _dates(values)
        return values if bad.any() else converted
    if name == "synthetic" and values.dtype.kind in "UO":
        converted, bad = parsed(as_text(values), parse_bool, np.nan)
        return values if bad.any() else converted
    if not is_text or values.dtype.kind != "U":
        return values
    return guessed(values)

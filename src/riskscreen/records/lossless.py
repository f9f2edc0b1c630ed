"""How does a table go through CSV without loss?

CSV knows no kinds: ``01`` may be a code or a number, and ``NA`` a text or a value that is not
there. What is written therefore says of every column that could be misread what it holds; an
empty cell alone is missing there. A CSV that a person wrote says nothing and is read as ever.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import core, schema
from riskscreen.core import Finding
from riskscreen.records import converting, files
from riskscreen.records.arrow import from_arrow, to_arrow
from riskscreen.records.files import Raw
from riskscreen.records.table import Table, is_missing
from riskscreen.records.wording import About
from riskscreen.schema import Kind

__all__ = ["kinds_of", "read_csv", "write_csv"]

_KIND_OF = {"f": "number", "U": "text", "M": "date"}
_KEYS = {"households": "household_id", "children": "child_id"}
# As a person's CSV may write a value that is not there; see `records.files`.
_MISSING_MARKS = ("NA", "NaN", "nan", "null", "NULL")
_ADVICE = "riskscreen wrote this column; mend the cell, or take its name out of records.toml"


def kinds_of(table: Table, name: str) -> dict[str, str]:
    """Return the kind of each column whose cells could be misread: own columns, and text.

    Parameters
    ----------
    table : Table
        The rows.
    name : str
        ``households`` or ``children``.

    Returns
    -------
    dict of str to str
        ``number``, ``text`` or ``date`` by column. Numbers and dates of the schema are not among
        them: the schema says what they are.

    Examples
    --------
    >>> kinds_of(Table({"age_years": [7], "child_id": ["NA"], "line": ["01"]}), "children")
    {'child_id': 'text', 'line': 'text'}
    """
    known = schema.HOUSEHOLDS if name == "households" else schema.CHILDREN
    typed = {column for column, field in known.items() if _is_typed(field)}
    return {
        column: _KIND_OF[values.dtype.kind]
        for column, values in table.columns.items()
        if column not in typed
    }


def write_csv(table: Table, path: Path) -> None:
    """Write a table as CSV in UTF-8: text in quotes, days as 2024-09-15, missing empty."""
    pyarrow = core.need("pyarrow", extra="core")
    writer = core.need("pyarrow.csv", extra="core")
    columns = {}
    for name, values in table.columns.items():
        missing = is_missing(values)
        if values.dtype.kind == "M":  # numpy writes days before the year 1 and after 9999 too
            values = np.where(missing, "", values.astype(np.str_))  # noqa: PLW2901
        columns[name] = to_arrow(values, missing)
    writer.write_csv(pyarrow.table(columns), path)


def read_csv(content: bytes, name: str, kinds: Mapping[str, str], *, touched: bool = False) -> Raw:
    """Return a table that `write_csv` wrote, every column of ``kinds`` in its kind.

    Parameters
    ----------
    content : bytes
        The file.
    name : str
        ``households`` or ``children``.
    kinds : mapping of str to str
        What `kinds_of` said when the file was written.
    touched : bool
        Whether somebody has changed the file since: the marks of statistical software for a value
        that is not there (NA, NaN, null) are then missing in every column.

    Returns
    -------
    Raw
        Columns of the schema stay text, for the schema to type; columns that somebody has added
        since are typed as those of any CSV. A cell that is not of its column's kind is a finding
        that refuses.
    """
    try:
        names, cells = _cells(content)
    except ValueError:  # not UTF-8, or lines that do not fit: said as of any CSV
        return files.from_csv(content, name)
    if len(names) == 1 or len(set(names)) < len(names):
        return files.from_csv(content, name)
    known = schema.HOUSEHOLDS if name == "households" else schema.CHILDREN
    columns: dict[str, NDArray[Any]] = {}
    findings: list[Finding] = []
    for column, given in cells.items():
        numbers = _at_once(given) if kinds.get(column) == "number" and not touched else None
        if numbers is not None:
            columns[column] = numbers
            continue
        texts = from_arrow(given)
        if touched or column not in kinds:
            texts = np.where(np.isin(texts, _MISSING_MARKS), "", texts)
        if column not in kinds:
            columns[column] = texts if column in known else converting.guessed(texts)
            continue
        columns[column], bad = _typed(texts, kinds[column])
        if bad.any():
            findings.append(_fault(_speaker(name, cells), column, texts, bad))
    return Raw(name, columns, tuple(findings))


def _is_typed(field: schema.Field) -> bool:
    return field.is_number or field.type is Kind.DATE


def _cells(content: bytes) -> tuple[list[str], dict[str, Any]]:
    pyarrow = core.need("pyarrow", extra="core")
    reader = core.need("pyarrow.csv", extra="core")
    text = content.decode("utf-8-sig")
    names = next(csv.reader(io.StringIO(text, newline="")), [])
    table = reader.read_csv(
        pyarrow.BufferReader(text.encode()),
        parse_options=reader.ParseOptions(newlines_in_values=True),
        convert_options=reader.ConvertOptions(
            column_types=dict.fromkeys(names, pyarrow.string()),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
        ),
    )
    if table.column_names != names:
        raise ValueError("two readers of one header disagree")
    return names, {column: table.column(place) for place, column in enumerate(names)}


def _at_once(column: Any) -> NDArray[Any] | None:  # noqa: ANN401 - a pyarrow.ChunkedArray of text
    """Return a column of numbers; None where some cell is none, for the slow way to say which."""
    pyarrow = core.need("pyarrow", extra="core")
    try:
        numbers = from_arrow(column.cast(pyarrow.float64()))
    except pyarrow.ArrowInvalid:
        return None
    # Arrow takes "inf" and "nan" for numbers too.
    is_plain = np.isfinite(numbers).sum() == len(column) - column.null_count
    return numbers if is_plain else None


def _typed(texts: NDArray[Any], kind: str) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    if kind == "text":
        return texts, np.zeros(len(texts), dtype=bool)
    parse: Callable[[str], Any] = converting.parse_number if kind == "number" else _day
    missing: Any = np.nan if kind == "number" else np.datetime64("NaT", "D")
    return converting.parsed(texts, parse, missing)


def _day(text: str) -> np.datetime64:
    # numpy alone would take "2024" and "now" for days as well
    return np.datetime64(text, "D") if text.count("-") >= 2 else converting.parse_date(text)  # noqa: PLR2004


def _speaker(name: str, cells: Mapping[str, Any]) -> About:
    ids = cells.get(_KEYS[name])
    n_rows = len(next(iter(cells.values())))
    return About(name, n_rows, None if ids is None else from_arrow(ids))


def _fault(speak: About, column: str, texts: NDArray[Any], bad: NDArray[np.bool_]) -> Finding:
    return speak.fault(
        "SCH-05", f"not of its kind: {column}", np.flatnonzero(bad), values=texts,
        what=f"{column} holds what is not of its kind", advice=f"{_ADVICE}.",
    )  # fmt: skip

"""Where do rows come from: a folder of Parquet or CSV files, frames of any library, or arrays?

Everything arrives as raw numpy columns; CSV arrives as text, so that nothing is guessed before the
schema has been asked.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import core
from riskscreen.core import Finding, Verdict
from riskscreen.errors import InputError
from riskscreen.records.arrow import from_arrow
from riskscreen.records.files.raw import Raw
from riskscreen.records.wording import note

__all__ = ["from_csv", "from_file", "from_folder", "from_frame"]

# What statistical software writes into a CSV for a value that is not there.
_MISSING_MARKS = ["", "NA", "NaN", "nan", "null", "NULL"]
_SUFFIXES = ("parquet", "csv")


def from_folder(folder: Path) -> tuple[Raw, Raw]:
    """Return households and children of a folder.

    Raises
    ------
    InputError
        If the folder or a table is absent, or a table is there twice.
    """
    if not folder.is_dir():
        raise InputError(
            f"no folder {folder.name}: give a folder with households and children as "
            ".parquet or .csv, or two frames"
        )
    return from_file(_table_file(folder, "households"), "households"), from_file(
        _table_file(folder, "children"), "children"
    )


def from_file(path: Path, name: str) -> Raw:
    """Return one table from a Parquet or CSV file.

    Raises
    ------
    InputError
        If the file is absent or neither kind.
    """
    if not path.is_file():
        raise InputError(f"no file {path.name} for the table {name}; check the name")
    if path.suffix == ".csv":
        return from_csv(path.read_bytes(), name)
    if path.suffix != ".parquet":
        raise InputError(f"{path.name} is neither .parquet nor .csv; convert it first")
    parquet = core.need("pyarrow.parquet", extra="core")
    pyarrow = core.need("pyarrow", extra="core")
    try:
        return _from_parquet(parquet.ParquetFile(path).read(), name)
    except pyarrow.ArrowException as fault:
        finding = _unreadable(name, f"it is not a Parquet file that can be read ({fault})")
        return Raw(name, findings=(finding,))


def from_csv(content: bytes, name: str) -> Raw:
    """Return one table from the bytes of a CSV file in UTF-8, every cell as text."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        finding = _unreadable(
            name,
            f"it is not UTF-8: first bad byte in line {line}. Old Vietnamese files are often "
            "Windows-1258 or TCVN3; save it as UTF-8",
            title="wrong encoding",
        )
        return Raw(name, findings=(finding,), is_text=True)
    names = next(csv.reader(io.StringIO(text)), [])
    if not names:
        return Raw(name, is_text=True)
    if len(names) == 1 and any(mark in names[0] for mark in ";\t|"):
        bad = _unreadable(name, "its columns are not separated by commas; save it with commas")
        return Raw(name, findings=(bad,), is_text=True)
    duplicates = _duplicates(name, names)
    try:
        columns = _csv_columns(text, names)
    except ValueError as fault:  # pyarrow.ArrowInvalid is one
        reason = str(fault).split("\n", maxsplit=1)[0].split(", got", maxsplit=1)[0]
        bad = _unreadable(name, f"its lines do not fit its header ({reason}); repair or quote them")
        return Raw(name, findings=(*duplicates, bad), is_text=True)
    return Raw(name, columns, duplicates, is_text=True)


def from_frame(frame: Any, name: str) -> Raw:  # noqa: ANN401 - a frame of any library
    """Return one table from a pandas, Polars or Arrow frame, or a mapping of arrays.

    Raises
    ------
    InputError
        If it is none of these.
    """
    if isinstance(frame, Mapping):
        return Raw(name, {str(key): _array(values) for key, values in frame.items()})
    names = [str(column) for column in _names(frame)]
    duplicates = _duplicates(name, names)
    if duplicates:
        return Raw(name, findings=duplicates)
    narwhals = core.need("narwhals", extra="core")
    try:
        whole = narwhals.from_native(frame, eager_only=True)
    except TypeError as fault:
        raise InputError(
            f"{name} is a {type(frame).__name__}; give a pandas, Polars or Arrow frame, a mapping "
            "of arrays, or a folder"
        ) from fault
    return Raw(name, {column: _series(whole[column]) for column in whole.columns})


def _table_file(folder: Path, name: str) -> Path:
    found = [folder / f"{name}.{suffix}" for suffix in _SUFFIXES]
    found = [path for path in found if path.is_file()]
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError(f"{name} is there twice, as .parquet and as .csv; keep one of the two")
    raise InputError(f"no {name}.parquet or {name}.csv in {folder.name}; both tables are needed")


def _csv_columns(text: str, names: Sequence[str]) -> dict[str, NDArray[Any]]:
    pyarrow = core.need("pyarrow", extra="core")
    reader = core.need("pyarrow.csv", extra="core")
    unique = [f"{place}" for place in range(len(names))]
    table = reader.read_csv(
        pyarrow.BufferReader(text.encode()),
        read_options=reader.ReadOptions(column_names=unique, skip_rows=1),
        parse_options=reader.ParseOptions(newlines_in_values="\n" in text and '"' in text),
        convert_options=reader.ConvertOptions(
            column_types=dict.fromkeys(unique, pyarrow.string()),
            null_values=_MISSING_MARKS,
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
        ),
    )
    # The first of two columns of one name is kept for the other checks; the finding refuses anyway.
    columns: dict[str, NDArray[Any]] = {}
    for place, column in enumerate(names):
        columns.setdefault(column.strip(), from_arrow(table.column(place)))
    return columns


def _from_parquet(table: Any, name: str) -> Raw:  # noqa: ANN401 - a pyarrow.Table
    duplicates = _duplicates(name, table.column_names)
    columns = {} if duplicates else {n: from_arrow(table.column(n)) for n in table.column_names}
    return Raw(name, columns, duplicates)


def _series(series: Any) -> NDArray[Any]:  # noqa: ANN401 - a narwhals.Series
    pyarrow = core.need("pyarrow", extra="core")
    try:
        return from_arrow(series.to_arrow())
    except (pyarrow.ArrowException, TypeError):  # objects of several kinds: text in a number
        return _array(series.to_list())


def _array(values: Any) -> NDArray[Any]:  # noqa: ANN401 - anything with values in it
    array = np.asarray(values)
    if array.dtype.kind in "USbiufM":
        return array.astype(np.str_) if array.dtype.kind == "S" else array
    return np.asarray(values, dtype=object)


def _names(frame: Any) -> Sequence[Any]:  # noqa: ANN401 - a frame of any library
    names = getattr(frame, "column_names", None)
    return list(getattr(frame, "columns", ())) if names is None else list(names)


def _duplicates(name: str, names: Sequence[str]) -> tuple[Finding, ...]:
    twice = [column for column, n in Counter(c.strip() for c in names).items() if n > 1]
    if not twice:
        return ()
    return (
        note(
            "SCH-04",
            "duplicate column",
            f"{len(twice)} of {len(set(names))} columns of {name} are there more than once; first "
            f"is {twice[0]}. Keep one of each",
            n=len(twice),
            verdict=Verdict.FAIL,
        ),
    )


def _unreadable(name: str, why: str, *, title: str = "table cannot be read") -> Finding:
    return note("SCH-01", title, f"{name}: {why}", n=1.0, unit="tables", verdict=Verdict.FAIL)

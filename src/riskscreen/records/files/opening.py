"""Where do rows come from: which file, of which kind, and can it be read at all?

Whatever is wrong with a file is one finding with one sentence; only what the caller got wrong, a
file that is not there, is an error.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from riskscreen.errors import InputError
from riskscreen.records.files.delimited import from_delimited
from riskscreen.records.files.excel import from_sheet
from riskscreen.records.files.faults import UnreadableError, empty_columns
from riskscreen.records.files.kinds import DELIMITED, KINDS, SHEETS, STATISTICAL, refuse_disguise
from riskscreen.records.files.parquet import from_parquet
from riskscreen.records.files.raw import Raw
from riskscreen.records.files.statistical import from_statistical
from riskscreen.records.wording import shown_path

__all__ = ["from_file", "from_folder", "read_file"]

_TABLE_SUFFIXES = ("parquet", "csv")


def read_file(
    path: str | Path,
    name: str,
    *,
    columns: Collection[str] | None = None,
    sheet: str | int | None = None,
    header_row: int = 1,
    separator: str | None = None,
    encoding: str | None = None,
) -> Raw:
    r"""Return one table of a file: its columns, labels, and what was odd about it.

    Parameters
    ----------
    path : str or Path
        CSV, TSV, Parquet, Excel, OpenDocument, SPSS or Stata, told by the suffix in any case.
    name : str
        Which table this is, for messages.
    columns : collection of str or None
        Only these, matched without case; absent ones are just not there. None for all.
    sheet : str, int or None
        Sheet of a workbook, by name or by number from 1; needed where there are several.
    header_row : int
        The row that holds the names, from 1, in a workbook or a delimited file.
    separator : str or None
        One character between the cells of a delimited file; None is a comma in ``.csv`` and a tab
        in ``.tsv`` and ``.txt``.
    encoding : str or None
        Of a delimited file: ``tcvn3``, ``vni``, ``cp1258`` or any of Python's; None is UTF-8.

    Returns
    -------
    Raw
        Without columns and with the finding SCH-01 where the file cannot be read.

    Raises
    ------
    InputError
        If there is no such file, or an argument makes no sense.
    MissingExtraError
        If the library for this kind of file is not installed.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "roster.csv"
    ...     _ = path.write_text("HHID,AGE\n7,12\n")
    ...     read_file(path, "roster", columns=["age"]).columns
    {'AGE': array(['12'], dtype='<U2')}
    """
    _check_arguments(header_row, separator)
    raw = _read(
        Path(path), name, columns=columns, sheet=sheet, header_row=header_row,
        separator=separator, encoding=encoding,
    )  # fmt: skip
    return replace(raw, findings=(*raw.findings, *empty_columns(name, raw.columns)))


def from_file(path: Path, name: str) -> Raw:
    """Return one table from a file of any kind that can be read.

    Raises
    ------
    InputError
        If the file is absent.
    """
    return _read(path, name)


def from_folder(folder: Path) -> tuple[Raw, Raw]:
    """Return households and children of a folder.

    Raises
    ------
    InputError
        If the folder or a table is absent, or a table is there twice.
    """
    if not folder.is_dir():
        raise InputError(
            f"no folder {shown_path(folder)}: give a folder with households and children as "
            ".parquet or .csv, or two frames"
        )
    return from_file(_table_file(folder, "households"), "households"), from_file(
        _table_file(folder, "children"), "children"
    )


def _table_file(folder: Path, name: str) -> Path:
    found = [folder / f"{name}.{suffix}" for suffix in _TABLE_SUFFIXES]
    found = [path for path in found if path.is_file()]
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError(
            f"{name} is there twice in {shown_path(folder)}, as .parquet and as .csv; keep one of "
            "the two"
        )
    raise InputError(
        f"no {name}.parquet or {name}.csv in {shown_path(folder)}; both tables are needed"
    )


def _read(
    path: Path,
    name: str,
    *,
    columns: Collection[str] | None = None,
    sheet: str | int | None = None,
    header_row: int = 1,
    separator: str | None = None,
    encoding: str | None = None,
) -> Raw:
    kind = path.suffix.lower()
    is_text = kind in DELIMITED
    try:
        _check(path, name)
        refuse_disguise(path, kind)
        if is_text:
            return from_delimited(
                path.read_bytes(), name, columns=columns, header_row=header_row,
                separator=separator or DELIMITED[kind], encoding=encoding,
            )  # fmt: skip
        if kind in STATISTICAL:
            return from_statistical(path, name, columns=columns)
        if kind == ".parquet":
            return from_parquet(path, name, columns=columns)
        if kind in SHEETS:
            return from_sheet(path, name, columns=columns, sheet=sheet, header_row=header_row)
        raise UnreadableError(
            f"{path.name} is of no kind that can be read; save it as one of {', '.join(KINDS)}"
        )
    except UnreadableError as fault:
        return Raw(name, findings=(fault.finding(name),), is_text=is_text)


def _check_arguments(header_row: int, separator: str | None) -> None:
    if header_row < 1:
        raise InputError(f"header_row is {header_row}; rows are counted from 1")
    if separator is not None and (len(separator) != 1 or separator in '\r\n"'):
        raise InputError(f"separator is {separator!r}; give one character that parts the cells")


def _check(path: Path, name: str) -> None:
    """Refuse what is not there, is no file, or may not be opened."""
    try:
        if path.is_dir():
            raise UnreadableError(f"{path.name} is a folder; name a file in it")
        if not path.is_file():
            raise InputError(f"no file {shown_path(path)} for the table {name}; check the name")
        with path.open("rb") as file:
            file.read(1)
    except OSError as fault:
        raise UnreadableError(
            f"{path.name} cannot be opened ({fault.strerror}); ask for the right to read it"
        ) from fault

"""What do the lines of a CSV or tab-separated file hold?

Every cell stays text, so that nothing is guessed before the schema has been asked; an encoding is
never guessed either: UTF-8, or the one that is named.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Sequence
from typing import Any

from numpy.typing import NDArray

from riskscreen import core
from riskscreen.core import Finding
from riskscreen.records.arrow import from_arrow
from riskscreen.records.files import encodings
from riskscreen.records.files.faults import UnreadableError, case_twins, duplicates, unreadable
from riskscreen.records.files.ragged import Ragged
from riskscreen.records.files.raw import Raw
from riskscreen.records.files.wanted import chosen
from riskscreen.records.wording import note

__all__ = ["from_csv", "from_delimited"]

# What statistical software writes into a CSV for a value that is not there.
_MISSING_MARKS = ["", "NA", "NaN", "nan", "null", "NULL"]
_SEPARATORS = {",": "commas", "\t": "tabs", ";": "semicolons", "|": "bars"}
# The first mark of a file that spreadsheet programs save as "Unicode text".
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def from_csv(content: bytes, name: str) -> Raw:
    r"""Return one table from the bytes of a CSV file in UTF-8, every cell as text.

    Examples
    --------
    >>> from_csv(b"child_id,sex\n007,male\n", "children").columns["child_id"]
    array(['007'], dtype='<U3')
    """
    try:
        return from_delimited(content, name)
    except UnreadableError as fault:
        return Raw(name, findings=(fault.finding(name),), is_text=True)


def from_delimited(
    content: bytes,
    name: str,
    *,
    columns: Collection[str] | None = None,
    header_row: int = 1,
    separator: str = ",",
    encoding: str | None = None,
) -> Raw:
    """Return one table from the bytes of a delimited file, every cell as text.

    Parameters
    ----------
    content : bytes
        The file.
    name : str
        Which table this is, for messages.
    columns : collection of str or None
        Only these, matched without case; None for all.
    header_row : int
        The line that holds the names, from 1; lines above it are passed over.
    separator : str
        One character.
    encoding : str or None
        ``tcvn3``, ``vni``, ``cp1258`` or any encoding of Python; None is UTF-8.

    Raises
    ------
    UnreadableError
        If the encoding is another one, or the lines do not fit the header.
    InputError
        If nobody knows an encoding of that name.
    """
    text = _text(content, encoding)
    for _ in range(header_row - 1):
        text = text.partition("\n")[2]
    names = _header(text, separator)
    if not names:
        return Raw(name, is_text=True)
    _check_separator(names, separator)
    _refuse_open_quote(text, separator)
    twice = duplicates(name, names)
    try:
        table = _table(text, len(names), separator)
    except ValueError as fault:  # pyarrow.ArrowInvalid is one
        reason = _ragged(text, len(names), separator, above=header_row - 1) or _reason(fault)
        bad = unreadable(name, f"its lines do not fit its header: {reason}; repair or quote them")
        return Raw(name, findings=(*twice, bad), is_text=True)
    # The first of two columns of one name is kept for the other checks; the finding refuses anyway.
    wanted = set(chosen(names, columns))
    read: dict[str, NDArray[Any]] = {}
    for place, column in enumerate(names):
        if column in wanted:
            read.setdefault(column.strip(), from_arrow(table.column(place), name=column))
    found = (*twice, *case_twins(name, list(read)), *_open_end(name, text))
    return Raw(name, read, found, is_text=True)


def _text(content: bytes, encoding: str | None) -> str:
    if encoding is not None:
        return encodings.decoded(content, encoding)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        if content.startswith(_UTF16):
            raise UnreadableError(
                'it is not UTF-8 but UTF-16; save it as UTF-8, or say `encoding = "utf-16"` in '
                "the mapping",
                title="wrong encoding",
            ) from fault
        line = content.count(b"\n", 0, fault.start) + 1
        raise UnreadableError(
            f"it is not UTF-8: first bad byte in line {line}. Old Vietnamese files are often "
            "Windows-1258 or TCVN3; save it as UTF-8, or name what it is in the mapping: "
            '`encoding = "cp1258"`, "tcvn3" or "vni"',
            title="wrong encoding",
        ) from fault


def _header(text: str, separator: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), [])
    except csv.Error as fault:  # a first cell of more than 128 kB
        raise UnreadableError(f"its first line is no header ({fault})") from fault


def _check_separator(names: Sequence[str], separator: str) -> None:
    if len(names) > 1:
        return
    other = next((mark for mark in ";\t|," if mark != separator and mark in names[0]), "")
    if other:
        wanted = _SEPARATORS.get(separator, repr(separator))
        raise UnreadableError(
            f"its columns are not separated by {wanted}; save it with {wanted}, or say "
            f"`separator = {_quoted(other)}` in the mapping"
        )


def _refuse_open_quote(text: str, separator: str) -> None:
    """Refuse a quote that is never closed: every row after it would be read as one cell."""
    if text.count('"') % 2 == 0:
        return
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for _ in lines:
            pass
    except csv.Error as fault:
        if "end of data" in str(fault):
            raise UnreadableError(
                f"it ends within a quoted cell, in line {lines.line_num}: cut short, or a quote is "
                "missing; copy it again from where it came"
            ) from fault


def _open_end(name: str, text: str) -> tuple[Finding, ...]:
    """Return the finding FIL-08 where the last line has no end: it may have been cut."""
    if text.endswith(("\n", "\r")):
        return ()
    return (
        note(
            "FIL-08",
            "last line without an end",
            f"the last line of {name} has no line end, as a file has that was cut short. Compare "
            "the last row with where the file came from",
            n=1.0,
            unit="lines",
        ),
    )


def _reason(fault: ValueError) -> str:
    """Return what a library says, without the cells that it read."""
    return str(fault).split("\n", maxsplit=1)[0].split(", got", maxsplit=1)[0]


def _ragged(text: str, n_columns: int, separator: str, *, above: int) -> str:
    """Return which lines of a text do not fit its header; empty where that is not its fault."""
    rows = Ragged(text, above=above)
    try:
        _table(text, n_columns, separator, pass_over=rows.passed_over)
    except ValueError:
        return ""
    return rows.said(n_columns)


def _table(
    text: str,
    n_columns: int,
    separator: str,
    *,
    pass_over: Callable[[Any], str] | None = None,
) -> Any:  # noqa: ANN401 - a pyarrow.Table
    pyarrow = core.need("pyarrow", extra="core")
    reader = core.need("pyarrow.csv", extra="core")
    unique = [f"{place}" for place in range(n_columns)]
    return reader.read_csv(
        # A header alone needs its line's end, or the library finds no first row to pass over.
        pyarrow.BufferReader(text.encode() if text[-1:] in "\r\n" else f"{text}\n".encode()),
        read_options=reader.ReadOptions(
            column_names=unique, skip_rows=1, use_threads=pass_over is None
        ),
        parse_options=reader.ParseOptions(
            delimiter=separator,
            newlines_in_values="\n" in text and '"' in text,
            invalid_row_handler=pass_over,
        ),
        convert_options=reader.ConvertOptions(
            column_types=dict.fromkeys(unique, pyarrow.string()),
            null_values=_MISSING_MARKS,
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
        ),
    )


def _quoted(mark: str) -> str:
    return '"\\t"' if mark == "\t" else f'"{mark}"'

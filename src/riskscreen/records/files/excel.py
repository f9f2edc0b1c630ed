"""What does a sheet of a workbook hold: Excel or OpenDocument, old or new?

Cells come typed: numbers, text, days. A number that was typed as text stays text, because the zeros
before it mean something; what cannot be read (#N/A) is missing, and counted.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from riskscreen import core
from riskscreen.core import Finding
from riskscreen.records.files.cells import is_blank, shown, typed
from riskscreen.records.files.faults import (
    UnreadableError,
    case_twins,
    duplicates,
    guarded,
    times_dropped,
)
from riskscreen.records.files.raw import Raw
from riskscreen.records.files.sheetxml import SheetSize
from riskscreen.records.files.texts import Texts
from riskscreen.records.files.wanted import chosen
from riskscreen.records.files.zipped import measured
from riskscreen.records.wording import note, thousands

__all__ = ["from_sheet"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Rows turned to columns at a time.
_ROWS_AT_ONCE = 10_000
_PASSWORD = "it is protected by a password; open it, take the password off and save it again"  # noqa: S105 - a sentence
_DAMAGED = (
    "it is not a workbook that can be read: cut short, damaged, or of another kind; copy it again "
    "from where it came, or save it as .xlsx"
)


@dataclass(frozen=True, slots=True)
class _Grid:
    """The cells below the header, by place of the column, blank rows at the end left out."""

    names: list[str]
    cells: dict[int, list[Any]]
    first: int

    def letters(self, place: int) -> str:
        """Return the letters that the program shows above a column."""
        number, letters = self.first + place + 1, ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(ord("A") + rest) + letters
        return letters


def from_sheet(
    path: Path,
    name: str,
    *,
    columns: Collection[str] | None = None,
    sheet: str | int | None = None,
    header_row: int = 1,
) -> Raw:
    """Return one table of a sheet of a workbook.

    Parameters
    ----------
    path : Path
        ``.xlsx``, ``.xlsm``, ``.xlsb``, ``.xls`` or ``.ods``.
    name : str
        Which table this is, for messages.
    columns : collection of str or None
        Only these, matched without case; None for all.
    sheet : str, int or None
        By name (without case) or by number from 1; needed where several can be seen.
    header_row : int
        The row that holds the names, from 1.

    Raises
    ------
    UnreadableError
        If it is no such file, is damaged or protected, is too large to hold, has several sheets
        and none is named, or a column with values has no name.
    """
    book, sizes = _opened(path)
    title = _title(book, sheet)
    with guarded(_DAMAGED):
        page = book.get_sheet_by_name(title)
    grid = _grid(page, header_row, columns)
    _refuse_nameless(grid, header_row)
    texts = Texts(_all_texts(grid), declared=None)
    spelt = {place: texts.name(column) for place, column in enumerate(grid.names) if column}
    twice = duplicates(name, list(spelt.values()))
    if twice:
        return Raw(name, findings=twice)
    read: dict[str, NDArray[Any]] = {}
    timed: dict[str, int] = {}
    for place, column in spelt.items():
        if place not in grid.cells:
            continue
        found = typed(grid.cells.pop(place))
        read[column] = found.values
        if found.values.dtype.kind == "U":
            read[column] = texts.array(found.values, column=column)
        timed[column] = found.n_times
    size = sizes.get(title, SheetSize())
    letters = {grid.letters(place): column for place, column in spelt.items() if column in read}
    findings = (
        *case_twins(name, list(read)), *texts.findings(name), *_unread(name, size, letters),
        *times_dropped(name, timed),
    )  # fmt: skip
    return Raw(name, read, findings)


def _opened(path: Path) -> tuple[Any, Any]:
    """Return the workbook and the sizes of its sheets, once it is known to be safe to open."""
    calamine = core.need("python_calamine", extra="survey")
    with path.open("rb") as file:
        is_zip = path.suffix.lower() != ".xls" and file.read(len(_OLE)) != _OLE
    sizes = measured(path) if is_zip else {}
    with guarded(_DAMAGED):
        try:
            return calamine.CalamineWorkbook.from_path(str(path)), sizes
        except calamine.PasswordError as fault:
            raise UnreadableError(_PASSWORD) from fault


def _title(book: Any, sheet: str | int | None) -> str:  # noqa: ANN401 - a workbook
    """Return the name of the sheet that is meant."""
    with guarded(_DAMAGED):
        pages = list(book.sheets_metadata)
    pages = [page for page in pages if str(page.typ).endswith("WorkSheet")]
    titles = [page.name for page in pages]
    listed = ", ".join(f"{place} {title!r}" for place, title in enumerate(titles, start=1))
    if sheet is None:
        seen = [page.name for page in pages if str(page.visible).endswith(".Visible")] or titles
        if len(seen) == 1:
            return str(seen[0])
        raise UnreadableError(
            f"it has {len(seen)} sheets and none is named ({listed}); say which, as "
            f"`sheet = {seen[0]!r}` in the mapping"
            if seen
            else "it has no sheet with cells"
        )
    if isinstance(sheet, int):
        if 1 <= sheet <= len(titles):
            return str(titles[sheet - 1])
    else:
        wanted = sheet.strip().casefold()
        for title in sorted(titles, key=lambda title: title != sheet):
            if title.strip().casefold() == wanted:
                return str(title)
    raise UnreadableError(f"it has no sheet {sheet!r}; there are {listed}")


def _grid(page: Any, header_row: int, columns: Collection[str] | None) -> _Grid:  # noqa: ANN401
    rows = _rows(page)
    header = next(itertools.islice(rows, header_row - 1, None), None)
    if header is None:
        raise UnreadableError(
            f"its sheet {page.name!r} ends before row {header_row}, which should hold the names; "
            "name another sheet, or say `header_row`"
        )
    names = ["" if is_blank(cell) else shown(cell).strip() for cell in header]
    wanted = set(chosen(names, columns))
    # Columns without a name are looked at too: with values in them, the header is not whole.
    places = [place for place, column in enumerate(names) if column in wanted or not column]
    cells: dict[int, list[Any]] = {place: [] for place in places}
    n_rows = done = 0
    while batch := list(itertools.islice(rows, _ROWS_AT_ONCE)):
        by_place = list(zip(*batch, strict=True))
        for place in places:
            cells[place] += by_place[place]
        filled = (
            place for place in range(len(batch), 0, -1) if not all(map(is_blank, batch[place - 1]))
        )
        last = next(filled, 0)
        n_rows = done + last if last else n_rows
        done += len(batch)
    return _Grid(names, {place: column[:n_rows] for place, column in cells.items()}, page.start[1])


def _rows(page: Any) -> Iterator[list[Any]]:  # noqa: ANN401 - a sheet
    with guarded(_DAMAGED):
        yield from page.iter_rows()


def _refuse_nameless(grid: _Grid, header_row: int) -> None:
    """Refuse a column with values whose header is blank, or is a merged cell's second half."""
    nameless = [
        p
        for p, column in enumerate(grid.names)
        if not column and not all(map(is_blank, grid.cells[p]))
    ]
    if nameless:
        letters = ", ".join(grid.letters(place) for place in nameless)
        raise UnreadableError(
            f"{len(nameless)} of {len(grid.names)} columns have values and no name in row "
            f"{header_row}: {letters}. Merged cells name only their first column; write a name "
            "above each, or say `header_row`"
        )
    for place in [place for place, column in enumerate(grid.names) if not column]:
        del grid.cells[place]


def _all_texts(grid: _Grid) -> Iterator[str]:
    yield from grid.names
    for column in grid.cells.values():
        yield from {cell for cell in column if isinstance(cell, str)}


def _unread(name: str, size: SheetSize, letters: dict[str, str]) -> Iterator[Finding]:
    kinds = (
        ("FIL-04", "cells that are errors", "errors such as #N/A", "Repair them in the workbook"),
        ("FIL-07", "formulas without a value", "formulas that were never calculated",
         "Open the workbook, let it calculate and save it"),
    )  # fmt: skip
    for (code, title, what, advice), counts in zip(kinds, (size.errors, size.hollow), strict=True):
        known = {
            letters.get(letter, ""): n for letter, n in counts.items() if letter in {*letters, ""}
        }
        if not known:
            continue
        first = next(iter(known))
        yield note(
            code,
            title,
            f"{thousands(sum(known.values()))} cells of {name} are {what} and are read as missing"
            + (f"; first is in {first}, with {thousands(known[first])}" if first else "")
            + f". {advice}",
            n=float(sum(known.values())),
            unit="cells",
        )

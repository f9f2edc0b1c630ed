"""How large is the sheet that this XML spells, and which of its cells are errors?

Answered from the text itself, block by block, because the library that reads workbooks holds a
table from the first cell to the last before anything can be asked of it, and gives errors as empty.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

__all__ = ["SheetSize", "measure_excel", "measure_opendocument"]

_COLUMN = re.compile(rb"\sr=\"([A-Z]{1,3})\d{1,7}\"")
_ROW = re.compile(rb"\sr=\"[A-Z]{0,3}(\d{1,7})\"")
_ERROR = re.compile(rb"<c\b(?=[^>]*\st=\"e\")[^>]*\sr=\"([A-Z]{1,3})\d{1,7}\"")
# A formula that was written by a program and never calculated has no value to read.
_HOLLOW = re.compile(
    rb"<c\b[^>]*\sr=\"([A-Z]{1,3})\d{1,7}\"[^>]*>(?:<f\b[^>/]*>[^<]*</f>|<f\b[^>]*/>)(?:<v\s*/>)?</c>"
)
_TABLE = re.compile(rb"<table:table\b[^>]*?\stable:name=\"([^\"]*)\"")
_REPEATED_ROWS = re.compile(rb"^[^>]*?number-rows-repeated=\"(\d{1,9})\"")
_REPEATED_CELLS = re.compile(rb"number-columns-repeated=\"(\d{1,9})\"")
_VALUE, _ODS_ERROR = b"office:value-type=", b'calcext:value-type="error"'

# A stretch without a single cell that is longer than any real one is let go.
_HELD_BYTES = 32 * 2**20


@dataclass(slots=True)
class SheetSize:
    """One sheet: its last row and column, and its cells that hold no value of their own.

    Parameters
    ----------
    n_rows, n_columns : int
        From the first of the sheet to the last that is used.
    errors, hollow : Counter of str
        By column letter: cells that are errors, and formulas without a value. OpenDocument does
        not spell columns: there the letter is empty.
    """

    n_rows: int = 0
    n_columns: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    hollow: Counter[str] = field(default_factory=Counter)

    @property
    def n_cells(self) -> int:
        """Cells of the rectangle."""
        return self.n_rows * self.n_columns


def measure_excel(blocks: Iterator[bytes]) -> SheetSize:
    """Return the size of a sheet of Excel (``xl/worksheets/sheet1.xml``), given in blocks.

    Examples
    --------
    >>> size = measure_excel(iter([b'<row r="3"><c r="AB3" t="e"><v>#N/A</v></c></row>']))
    >>> size.n_rows, size.n_columns, size.errors
    (3, 28, Counter({'AB': 1}))
    """
    size = SheetSize()
    for block in _cut(blocks, b"<c "):
        columns = {_number(letters) for letters in set(_COLUMN.findall(block))}
        size.n_columns = max(size.n_columns, *columns, 0)
        size.n_rows = max(size.n_rows, *map(int, set(_ROW.findall(block))), 0)
        size.errors.update(letters.decode() for letters in _ERROR.findall(block))
        size.hollow.update(letters.decode() for letters in _HOLLOW.findall(block))
    return size


def measure_opendocument(blocks: Iterator[bytes]) -> dict[str, SheetSize]:
    """Return the sizes of the sheets of an OpenDocument (``content.xml``), given in blocks."""
    sizes = {"": SheetSize()}
    size, n_rows = sizes[""], 0
    for block in _cut(blocks, b"<table:table-row"):
        # Each piece after the first is one row, up to the next.
        for place, piece in enumerate(block.split(b"<table:table-row")):
            if place:
                again = _REPEATED_ROWS.match(piece)
                n_rows += int(again[1]) if again else 1
                _add_row(size, piece, n_rows)
            names = _TABLE.findall(piece)
            if names:
                size, n_rows = sizes.setdefault(html.unescape(names[-1].decode()), SheetSize()), 0
    return sizes


def _add_row(size: SheetSize, row: bytes, n_rows: int) -> None:
    last = row.rfind(_VALUE)
    if last < 0:
        return
    used = row[: row.find(b">", last)]
    repeated = _REPEATED_CELLS.findall(used)
    width = used.count(b"<table:table-cell") + sum(int(n) - 1 for n in repeated)
    size.n_columns, size.n_rows = max(size.n_columns, width), n_rows
    size.errors[""] += row.count(_ODS_ERROR)


def _cut(blocks: Iterator[bytes], mark: bytes) -> Iterator[bytes]:
    """Yield blocks that end before a mark, so that nothing is cut within a cell."""
    held = b""
    for block in blocks:
        held += block
        end = held.rfind(mark)
        if end > 0 or len(held) > _HELD_BYTES:
            end = end if end > 0 else len(held)
            yield held[:end]
            held = held[end:]
    yield held


def _number(letters: bytes) -> int:
    """Return the number of a column, from 1."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - ord("A") + 1
    return number

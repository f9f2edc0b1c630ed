"""Which lines of a delimited text have another number of cells than its header, and where?

The reader stops at the first and counts neither empty lines nor lines within a quoted cell: only
a second reading says how many there are, and only the text says on which line.
"""

from __future__ import annotations

from typing import Any

__all__ = ["Ragged"]


class Ragged:
    """The rows of a text that do not fit, as a reader meets them.

    Parameters
    ----------
    text : str
        From the header's line on.
    above : int
        Lines above the header.
    """

    def __init__(self, text: str, *, above: int) -> None:
        self._text, self._above = text, above
        self._first: Any = None
        self._n = 0

    def __repr__(self) -> str:
        return f"Ragged({self._n} rows)"

    def passed_over(self, row: Any) -> str:  # noqa: ANN401 - a pyarrow.csv.InvalidRow
        """Take a row that does not fit, and tell the reader to go on behind it."""
        self._first = self._first or row
        self._n += 1
        return "skip"

    def said(self, n_columns: int) -> str:
        """Return how many rows there are, and where the first is; empty where there is none."""
        if self._first is None:
            return ""
        before = f"\n{self._text}".replace("\r\n", "\n").replace("\r", "\n")
        row = self._first.text.replace("\r\n", "\n").replace("\r", "\n")
        line = self._above + before[: before.find(f"\n{row}") + 1].count("\n")
        rows = "1 row does" if self._n == 1 else f"{self._n} rows do"
        cells = "cell" if self._first.actual_columns == 1 else "cells"
        return (
            f"{rows} not; first is line {line}: {self._first.actual_columns} {cells} where the "
            f"header has {n_columns}"
        )

"""Of which kind are the cells of one column of a sheet: numbers, days or text?

A column is what all its cells agree on; where they do not, everything is text, as it would be read
aloud: 123 and not 123.0, days as 2024-09-15.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Typed", "is_blank", "shown", "typed"]

_NUMBERS = {bool, int, float}
_DAYS = {datetime.date, datetime.datetime}
# Beyond this a float64 no longer holds every whole number.
_EXACT = 2**53


@dataclass(frozen=True, slots=True)
class Typed:
    """One column, and how many cells lost their time of day.

    Parameters
    ----------
    values : ndarray of float64, datetime64[D] or str, shape (n_rows,)
        Blank cells are NaN, NaT or empty.
    n_times : int
        Cells with a time beside the day.
    """

    values: NDArray[Any]
    n_times: int = 0


def typed(cells: Sequence[Any]) -> Typed:
    """Return the cells of one column in the one kind that all of them are of, else as text.

    Examples
    --------
    >>> typed([123.0, "", True]).values, typed([7.0, "008", " "]).values
    (array([123.,  nan,   1.]), array(['7', '008', ''], dtype='<U3'))
    """
    kinds = set(map(type, cells))
    if str in kinds:
        cells = ["" if is_blank(cell) else cell for cell in cells]
        kinds = {*map(type, (cell for cell in cells if cell != "")), *(kinds - {str})}
    if kinds <= _NUMBERS:
        return Typed(np.array([np.nan if c == "" else c for c in cells], dtype=np.float64))
    if kinds <= _DAYS:
        return _days(cells)
    texts = [cell if type(cell) is str else shown(cell) for cell in cells]
    return Typed(np.array(texts, dtype=np.str_))


def is_blank(cell: Any) -> bool:  # noqa: ANN401 - any cell
    """Return whether a cell holds nothing that can be seen."""
    return isinstance(cell, str) and not cell.strip()


def shown(cell: Any) -> str:  # noqa: ANN401 - any cell
    """Return a cell as text.

    Examples
    --------
    >>> shown(123.0), shown(0.5), shown(True), shown(datetime.date(2014, 1, 2))
    ('123', '0.5', 'true', '2014-01-02')
    """
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _EXACT else repr(cell)
    if isinstance(cell, datetime.datetime):
        return str(cell.date() if cell.time() == datetime.time() else cell)
    if isinstance(cell, datetime.timedelta):  # more than a day, which is no time of day
        minutes, seconds = divmod(int(cell.total_seconds()), 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"
    return str(cell)


def _days(cells: Sequence[Any]) -> Typed:
    days = np.array([None if cell == "" else cell for cell in cells], dtype="datetime64[us]")
    whole = days.astype("datetime64[D]")
    return Typed(whole, int((~np.isnat(days) & (whole != days)).sum()))

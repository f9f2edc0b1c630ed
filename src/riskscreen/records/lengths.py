"""Is a text of these frames longer than a cell may hold?

numpy gives every cell of a column the width of the longest: one text of a million letters among two
thousand rows takes eight gigabytes. So this is asked before anything is copied.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from riskscreen import core, schema
from riskscreen.errors import InputError

__all__ = ["refuse_long_text"]

_BITS_PER_DIGIT = 3  # rounded down, so that a number counts as no shorter than it is written
_NOTHING = (float, np.number, np.bool_, np.datetime64)


def refuse_long_text(households: Any, children: Any, *, most: int) -> None:  # noqa: ANN401 - frames
    """Return only if no cell of either frame is written with more than ``most`` characters.

    Parameters
    ----------
    households, children : pandas, Polars or Arrow frame, or mapping of arrays
        What is none of them passes: whoever reads it says so.
    most : int
        Characters.

    Raises
    ------
    InputError
        With how many columns hold one, and the first of them.

    Examples
    --------
    >>> refuse_long_text({"psu": ["7"]}, {"sex": ["x" * 900]}, most=200)
    Traceback (most recent call last):
        ...
    riskscreen.errors.InputError: text of more than 200 characters in 1 of 2 columns; first is sex \
of children: 900 characters. Shorten it, or leave the column out
    """
    found = {
        (table, column): longest
        for table, frame in (("households", households), ("children", children))
        for column, longest in _lengths(frame)
    }
    long = {where: longest for where, longest in found.items() if longest > most}
    if long:
        (table, column), longest = next(iter(long.items()))
        raise InputError(
            f"text of more than {most} characters in {len(long)} of {len(found)} columns; first is "
            f"{_named(column)} of {table}: {longest} characters. Shorten it, or leave the column "
            "out"
        )


def _lengths(frame: Any) -> Iterator[tuple[str, int]]:  # noqa: ANN401 - any frame
    if isinstance(frame, Mapping):
        yield from ((str(column), _of_values(values)) for column, values in frame.items())
        return
    narwhals = core.need("narwhals", extra="core")
    names = list(getattr(frame, "column_names", getattr(frame, "columns", ())))
    if len(set(names)) < len(names):  # narwhals takes no frame in which a name stands twice
        return
    whole = narwhals.from_native(frame, eager_only=True, pass_through=True)
    if isinstance(whole, narwhals.DataFrame):
        yield from ((str(column), _of_series(whole[column])) for column in whole.columns)


def _of_series(series: Any) -> int:  # noqa: ANN401 - a narwhals.Series
    narwhals = core.need("narwhals", extra="core")
    kind = series.dtype
    if kind.is_numeric() or kind.is_temporal() or kind == narwhals.Boolean:
        return 0
    if kind in (narwhals.Categorical, narwhals.Enum):
        series = series.unique().cast(narwhals.String)
    if series.dtype == narwhals.String:
        told = series.drop_nulls()  # of none at all pandas would call the longest NaN
        return int(told.str.len_chars().max()) if len(told) else 0
    return _of_cells(series.to_list())


def _of_values(values: Any) -> int:  # noqa: ANN401 - anything with values in it
    if isinstance(values, np.ndarray):
        if values.dtype.kind in "US":
            return int(np.strings.str_len(values).max(initial=0))
        return _of_cells(values.ravel().tolist()) if values.dtype.kind == "O" else 0
    return _of_cells(values) if isinstance(values, Iterable) else 0


def _of_cells(cells: Iterable[Any]) -> int:
    return max(map(_of_cell, cells), default=0)


def _of_cell(cell: Any) -> int:  # noqa: ANN401 - any cell
    if isinstance(cell, str | bytes):
        return len(cell)
    if isinstance(cell, int):  # Python writes no number of more than 4 300 digits
        return cell.bit_length() // _BITS_PER_DIGIT
    return 0 if cell is None or isinstance(cell, _NOTHING) else len(str(cell))


def _named(column: str) -> str:
    """Return the column's name if it is the schema's; any other may name somebody."""
    known = column in schema.HOUSEHOLDS or column in schema.CHILDREN
    return column if known else "a column that the schema does not know,"

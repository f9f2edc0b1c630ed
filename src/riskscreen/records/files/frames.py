"""What do frames of pandas, Polars, Arrow, or plain arrays hold?

One way in for all of them, by Arrow's buffers; objects of several kinds stay objects so that the
schema can say which cell is odd.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import core
from riskscreen.errors import InputError
from riskscreen.records.arrow import beyond_float, from_arrow
from riskscreen.records.files.faults import duplicates
from riskscreen.records.files.raw import Raw

__all__ = ["from_frame"]

# A column holds one value per row; several in a cell are text, for a person to see.
_NO_NUMBERS = {str, bytes, bool}
_NESTED = (list, tuple, dict, set, frozenset, np.ndarray)


def from_frame(frame: Any, name: str) -> Raw:  # noqa: ANN401 - a frame of any library
    """Return one table from a pandas, Polars or Arrow frame, or a mapping of arrays.

    Raises
    ------
    InputError
        If it is none of these, or a column of a mapping is not one value per row.

    Examples
    --------
    >>> from_frame({"age_years": [7, 12]}, "children").columns
    {'age_years': array([ 7, 12])}
    """
    if isinstance(frame, Mapping):
        columns = {str(key): _array(values) for key, values in frame.items()}
        _one_value_a_row(columns, name)
        return Raw(name, columns)
    twice = duplicates(name, [str(column) for column in _names(frame)])
    if twice:
        return Raw(name, findings=twice)
    narwhals = core.need("narwhals", extra="core")
    try:
        whole = narwhals.from_native(frame, eager_only=True)
    except TypeError as fault:
        raise InputError(
            f"{name} is a {type(frame).__name__}; give a pandas, Polars or Arrow frame, a mapping "
            "of arrays, or a folder"
        ) from fault
    return Raw(name, {column: _series(whole[column], column) for column in whole.columns})


def _series(series: Any, name: str) -> NDArray[Any]:  # noqa: ANN401 - a narwhals.Series
    pyarrow = core.need("pyarrow", extra="core")
    try:
        return from_arrow(series.to_arrow(), name=name)
    # objects of several kinds, text in a number; a Python int of more than 64 bits
    except (pyarrow.ArrowException, TypeError, OverflowError):
        return _array(series.to_list())


def _array(values: Any) -> NDArray[Any]:  # noqa: ANN401 - anything with values in it
    if isinstance(values, np.ndarray) and values.dtype.kind == "O" and values.ndim == 1:
        values = list(values)
    if isinstance(values, list):
        values = [_text(cell) if isinstance(cell, _NESTED) else cell for cell in values]
        kinds = set(map(type, values))
        # numpy would write NaN among texts as the text "nan", and yes among numbers as 1
        if len(kinds) > 1 and kinds & _NO_NUMBERS:
            return np.asarray(values, dtype=object)
    array = np.asarray(values)
    if array.ndim and array.dtype.kind in "iu" and beyond_float(array):
        return array.astype(np.str_)  # an id with all its digits
    if array.dtype.kind in "USbiufM":
        return np.strings.decode(array, "utf-8", "replace") if array.dtype.kind == "S" else array
    return np.asarray(values, dtype=object)


def _one_value_a_row(columns: Mapping[str, NDArray[Any]], name: str) -> None:
    odd = {column: values.shape for column, values in columns.items() if values.ndim != 1}
    if odd:
        first, shape = next(iter(odd.items()))
        raise InputError(
            f"{len(odd)} of {len(columns)} columns of {name} do not hold one value per row; first "
            f"is {first}, of shape {shape}. Give each column as a list or array of one dimension"
        )


def _text(cell: Any) -> str:  # noqa: ANN401 - a cell that holds several values
    return str(cell.tolist() if isinstance(cell, np.ndarray) else cell)


def _names(frame: Any) -> Sequence[Any]:  # noqa: ANN401 - a frame of any library
    names = getattr(frame, "column_names", None)
    return list(getattr(frame, "columns", ())) if names is None else list(names)

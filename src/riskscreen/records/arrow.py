"""How do columns pass between Arrow and numpy without waking pandas?

``pyarrow.array`` and ``Array.to_numpy`` import pandas wherever it is installed (1 to 2 seconds that
a service pays on its first score), so both directions go by Arrow's documented buffers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import core
from riskscreen.errors import InputError

__all__ = ["EXACT", "beyond_float", "from_arrow", "to_arrow"]

# Arrow's 32-bit offsets and days end here; longer text takes the 64-bit kind.
_INT32_END = 2**31 - 1
# From here a float64 no longer holds every whole number.
EXACT = 2**53
_WIDEST = 8
_LETTER = np.dtype("<U1").itemsize
_MOST_BYTES = 2**31
"""What one column of text may take: a million rows of 500 letters each."""


def to_arrow(values: NDArray[Any], missing: NDArray[np.bool_]) -> Any:  # noqa: ANN401 - pyarrow.Array
    """Return a column as an Arrow array: float64, date32 or string, missing as null.

    Parameters
    ----------
    values : ndarray of float64, datetime64[D] or str, shape (n_rows,)
        The column.
    missing : ndarray of bool, shape (n_rows,)
        Which values are not recorded.

    Raises
    ------
    InputError
        If a day is millions of years away.
    """
    pyarrow = core.need("pyarrow", extra="core")
    known = None
    if missing.any():
        known = pyarrow.py_buffer(np.packbits(~missing, bitorder="little").tobytes())
    n_rows, n_missing = len(values), int(missing.sum())
    if values.dtype.kind == "U":
        kind, buffers = _text_buffers(values)
        return pyarrow.Array.from_buffers(kind, n_rows, [known, *buffers], n_missing)
    if values.dtype.kind == "M":
        plain, kind = _days_from_1970(values, missing), pyarrow.date32()
    else:
        plain, kind = np.where(missing, 0.0, values), pyarrow.float64()
    content = pyarrow.py_buffer(np.ascontiguousarray(plain).tobytes())
    return pyarrow.Array.from_buffers(kind, n_rows, [known, content], n_missing)


def from_arrow(
    column: Any,  # noqa: ANN401 - pyarrow.Array or ChunkedArray
    *,
    name: str = "",
) -> NDArray[Any]:
    """Return an Arrow column as float64, int64, datetime64[D] or text; null is missing.

    Whole numbers beyond 2**53, which a float64 would round, come as text with all their digits.

    Parameters
    ----------
    column : pyarrow.Array or ChunkedArray
    name : str
        What a message calls the column.

    Raises
    ------
    InputError
        If numpy, which gives each cell the width of the longest, would need over 2 GB.
    """
    pyarrow = core.need("pyarrow", extra="core")
    types, kind = pyarrow.types, column.type
    if types.is_dictionary(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    if types.is_null(kind):
        return np.full(len(column), np.nan)
    if types.is_timestamp(kind) or types.is_date(kind):
        return _days(column, kind)
    if types.is_boolean(kind):
        return _plain(column.cast(pyarrow.int8()).cast(pyarrow.float64()), np.float64, np.nan)
    if types.is_integer(kind) and not column.null_count and kind != pyarrow.uint64():
        whole = _plain(column.cast(pyarrow.int64()), np.int64, 0)
        return _texts(column, name) if beyond_float(whole) else whole
    if types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind):
        numbers = _plain(column.cast(pyarrow.float64(), safe=False), np.float64, np.nan)
        is_whole = types.is_integer(kind) or (types.is_decimal(kind) and not kind.scale)
        return _texts(column, name) if is_whole and beyond_float(numbers) else numbers
    return _texts(column, name)


def beyond_float(numbers: NDArray[Any]) -> bool:
    """Return whether some whole number is too large for a float64 to hold its last digit."""
    if not len(numbers) or numbers.dtype.itemsize < _WIDEST:
        return False
    if numbers.dtype.kind == "f":
        return bool((np.abs(numbers) >= EXACT).any())
    return bool(numbers.max() >= EXACT or numbers.min() <= -EXACT)


def _texts(column: Any, name: str) -> NDArray[np.str_]:  # noqa: ANN401 - pyarrow
    pyarrow = core.need("pyarrow", extra="core")
    cells = ["" if cell is None else cell for cell in column.cast(pyarrow.string()).to_pylist()]
    longest = max(map(len, cells), default=0)
    if longest * len(cells) * _LETTER > _MOST_BYTES:
        row = next(row for row, cell in enumerate(cells) if len(cell) == longest)
        raise InputError(
            f"{f'column {name}' if name else 'a column'} has a text of {longest} characters in row "
            f"{row + 1} of {len(cells)}; as wide as that the column would take "
            f"{longest * len(cells) * _LETTER / 1e9:.1f} GB. Shorten it, or leave the column out"
        )
    return np.array(cells, dtype=np.str_) if cells else np.array([], dtype="<U1")


def _days_from_1970(values: NDArray[Any], missing: NDArray[np.bool_]) -> NDArray[np.int32]:
    days = np.where(missing, 0, values.astype(np.int64))
    far = np.flatnonzero(np.abs(days) > _INT32_END)
    if far.size:
        raise InputError(
            f"{far.size} of {len(days)} days are beyond what files and frames hold; first is row "
            f"{far[0] + 1}: {values[far[0]]}. It is no day of a visit; set it to NaT"
        )
    return days.astype(np.int32)


def _days(column: Any, kind: Any) -> NDArray[Any]:  # noqa: ANN401 - pyarrow
    pyarrow = core.need("pyarrow", extra="core")
    if pyarrow.types.is_timestamp(kind):
        column = column.cast(pyarrow.timestamp("ms", tz=kind.tz), safe=False)
    days = column.cast(pyarrow.date32(), safe=False).cast(pyarrow.int32())
    nothing = np.datetime64("NaT", "D").astype(np.int64)
    return _plain(days.cast(pyarrow.int64()), np.int64, nothing).astype("datetime64[D]")


def _plain(column: Any, dtype: type, missing: Any) -> NDArray[Any]:  # noqa: ANN401 - pyarrow
    """Return fixed-width values from the buffers of each chunk."""
    parts = [_chunk(chunk, dtype, missing) for chunk in getattr(column, "chunks", [column])]
    return np.concatenate(parts) if parts else np.array([], dtype=dtype)


def _chunk(chunk: Any, dtype: type, missing: Any) -> NDArray[Any]:  # noqa: ANN401 - pyarrow
    known, content = chunk.buffers()
    if content is None or not len(chunk):
        return np.full(len(chunk), missing, dtype=dtype)
    end = chunk.offset + len(chunk)
    values: NDArray[Any] = np.frombuffer(content, dtype=dtype, count=end)[chunk.offset :].copy()
    if chunk.null_count and known is not None:
        bits = np.unpackbits(np.frombuffer(known, dtype=np.uint8), bitorder="little", count=end)
        values[bits[chunk.offset :] == 0] = missing
    return values


def _text_buffers(values: NDArray[np.str_]) -> tuple[Any, list[Any]]:
    pyarrow = core.need("pyarrow", extra="core")
    cells = [cell.encode() for cell in values.tolist()]
    offsets = np.zeros(len(cells) + 1, dtype=np.int64)
    np.cumsum([len(cell) for cell in cells], out=offsets[1:])
    long = offsets[-1] > _INT32_END
    kind = pyarrow.large_string() if long else pyarrow.string()
    offsets = offsets if long else offsets.astype(np.int32)
    return kind, [pyarrow.py_buffer(offsets.tobytes()), pyarrow.py_buffer(b"".join(cells))]

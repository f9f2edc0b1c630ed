"""How are rows held so that numpy alone can read them, and no library's frame is lost?

Three kinds of column: float64 (numbers, and bools as 1.0 and 0.0), text, datetime64[D]. Missing is
NaN, the empty text and NaT. Whole numbers that a float64 would round are held as text.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from riskscreen import core
from riskscreen.errors import InputError
from riskscreen.records.arrow import EXACT, beyond_float, to_arrow

__all__ = ["Table", "is_missing", "take"]

_LIBRARIES = {"pandas": "train", "polars": "dev", "arrow": "core"}


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Named columns of equal length, read-only.

    Parameters
    ----------
    columns : mapping of str to array_like, each shape (n_rows,)
        Numbers and bools become float64, dates datetime64[D], everything else text; whole numbers
        beyond 2**53 too, which a float64 would round.

    Raises
    ------
    InputError
        If columns differ in length or are not one-dimensional.

    Examples
    --------
    >>> table = Table({"child_id": ["a", "b"], "age_years": [7, 9]})
    >>> table
    Table(2 rows, 2 columns)
    >>> table["age_years"]
    array([7., 9.])
    >>> table.take(np.array([1, -1]))["child_id"]
    array(['b', ''], dtype='<U1')
    """

    columns: Mapping[str, NDArray[Any]]

    def __post_init__(self) -> None:
        held = {str(name): _held(values, str(name)) for name, values in self.columns.items()}
        lengths = {name: len(values) for name, values in held.items()}
        if len(set(lengths.values())) > 1:
            first, *rest = lengths.items()
            odd = next(item for item in rest if item[1] != first[1])
            raise InputError(
                f"columns differ in length: {first[0]} has {first[1]} rows, {odd[0]} has {odd[1]}; "
                "give every column one value per row"
            )
        object.__setattr__(self, "columns", MappingProxyType(held))

    def __repr__(self) -> str:
        return f"Table({self.n_rows} rows, {len(self.columns)} columns)"

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self.columns[name]

    def __contains__(self, name: object) -> bool:
        return name in self.columns

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    @property
    def n_rows(self) -> int:
        """Number of rows."""
        return len(next(iter(self.columns.values()), ()))

    @property
    def digest(self) -> str:
        """SHA-256 over names, kinds and values; the order of columns does not count."""
        return core.digest_arrays(self.columns)

    def take(self, index: NDArray[Any]) -> Table:
        """Return the rows of ``index`` (integers, -1 gives a missing row; or a bool mask)."""
        index = np.asarray(index)
        if index.dtype == np.bool_:
            index = np.flatnonzero(index)
        return Table({name: take(values, index) for name, values in self.columns.items()})

    def with_columns(self, **arrays: ArrayLike) -> Table:
        """Return the table with columns added or replaced."""
        return Table({**self.columns, **arrays})  # type: ignore[dict-item]

    def to_frame(self, backend: str = "pandas") -> Any:  # noqa: ANN401 - the caller's library
        """Return the table as a frame of ``pandas``, ``polars`` or ``arrow``.

        Raises
        ------
        InputError
            If the library is none of these.
        MissingExtraError
            If it is not installed.
        """
        if backend not in _LIBRARIES:
            raise InputError(f"no frames of {backend!r}; ask for {', '.join(_LIBRARIES)}")
        if backend == "arrow":
            return self._to_arrow()
        if backend == "polars":
            return core.need("polars", extra=_LIBRARIES[backend]).from_arrow(self._to_arrow())
        return self._to_pandas()

    def _to_arrow(self) -> Any:  # noqa: ANN401 - a pyarrow.Table
        pyarrow = core.need("pyarrow", extra="core")
        return pyarrow.table(
            {name: to_arrow(values, is_missing(values)) for name, values in self.columns.items()}
        )

    def _to_pandas(self) -> Any:  # noqa: ANN401 - a pandas.DataFrame
        pandas = core.need("pandas", extra=_LIBRARIES["pandas"])
        series = {}
        for name, values in self.columns.items():
            if values.dtype.kind == "U":
                objects = values.astype(object)
                objects[values == ""] = None
                series[name] = pandas.Series(objects, dtype="str")
            elif values.dtype.kind == "M":
                series[name] = pandas.Series(values.astype("datetime64[s]"))
            else:
                series[name] = pandas.Series(values.copy())
        return pandas.DataFrame(series)


def is_missing(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Return which values are not recorded, shape (n_rows,)."""
    if values.dtype.kind == "f":
        missing = np.isnan(values)
    elif values.dtype.kind == "M":
        missing = np.isnat(values)
    else:
        missing = values == ""
    return np.asarray(missing, dtype=np.bool_)


def take(values: NDArray[Any], index: NDArray[np.intp]) -> NDArray[Any]:
    """Return ``values[index]`` where an index of -1 gives a missing value."""
    absent = index < 0
    if not len(values):
        missing = {"f": np.nan, "M": np.datetime64("NaT", "D")}.get(values.dtype.kind, "")
        return np.full(len(index), missing, dtype=values.dtype)
    taken = values[np.where(absent, 0, index)]
    if absent.any():
        taken[absent] = {"f": np.nan, "M": np.datetime64("NaT", "D")}.get(values.dtype.kind, "")
    return taken


def _held(values: ArrayLike, name: str) -> NDArray[Any]:
    array = np.asarray(values)
    if array.ndim != 1:
        raise InputError(f"column {name} has {array.ndim} dimensions; give one value per row")
    if array.dtype.kind in "biuf":
        is_rounded = array.dtype.kind in "iu" and beyond_float(array)
        array = array.astype(np.str_ if is_rounded else np.float64, copy=False)
    elif array.dtype.kind == "M":
        array = array.astype("datetime64[D]", copy=False)
    elif array.dtype.kind == "O":
        array = _from_objects(array)
    elif array.dtype.kind != "U":
        raise InputError(f"column {name} holds {array.dtype}; give numbers, text or dates")
    view = array.view()
    view.flags.writeable = False
    return view


def _from_objects(array: NDArray[Any]) -> NDArray[Any]:
    cells = array.tolist()
    known = [value for value in cells if value is not None and value == value]  # noqa: PLR0124 - NaN
    if known and all(isinstance(value, bool | int | float | np.number) for value in known):
        if not any(_is_rounded(value) for value in known):
            return np.array([np.nan if value is None else value for value in cells], np.float64)
    elif known and all(type(value) is datetime.date for value in known):
        days = [value if isinstance(value, datetime.date) else None for value in cells]
        return np.array(days, dtype="datetime64[D]")
    texts = ["" if value is None or value != value else str(value) for value in cells]  # noqa: PLR0124
    return np.array(texts, dtype=np.str_) if texts else np.array([], dtype="<U1")


def _is_rounded(number: Any) -> bool:  # noqa: ANN401 - any number
    return isinstance(number, int | np.integer) and abs(int(number)) >= EXACT

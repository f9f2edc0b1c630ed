"""How does a table lie in memory before anybody wants it as text?

Names are kept as whole numbers into a list, and identifiers as numbers: a nation of children is
written without one Python string for each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import core, schema

__all__ = ["Column", "Named", "Numbered", "Sheet", "decoded", "joined", "rows", "taken", "to_arrow"]


@dataclass(frozen=True, slots=True)
class Named:
    """Names by index: ``codes`` of shape (n_rows,) into ``names``; -1 is missing."""

    codes: NDArray[np.int32]
    names: tuple[str, ...]

    @classmethod
    def of(cls, values: NDArray[np.float64], names: tuple[str, ...]) -> Named:
        """Return the names of category indices, NaN for missing."""
        return cls(np.where(np.isnan(values), -1.0, values).astype(np.int32), names)

    def take(self, index: NDArray[Any]) -> Named:
        """Return these rows."""
        return Named(self.codes[index], self.names)


@dataclass(frozen=True, slots=True)
class Numbered:
    """Identifiers: ``h`` and a household's number, then ``c`` and a child's where there is one."""

    home: NDArray[np.int64]
    kid: NDArray[np.int64] | None
    width: int

    def take(self, index: NDArray[Any]) -> Numbered:
        """Return these rows."""
        return Numbered(self.home[index], None if self.kid is None else self.kid[index], self.width)


Column = NDArray[Any] | Named | Numbered
Sheet = dict[str, Column]


def joined(parts: Sequence[Sheet]) -> Sheet:
    """Return sheets of the same columns under one another."""
    return {name: _joined([part[name] for part in parts]) for name in parts[0]}


def _joined(columns: Sequence[Any]) -> Column:
    first = columns[0]
    if isinstance(first, Named):
        return Named(np.concatenate([one.codes for one in columns]), first.names)
    if isinstance(first, Numbered):
        kid = None if first.kid is None else np.concatenate([one.kid for one in columns])
        return Numbered(np.concatenate([one.home for one in columns]), kid, first.width)
    return np.concatenate(columns)


def taken(sheet: Sheet, index: NDArray[Any]) -> Sheet:
    """Return some rows of a sheet."""
    return {
        name: column[index] if isinstance(column, np.ndarray) else column.take(index)
        for name, column in sheet.items()
    }


def rows(sheet: Sheet) -> int:
    """Return how many rows a sheet has."""
    first = next(iter(sheet.values()))
    if isinstance(first, Named):
        return len(first.codes)
    return len(first.home) if isinstance(first, Numbered) else len(first)


def decoded(column: Column) -> NDArray[Any]:
    """Return a column as a plain array, shape (n_rows,): float64, days, or text."""
    if isinstance(column, Named):
        return np.array([*column.names, ""])[column.codes]
    if isinstance(column, Numbered):
        if not len(column.home):
            return np.array([], dtype=np.str_)
        home = np.char.add("h", np.char.zfill(column.home.astype("<U12"), column.width))
        if column.kid is None:
            return home
        return np.char.add(np.char.add(home, "c"), column.kid.astype("<U2"))
    return column


def to_arrow(table: str, sheet: Sheet) -> Any:  # noqa: ANN401 - a pyarrow.Table
    """Return a sheet as an arrow table, each column of the type that the schema gives it."""
    pyarrow = core.need("pyarrow", extra="core")
    return pyarrow.table({name: _array(table, name, column) for name, column in sheet.items()})


def _array(table: str, name: str, column: Column) -> Any:  # noqa: ANN401 - a pyarrow.Array
    pyarrow = core.need("pyarrow", extra="core")
    if isinstance(column, Named):
        codes = pyarrow.array(column.codes, mask=column.codes < 0)
        names = pyarrow.array(column.names, type=pyarrow.string())
        return pyarrow.DictionaryArray.from_arrays(codes, names).cast(pyarrow.string())
    if isinstance(column, Numbered):
        return _identifiers(column)
    if column.dtype.kind == "M":
        return pyarrow.array(column, type=pyarrow.date32())
    missing = np.isnan(column)
    kind = _kind(table, name)
    if kind == "float":
        return pyarrow.array(column, mask=missing)
    whole = np.where(missing, 0.0, column)
    if kind == "bool":
        return pyarrow.array(whole > 0, mask=missing)
    return pyarrow.array(whole.astype(np.int32), mask=missing)


def _identifiers(column: Numbered) -> Any:  # noqa: ANN401 - a pyarrow.Array
    pyarrow = core.need("pyarrow", extra="core")
    compute = core.need("pyarrow.compute", extra="core")
    text = compute.cast(pyarrow.array(column.home), pyarrow.string())
    padded = compute.utf8_lpad(text, width=column.width, padding="0")
    if column.kid is None:
        return compute.binary_join_element_wise("h", padded, "")
    kid = compute.cast(pyarrow.array(column.kid), pyarrow.string())
    return compute.binary_join_element_wise("h", padded, "c", kid, "")


def _kind(table: str, name: str) -> str:
    if name in ("synthetic", "label", "followed"):
        return "bool"
    field = schema.fields().get((table, name))
    return "float" if field is None else str(field.type)

"""What does a column of a file hold, said by its distinct values and how often each is there?"""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.records import converting
from riskscreen.records.files import Raw
from riskscreen.records.mapping import cells
from riskscreen.records.mapping.cells import plain

__all__ = ["Column", "columns_of"]


class Column:
    """One column of one file; what it holds is counted once, when it is first asked for.

    Parameters
    ----------
    file : str
        Name of its file in the draft.
    name : str
        Its header.
    values : ndarray, shape (n_rows,)
        Its values.
    label : str
        Its variable label; empty where there is none.
    labels : mapping of str to str
        Its value labels, by code as text.
    """

    def __init__(
        self,
        file: str,
        name: str,
        values: NDArray[Any],
        *,
        label: str = "",
        labels: Mapping[str, str] | None = None,
    ) -> None:
        self.file = file
        self.name = name
        self.values = values
        self.label = label
        self.labels = dict(labels or {})

    def __repr__(self) -> str:
        return f"Column({self.file}.{self.name}, {self.n_rows} rows)"

    @property
    def n_rows(self) -> int:
        """Number of rows."""
        return len(self.values)

    @functools.cached_property
    def counts(self) -> Mapping[str, int]:
        """How many rows have each known value, as plain text (whole numbers without a point)."""
        if self.values.dtype.kind in "biufM":
            found, n = np.unique(self.values, return_counts=True)
            pairs = zip(converting.as_text(found).tolist(), n.tolist(), strict=True)
        else:
            counted = Counter(self.values.tolist())
            texts = converting.as_text(np.array(list(counted), dtype=object)).tolist()
            pairs = zip(texts, counted.values(), strict=True)
        counts: Counter[str] = Counter()
        for text, n_rows in pairs:
            counts[plain(text)] += n_rows
        counts.pop("", None)
        return counts

    @functools.cached_property
    def n_known(self) -> int:
        """Number of rows with a value."""
        if self.values.dtype.kind in "biuf":
            return int(self.amounts[1].sum())
        return sum(self.counts.values())

    @functools.cached_property
    def amounts(self) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
        """The distinct numbers in rising order, and how many rows have each; no dates, no words."""
        if self.values.dtype.kind in "biuf":
            values = self.values.astype(np.float64)
            found, n = np.unique(values[np.isfinite(values)], return_counts=True)
            return found, n.astype(np.intp)
        parsed = {} if self.is_date else {t: _number(t) for t in self.counts}
        pairs = sorted((v, self.counts[t]) for t, v in parsed.items() if not math.isnan(v))
        return (
            np.array([value for value, _ in pairs], dtype=np.float64),
            np.array([n for _, n in pairs], dtype=np.intp),
        )

    @functools.cached_property
    def n_distinct(self) -> int:
        """Number of distinct values; quicker than counting each where all are numbers."""
        numeric = self.values.dtype.kind in "biuf"
        return len(self.amounts[0]) if numeric else len(self.counts)

    @property
    def is_numeric(self) -> bool:
        """Whether every value is a number, or is written as one."""
        return self.n_known > 0 and int(self.amounts[1].sum()) == self.n_known

    def as_numbers(self) -> NDArray[np.float64]:
        """Return each row as a number; NaN where it is none."""
        if self.values.dtype.kind in "biuf":
            return self.values.astype(np.float64)
        codes, places = cells.as_codes(self.values)
        return np.array([_number(code) for code in codes], dtype=np.float64)[places]

    @property
    def is_date(self) -> bool:
        """Whether the file itself says that these are dates."""
        return self.values.dtype.kind == "M"

    @property
    def is_unique(self) -> bool:
        """Whether every row has a value of its own."""
        return 0 < self.n_distinct == self.n_rows

    @property
    def distinct_share(self) -> float:
        """Distinct values for each row that has one."""
        return self.n_distinct / self.n_known if self.n_known else 0.0

    def is_copy_of(self, other: Column) -> bool:
        """Whether another column has the same value in every row."""
        if self.n_distinct != other.n_distinct:
            return False
        mine, theirs = self.values, other.values
        if mine.dtype.kind in "biuf" and theirs.dtype.kind in "biuf":
            return bool(np.array_equal(mine.astype(float), theirs.astype(float), equal_nan=True))
        return self.counts == other.counts and bool(np.all(mine == theirs))

    def share(self, cells: Mapping[str, Any] | frozenset[str] | set[str]) -> float:
        """Return the share of known rows whose value is among these; 0 where no row is known."""
        n = sum(rows for text, rows in self.counts.items() if text in cells)
        return n / self.n_known if self.n_known else 0.0

    def rows(self, kept: NDArray[np.bool_]) -> Column:
        """Return the column for some of its rows."""
        return Column(self.file, self.name, self.values[kept], label=self.label, labels=self.labels)


def columns_of(raw: Raw, file: str) -> tuple[Column, ...]:
    """Return the columns of a file; one without a header cannot be named and is left out."""
    return tuple(
        Column(
            file,
            name,
            values,
            label=raw.headers.get(name, "") or "",
            labels={_code(code): text for code, text in raw.labels.get(name, {}).items()},
        )
        for name, values in raw.columns.items()
        if name.strip()
    )


def _code(code: float | str) -> str:
    if isinstance(code, str):
        return plain(code)
    return plain(str(converting.as_text(np.array([float(code)]))[0]))


def _number(text: str) -> float:
    try:
        return converting.parse_number(text)
    except ValueError:
        return math.nan

"""What does a name mean for the rows at work: a let, the base file, or a file joined to it?

Names resolve in that order, exact spelling before any other. A join is made once per table, the
first time that a name asks for it, and is accounted for when the table is done.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.core import Verdict
from riskscreen.errors import MappingError
from riskscreen.records.files import Raw
from riskscreen.records.mapping import cells, entries, joining
from riskscreen.records.mapping.language import Mapped
from riskscreen.records.table import take

__all__ = ["Scope", "is_unreadable", "spelling"]


def spelling(raw: Raw, column: str) -> str:
    """Return how a file spells a column: exact, without case, or with letters composed otherwise.

    Empty if there is none. Spreadsheets of another system write an accented letter as two marks.
    """
    found = raw.find(column)
    if found or column.isascii():
        return found
    wanted = unicodedata.normalize("NFC", column).casefold()
    return next(
        (n for n in raw.columns if unicodedata.normalize("NFC", n).casefold() == wanted), ""
    )


def is_unreadable(raw: Raw) -> bool:
    """Whether a file gave no columns and a finding says why."""
    failing = any(finding.verdict is Verdict.FAIL for finding in raw.findings)
    return not raw.columns and failing


@dataclass(slots=True)
class Scope:
    """The rows of one table that are at work, with everything a name can mean for them.

    Parameters
    ----------
    mapped : Mapped
        The mapping.
    table : str
        ``households`` or ``children``.
    files : mapping of str to Raw
        By the mapping's names for them; a file that is not there is not in it.
    rows : ndarray of intp, shape (n_rows,)
        Which rows of the base file.
    household_keys : tuple of ndarray or None
        Text ids by which ``households.x`` is joined where that file has no key: of the base file's
        rows, and of the household file's.
    lets : dict of str to ndarray, each shape (n_rows,)
        What ``let`` has given so far.
    matches : dict of str to Match
        By file; over all rows of the base file, shared by the scopes of a table.
    groups : dict of (str, tuple of str) to pair of ndarray of intp
        By file and ``by``: which group each row at work and each row of the file is of.
    """

    mapped: Mapped
    table: str
    files: Mapping[str, Raw]
    rows: NDArray[np.intp]
    household_keys: tuple[NDArray[Any], NDArray[Any]] | None = None
    lets: dict[str, NDArray[Any]] = field(default_factory=dict)
    absent_lets: set[str] = field(default_factory=set)
    matches: dict[str, joining.Match] = field(default_factory=dict)
    groups: dict[tuple[str, tuple[str, ...]], tuple[NDArray[np.intp], NDArray[np.intp]]] = field(
        default_factory=dict
    )

    @property
    def base(self) -> Raw:
        """The table's own file."""
        return self.files[self.mapped.tables[self.table].file]

    @property
    def n_rows(self) -> int:
        """Number of rows at work."""
        return len(self.rows)

    def narrowed(self, kept: NDArray[np.bool_]) -> Scope:
        """Return the scope of the rows that are kept."""
        lets = {name: values[kept] for name, values in self.lets.items()}
        return Scope(self.mapped, self.table, self.files, self.rows[kept], self.household_keys,
                     lets, set(self.absent_lets), self.matches)  # fmt: skip

    def has(self, name: str) -> bool:
        """Whether a name means anything here."""
        if self._let(name):
            return True
        if name.casefold() in self.absent_lets:
            return False
        file, column = self.mapped.place(name, self.table)
        return file in self.files and bool(spelling(self.files[file], column))

    def unread(self, name: str) -> bool:
        """Whether a name's file is there but could not be read; its own finding says so."""
        if self._let(name):
            return False
        file, _ = self.mapped.place(name, self.table)
        return file in self.files and is_unreadable(self.files[file])

    def column(self, name: str) -> NDArray[Any]:
        """Return the values that a name has in the rows at work, shape (n_rows,)."""
        let = self._let(name)
        if let:
            return self.lets[let]
        file, column = self.mapped.place(name, self.table)
        raw = self.files[file]
        values = raw.columns[spelling(raw, column)]
        if file == self.mapped.tables[self.table].file:
            return values[self.rows]
        return take(cells.held(values), self.matched(file)[self.rows])

    def labels(self, name: str) -> Mapping[float | str, str]:
        """Return the value labels of a column; nothing for a let."""
        if self._let(name):
            return {}
        file, column = self.mapped.place(name, self.table)
        raw = self.files[file]
        return raw.labels.get(spelling(raw, column), {})

    def is_text(self, name: str) -> bool:
        """Whether a name's file gives every cell as text."""
        if self._let(name):
            return False
        return self.files[self.mapped.place(name, self.table)[0]].is_text

    def matched(self, file: str) -> NDArray[np.intp]:
        """Return the row of another file for each row of the base file, -1 where there is none."""
        if file not in self.matches:
            self.matches[file] = joining.match(*self._keys(file))
        return self.matches[file].rows

    def absence(self, name: str) -> str:
        """Return why a name means nothing: which file or column is not there, what is near."""
        if name.casefold() in self.absent_lets:
            return f"let {name} is absent, because what it needs is not there"
        file, column = self.mapped.place(name, self.table)
        if file not in self.files:
            said = self.mapped.files[file].path
            return f"no file {said}" + ("" if said == file else f" for {file}")
        known = list(self.files[file].columns)
        if file == self.mapped.tables[self.table].file:
            known = [*self.lets, *known]
        has = ", ".join(known[:20]) + (", ..." if len(known) > 20 else "")  # noqa: PLR2004
        return (
            f"no column {column} in the {self.files[file].name} file"
            f"{entries.nearest(column, known)}; it has {has or 'no columns'}"
        )

    def _let(self, name: str) -> str:
        if name in self.lets:
            return name
        wanted = name.casefold()
        return next((known for known in self.lets if known.casefold() == wanted), "")

    def _keys(self, file: str) -> tuple[list[NDArray[Any]], list[NDArray[Any]]]:
        """Return the key's columns in the base file (all its rows) and in the other file."""
        spec, other = self.mapped.files[file], self.files[file]
        if not spec.key:
            return self._household_keys(file)
        theirs = [self.key_column(file, name) for name in spec.key]
        ours = [self._ours(file, name) for name in spec.key]
        return [self._whole(name) for name in ours], [other.columns[name] for name in theirs]

    def _ours(self, file: str, name: str) -> str:
        """Return the base's name for a key column of another file."""
        for own in dict.fromkeys((self.mapped.files[file].on.get(name, name), name)):
            if self._let(own) or spelling(self.base, own):
                return own
        raise MappingError(
            f"mapping {self.mapped.name}: {file} is joined by {name}, and {self.base.name} has no "
            f"such column{entries.nearest(name, list(self.base.columns))}; say on = {{ {name} = "
            f'"..." }} under files.{file}, or gather with take'
        )

    def key_column(self, file: str, name: str) -> str:
        """Return how a file spells a column of its key."""
        found = spelling(self.files[file], name)
        if not found:
            known = list(self.files[file].columns)
            raise MappingError(
                f"mapping {self.mapped.name}: files.{file} has no column {name} of its key"
                f"{entries.nearest(name, known)}; it has {', '.join(known[:20])}"
            )
        return found

    def _whole(self, name: str) -> NDArray[Any]:
        """Return a name over all rows of the base file; a let is missing outside the scope."""
        let = self._let(name)
        if not let:
            return self.base.columns[spelling(self.base, name)]
        values = self.lets[let]
        whole = cells.empty(self.base.n_rows, values.dtype.kind).astype(values.dtype)
        whole[self.rows] = values
        return whole

    def _household_keys(self, file: str) -> tuple[list[NDArray[Any]], list[NDArray[Any]]]:
        if self.household_keys is None or file != self.mapped.tables["households"].file:
            raise MappingError(
                f"mapping {self.mapped.name}: {file} is asked for a column of {self.table}, but "
                f"nothing identifies its rows; give files.{file} a key"
                + (" or household_id to both tables" if file == "households" else "")
            )
        ours, theirs = self.household_keys
        return [ours], [theirs]

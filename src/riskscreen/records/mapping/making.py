"""What does every column in the making share: its entry, its rows, and the codes it lost?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.errors import MappingError
from riskscreen.records.converting import as_text
from riskscreen.records.mapping import cells
from riskscreen.records.mapping.account import Account, key_words
from riskscreen.records.mapping.language import Code, Column
from riskscreen.records.mapping.scope import Scope
from riskscreen.records.mapping.written import numbers_written
from riskscreen.records.wording import shown

__all__ = ["Making", "number_or_text", "plain_code"]


@dataclass(slots=True)
class Making:
    """One column in the making.

    Parameters
    ----------
    spec : Column
        How it is made.
    target : str
        Its name.
    scope : Scope
        The rows at work.
    account : Account
        Where it is written what became missing.
    lost : dict of str to int
        How often each missing code was met so far.
    first_lost : str
        Where the first of them was.
    """

    spec: Column
    target: str
    scope: Scope
    account: Account
    lost: dict[str, int] = field(default_factory=dict)
    first_lost: str = ""

    @property
    def said(self) -> str:
        """The sources as messages name them."""
        if self.spec.formula is not None:
            return f'"{self.spec.formula.text}"'
        return ", ".join(str(source) for source in self.spec.sources)

    def blame(self, verb: str, name: str) -> str:
        """Return the beginning of a message: which target does what with which column."""
        return f"mapping {self.scope.mapped.name}: {self.target} {verb} {name}"

    def taken(self, name: str) -> NDArray[Any]:
        """Return a column of the rows at work, its missing codes made missing."""
        return self.without_codes(self.scope.column(name), name)

    def without_codes(self, values: NDArray[Any], name: str, *, file: str = "") -> NDArray[Any]:
        """Return values with missing codes made missing; ``file`` where they are not the base's."""
        values = cells.held(values)
        codes = self._codes(name)
        if not codes or values.dtype.kind == "M":
            return values
        gone = np.zeros(len(values), dtype=np.bool_)
        for code, rows in _with_codes(values, codes):
            fresh = rows & ~gone
            if fresh.any():
                self.lost[code] = self.lost.get(code, 0) + int(fresh.sum())
                gone |= fresh
        if not gone.any():
            return values
        if not self.first_lost:
            first = int(np.argmax(gone))
            place = key_words(self.scope, file, first) if file else self.account.row(first)
            self.first_lost = f"{place} ({name})"
        values = values.copy()
        values[gone] = cells.empty(1, values.dtype.kind)[0]
        return values

    def as_written(self, values: NDArray[Any], name: str) -> NDArray[Any]:
        """Return numbers where the entry says how they are written, else the values."""
        decimal, grouping = self.spec.decimal, self.spec.grouping
        if not (decimal or grouping):
            return values
        blame = self.blame("takes numbers of", name)
        return numbers_written(values, decimal=decimal, grouping=grouping, blame=blame)

    def _codes(self, name: str) -> tuple[Code, ...]:
        if self.spec.missing_in:
            return self.spec.missing_in.get(name.casefold(), ())
        return self.spec.missing


def number_or_text(text: str) -> float | str:
    """Return the number that a text is, ``01`` included; else the text."""
    if not text.strip():
        return text
    try:
        return float(cells.numbers(np.array([text]), blame="")[0])
    except MappingError:
        return text


def plain_code(code: Any) -> str:  # noqa: ANN401 - a code of a file or of a mapping
    """Return a code as plain text, whole numbers without a point."""
    return cells.plain(str(as_text(np.array([code]))[0]))


def _with_codes(values: NDArray[Any], codes: tuple[Code, ...]) -> list[tuple[str, Any]]:
    """Return, for each missing code, its text and which rows have it."""
    if values.dtype.kind in cells.NUMBERS:
        read = [number_or_text(code) if isinstance(code, str) else code for code in codes]
        numbers = [number for number in read if isinstance(number, float)]
        return [(shown(number), values == number) for number in numbers]
    found, places = cells.as_codes(values)
    return [
        (shown(plain), np.array([code == plain for code in found], dtype=np.bool_)[places])
        for plain in (plain_code(code) for code in codes)
        if plain
    ]

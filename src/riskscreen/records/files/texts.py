"""What do the texts of one file say, and how many of them had an old font hidden?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.core import Finding
from riskscreen.records.files.letters import Letters
from riskscreen.records.wording import note, thousands

__all__ = ["Texts"]

_TABLES = {
    "tcvn3": "the TCVN3 (ABC) fonts",
    "vni": "the VNI fonts",
    "cp1258": "Windows-1258",
    "": "UTF-8, which the file does not declare",
}


class Texts:
    """The texts of one file, read by the table that its own words ask for, and counted.

    Parameters
    ----------
    every : iterable of str
        All of them, to choose the table by.
    declared : str or None
        As in `Letters`.
    """

    __slots__ = ("_first", "_left", "_letters", "_mended", "_unfit", "_where")

    def __init__(self, every: Iterable[str], *, declared: str | None) -> None:
        self._letters = Letters(set(every), declared=declared)
        self._mended: Counter[str] = Counter()
        self._left = 0
        self._first = ""
        self._unfit = 0
        self._where = ""

    def name(self, stored: str) -> str:
        """Return the name of a column."""
        return self._letters.read(stored)

    def codes(self, labels: Mapping[Any, str], *, column: str) -> dict[float | str, str]:
        """Return value labels, their numbers as float."""
        return {
            self._letters.read(code) if isinstance(code, str) else float(code): self._read(
                text, "value labels", column
            )
            for code, text in labels.items()
        }

    def label(self, text: str, *, column: str) -> str:
        """Return the label of a variable."""
        return self._read(text, "variable labels", column)

    def cells(self, cells: list[str], *, column: str) -> list[str]:
        """Return cells of text, each distinct one read once."""
        counts = Counter(cells)
        known = {text: self._read(text, "cells", column, n=n) for text, n in counts.items()}
        if all(text == new for text, new in known.items()):
            return cells
        return [known[text] for text in cells]

    def array(self, cells: NDArray[np.str_], *, column: str) -> NDArray[np.str_]:
        """Return an array of text, each distinct cell read once."""
        stored = cells.tolist()
        read = self.cells(stored, column=column)
        return cells if read is stored else np.array(read, dtype=np.str_)

    def findings(self, name: str) -> Iterator[Finding]:
        """Yield FIL-02 where a text was not what the file declares, FIL-09 where it is a guess."""
        if self._unfit:
            yield note(
                "FIL-09",
                "letters of another encoding",
                f"{thousands(self._unfit)} texts of {name} are not of the encoding that the file "
                f"declares and are read as Windows-1252; first is of {self._where}. Compare a few "
                "with the questionnaire, or save the file anew as Unicode",
                n=float(self._unfit),
                unit="texts",
            )
        if not self._mended:
            return
        counts = ", ".join(f"{thousands(n)} {what}" for what, n in self._mended.items())
        left = f" {thousands(self._left)} fit no table and stay as they are." if self._left else ""
        yield note(
            "FIL-02",
            "old Vietnamese letters decoded",
            f"{counts} of {name} are written in {_TABLES[self._letters.font]}, and are read so; "
            f"first is of {self._first}.{left} Compare a few with the questionnaire",
            n=float(self._mended.total()),
            unit="texts",
        )

    def _read(self, text: str, what: str, column: str, *, n: int = 1) -> str:
        read = self._letters.read(text)
        if read != self._letters.declared(text):
            self._mended[what] += n
            self._first = self._first or column
        elif not self._letters.fits(text):
            self._unfit += n
            self._where = self._where or column
        elif self._letters.is_doubtful(text):
            self._left += n
        return read

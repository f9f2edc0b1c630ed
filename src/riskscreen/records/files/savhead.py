"""Is the dictionary of an SPSS file one that the library can be trusted with, and in which letters?

The library in C follows the counts and positions that a file states; one changed byte among them
ends the whole process. They are walked here first, and a file that contradicts itself is refused.

References
----------
.. [1] PSPP developers guide, "System File Format": the records and their order.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

from riskscreen.records.files.faults import UnreadableError

__all__ = ["checked_encoding"]

_HEADER = 176
_VARIABLE, _LABELS, _LABELLED, _DOCUMENT, _EXTENSION, _END = 2, 3, 4, 6, 7, 999
_WIDEST = 255  # longer text is stored as several variables
_MISSING = (-3, -2, 0, 1, 2, 3)  # a range, a range and a value, or up to three values
_MACHINE, _NAMED_ENCODING = 3, 20
_MACHINE_BYTES, _LONGEST_NAME = 32, 64
# Code pages of SPSS that Python calls otherwise; 2 and 3 are ASCII of 7 and of 8 bits.
_PAGES = {2: "cp1252", 3: "cp1252", 65001: "UTF-8", 28591: "iso8859-1", 28592: "iso8859-2"}
_TEXT_FORM = 1  # A: the library then takes the number for text, and its bytes for an address
_UNCOMPRESSED = 0
_ZLIB = 2


class _DamagedError(Exception):
    """The file contradicts itself."""


def checked_encoding(path: Path) -> str:
    """Return the encoding that an SPSS file declares, once its dictionary is known to be sound.

    Parameters
    ----------
    path : Path
        ``.sav`` or ``.zsav``.

    Returns
    -------
    str
        A name as ``UTF-8`` or ``cp1252``; empty where the file says nothing.

    Raises
    ------
    UnreadableError
        With what contradicts what.
    """
    try:
        with path.open("rb") as file:
            dictionary = _Dictionary(file, path.stat().st_size)
            dictionary.walk()
    except _DamagedError as fault:
        raise UnreadableError(
            f"it is no whole SPSS file: {fault}; copy it again from where it came"
        ) from fault
    return dictionary.encoding


class _Dictionary:
    def __init__(self, file: BinaryIO, n_bytes: int) -> None:
        self._file = file
        self._n_bytes = n_bytes
        head = self._take(_HEADER)
        if head[:4] not in (b"$FL2", b"$FL3"):
            raise _DamagedError("it does not start as one")
        self._order = next(
            (o for o in "<>" if struct.unpack(o + "i", head[64:68])[0] in (2, 3)), ""
        )
        if not self._order:
            raise _DamagedError("it says no order of bytes")
        self._compression, _, self._n_rows = struct.unpack(self._order + "iii", head[72:84])
        self._slots: list[bool] = []  # whether a variable starts here, or one goes on
        self._awaited = 0
        self.encoding = ""

    def walk(self) -> None:
        """Go over all records up to the data."""
        readers = {
            _VARIABLE: self._variable,
            _LABELS: self._labels,
            _DOCUMENT: lambda: self._skip(self._count("lines") * 80),
            _EXTENSION: self._extension,
        }
        while (kind := self._int()) != _END:
            if kind not in readers:
                raise _DamagedError(f"a record of kind {kind} among its variables")
            if kind != _VARIABLE and self._awaited:
                raise _DamagedError("a text variable that ends before its width")
            readers[kind]()
        self._skip(4)
        if not any(self._slots) or self._awaited:
            raise _DamagedError("no variable, or a text variable that ends before its width")
        self._check_rows()

    def _variable(self) -> None:
        width, has_label, n_missing = self._int(), self._int(), self._int()
        forms = {self._int() >> 16 & 0xFF, self._int() >> 16 & 0xFF}
        self._skip(8)
        if width == -1:
            if not self._awaited:
                raise _DamagedError(f"variable {len(self._slots) + 1} goes on where none started")
            self._awaited -= 1
            self._slots.append(False)
        elif self._awaited or not 0 <= width <= _WIDEST:
            raise _DamagedError(f"variable {len(self._slots) + 1} has width {width}")
        else:
            self._awaited = max(0, (width + 7) // 8 - 1)
            self._slots.append(True)
        if width == 0 and _TEXT_FORM in forms:
            raise _DamagedError(f"variable {len(self._slots)} is a number in the format of text")
        if has_label not in (0, 1) or n_missing not in _MISSING:
            raise _DamagedError(f"variable {len(self._slots)} has {n_missing} missing values")
        if has_label:
            self._skip((self._count("letters of a label") + 3) // 4 * 4)
        self._skip(8 * abs(n_missing))

    def _labels(self) -> None:
        for _ in range(self._count("value labels")):
            self._skip(8)
            length = self._take(1)[0]
            self._skip((length + 8) // 8 * 8 - 1)
        if self._int() != _LABELLED:
            raise _DamagedError("value labels of no variable")
        n_variables = self._count("labelled variables")
        if not n_variables:
            raise _DamagedError("value labels of no variable")
        for place in struct.unpack(f"{self._order}{n_variables}i", self._take(4 * n_variables)):
            if not 1 <= place <= len(self._slots) or not self._slots[place - 1]:
                raise _DamagedError(f"value labels of variable {place} of {len(self._slots)}")

    def _extension(self) -> None:
        kind, size, count = self._int(), self._count("bytes"), self._count("items")
        if kind == _NAMED_ENCODING and 0 < size * count <= _LONGEST_NAME:
            self.encoding = self._take(size * count).decode("latin-1").strip("\0 ")
        elif kind == _MACHINE and size * count == _MACHINE_BYTES:
            content = self._take(_MACHINE_BYTES)
            page = struct.unpack(self._order + "i", content[-4:])[0]
            self.encoding = self.encoding or _PAGES.get(page, f"cp{page}")
        else:
            self._skip(size * count)

    def _check_rows(self) -> None:
        """Refuse more rows than there are bytes: at least one for each value, even packed."""
        if self._n_rows < -1:
            raise _DamagedError(f"it says {self._n_rows} rows")
        bytes_each = 8 if self._compression == _UNCOMPRESSED else 1
        least = self._n_rows * len(self._slots) * bytes_each
        if self._compression != _ZLIB and least > self._n_bytes - self._file.tell():
            raise _DamagedError(f"it says {self._n_rows} rows and is too short for them")

    def _int(self) -> int:
        return int(struct.unpack(self._order + "i", self._take(4))[0])

    def _count(self, what: str) -> int:
        n = self._int()
        if not 0 <= n <= self._n_bytes:
            raise _DamagedError(f"it says {n} {what}")
        return n

    def _take(self, n: int) -> bytes:
        content = self._file.read(n)
        if len(content) < n:
            raise _DamagedError("it ends within its dictionary")
        return content

    def _skip(self, n: int) -> None:
        if self._file.tell() + n > self._n_bytes:
            raise _DamagedError("it ends within its dictionary")
        self._file.seek(n, 1)

"""What does the library for SPSS and Stata files give, and is it all of the file?

The library answers a file cut short in three ways: an error, fewer rows, or nothing at all; here it
is always an error. Files are asked for their bytes, one letter for each byte: the library would
take every old one for Windows-1252, and ends the process at the code of a value label that is not
in the encoding that its file declares (pyreadstat 1.3.7).
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import core
from riskscreen.records.files.faults import UnreadableError, guarded
from riskscreen.records.files.savhead import checked_encoding

__all__ = ["Statistics"]

_READERS = {".sav": "read_sav", ".zsav": "read_sav", ".por": "read_por", ".dta": "read_dta"}
_MAKERS = {".dta": "a Stata file"}
# Cells read at a time. The library hands over lists of Python numbers, 32 bytes each where an array
# takes 8: 2 million of them are 64 MB, whatever the size of the file.
_CELLS_AT_ONCE = 2_000_000
# One letter for each byte, and back without loss.
_BYTES = "LATIN1"
# Files of Stata 13, and of 14 and later, which write Unicode; 120 and 121 hold several tables.
_RELEASE = re.compile(rb"<stata_dta><header><release>(\d{1,4})<")
_RELEASES, _UNICODE_RELEASES = (117, 118, 119), (118, 119)
_STATA_HEAD, _STATA_TAIL = b"<stata_dta>", b"</stata_dta>"
_HEAD_BYTES = 64
_RENAMED = re.compile(r"_duplicated\d+$")


class Statistics:
    """One file of SPSS or Stata: its dictionary, read at once, and its columns on request.

    Parameters
    ----------
    path : Path
        ``.sav``, ``.zsav``, ``.por`` or ``.dta``, in any case.

    Raises
    ------
    UnreadableError
        If it is no such file, is cut short, or is of a version that nobody reads.
    MissingExtraError
        If pyreadstat is not installed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kind = path.suffix.lower()
        self._read = getattr(core.need("pyreadstat", extra="survey"), _READERS[self._kind])
        self.declared = _declared(path, self._kind)
        meta = self._call(metadataonly=True)[1]
        # The library renames the second of two columns of one name, and says so in a warning.
        names = set(meta.column_names)
        self.names: Sequence[str] = [
            plain if (plain := _RENAMED.sub("", name)) in names else name
            for name in meta.column_names
        ]
        self.headers: Mapping[str, str] = {
            name: label for name, label in meta.column_names_to_labels.items() if label
        }
        self.labels: Mapping[str, Mapping[Any, str]] = meta.variable_value_labels
        # None where the file has a format that nobody knows
        self.forms: Mapping[str, str] = {
            name: form or "" for name, form in meta.original_variable_types.items()
        }
        self._texts = {n for n, t in meta.readstat_variable_types.items() if t == "string"}
        self._n_rows = _rows(meta.number_rows, path)

    @property
    def is_stata(self) -> bool:
        """Whether Stata wrote it."""
        return self._kind == ".dta"

    def read(self, names: Sequence[str]) -> tuple[dict[str, Any], dict[str, dict[str, int]]]:
        """Return columns, and by column how many cells hold which of Stata's .a to .z.

        Returns
        -------
        columns : dict of str to ndarray of float64, or list of str for text
            In the order of ``names``.
        extended : dict of str to dict of str to int
            Cells of .a to .z, now NaN.
        """
        numbers: dict[str, list[NDArray[np.float64]]] = {n: [] for n in names}
        texts: dict[str, list[str]] = {n: [] for n in names if n in self._texts}
        extended: dict[str, dict[str, int]] = {}
        shared: dict[str, str] = {}
        for part in self._parts(names):
            for name in names:
                cells = part.pop(name)
                if name in texts:
                    texts[name] += [shared.setdefault(cell or "", cell or "") for cell in cells]
                else:
                    numbers[name].append(_numbers(cells, extended.setdefault(name, {})))
        columns = {n: texts[n] if n in texts else np.concatenate(numbers[n]) for n in names}
        return columns, {name: counts for name, counts in extended.items() if counts}

    def _parts(self, names: Sequence[str]) -> Any:  # noqa: ANN401 - an iterator of dicts of lists
        """Yield the rows in parts; refuse where they are fewer than the dictionary says."""
        if not names:
            return
        if self._n_rows is None:
            yield self._call(usecols=list(names))[0]
            return
        step = max(1, _CELLS_AT_ONCE // len(names))
        done = 0
        while True:
            wanted = min(step, self._n_rows - done)
            if not wanted and done:
                return
            part, _ = self._call(usecols=list(names), row_offset=done, row_limit=max(wanted, 1))
            got = len(part[names[0]])
            if got < wanted:
                raise UnreadableError(
                    f"it is cut short: it says {self._n_rows} rows and holds {done + got}; copy it "
                    "again from where it came"
                )
            yield part
            done += wanted
            if not wanted:
                return

    def _call(self, **what: Any) -> tuple[dict[str, list[Any]], Any]:  # noqa: ANN401
        if self._kind != ".por":
            what |= {"user_missing": True, "encoding": _BYTES}
        with guarded(_why(self._kind)), warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="column .* is duplicated")
            rows, meta = self._read(
                str(self._path), output_format="dict", disable_datetime_conversion=True, **what
            )
        return rows, meta


def _declared(path: Path, kind: str) -> str | None:
    """Return the encoding that a file declares; None where the library gives Unicode."""
    if kind == ".por":
        return None
    if kind == ".dta":
        return "UTF-8" if _stata_release(path) in _UNICODE_RELEASES else ""
    return checked_encoding(path)


def _rows(stated: int | None, path: Path) -> int | None:
    """Return how many rows a file says it has; None where it does not say."""
    if stated is None or stated < 0:
        return None
    if path.suffix.lower() != ".zsav" and stated > path.stat().st_size:
        raise UnreadableError(
            f"it says {stated} rows and is too short for them; copy it again from where it came"
        )
    return stated


def _why(kind: str) -> str:
    maker = _MAKERS.get(kind, "an SPSS file")
    versions = "; Stata itself saves any of its files as version 12 to 15" if kind == ".dta" else ""
    return (
        f"it is not {maker} that can be read: cut short, damaged, or of a version that nobody "
        f"reads. Copy it again from where it came{versions}"
    )


def _stata_release(path: Path) -> int:
    """Return the release of a Stata file, 0 before 117, once it is known to be whole.

    A file may hold all its rows and have lost its labels: its last words are looked for.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
        if not head.startswith(_STATA_HEAD):
            return 0
        file.seek(-min(path.stat().st_size, _HEAD_BYTES), 2)
        tail = file.read()
    found = _RELEASE.match(head)
    release = int(found[1]) if found else 0
    if release not in _RELEASES:
        raise UnreadableError(
            f"it is a Stata file of release {release}, which nobody reads; in Stata, save it as "
            "version 12 to 15 (saveold)"
        )
    if _STATA_TAIL not in tail:
        raise UnreadableError(
            "it is cut short: its last words are missing; copy it again from where it came"
        )
    return release


def _numbers(cells: list[Any], extended: dict[str, int]) -> NDArray[np.float64]:
    """Return numbers; None is NaN, and so is a letter (.a to .z), which is counted."""
    try:
        return np.array(cells, dtype=np.float64)
    except ValueError:
        pass
    for cell in cells:
        if isinstance(cell, str):
            extended[cell] = extended.get(cell, 0) + 1
    return np.array([None if isinstance(c, str) else c for c in cells], dtype=np.float64)

"""Where in a folder is each file of a survey, whatever its case, suffix and format?

A name that two files could mean is refused: which of ``hh.sav`` and ``hh_min.sav`` is meant, no
reader can know.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from riskscreen import records
from riskscreen.errors import InputError
from riskscreen.surveys import report

__all__ = ["FORMATS", "find_file", "listing", "load"]

FORMATS = (
    ".sav", ".zsav", ".por", ".dta", ".csv", ".tsv", ".txt", ".parquet",
    ".xlsx", ".xls", ".xlsb", ".ods",
)  # fmt: skip
# Surveys are handed out as "2 - Data/1 - Households/hh.sav"; deeper is somebody's disk.
_DEPTH = 3
# What the readers of files say of text that they decoded.
# A text that was not what the file declares, and one whose letters are a guess.
_DECODED = ("FIL-02", "FIL-09")


def listing(folder: Path) -> tuple[Path, ...]:
    """Return the files of a survey's folder that hold rows, nearest first.

    Parameters
    ----------
    folder : Path
        The folder; folders in it are looked through to a depth of three.

    Raises
    ------
    InputError
        If there is no such folder, or no file of a known format in it.
    """
    if not folder.is_dir():
        raise InputError(f"no folder {folder}: give the folder that holds the survey's files")
    found = [path for path in _below(folder, _DEPTH) if path.suffix.casefold() in FORMATS]
    if not found:
        raise InputError(
            f"no survey file in {folder}: looked for {', '.join(FORMATS)} there and in its "
            "folders. Give the folder that holds them, unpacked"
        )
    return tuple(found)


def find_file(paths: Sequence[Path], stems: Iterable[str], *, loose: bool = True) -> Path | None:
    """Return the file that bears one of the names, or None if none does.

    Parameters
    ----------
    paths : sequence of Path
        As from `listing`.
    stems : iterable of str
        Names without format, compared without case.
    loose : bool
        Whether a suffix may follow the name: ``hh_min.sav``, ``hh (2).sav`` for ``hh``.

    Raises
    ------
    InputError
        If several files in the same folder or at the same depth could be meant.

    Examples
    --------
    >>> find_file([Path("HH_min.SAV"), Path("hl.sav")], ["hh"]).name
    'HH_min.SAV'
    >>> find_file([Path("hh.sav"), Path("hh_min.sav")], ["hh"])
    Traceback (most recent call last):
        ...
    riskscreen.errors.InputError: 2 files could be hh: hh.sav, hh_min.sav. Leave the one that is \
meant in the folder
    """
    wanted = tuple(stem.casefold() for stem in stems)
    fitting = [path for path in paths if _fits(path.stem.casefold(), wanted, loose=loose)]
    if not fitting:
        return None
    depth = min(len(path.parts) for path in fitting)
    nearest = [path for path in fitting if len(path.parts) == depth]
    if len(nearest) > 1:
        raise InputError(
            f"{len(nearest)} files could be {' or '.join(wanted)}: "
            f"{', '.join(path.name for path in nearest)}. Leave the one that is meant in the folder"
        )
    return nearest[0]


def load(path: Path, name: str, *, columns: Iterable[str]) -> records.Raw:
    """Return the wanted columns of a file; those that it lacks are just not there.

    Old Vietnamese letters that were decoded stand in the reading report as SUR-12.

    Raises
    ------
    InputError
        If the file cannot be read at all.
    """
    raw = records.read_file(path, name, columns=sorted(set(columns)))
    faults = [found for found in raw.findings if found.code in ("SCH-01", "SCH-04")]
    if faults:
        raise InputError(f"{path} cannot be read: {faults[0].detail}")
    told = tuple(
        replace(found, code="SUR-12", title=f"{report.TITLES['SUR-12']}: {path.name}")
        if found.code in _DECODED else found
        for found in raw.findings
    )  # fmt: skip
    return replace(raw, findings=told)


def _fits(stem: str, wanted: tuple[str, ...], *, loose: bool) -> bool:
    if stem in wanted:
        return True
    return loose and any(re.match(rf"{re.escape(name)}[ _.\-(]", stem) for name in wanted)


def _below(folder: Path, depth: int) -> list[Path]:
    inside = sorted(path for path in folder.iterdir() if not path.name.startswith((".", "~")))
    found = [path for path in inside if path.is_file()]
    if depth > 1:
        for path in inside:
            if path.is_dir() and not path.is_symlink():
                found += _below(path, depth - 1)
    return found

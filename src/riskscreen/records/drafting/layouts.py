"""On which sheet, in which row and between which separators do the headers stand?

Offices put titles above their headers and several tables into one workbook. The first reading that
gives known headers is taken; what it took is written into the draft.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from riskscreen import core
from riskscreen.core import Verdict
from riskscreen.records import files, identifiers
from riskscreen.records.drafting.lexicon import matches, survey_targets
from riskscreen.records.files import Raw

__all__ = ["Layout", "layouts"]

_WORKBOOKS = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods")
_DELIMITED = (".csv", ".tsv", ".txt")
_SEPARATORS = (None, ";", "\t", "|")
# Titles, an issuing office, a blank row: headers hardly stand lower.
_LOWEST = 6
_KNOWN = ("schema_name", "exact", "near")


@dataclass(frozen=True, slots=True)
class Layout:
    """One table of a file, and how it has to be read.

    ``sheet`` is empty where the kind of file has none, ``separator`` where it is the usual one.
    """

    path: Path
    raw: Raw
    sheet: str = ""
    header_row: int = 1
    separator: str = ""
    others: tuple[str, ...] = ()


def layouts(path: Path) -> tuple[Layout, ...]:
    """Return the tables of a file: of a workbook each sheet with known headers, else one.

    Raises
    ------
    InputError
        If the file is absent.
    """
    sheets = _sheets(path)
    if not sheets:
        return (_best(_delimited(path)),)
    found = [_best(_rows(path, sheet)) for sheet in sheets]
    told = [layout for layout in found if _n_known(layout.raw)] or found[:1]
    taken = {layout.sheet for layout in told}
    rest = tuple(sheet for sheet in sheets if sheet not in taken)
    return tuple(
        Layout(one.path, one.raw, one.sheet, one.header_row, one.separator, rest) for one in told
    )


def _best(attempts: Iterator[Layout]) -> Layout:
    """Return the first attempt with a known header, else the first of all."""
    first: Layout | None = None
    for attempt in attempts:
        first = attempt if first is None else first
        # A table that is whole under names that nobody knows is not read another twenty times.
        if _n_known(attempt.raw) or (attempt is first and _is_whole(attempt.raw)):
            return attempt
    assert first is not None  # noqa: S101 - every kind of file is tried at least once
    return first


def _rows(path: Path, sheet: str) -> Iterator[Layout]:
    for row in range(1, _LOWEST + 1):
        raw = files.read_file(path, path.stem, sheet=sheet, header_row=row)
        yield Layout(path, raw, sheet, row)


def _delimited(path: Path) -> Iterator[Layout]:
    yield Layout(path, files.read_file(path, path.stem))
    if path.suffix.casefold() not in _DELIMITED:
        return
    for row in range(1, _LOWEST + 1):
        for separator in _SEPARATORS:
            raw = files.read_file(path, path.stem, header_row=row, separator=separator)
            yield Layout(path, raw, header_row=row, separator=separator or "")


def _is_whole(raw: Raw) -> bool:
    named = [header for header in raw.columns if header.strip()]
    return len(named) > 1 and not any(f.verdict is Verdict.FAIL for f in raw.findings)


def _n_known(raw: Raw) -> int:
    return sum(
        identifiers.column_names_a_person(header)
        or bool(survey_targets(header))
        or any(match.kind in _KNOWN for match in matches(header, alone=True).values())
        for header in raw.columns
    )


def _sheets(path: Path) -> tuple[str, ...]:
    if path.suffix.casefold() not in _WORKBOOKS or not path.is_file():
        return ()
    calamine = core.need("python_calamine", extra="survey")
    try:
        return tuple(calamine.CalamineWorkbook.from_path(str(path)).sheet_names)
    except (calamine.CalamineError, OSError):  # the reader's own finding says why
        return ()

"""What does a file of SPSS or Stata hold: numbers, text, days, and what their codes mean?

Codes that the questionnaire calls missing (7, 8, 9) stay numbers: how many answered "don't know" is
a fact to be counted. What has no number at all (.a to .z of Stata) is missing, and counted here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.core import Finding
from riskscreen.records.files.days import Days, from_spss, from_stata
from riskscreen.records.files.faults import case_twins, duplicates, times_dropped
from riskscreen.records.files.raw import Raw
from riskscreen.records.files.readstat import Statistics
from riskscreen.records.files.texts import Texts
from riskscreen.records.files.wanted import chosen
from riskscreen.records.wording import note, thousands

__all__ = ["from_statistical"]

# Beyond this a column of text is held as objects, which share equal cells: an array of fixed width
# takes four bytes for every letter of its longest cell, in every row.
_FIXED_WIDTH_BYTES = 32 * 2**20


def from_statistical(path: Path, name: str, *, columns: Collection[str] | None = None) -> Raw:
    """Return one table of an SPSS or Stata file with its value labels and variable labels.

    Parameters
    ----------
    path : Path
        ``.sav``, ``.zsav``, ``.por`` or ``.dta``.
    name : str
        Which table this is, for messages.
    columns : collection of str or None
        Only these, matched without case; None for all.

    Raises
    ------
    UnreadableError
        If it is no such file, is cut short, or is of a version that nobody reads.
    """
    file = Statistics(path)
    wanted = chosen(file.names, columns)
    if twice := duplicates(name, file.names):
        return Raw(name, findings=twice)
    cells, extended = file.read(wanted)
    texts = Texts(_all_texts(file, wanted, cells), declared=file.declared)
    spelt = {stored: texts.name(stored) for stored in wanted}
    if twice := duplicates(name, list(spelt.values())):
        return Raw(name, findings=twice)
    labels = {
        spelt[c]: texts.codes(file.labels[c], column=spelt[c]) for c in wanted if c in file.labels
    }
    headers = {
        spelt[c]: texts.label(file.headers[c], column=spelt[c]) for c in wanted if c in file.headers
    }
    read: dict[str, NDArray[Any]] = {}
    dated: dict[str, Days] = {}
    for stored, column in spelt.items():
        values = cells.pop(stored)
        if isinstance(values, list):
            read[column] = _text(texts.cells(values, column=column))
        elif found := (from_stata if file.is_stata else from_spss)(values, file.forms[stored]):
            read[column], dated[column] = found.values, found
        else:
            read[column] = values
    findings = (
        *case_twins(name, list(read)), *texts.findings(name), *_extended(name, extended),
        *times_dropped(name, {column: found.n_times for column, found in dated.items()}),
        *_beyond(name, dated),
    )  # fmt: skip
    return Raw(name, read, findings, labels=labels, headers=headers)


def _all_texts(file: Statistics, wanted: Sequence[str], cells: Mapping[str, Any]) -> Iterator[str]:
    yield from file.names
    yield from file.headers.values()
    for labels in file.labels.values():
        yield from labels.values()
    for column in wanted:
        if isinstance(cells[column], list):
            yield from set(cells[column])


def _text(cells: list[str]) -> NDArray[Any]:
    longest = max((len(cell) for cell in set(cells)), default=0)
    if 4 * longest * len(cells) > _FIXED_WIDTH_BYTES:
        return np.array(cells, dtype=object)
    return np.array(cells, dtype=np.str_) if cells else np.array([], dtype="<U1")


def _extended(name: str, extended: Mapping[str, Mapping[str, int]]) -> Iterator[Finding]:
    if not extended:
        return
    n_cells = sum(sum(counts.values()) for counts in extended.values())
    first, counts = next(iter(extended.items()))
    codes = ", ".join(f".{letter} in {thousands(n)}" for letter, n in sorted(counts.items()))
    yield note(
        "FIL-03",
        "coded missing values of Stata",
        f"{thousands(n_cells)} cells in {len(extended)} columns of {name} hold .a to .z and are "
        f"read as missing; first is {first}: {codes}. Their labels say what they mean",
        n=float(n_cells),
        unit="cells",
    )


def _beyond(name: str, dated: Mapping[str, Days]) -> Iterator[Finding]:
    beyond = {column: found.n_beyond for column, found in dated.items() if found.n_beyond}
    if beyond:
        yield note(
            "FIL-06",
            "day outside every calendar",
            f"{thousands(sum(beyond.values()))} cells in {len(beyond)} columns of {name} are no "
            f"days; first is {next(iter(beyond))}. They are read as missing",
            n=float(sum(beyond.values())),
            unit="cells",
        )

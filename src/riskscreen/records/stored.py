"""What lies in a folder of records: what riskscreen wrote, or what a person put there?

A folder that riskscreen wrote says so in ``records.toml``. Its tables are read without a guess,
and what the reader had found when the rows were first read comes back with them; the checks of
the schema run anew, so that no finding speaks of rows that are not there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from riskscreen import core
from riskscreen.core import Finding, Verdict
from riskscreen.errors import InputError
from riskscreen.records import files, lossless, metadata, placing
from riskscreen.records.files import Raw
from riskscreen.records.metadata import Metadata, Written
from riskscreen.records.wording import note

__all__ = ["READING", "TABLES", "carried", "from_folder", "reading_json"]

READING = "reading.json"
TABLES = ("households", "children")
# Findings about files, which no check of the typed tables gives again.
_OF_FILES = frozenset({"SCH-30"})


def from_folder(folder: Path) -> tuple[tuple[Raw, Raw], Metadata]:
    """Return households, children and metadata of a folder; the first table carries the findings.

    Parameters
    ----------
    folder : Path
        With ``households`` and ``children`` as ``.parquet`` or ``.csv``, and ``records.toml`` and
        ``reading.json`` where `Records.write` made it.

    Raises
    ------
    InputError
        If the folder or a table is absent, a table is there twice, or one of the other two files
        is damaged.
    """
    if not folder.is_dir():
        return files.from_folder(folder), Metadata()  # the sentence for a missing folder
    facts, written = metadata.from_folder(folder), metadata.written_in(folder)
    paths = [placing.tables(folder, name) for name in TABLES]
    if written is None or any(len(found) != 1 for found in paths):
        return files.from_folder(folder), facts
    first, second = (
        _table(path, name, written) for name, (path,) in zip(TABLES, paths, strict=True)
    )
    changed = [path.name for (path,) in paths if _touched(path, written)]
    earlier = _earlier(folder, changed=changed)
    fresh = (*first.findings, *second.findings)
    kept = tuple(finding for finding in earlier if finding not in fresh)
    held = (replace(first, findings=(*kept, *first.findings)), second)
    return held, replace(facts, admitted=not changed)


def carried(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return those findings that only the first reader could make, in their order.

    Examples
    --------
    >>> found = [Finding("MAP-01", "rows set aside", Verdict.PASS),
    ...          Finding("SCH-19", "columns not in the data", Verdict.PASS)]
    >>> carried(found)
    (Finding(MAP-01 rows set aside [overall]: pass),)
    """
    return tuple(
        finding
        for finding in findings
        if not finding.code.startswith("SCH-") or finding.code in _OF_FILES
    )


def reading_json(findings: Iterable[Finding]) -> str:
    """Return the text of ``reading.json``."""
    facts = {"findings": [finding.to_dict() for finding in findings]}
    return json.dumps(facts, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _table(path: Path, name: str, written: Written) -> Raw:
    if path.suffix == ".parquet" or name not in written.kinds:
        return files.from_file(path, name)  # read_file would note empty columns once more
    touched = _touched(path, written)
    return lossless.read_csv(path.read_bytes(), name, written.kinds[name], touched=touched)


def _touched(path: Path, written: Written) -> bool:
    return written.digests.get(path.name) != core.digest_bytes(path.read_bytes())


def _earlier(folder: Path, *, changed: list[str]) -> tuple[Finding, ...]:
    path = placing.current(folder, READING)
    if not path.is_file():
        return ()
    found = _findings(path)
    if not found or not changed:
        return found
    note_of_it = note(
        "FIL-20", "tables changed since they were read",
        f"{len(changed)} of {len(TABLES)} tables were changed after riskscreen wrote them; first "
        f"is {changed[0]}. The {len(found)} findings of the reader speak of the rows before that; "
        "read the source again to have them anew",
        n=len(changed), unit="tables", verdict=Verdict.INSUFFICIENT,
    )  # fmt: skip
    return (*found, note_of_it)


def _findings(path: Path) -> tuple[Finding, ...]:
    try:
        whole: Any = json.loads(path.read_text(encoding="utf-8"))
        return carried(Finding.from_dict(plain) for plain in whole["findings"])
    except (ValueError, TypeError, KeyError, AttributeError) as fault:
        raise InputError(
            f"{READING} does not hold what a reader found ({type(fault).__name__}: {fault}); "
            "restore it, or remove it to read the tables without it"
        ) from fault

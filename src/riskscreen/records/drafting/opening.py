"""Which columns of these files may be looked at, and which are refused because they name a person?

A column that looks like a direct identifier is listed by its header and never read further; no
value of it is counted, recoded or shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from riskscreen import schema
from riskscreen.errors import InputError
from riskscreen.records import identifiers
from riskscreen.records.drafting.layouts import Layout, layouts
from riskscreen.records.drafting.lexicon import matches
from riskscreen.records.drafting.profiling import Column, columns_of
from riskscreen.records.drafting.recognising import read_values
from riskscreen.records.files import Raw

__all__ = ["Opened", "open_files"]

_RESERVED = ("households", "children")
# A yes or a no in a column called "có điện thoại" is no phone number.
_ANSWERS = 0.9


@dataclass(frozen=True, slots=True)
class Opened:
    """One file: its name in the draft, its columns, and those that are refused with the reason."""

    name: str
    layout: Layout
    columns: tuple[Column, ...]
    refused: tuple[tuple[str, str], ...]

    def __repr__(self) -> str:
        return (
            f"Opened({self.layout.path.name}: {self.raw.n_rows} rows, {len(self.columns)} columns)"
        )

    @property
    def raw(self) -> Raw:
        """What was read."""
        return self.layout.raw

    @property
    def fault(self) -> str:
        """Why the file gave no columns; empty if it did."""
        if self.raw.columns:
            return ""
        return "; ".join(finding.detail for finding in self.raw.findings) or "it has no columns"


def open_files(paths: Sequence[Path]) -> tuple[Opened, ...]:
    """Return the files, each with a name of its own.

    Raises
    ------
    InputError
        If there is no file, one is absent, or two have the same name.
    """
    if not paths:
        raise InputError("no file to draft a mapping for (0 given); name at least one")
    names = [path.name.casefold() for path in paths]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(
            f"{len(twice)} of {len(paths)} files have the name of another; first is {twice[0]}. A "
            "mapping reads one folder: give each file a name of its own"
        )
    found = [layout for path in paths for layout in layouts(path)]
    # A mapping reads what stands before a point as the name of a file.
    headers = [header for layout in found for header in layout.raw.columns if "." in header]
    taken = {header.partition(".")[0].casefold() for header in headers}
    opened: list[Opened] = []
    for layout in found:
        several = sum(layout.path == other.path for other in found) > 1
        name = _name_of(layout.path.stem + (f" {layout.sheet}" if several else ""), taken)
        taken.add(name)
        opened.append(_opened(layout, name))
    return tuple(opened)


def _opened(layout: Layout, name: str) -> Opened:
    kept: list[Column] = []
    refused: list[tuple[str, str]] = []
    for column in columns_of(layout.raw, name):
        why = _names_a_person(column)
        if why:
            refused.append((column.name, why))
        else:
            kept.append(column)
    return Opened(name, layout, tuple(kept), tuple(refused))


def _names_a_person(column: Column) -> str:
    values = Raw("children", {"value": column.values})
    found = identifiers.direct_identifiers(values, ids_are_safe=False)
    if found:
        return found[0].split("look like ")[-1].split("holds ")[-1].split("; ")[0]
    if identifiers.column_names_a_person(column.name) and not _is_an_answer(column):
        return "its header names a direct identifier"
    return ""


def _is_an_answer(column: Column) -> bool:
    """Whether a header with such a word asks a question of the schema, and is answered."""
    for target, match in matches(column.name, alone=False).items():
        field = schema.fields()[target]
        if match.kind in ("exact", "schema_name") and field.type is schema.Kind.BOOL:
            return read_values(column, field).fit >= _ANSWERS
    return False


def _name_of(title: str, taken: Set[str]) -> str:
    """Return a name that TOML writes without quotes and that no table has."""
    words = re.split(r"[\W_]+", title)
    stem = "_".join(word for word in (schema.fold(word) for word in words) if word)
    stem = re.sub(r"[^a-z0-9_]", "", stem) or "file"
    stem = f"{stem}_file" if stem in _RESERVED else stem
    name, n = stem, 1
    while name in taken:
        n += 1
        name = f"{stem}_{n}"
    return name

"""What does a mapping say, once its TOML has been read?

Files with their keys, two tables made of them, waves of a wide file, and how every column is made.
Nothing here looks at data; ``docs/mapping.md`` is the language as its users read it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from riskscreen.records.mapping.formula import Formula
from riskscreen.records.metadata import Metadata

__all__ = ["TABLES", "Column", "File", "Mapped", "Target", "Wave", "WavePart"]

TABLES = ("households", "children")
Code = float | str


@dataclass(frozen=True, slots=True)
class File:
    """One file: where it lies, what its kind needs to be read, and what identifies its rows."""

    path: str
    key: tuple[str, ...] = ()
    on: Mapping[str, str] = field(default_factory=dict)
    sheet: str | int | None = None
    header_row: int = 1
    separator: str | None = None
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """How one column is made; ``kind`` is the entry that says it: from, formula, label, key..."""

    kind: str
    sources: tuple[str | int, ...] = ()
    formula: Formula | None = None
    constant: float | str = ""
    where: Formula | None = None
    take: str = ""
    by: tuple[str, ...] = ()
    missing: tuple[Code, ...] = ()
    missing_in: Mapping[str, tuple[Code, ...]] = field(default_factory=dict)
    recode: Mapping[str, Code] | None = None
    other: Code | None = None
    factor: float | None = None
    plus: float | None = None
    range: tuple[float, float] | None = None
    optional: bool = False
    decimal: str = ""
    grouping: str = ""
    order: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that are read, as the mapping spells them."""
        named = [name for name in self.sources if isinstance(name, str)]
        return (*named, *(self.formula.names if self.formula is not None else ()))


@dataclass(frozen=True, slots=True)
class Target:
    """One of the two tables: its base file, which rows count, and its columns.

    ``one_row_per`` names columns, made ones or else the file's, whose equal rows become one row.
    """

    file: str
    keep: Formula | None = None
    one_row_per: tuple[str, ...] = ()
    let: Mapping[str, Column] = field(default_factory=dict)
    columns: Mapping[str, Column] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WavePart:
    """What one wave says about one table; its columns and let stand in place of the table's."""

    keep: Formula | None = None
    let: Mapping[str, Column] = field(default_factory=dict)
    columns: Mapping[str, Column] = field(default_factory=dict)
    known: tuple[str, ...] = ()
    within: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wave:
    """One observation day of a wide file."""

    observed_date: str = ""
    parts: Mapping[str, WavePart] = field(default_factory=dict)

    def part(self, table: str) -> WavePart:
        """Return what the wave says about a table; nothing where it says nothing."""
        return self.parts.get(table, WavePart())


@dataclass(frozen=True, slots=True)
class Mapped:
    """A mapping, typed."""

    name: str
    files: Mapping[str, File]
    tables: Mapping[str, Target]
    waves: tuple[Wave, ...]
    metadata: Metadata

    def __repr__(self) -> str:
        n = sum(len(table.columns) for table in self.tables.values())
        return f"Mapped({self.name}: {len(self.files)} files, {n} columns)"

    def place(self, name: str, table: str) -> tuple[str, str]:
        """Return the file and the column that a name means in a table.

        A part before the first point is a file if one is called so; ``households`` and
        ``children`` are also names of these tables' base files.

        Examples
        --------
        >>> from riskscreen.records.mapping.parsing import mapping_from
        >>> tables = {"households": {"file": "hh.sav"}, "children": {"file": "hl.sav"}}
        >>> mapped = mapping_from({"tables": tables}, "office.toml")
        >>> mapped.place("households.HH7", "children"), mapped.place("a.b", "children")
        (('households', 'HH7'), ('children', 'a.b'))
        """
        before, point, after = name.partition(".")
        if point and after:
            file = self.file_called(before)
            if file:
                return file, after
        return self.tables[table].file, name

    def file_called(self, name: str) -> str:
        """Return the file of a name, without case, a table's name included; empty if none."""
        wanted = name.casefold()
        for file in self.files:
            if file.casefold() == wanted:
                return file
        return self.tables[wanted].file if wanted in TABLES else ""

    def columns(self, table: str) -> Iterator[Column]:
        """Yield every column and let of a table, waves included."""
        parts: list[Target | WavePart] = [self.tables[table]]
        parts += [wave.part(table) for wave in self.waves]
        for part in parts:
            yield from part.let.values()
            yield from part.columns.values()

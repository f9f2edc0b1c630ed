"""Which files does a mapping open, and which of their columns?

A national survey's file has hundreds of columns; a mapping mentions a tenth of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from riskscreen.records.mapping.language import TABLES, Column, Mapped, Wave

__all__ = ["needed_columns", "needed_files"]


def needed_columns(mapped: Mapped, *, optional: bool = True) -> dict[str, frozenset[str]]:
    """Return the columns that a mapping mentions, by file, as the mapping spells them.

    Parameters
    ----------
    mapped : Mapped
        The mapping.
    optional : bool
        Whether to count what may be absent.

    Returns
    -------
    dict of str to frozenset of str
        By the mapping's name for a file; keys by which it is joined or gathered included.

    Examples
    --------
    >>> from riskscreen.records.mapping.parsing import mapping_from
    >>> mapped = mapping_from({
    ...     "files": {"fs": {"path": "fs.sav", "key": ["HH1", "HH2", "LN"], "on": {"LN": "HL1"}}},
    ...     "tables": {"households": {"file": "hh.sav"},
    ...                "children": {"file": "hl.sav", "columns": {"works": "fs.CL1A"}}}}, "office")
    >>> {name: sorted(columns) for name, columns in needed_columns(mapped).items()}
    {'fs': ['CL1A', 'HH1', 'HH2', 'LN'], 'households': [], 'children': ['HH1', 'HH2', 'HL1']}
    """
    found: dict[str, set[str]] = {name: set() for name in mapped.files}
    for table in TABLES:
        for file, column in _mentioned(mapped, table, optional=optional):
            found[file].add(column)
    return {name: frozenset(columns) for name, columns in found.items()}


def needed_files(mapped: Mapped) -> frozenset[str]:
    """Return the files without which a mapping cannot be applied."""
    bases = {mapped.tables[table].file for table in TABLES}
    named = {file for table in TABLES for file, _ in _mentioned(mapped, table, optional=False)}
    return frozenset(bases | named)


def _mentioned(mapped: Mapped, table: str, *, optional: bool) -> Iterator[tuple[str, str]]:
    """Yield the file and the column of every name of a table, waves included."""
    target = mapped.tables[table]
    yield from ((target.file, name) for name in mapped.files[target.file].key if optional)
    for wave in mapped.waves or (Wave(),):
        part = wave.part(table)
        lets: set[str] = set()
        for name, spec in {**target.let, **part.let}.items():
            yield from _of_column(spec, mapped, table, lets, optional=optional)
            lets.add(name.casefold())
        for formula in (target.keep, part.keep):
            names = formula.names if formula is not None else ()
            yield from _of_names(names, mapped, table, lets)
        made = {**target.columns, **part.columns}
        keys = tuple(name for name in target.one_row_per if name not in made)
        yield from _of_names((*keys, *part.known, *part.within), mapped, table, lets)
        for spec in made.values():
            yield from _of_column(spec, mapped, table, lets, optional=optional)


def _of_column(
    spec: Column, mapped: Mapped, table: str, lets: set[str], *, optional: bool
) -> Iterator[tuple[str, str]]:
    if spec.optional and not optional:
        return
    yield from _of_names(spec.names, mapped, table, lets, gathers=bool(spec.take))
    if not spec.take:
        return
    target = mapped.tables[table]
    file, _ = mapped.place(spec.names[0], table)
    on = {own.casefold(): name for name, own in mapped.files[file].on.items()}
    for name in spec.by or mapped.files[target.file].key:
        yield target.file, name
        yield file, on.get(name.casefold(), name)
    for name in spec.where.names if spec.where is not None else ():
        before, _, after = name.partition(".")
        yield file, after if after and mapped.file_called(before) == file else name


def _of_names(
    names: tuple[str, ...], mapped: Mapped, table: str, lets: set[str], *, gathers: bool = False
) -> Iterator[tuple[str, str]]:
    base = mapped.tables[table].file
    for name in names:
        if name.casefold() in lets:
            continue
        file, column = mapped.place(name, table)
        yield file, column
        if file == base or gathers:
            continue
        for part in mapped.files[file].key:
            yield file, part
            own = mapped.files[file].on.get(part, part)
            if own.casefold() not in lets:
                yield base, own

"""How does TOML become a mapping, and what is refused before any file is opened?

Every entry is held against the words that may stand there; an unknown one is named with the
nearest known word, because a misspelt entry that is ignored would map something silently.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from riskscreen.errors import InputError, MappingError
from riskscreen.records import metadata
from riskscreen.records.mapping import entries
from riskscreen.records.mapping.columns_parsing import column, columns
from riskscreen.records.mapping.formula import parse
from riskscreen.records.mapping.language import TABLES, Column, File, Mapped, Target, Wave, WavePart
from riskscreen.records.metadata import Metadata

__all__ = ["mapping_from", "read_mapping"]

_PARTS = ("files", "tables", "waves")
_FACTS = tuple(field.name for field in fields(Metadata))
_FILE = ("path", "key", "on", "sheet", "header_row", "separator", "encoding")
_TARGET = ("file", "one_row_per", "keep", "let", "columns")
_PART = ("known", "within", "keep", "let", "columns")


def read_mapping(path: str | Path) -> Mapped:
    """Return the mapping of a TOML file.

    Raises
    ------
    MappingError
        If it is absent, not TOML in UTF-8, or has an entry that is unknown or missing.
    """
    path = Path(path)
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as fault:
        raise MappingError(
            f"no mapping {path}: {fault.strerror}; it is named by mapping= (--mapping)"
        ) from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise MappingError(f"mapping {path} is not TOML in UTF-8: {fault}") from fault
    return mapping_from(held, str(path))


def mapping_from(held: Mapping[str, Any], name: str) -> Mapped:
    """Return the mapping of TOML entries that have been read.

    Parameters
    ----------
    held : mapping of str to any
        What ``tomllib`` gives.
    name : str
        What messages call it.

    Raises
    ------
    MappingError
        If an entry is unknown, missing or of the wrong kind, or a formula cannot be read.

    Examples
    --------
    >>> mapping_from({"tables": {"households": {"file": "hh.csv"}}}, "office.toml")
    Traceback (most recent call last):
        ...
    riskscreen.errors.MappingError: mapping office.toml: tables.children names no file; both \
tables need one
    """
    try:
        with entries.naming(name):
            return _mapping(held, name)
    except RecursionError as fault:
        raise MappingError(f"mapping {name} is nested too deep; write it flat") from fault


def _mapping(held: Mapping[str, Any], name: str) -> Mapped:
    rest = dict(entries.table(held, (*_PARTS, *_FACTS), name))
    tables = entries.table(rest.pop("tables", {}), TABLES, f"{name}: tables")
    waves = rest.pop("waves", [])
    if not isinstance(waves, list):
        raise MappingError(f"mapping {name}: waves is no list; write [[waves]] before each")
    files = {
        str(file): _file(entry, f"files.{file}")
        for file, entry in entries.table(rest.pop("files", {}), None, "files").items()
    }
    if len({file.casefold() for file in files}) < len(files) or any("." in file for file in files):
        raise MappingError(
            f"mapping {name}: names under files must differ beyond case and hold no point; they "
            f"are {', '.join(files)[:100]}"
        )
    targets = {table: _target(tables.get(table, {}), table, files, name) for table in TABLES}
    try:
        facts = metadata.from_mapping(rest, f"mapping {name}")
    except InputError as fault:
        raise MappingError(str(fault)) from fault
    return Mapped(
        name=name,
        files=files,
        tables=targets,
        waves=tuple(_wave(entry, place) for place, entry in enumerate(waves, start=1)),
        metadata=facts,
    )


def _file(entry: Any, where: str) -> File:  # noqa: ANN401 - what TOML held
    if isinstance(entry, str):
        return File(path=entry)
    parts = entries.table(entry, _FILE, where)
    if "path" not in parts:
        raise MappingError(f'mapping, {where} names no path; write path = "roster.dta"')
    path = entries.text(parts["path"], f"{where}.path")
    key = entries.strings(parts.get("key", ()), f"{where}.key")
    pairs = entries.table(parts.get("on", {}), None, f"{where}.on")
    on = {k: entries.text(v, f"{where}.on.{k}") for k, v in pairs.items()}
    odd = sorted(set(on) - set(key))
    if odd:
        raise MappingError(
            f"mapping, {where}.on speaks of {odd[0]}, which is not in key; the left side is one "
            f"of {', '.join(key) or 'the key columns'}, the right side the base file's column"
        )
    sheet = parts.get("sheet")
    if sheet is not None and (isinstance(sheet, bool) or not isinstance(sheet, str | int)):
        raise MappingError(f"mapping, {where}.sheet is {sheet!r}; write its name")
    row = entries.whole(parts.get("header_row", 1), f"{where}.header_row")
    if row < 1:
        raise MappingError(f"mapping, {where}.header_row is {row}; rows count from 1")
    return File(
        path=path, key=key, on=on, sheet=sheet, header_row=row,
        separator=_separator(parts, where),
        encoding=entries.optional_text(parts, "encoding", where),
    )  # fmt: skip


def _separator(parts: Mapping[str, Any], where: str) -> str | None:
    """Return the one character between cells; a tab is one, though it is no text to look at."""
    held = parts.get("separator")
    if held is None or (isinstance(held, str) and len(held) == 1):
        return held
    raise MappingError(f'mapping, {where}.separator is {held!r}; write one character, as ";"')


def _target(entry: Any, table: str, files: dict[str, File], name: str) -> Target:  # noqa: ANN401
    where = f"tables.{table}"
    parts = entries.table(entry, _TARGET, where)
    if "file" not in parts:
        raise MappingError(f"mapping {name}: {where} names no file; both tables need one")
    said = entries.text(parts["file"], f"{where}.file")
    file = next((known for known in files if known.casefold() == said.casefold()), "")
    if not file:
        if table in files:
            raise MappingError(
                f"mapping {name}: {where}.file is {said}, but files.{table} is another; write "
                f'file = "{table}", or call the other file by another name'
            )
        files[table], file = File(path=said), table
    return Target(
        file=file,
        one_row_per=entries.strings(parts.get("one_row_per", ()), f"{where}.one_row_per"),
        keep=_keep(parts, where),
        let=_let(parts, where),
        columns=columns(parts.get("columns", {}), f"{where}.columns"),
    )


def _wave(entry: Any, place: int) -> Wave:  # noqa: ANN401 - what TOML held
    where = f"waves {place}"
    parts = entries.table(entry, ("observed_date", *TABLES), where)
    day = entries.word(parts.get("observed_date", ""), f"{where}.observed_date")
    return Wave(
        observed_date=day,
        parts={name: _part(parts[name], f"{where}.{name}") for name in TABLES if name in parts},
    )


def _part(entry: Any, where: str) -> WavePart:  # noqa: ANN401 - what TOML held
    parts = entries.table(entry, _PART, where)
    within = entries.table(parts.get("within", {}), None, f"{where}.within")
    return WavePart(
        keep=_keep(parts, where),
        let=_let(parts, where),
        columns=columns(parts.get("columns", {}), f"{where}.columns"),
        known=entries.strings(parts.get("known", ()), f"{where}.known"),
        within={
            name: entries.bounds(pair, f"{where}.within.{name}") for name, pair in within.items()
        },
    )


def _keep(parts: Mapping[str, Any], where: str) -> Any:  # noqa: ANN401 - Formula or None
    if "keep" not in parts:
        return None
    return parse(entries.text(parts["keep"], f"{where}.keep"), where=f"{where}.keep")


def _let(parts: Mapping[str, Any], where: str) -> dict[str, Column]:
    held = entries.table(parts.get("let", {}), None, f"{where}.let")
    return {name: column(entry, f"{where}.let.{name}") for name, entry in held.items()}

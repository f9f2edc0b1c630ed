"""Which columns of an office's own files become which columns of records?

A TOML file says so, nothing is guessed::

    legal_basis = "..."            # purpose, retention_until, weights = "none", likewise
    [tables.children]
    file = "pupils.csv"
    [tables.children.columns]
    child_id = "iid"                                           # short for { from = "iid" }
    sex = { from = "sexo", recode = { "1" = "male", "0" = "female" } }
    school_distance_km = { from = "metres", factor = 0.001 }   # value * factor + plus
    ethnicity = { from = "households.lang", recode = { "1" = "minority_unspecified" }, other = "" }
    synthetic = { constant = 0 }
    [[waves]]                      # one per observation day of a wide file
    observed_date = 1998-11-01
    [waves.children]
    known = ["enroll98"]           # rows of this wave: where this is recorded,
    within = { age97 = [0, 16] }   # and where this lies between two bounds; the rest is counted
    [waves.children.columns]
    attending_school = "enroll98"

A target that the schema does not know is kept as an own column. A value that ``recode`` does not
list refuses, unless ``other`` says what it becomes. ``{ absent = true }`` in a wave leaves a column
of the table out of that wave.
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.core import Finding
from riskscreen.errors import InputError, MappingError
from riskscreen.records import files, metadata
from riskscreen.records.converting import as_text, parse_number
from riskscreen.records.files import Raw
from riskscreen.records.metadata import Metadata
from riskscreen.records.wording import note, shown, thousands

__all__ = ["Column", "Mapped", "Wave", "apply", "read"]

_TABLES = ("households", "children")
_ENTRIES = {"from", "recode", "other", "factor", "plus", "constant", "absent"}
_LINK = "households."


@dataclass(frozen=True, slots=True)
class Column:
    """How one target column is made: from a source column, or a constant."""

    source: str = ""
    recode: Mapping[str, str] | None = None
    other: str | None = None
    factor: float | None = None
    plus: float | None = None
    constant: str | None = None
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Wave:
    """One observation day: its own columns, and which source columns must be recorded."""

    observed_date: str = ""
    columns: Mapping[str, Mapping[str, Column]] = field(default_factory=dict)
    known: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    within: Mapping[str, Mapping[str, tuple[float, float]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mapped:
    """A mapping file, typed."""

    name: str
    files: Mapping[str, str]
    columns: Mapping[str, Mapping[str, Column]]
    waves: tuple[Wave, ...]
    metadata: Metadata


def read(path: Path) -> Mapped:
    """Return the mapping of a TOML file.

    Raises
    ------
    MappingError
        If it is absent, not TOML in UTF-8, or has an entry that is unknown or missing.
    """
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise MappingError(f"no mapping {path.name}: {fault.strerror}; check the path") from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise MappingError(f"mapping {path.name} is not TOML in UTF-8: {fault}") from fault
    tables = _table(entries.pop("tables", {}), _TABLES, f"{path.name}: tables")
    waves = entries.pop("waves", [])
    for name in _TABLES:
        if "file" not in _table(tables.get(name, {}), ("file", "columns"), f"tables.{name}"):
            raise MappingError(f"mapping {path.name}: tables.{name} names no file; both are needed")
    try:
        facts = metadata.from_mapping(entries, path.name)
    except InputError as fault:
        raise MappingError(str(fault)) from fault
    return Mapped(
        name=path.name,
        files={name: str(tables[name]["file"]) for name in _TABLES},
        columns={name: _columns(tables[name].get("columns", {}), name) for name in _TABLES},
        waves=tuple(_wave(entry, place) for place, entry in enumerate(waves, start=1)),
        metadata=facts,
    )


def apply(path: Path, folder: Path) -> tuple[tuple[Raw, Raw], Metadata]:
    """Return households and children of the files in ``folder``, mapped, and the metadata.

    Raises
    ------
    MappingError
        If the mapping cannot be read, or asks for a source column or a value that is not there.
    InputError
        If a file is absent.
    """
    mapped = read(path)
    raw = {name: files.from_file(folder / mapped.files[name], name) for name in _TABLES}
    households = _mapped_table("households", mapped, raw)
    return (households, _mapped_table("children", mapped, raw)), mapped.metadata


def _mapped_table(name: str, mapped: Mapped, raw: Mapping[str, Raw]) -> Raw:
    source = raw[name]
    if not source.columns:  # unreadable or empty: its own finding says so
        return source
    parts: list[dict[str, NDArray[Any]]] = []
    findings = list(source.findings)
    for wave in mapped.waves or (Wave(),):
        specs = {**mapped.columns[name], **wave.columns.get(name, {})}
        kept = _rows_of(source, wave, mapped.name)
        if not kept.all():
            findings.append(_left_out(name, wave, kept))
        part = {
            target: _made(spec, target, name, mapped, raw)[kept]
            for target, spec in specs.items()
            if not spec.absent
        }
        if wave.observed_date and "observed_date" not in part:
            part["observed_date"] = np.full(int(kept.sum()), wave.observed_date)
        parts.append(part)
    return Raw(name, _stacked(parts), tuple(findings), is_text=source.is_text)


def _made(
    spec: Column, target: str, table: str, mapped: Mapped, raw: Mapping[str, Raw]
) -> NDArray[Any]:
    if spec.constant is not None:
        return np.full(raw[table].n_rows, spec.constant)
    if table == "children" and spec.source.startswith(_LINK):
        values = _from_household(spec.source.removeprefix(_LINK), mapped, raw)
    else:
        values = _source(raw[table], spec.source, mapped.name)
    if spec.recode is not None:
        values = _recoded(values, spec, target, mapped.name)
    if spec.factor is not None or spec.plus is not None:
        values = _scaled(values, spec, target, mapped.name)
    return values


def _source(raw: Raw, column: str, name: str) -> NDArray[Any]:
    if column not in raw.columns:
        raise MappingError(
            f"mapping {name}: no column {column} in the {raw.name} file; it has "
            f"{', '.join(list(raw.columns)[:20])}"
        )
    return raw.columns[column]


def _from_household(column: str, mapped: Mapped, raw: Mapping[str, Raw]) -> NDArray[Any]:
    """Return a column of the household file for each child, joined by household_id."""
    keys = {}
    for table in _TABLES:
        spec = mapped.columns[table].get("household_id")
        if spec is None or not spec.source:
            raise MappingError(
                f"mapping {mapped.name}: {_LINK}{column} needs household_id in both tables"
            )
        keys[table] = as_text(_source(raw[table], spec.source, mapped.name)).tolist()
    values = as_text(_source(raw["households"], column, mapped.name)).tolist()
    by_key = dict(zip(keys["households"], values, strict=True))
    return np.array([by_key.get(key, "") for key in keys["children"]], dtype=np.str_)


def _recoded(values: NDArray[Any], spec: Column, target: str, name: str) -> NDArray[np.str_]:
    recode = {_plain(key): new for key, new in (spec.recode or {}).items()}
    cells = [_plain(cell) for cell in as_text(values).tolist()]
    unknown = sorted({cell for cell in cells if cell and cell not in recode})
    if unknown and spec.other is None:
        n = sum(1 for cell in cells if cell in set(unknown))
        raise MappingError(
            f"mapping {name}: {target} has {len(unknown)} values of {spec.source} that recode does "
            f"not list, in {thousands(n)} rows; first is {shown(unknown[0])}. Add them, or other ="
        )
    return np.array([recode.get(cell, (spec.other or "") if cell else "") for cell in cells],
                    dtype=np.str_)  # fmt: skip


def _scaled(values: NDArray[Any], spec: Column, target: str, name: str) -> NDArray[np.float64]:
    try:
        numbers = np.array([parse_number(cell) for cell in as_text(values).tolist()])
    except ValueError as fault:
        raise MappingError(
            f"mapping {name}: {target} scales {spec.source}, which holds text; first is "
            f"{shown(fault)}. Recode it first"
        ) from fault
    factor = 1.0 if spec.factor is None else spec.factor
    return np.asarray(numbers * factor + (spec.plus or 0.0), dtype=np.float64)


def _rows_of(source: Raw, wave: Wave, name: str) -> NDArray[np.bool_]:
    kept = np.ones(source.n_rows, dtype=bool)
    for column in wave.known.get(source.name, ()):
        kept &= as_text(_source(source, column, name)) != ""
    for column, (lo, hi) in wave.within.get(source.name, {}).items():
        numbers = _scaled(_source(source, column, name), Column(source=column), column, name)
        kept &= (numbers >= lo) & (numbers <= hi)
    return kept


def _left_out(name: str, wave: Wave, kept: NDArray[np.bool_]) -> Finding:
    rules = [f"{column} recorded" for column in wave.known.get(name, ())]
    rules += [f"{column} {lo:g}-{hi:g}" for column, (lo, hi) in wave.within.get(name, {}).items()]
    return note(
        "SCH-29", "rows that a wave of the mapping leaves out",
        f"{thousands(int((~kept).sum()))} of {thousands(len(kept))} rows of {name} are not in the "
        f"wave of {wave.observed_date or 'all rows'}, which takes: {'; '.join(rules)}",
        n=float((~kept).sum()), unit="rows",
    )  # fmt: skip


def _stacked(parts: list[dict[str, NDArray[Any]]]) -> dict[str, NDArray[Any]]:
    """Put waves under each other; a column that a wave lacks is missing there."""
    names = list(dict.fromkeys(name for part in parts for name in part))
    sizes = [len(next(iter(part.values()), ())) for part in parts]
    stacked: dict[str, NDArray[Any]] = {}
    for name in names:
        kinds = {part[name].dtype.kind for part in parts if name in part}
        plain = kinds <= set("biuf")
        pieces = [
            part[name].astype(np.float64) if name in part and plain
            else as_text(part[name]) if name in part
            else np.full(size, np.nan) if plain
            else np.full(size, "")
            for part, size in zip(parts, sizes, strict=True)
        ]  # fmt: skip
        stacked[name] = np.concatenate(pieces)
    return stacked


def _plain(cell: str) -> str:
    """Return whole numbers without their point, so that 1.0 and 1 are one code."""
    cell = cell.strip()
    head, point, tail = cell.partition(".")
    return head if point and head.lstrip("-").isdigit() and not tail.strip("0") else cell


def _wave(entry: Mapping[str, Any], place: int) -> Wave:
    where = f"wave {place}"
    parts = _table(entry, ("observed_date", *_TABLES), where)
    day = parts.get("observed_date", "")
    text = day.isoformat() if isinstance(day, datetime.date) else str(day)
    tables = {
        name: _table(parts[name], ("known", "within", "columns"), f"{where}.{name}")
        for name in _TABLES
        if name in parts
    }
    return Wave(
        observed_date=text,
        columns={name: _columns(tables[name].get("columns", {}), where) for name in tables},
        known={name: tuple(tables[name].get("known", ())) for name in tables},
        within={name: _bounds(tables[name].get("within", {}), where) for name in tables},
    )


def _bounds(entries: Mapping[str, Any], where: str) -> dict[str, tuple[float, float]]:
    bounds: dict[str, tuple[float, float]] = {}
    for column, pair in entries.items():
        if not isinstance(pair, list) or len(pair) != 2:  # noqa: PLR2004 - a pair
            raise MappingError(f"mapping of {where}: within {column} is {pair!r}; write [lo, hi]")
        bounds[column] = (float(pair[0]), float(pair[1]))
    return bounds


def _columns(entries: Mapping[str, Any], where: str) -> dict[str, Column]:
    return {target: _column(entry, f"{where}.{target}") for target, entry in entries.items()}


def _column(entry: Any, where: str) -> Column:  # noqa: ANN401 - what TOML held
    if isinstance(entry, str):
        return Column(source=entry)
    parts = _table(entry, tuple(sorted(_ENTRIES)), where)
    if sum(name in parts for name in ("from", "constant", "absent")) != 1:
        raise MappingError(f"mapping of {where} needs exactly one of from, constant, absent")
    recode = parts.get("recode")
    constant = parts.get("constant")
    return Column(
        source=str(parts.get("from", "")),
        recode=None if recode is None else {str(k): _text(v) for k, v in recode.items()},
        other=None if "other" not in parts else _text(parts["other"]),
        factor=None if "factor" not in parts else float(parts["factor"]),
        plus=None if "plus" not in parts else float(parts["plus"]),
        constant=None if constant is None else _text(constant),
        absent=bool(parts.get("absent", False)),
    )


def _text(value: Any) -> str:  # noqa: ANN401 - any TOML value
    if isinstance(value, bool):
        return "1" if value else "0"
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def _table(entry: Any, known: tuple[str, ...], where: str) -> dict[str, Any]:  # noqa: ANN401
    if not isinstance(entry, dict):
        raise MappingError(f"mapping of {where} is {entry!r}; write a table of {', '.join(known)}")
    unknown = sorted(set(entry) - set(known))
    if unknown:
        raise MappingError(
            f"mapping of {where} has {len(unknown)} unknown entries; first is {unknown[0]}. "
            f"Known: {', '.join(known)}"
        )
    return entry

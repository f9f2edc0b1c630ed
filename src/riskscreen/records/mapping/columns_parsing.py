"""How does one entry of a table become a column, and which entries go together?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from riskscreen.errors import MappingError
from riskscreen.records.mapping import entries
from riskscreen.records.mapping.formula import parse
from riskscreen.records.mapping.language import Code, Column
from riskscreen.records.mapping.written import ORDERS

__all__ = ["TAKES", "column", "columns"]

TAKES = ("one", "first", "count", "sum", "mean", "min", "max", "any")
_KINDS = ("from", "formula", "label", "key", "date", "constant", "absent")
# What may stand beside each kind.
_MAKING = ("recode", "other", "factor", "plus", "range")
_WRITTEN = ("decimal", "grouping")
_GATHER = ("where", "take", "by")
_BESIDE = {
    "from": ("missing", "optional", *_WRITTEN, *_GATHER, *_MAKING),
    "formula": ("missing", "optional", *_MAKING),
    "label": ("missing", "optional", *_GATHER, "recode", "other"),
    "key": ("missing", "optional"),
    "date": ("missing", "optional", "order"),
    "constant": (),
    "absent": (),
}
_ENTRIES = (*_KINDS, "missing", *_WRITTEN, "order", *_MAKING, *_GATHER, "optional")
_PARTS_OF_A_DAY = 3


def columns(held: Any, where: str) -> dict[str, Column]:  # noqa: ANN401 - what TOML held
    """Return the columns of a table, in the order of the file."""
    named = entries.table(held, None, where)
    if any(not target.strip() for target in named):
        raise MappingError(f"mapping, {where} has a column without a name; name what it makes")
    return {target: column(entry, f"{where}.{target}") for target, entry in named.items()}


def column(entry: Any, where: str) -> Column:  # noqa: ANN401 - what TOML held
    """Return how one column is made.

    Raises
    ------
    MappingError
        If an entry is unknown, of the wrong kind, or does not go with the others.

    Examples
    --------
    >>> column("HL6", "age_years").sources
    ('HL6',)
    >>> column({"key": ["HH1", "HH2"], "factor": 2}, "household_id")
    Traceback (most recent call last):
        ...
    riskscreen.errors.MappingError: mapping, household_id has factor beside key; beside key may \
stand missing, optional
    """
    if isinstance(entry, str):
        return Column("from", (entries.text(entry, where),))
    parts = entries.table(entry, _ENTRIES, where)
    kinds = [kind for kind in _KINDS if kind in parts]
    if len(kinds) != 1:
        raise MappingError(f"mapping, {where} needs exactly one of {', '.join(_KINDS)}")
    (kind,) = kinds
    odd = [name for name in parts if name != kind and name not in _BESIDE[kind]]
    if odd:
        beside = ", ".join(_BESIDE[kind]) or "nothing"
        raise MappingError(
            f"mapping, {where} has {odd[0]} beside {kind}; beside {kind} may stand {beside}"
        )
    made = _MAKE[kind](parts, where)
    _gathers(made, where)
    return made


def _from(parts: Mapping[str, Any], where: str) -> Column:
    sources = _sources(parts["from"], f"{where}.from")
    if "take" in parts and len(sources) > 1:
        raise MappingError(f"mapping, {where} gathers {len(sources)} columns; give one with take")
    marks: dict[str, Any] = {
        name: _mark(parts[name], f"{where}.{name}") for name in _WRITTEN if name in parts
    }
    if marks.get("grouping") == marks.get("decimal", "."):
        raise MappingError(
            f"mapping, {where} groups digits by what begins the fraction; say both marks, as "
            'decimal = ",", grouping = "."'
        )
    return Column("from", sources, **marks | _shared(parts, where, sources))


def _label(parts: Mapping[str, Any], where: str) -> Column:
    source = entries.text(parts["label"], f"{where}.label")
    return Column("label", (source,), **_shared(parts, where, (source,)))


def _formula(parts: Mapping[str, Any], where: str) -> Column:
    made = parse(entries.text(parts["formula"], f"{where}.formula"), where=where)
    if "missing" in parts and not isinstance(parts["missing"], Mapping):
        first = made.names[0] if made.names else "COLUMN"
        raise MappingError(
            f"mapping, {where}.missing lists codes, but a formula has several columns; write "
            f"missing = {{ {first} = [98, 99] }}"
        )
    return Column("formula", formula=made, **_shared(parts, where, made.names))


def _key(parts: Mapping[str, Any], where: str) -> Column:
    sources = _sources(parts["key"], f"{where}.key")
    return Column("key", sources, **_shared(parts, where, sources))


def _date(parts: Mapping[str, Any], where: str) -> Column:
    held = parts["date"]
    if isinstance(held, str):
        source = entries.text(held, f"{where}.date")
        return Column(
            "date", (source,), order=_order(parts, where), **_shared(parts, where, (source,))
        )
    if "order" in parts:
        raise MappingError(f"mapping, {where} has order beside three columns; leave it out")
    if not isinstance(held, list | tuple) or len(held) != _PARTS_OF_A_DAY:
        raise MappingError(
            f'mapping, {where}.date is no triple; write ["year", "month", "day"], or one column '
            "of text and its order"
        )
    sources = tuple(
        part if isinstance(part, int) and not isinstance(part, bool)
        else entries.text(part, f"{where}.date")
        for part in held
    )  # fmt: skip
    return Column("date", sources, **_shared(parts, where, sources))


def _order(parts: Mapping[str, Any], where: str) -> str:
    order = parts.get("order", "")
    if order not in ORDERS:
        raise MappingError(
            f"mapping, {where}.order is {str(order)[:24]!r}; how are its days written? It is "
            f"one of {', '.join(ORDERS)}"
        )
    return str(order)


def _mark(held: Any, where: str) -> str:  # noqa: ANN401 - what TOML held
    if held not in (",", ".", " ", "\u00a0", "'"):
        raise MappingError(f'mapping, {where} is {str(held)[:24]!r}; write "," or "."')
    return str(held)


def _constant(parts: Mapping[str, Any], where: str) -> Column:
    return Column("constant", constant=entries.code(parts["constant"], f"{where}.constant"))


def _absent(parts: Mapping[str, Any], where: str) -> Column:
    if parts["absent"] is not True:
        raise MappingError(f"mapping, {where}.absent is not true; leave it out instead")
    return Column("absent")


_MAKE = {
    "from": _from,
    "formula": _formula,
    "label": _label,
    "key": _key,
    "date": _date,
    "constant": _constant,
    "absent": _absent,
}


def _sources(held: Any, where: str) -> tuple[str, ...]:  # noqa: ANN401 - what TOML held
    sources = entries.strings(held, where)
    if not sources:
        raise MappingError(f"mapping, {where} names no column; give at least one")
    return sources


def _shared(parts: Mapping[str, Any], where: str, names: tuple[str | int, ...]) -> dict[str, Any]:
    """Return what any kind of column may say beside its source."""
    shared: dict[str, Any] = _missing(parts, where, names)
    if "recode" in parts:
        held = entries.table(parts["recode"], None, f"{where}.recode")
        shared["recode"] = {k: entries.code(v, f"{where}.recode.{k}") for k, v in held.items()}
    if "other" in parts:
        if "recode" not in parts:
            raise MappingError(f"mapping, {where} has other without recode; give both or neither")
        shared["other"] = entries.code(parts["other"], f"{where}.other")
    for name in ("factor", "plus"):
        if name in parts:
            shared[name] = entries.number(parts[name], f"{where}.{name}")
    if "range" in parts:
        shared["range"] = entries.bounds(parts["range"], f"{where}.range")
    shared["optional"] = _switch(parts.get("optional", False), f"{where}.optional")
    if "where" in parts:
        shared["where"] = parse(entries.text(parts["where"], f"{where}.where"), where=where)
    shared["take"] = parts.get("take", "")
    shared["by"] = entries.strings(parts.get("by", ()), f"{where}.by")
    return shared


def _missing(
    parts: Mapping[str, Any], where: str, names: tuple[str | int, ...]
) -> dict[str, dict[str, tuple[Code, ...]] | tuple[Code, ...]]:
    held = parts.get("missing", [])
    if not isinstance(held, Mapping):
        return {"missing": entries.codes(held, f"{where}.missing")}
    where_names = parse(parts["where"], where=where).names if _is_text(parts.get("where")) else ()
    used = {str(name).casefold() for name in (*names, *where_names)}
    by_column = entries.table(held, None, f"{where}.missing")
    odd = [name for name in by_column if name.casefold() not in used]
    if odd:
        raise MappingError(
            f"mapping, {where}.missing speaks of {odd[0]}, which the entry does not use"
            f"{entries.nearest(odd[0], sorted(used))}"
        )
    return {
        "missing_in": {
            name.casefold(): entries.codes(found, f"{where}.missing.{name}")
            for name, found in by_column.items()
        }
    }


def _gathers(made: Column, where: str) -> None:
    if made.take == "" and (made.where is not None or made.by):
        raise MappingError(
            f"mapping, {where} has where or by without take; say take = one of {', '.join(TAKES)}"
        )
    allowed = ("", "one", "first") if made.kind == "label" else ("", *TAKES)
    if made.take not in allowed:
        near = entries.nearest(str(made.take), TAKES)
        raise MappingError(
            f"mapping, {where}.take is {str(made.take)[:24]!r}{near}; it is one of "
            f"{', '.join(allowed[1:])}"
        )


def _switch(held: Any, where: str) -> bool:  # noqa: ANN401 - what TOML held
    if not isinstance(held, bool):
        raise MappingError(f"mapping, {where} is {held!r}; write true or false")
    return held


def _is_text(held: Any) -> bool:  # noqa: ANN401 - what TOML held
    return isinstance(held, str) and bool(held.strip())

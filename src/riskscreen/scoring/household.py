"""Which household does this JSON hold, and everything that is wrong with it?

All faults come at once, each by its path, so that whoever writes the JSON mends it in one go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from riskscreen import records, schema
from riskscreen.core.strictjson import strict_json
from riskscreen.errors import InputError, IntegrityError
from riskscreen.schema import Field, Kind
from riskscreen.scoring.jsonschema import closed_codes

__all__ = ["read_household"]

_SHOWN = 12
_TOP = ("household", "children", "synthetic")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_KINDS: Mapping[Kind, tuple[str, type | tuple[type, ...]]] = {
    Kind.BOOL: ("true or false", bool),
    Kind.INT: ("a whole number", int),
    Kind.FLOAT: ("a number", (int, float)),
    Kind.TEXT: ("a text", str),
    Kind.CATEGORY: ("a text", str),
    Kind.DATE: ("a day as 2024-09-15", str),
}


def read_household(text: str | bytes, *, extra: Sequence[str] = ()) -> records.Records:
    """Return the records of one household.

    Parameters
    ----------
    text : str or bytes
        JSON as ``household_schema`` describes it.
    extra : sequence of str
        Columns beside the schema's that the release reads.

    Raises
    ------
    InputError
        If it is not JSON, or breaks the schema; the message lists every fault by its path.
    """
    document = _parse(text)
    faults = list(_document_faults(document, frozenset(extra)))
    if faults:
        shown = "; ".join(faults[:_SHOWN])
        rest = f"; and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
        raise InputError(
            f"{len(faults)} faults in this household: {shown}{rest}. "
            "scoring.household_schema() says what may stand here"
        )
    household, children = document["household"], document["children"]
    given = [{"household_id": household["household_id"], **child} for child in children]
    return records.read_records(
        _columns([household]),
        _columns(given),
        weights="none",
        synthetic=document.get("synthetic", False),
        check=False,
    )


def _parse(text: str | bytes) -> Any:  # noqa: ANN401 - any JSON value
    if not isinstance(text, str | bytes):
        raise InputError(
            f"a household is {type(text).__name__}; send one JSON object as a text or as bytes"
        )
    try:
        content = text.encode() if isinstance(text, str) else text
    except UnicodeEncodeError as fault:
        raise InputError(f"this household is no Unicode text: {fault.reason}") from fault
    try:
        return strict_json(content, where="this household")
    except IntegrityError as fault:
        raise InputError(f"{fault}. Send one JSON object with household and children") from fault


def _document_faults(document: Any, extra: frozenset[str]) -> Iterator[str]:  # noqa: ANN401
    if not isinstance(document, dict):
        yield f"$: {_shown(document)} is not an object with household and children"
        return
    yield from (f"{name}: unknown" for name in sorted(set(document) - set(_TOP)))
    if not isinstance(document.get("synthetic", False), bool):
        yield f"synthetic: {_shown(document['synthetic'])} is not true or false"
    yield from _row_faults(document.get("household"), schema.HOUSEHOLDS, "household", extra)
    children = document.get("children")
    if not isinstance(children, list) or not children:
        yield "children: not a list of at least one child"
        return
    for place, child in enumerate(children):
        yield from _child_faults(child, document.get("household"), f"children[{place}]", extra)
    yield from _twins(children)


def _child_faults(
    child: Any,  # noqa: ANN401 - any JSON value
    household: Any,  # noqa: ANN401
    path: str,
    extra: frozenset[str],
) -> Iterator[str]:
    yield from _row_faults(child, schema.CHILDREN, path, extra, given=("household_id",))
    if not isinstance(child, dict) or not isinstance(household, dict):
        return
    own = child.get("household_id")
    if own is not None and own != household.get("household_id"):
        yield f"{path}.household_id: {_shown(own)} is not the household's"


def _twins(children: Sequence[Any]) -> Iterator[str]:
    seen: dict[str, int] = {}
    for place, child in enumerate(children):
        child_id = child.get("child_id") if isinstance(child, dict) else None
        if isinstance(child_id, str) and seen.setdefault(child_id, place) != place:
            yield f"children[{place}].child_id: {_shown(child_id)} stands twice"


def _row_faults(
    row: Any,  # noqa: ANN401 - any JSON value
    columns: Mapping[str, Field],
    path: str,
    extra: frozenset[str],
    *,
    given: tuple[str, ...] = (),
) -> Iterator[str]:
    if not isinstance(row, dict):
        yield f"{path}: missing" if row is None else f"{path}: {_shown(row)} is not an object"
        return
    for name, field in columns.items():
        if field.is_compulsory and name not in given and row.get(name) in (None, ""):
            yield f"{path}.{name}: missing"
    for name, value in row.items():
        if name in columns:
            fault = None if value is None else _fault(value, columns[name])
        elif name in extra:
            fault = None if _is_plain(value) else f"{_shown(value)} is not a number or a text"
        else:
            fault = "unknown column"
        if fault:
            yield f"{path}.{name}: {fault}"


def _fault(value: Any, field: Field) -> str | None:  # noqa: ANN401 - any JSON value
    words, kind = _KINDS[field.type]
    # JSON's true is Python's 1
    right: bool = isinstance(value, kind) and (
        field.type is Kind.BOOL or not isinstance(value, bool)
    )
    if not right or (field.type is Kind.DATE and not _is_day(value)):
        return f"{_shown(value)} is not {words}"
    codes = closed_codes(field)
    if codes and value not in codes:
        return f"{_shown(value)} is none of {', '.join(codes)}"
    return _outside(value, field) if field.range else None


def _outside(value: float, field: Field) -> str | None:
    low, high = field.range or (-np.inf, np.inf)
    if (low < value if field.exclusive else low <= value) and value <= high:
        return None
    edge = "above" if field.exclusive else "at least"
    limits = f"{edge} {low:g}" if np.isinf(high) else f"{low:g}-{high:g}"
    return f"{value:g} is outside {limits} {field.unit}".rstrip()


def _is_day(text: str) -> bool:
    if not _DAY.fullmatch(text):
        return False
    try:
        np.datetime64(text, "D")
    except ValueError:
        return False
    return True


def _is_plain(value: Any) -> bool:  # noqa: ANN401 - any JSON value
    return value is None or isinstance(value, str | int | float)


def _shown(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return a value as a message may show it: never a text of several words, which may name."""
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    text = str(value).lower() if isinstance(value, bool) or value is None else str(value)
    longest = 24
    return f"a text of {len(text.split())} words" if len(text.split()) > 1 else text[:longest]


def _columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Return the columns of the rows; a column that no row has is absent."""
    names = dict.fromkeys(name for row in rows for name, value in row.items() if value is not None)
    return {name: [row.get(name) for row in rows] for name in names}

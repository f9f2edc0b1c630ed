"""Which household does this JSON hold, and everything that is wrong with it?

All faults come at once, each by its path, so that whoever writes the JSON mends it in one go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from riskscreen import records, schema
from riskscreen.core import counted
from riskscreen.core.strictjson import strict_json
from riskscreen.errors import InputError, IntegrityError
from riskscreen.schema import Field, Kind, Role
from riskscreen.scoring.admission import checked
from riskscreen.scoring.jsonschema import closed_codes
from riskscreen.scoring.limits import (
    DAY_PATTERN,
    FIRST_DAY,
    ID_PATTERN,
    LAST_DAY,
    MOST_BYTES,
    MOST_CHILDREN,
    MOST_TEXT,
)
from riskscreen.scoring.showing import shown, shown_name

__all__ = ["read_household"]

_SHOWN = 12
_TOP = ("household", "children", "synthetic")
_DAY, _ID = re.compile(DAY_PATTERN), re.compile(ID_PATTERN)
_TWICE = re.compile(r"the name (['\"])(.*)\1 stands twice", re.DOTALL)
_KINDS: Mapping[Kind, tuple[str, type | tuple[type, ...]]] = {
    Kind.BOOL: ("true or false", bool),
    Kind.INT: ("a whole number", int),
    Kind.FLOAT: ("a number", (int, float)),
    Kind.TEXT: ("a text", str),
    Kind.CATEGORY: ("a text", str),
    Kind.DATE: (f"a day as 2024-09-15, from {FIRST_DAY} to {LAST_DAY}", str),
}


def read_household(text: str | bytes, *, extra: Sequence[str] = ()) -> records.Records:
    """Return the records of one household; what was found in them is their ``reading``.

    Parameters
    ----------
    text : str or bytes
        JSON as ``household_schema`` describes it, at most 4 MB.
    extra : sequence of str
        Columns beside the schema's that the release reads.

    Raises
    ------
    InputError
        If it is too long, no JSON, or breaks the schema; the message lists every fault by its
        path.
    IdentifierError
        If a value looks like a number or an address of a person.
    """
    document = _parse(text)
    faults = list(_document_faults(document, frozenset(extra)))
    if faults:
        told = "; ".join(faults[:_SHOWN])
        rest = f"; and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
        raise InputError(
            f"{counted(len(faults), 'fault')} in this household: {told}{rest}. "
            "scoring.household_schema() says what may stand here"
        )
    household, children = document["household"], document["children"]
    given = [{"household_id": household["household_id"], **child} for child in children]
    held = records.read_records(
        _columns([household]),
        _columns(given),
        weights="none",
        synthetic=document.get("synthetic", False),
        check=False,
    )
    n_read = len(set(held.children["child_id"].tolist()))
    if n_read != len(children):
        raise InputError(
            f"{len(children)} children were given and {n_read} were read: ids that differ for the "
            "sender are one here. Send ids of letters and digits"
        )
    return held.replace(reading=(*held.reading, *checked(held)))


def _parse(text: str | bytes) -> Any:  # noqa: ANN401 - any JSON value
    if not isinstance(text, str | bytes):
        raise InputError(
            f"a household is {type(text).__name__}; send one JSON object as a text or as bytes"
        )
    _only_short(len(text))
    try:
        content = text.encode() if isinstance(text, str) else text
    except UnicodeEncodeError as fault:
        raise InputError(f"this household is no Unicode text: {fault.reason}") from fault
    _only_short(len(content))
    try:
        return strict_json(content, where="this household")
    except IntegrityError as fault:
        # a name that stands twice may be anybody's
        said = _TWICE.sub(lambda found: f"{shown_name(found[2])} stands twice", str(fault))
        raise InputError(f"{said}. Send one JSON object with household and children") from None


def _only_short(n_bytes: int) -> None:
    if n_bytes > MOST_BYTES:
        raise InputError(
            f"this household has {n_bytes} bytes, at most {MOST_BYTES} are read; send one "
            "household at a time, without free text"
        )


def _document_faults(document: Any, extra: frozenset[str]) -> Iterator[str]:  # noqa: ANN401
    if not isinstance(document, dict):
        yield f"$: {shown(document)} is not an object with household and children"
        return
    yield from (f"{shown_name(name)}: unknown" for name in sorted(set(document) - set(_TOP)))
    if not isinstance(document.get("synthetic", False), bool):
        yield f"synthetic: {shown(document['synthetic'])} is not true or false"
    yield from _row_faults(document.get("household"), schema.HOUSEHOLDS, "household", extra)
    children = document.get("children")
    if not isinstance(children, list) or not children:
        yield "children: not a list of at least one child"
        return
    if len(children) > MOST_CHILDREN:
        yield f"children: {len(children)} of them; at most {MOST_CHILDREN} are one household"
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
        yield f"{path}.household_id: {shown(own)} is not the household's"


def _twins(children: Sequence[Any]) -> Iterator[str]:
    seen: dict[str, int] = {}
    for place, child in enumerate(children):
        child_id = child.get("child_id") if isinstance(child, dict) else None
        if isinstance(child_id, str) and (first := seen.setdefault(child_id, place)) != place:
            yield f"children[{place}].child_id: stands twice, first in children[{first}]"


def _row_faults(
    row: Any,  # noqa: ANN401 - any JSON value
    columns: Mapping[str, Field],
    path: str,
    extra: frozenset[str],
    *,
    given: tuple[str, ...] = (),
) -> Iterator[str]:
    if not isinstance(row, dict):
        yield f"{path}: missing" if row is None else f"{path}: {shown(row)} is not an object"
        return
    for name, field in columns.items():
        if field.is_compulsory and name not in given and row.get(name) in (None, ""):
            yield f"{path}.{name}: missing"
    for name, value in row.items():
        if name in columns:
            fault = None if value is None else _fault(value, columns[name])
        elif name in extra:
            fault = _own_fault(value)
        else:
            fault = "unknown column"
        if fault:
            yield f"{path}.{shown_name(name)}: {fault}"


def _fault(value: Any, field: Field) -> str | None:  # noqa: ANN401 - any JSON value
    words, kind = _KINDS[field.type]
    # JSON's true is Python's 1
    right: bool = isinstance(value, kind) and (
        field.type is Kind.BOOL or not isinstance(value, bool)
    )
    if not right or (field.type is Kind.DATE and not _is_day(value)):
        return f"{shown(value)} is not {words}"
    codes = closed_codes(field)
    if codes and value not in codes:
        return f"{shown(value)} is none of {', '.join(codes)}"
    if isinstance(value, str):
        return _text_fault(value, field)
    return _outside(value, field) if field.range else None


def _text_fault(text: str, field: Field) -> str | None:
    if len(text) > MOST_TEXT:
        return f"{shown(text)}; at most {MOST_TEXT} are read"
    # the empty id is missing, which is said elsewhere
    if field.role is Role.IDENTIFIER and text and not _ID.fullmatch(text):
        return f"{shown(text)} begins or ends with a blank, or holds a control character"
    return None


def _own_fault(value: Any) -> str | None:  # noqa: ANN401 - any JSON value
    if not (value is None or isinstance(value, str | int | float)):
        return f"{shown(value)} is not a number or a text"
    is_long = isinstance(value, str) and len(value) > MOST_TEXT
    return f"{shown(value)}; at most {MOST_TEXT} are read" if is_long else None


def _outside(value: float, field: Field) -> str | None:
    low, high = field.range or (-np.inf, np.inf)
    if (low < value if field.exclusive else low <= value) and value <= high:
        return None
    edge = "above" if field.exclusive else "at least"
    limits = f"{edge} {low:g}" if np.isinf(high) else f"{low:g}-{high:g}"
    return f"{shown(value)} is outside {limits} {field.unit}".rstrip()


def _is_day(text: str) -> bool:
    if not _DAY.fullmatch(text):
        return False
    try:
        np.datetime64(text, "D")
    except ValueError:
        return False
    return True


def _columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Return the columns of the rows; a column that no row has is absent."""
    names = dict.fromkeys(name for row in rows for name, value in row.items() if value is not None)
    return {name: [row.get(name) for row in rows] for name in names}

"""What may the JSON of one household hold?

Generated from the schema of records, published as JSON Schema, and walked by the reader, so that
the paper and the practice cannot differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from riskscreen import schema
from riskscreen.schema import Field, Kind, Role
from riskscreen.scoring.limits import (
    DAY_PATTERN,
    ID_PATTERN,
    MOST_BYTES,
    MOST_CHILDREN,
    MOST_TEXT,
)

__all__ = ["closed_codes", "household_schema"]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_OPEN = ("region",)
"""A survey may have regions of its own; one that training never saw refuses the child instead."""

_FROM_ABOVE = ("household_id",)
"""A child's household is the one that it stands under; it may be repeated, never changed."""


def household_schema(lang: str = "en") -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of what ``score_json`` reads.

    Parameters
    ----------
    lang : str
        Language of the descriptions, ``en`` or ``vi``.

    Returns
    -------
    dict
        JSON types. Null, or leaving a column out, is *not recorded*.

    Examples
    --------
    >>> household_schema()["properties"]["children"]["items"]["required"]
    ['child_id', 'observed_date', 'age_years', 'sex']
    """
    return {
        "$schema": _DRAFT,
        "$comment": f"at most {MOST_BYTES} bytes",
        "title": "one household with its children" if lang == "en" else "một hộ và trẻ em của hộ",
        "type": "object",
        "additionalProperties": False,
        "required": ["household", "children"],
        "properties": {
            "household": _object(schema.HOUSEHOLDS, lang=lang, given=()),
            "children": {
                "type": "array",
                "minItems": 1,
                "maxItems": MOST_CHILDREN,
                "items": _object(schema.CHILDREN, lang=lang, given=_FROM_ABOVE),
            },
            "synthetic": {
                "type": "boolean",
                "description": "whether this household is made up; a demonstration needs true",
            },
        },
    }


def closed_codes(field: Field) -> tuple[str, ...]:
    """Return the codes beside which no other is an answer; empty where others are.

    Examples
    --------
    >>> closed_codes(schema.CHILDREN["sex"]), closed_codes(schema.HOUSEHOLDS["region"])
    (('male', 'female'), ())
    """
    return () if field.name in _OPEN else field.codes


def _object(columns: Mapping[str, Field], *, lang: str, given: tuple[str, ...]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [
            name for name, field in columns.items() if field.is_compulsory and name not in given
        ],
        "properties": {name: _property(field, lang=lang) for name, field in columns.items()},
    }


def _property(field: Field, *, lang: str) -> dict[str, Any]:
    described: dict[str, Any] = {"description": _description(field, lang=lang)}
    described["type"] = [_type(field.type)] if field.is_compulsory else [_type(field.type), "null"]
    codes = closed_codes(field)
    if codes:
        described["enum"] = [*codes] if field.is_compulsory else [*codes, None]
    elif field.type is Kind.DATE:
        described |= {"format": "date", "pattern": DAY_PATTERN}
    elif not (field.is_number or field.type is Kind.BOOL):
        described["maxLength"] = MOST_TEXT
    if field.role is Role.IDENTIFIER:
        described["pattern"] = ID_PATTERN
    return described | _bounds(field)


def _bounds(field: Field) -> dict[str, float]:
    if field.range is None:
        return {}
    low, high = field.range
    bounds = {"exclusiveMinimum" if field.exclusive else "minimum": low, "maximum": high}
    return {name: bound for name, bound in bounds.items() if abs(bound) != float("inf")}


def _type(kind: Kind) -> str:
    kinds = {Kind.BOOL: "boolean", Kind.INT: "integer", Kind.FLOAT: "number"}
    return kinds.get(kind, "string")


def _description(field: Field, *, lang: str) -> str:
    unit = f" ({field.unit})" if field.unit else ""
    return f"{field.meaning(lang)}{unit}"

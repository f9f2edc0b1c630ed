"""Are these the facts of a report? The JSON twin, held against its schema.

A small reading of JSON Schema: what `facts.schema.json` uses, and nothing else, so that a report
needs no further library; a test holds it against a whole validator.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from typing import Any

from riskscreen.errors import InputError

__all__ = ["FACTS_VERSION", "faults", "outcome_faults", "read", "schema"]

FACTS_VERSION = 2
_READ = (1, 2)
_TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,), "array": (list, tuple), "string": (str,), "boolean": (bool,),
    "null": (type(None),),
}  # fmt: skip
_SHOWN = 5


def read(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts, in today's version.

    Facts of version 1 lack only tables that are absent without harm: they are read as they are.

    Raises
    ------
    InputError
        If the version is unknown or the facts break the schema.

    Examples
    --------
    >>> read({"facts_version": 3})
    Traceback (most recent call last):
        ...
    riskscreen.errors.InputError: facts of version 3 cannot be read; this version reads 1 and 2
    """
    version = facts.get("facts_version")
    if version not in _READ:
        raise InputError(f"facts of version {version} cannot be read; this version reads 1 and 2")
    held = {**facts, "facts_version": FACTS_VERSION}
    found = list(faults(held))
    if found:
        raise InputError(
            f"facts break their schema in {len(found)} places: {'; '.join(found[:_SHOWN])}; "
            "make them anew with riskscreen train"
        )
    return held


@functools.cache
def schema() -> dict[str, Any]:
    """Return the schema of the facts, JSON Schema 2020-12."""
    text = resources.files("riskscreen.reporting").joinpath("facts.schema.json")
    held: dict[str, Any] = json.loads(text.read_text(encoding="utf-8"))
    return held


def faults(value: object, rule: Mapping[str, Any] | None = None, where: str = "") -> Iterator[str]:
    """Yield what breaks the schema, each with its place.

    Parameters
    ----------
    value : object
        JSON types.
    rule : mapping, optional
        A part of the schema; the whole by default.
    where : str
        Place of the value, empty at the root.

    Examples
    --------
    >>> list(faults({"n": "x"}, {"properties": {"n": {"type": "number"}}}))
    ['n is no number']
    """
    asked = schema() if rule is None else rule
    if "$ref" in asked:
        asked = schema()["$defs"][asked["$ref"].rpartition("/")[2]]
    wanted = asked.get("type")
    kinds = [wanted] if isinstance(wanted, str) else list(wanted or ())
    if kinds and not any(_is(value, kind) for kind in kinds):
        yield f"{where or 'the whole'} is no {' or '.join(kinds)}"
        return
    if "enum" in asked and value not in asked["enum"]:
        yield f"{where} is none of {', '.join(map(str, asked['enum']))}"
    for part in asked.get("allOf", ()):
        yield from faults(value, part, where)
    yield from _inside(value, asked, where)


def outcome_faults(outcome: Mapping[str, Any], *, names: Iterable[str]) -> list[str]:
    """Return what breaks the schema in these parts of an outcome, which a report may get later.

    Examples
    --------
    >>> outcome_faults({"findings": None}, names=["findings"])
    ['findings is no array']
    """
    parts = schema()["$defs"]["outcome"]["properties"]
    return [fault for name in names for fault in faults(outcome[name], parts[name], name)]


def _inside(value: object, asked: Mapping[str, Any], where: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        dot = f"{where}." if where else ""
        for name in asked.get("required", ()):
            if name not in value:
                yield f"{dot}{name} is missing"
        named = asked.get("properties", {})
        for name, part in value.items():
            inner = named.get(name, asked.get("additionalProperties"))
            if isinstance(inner, Mapping):
                yield from faults(part, inner, f"{dot}{name}")
    elif isinstance(value, list | tuple) and "items" in asked:
        for place, part in enumerate(value):
            yield from faults(part, asked["items"], f"{where}[{place}]")


def _is(value: object, kind: str) -> bool:
    if kind == "number":
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return number and math.isfinite(float(value))  # type: ignore[arg-type]
    if kind == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, _TYPES[kind])

"""Which JSON do these bytes hold, and has it the shape that was agreed?

Python's reader takes NaN, repeated names, and nesting until the stack ends; here each is refused.
The shapes are a few small functions, so that nothing heavier is imported to load a release.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Callable, Mapping
from typing import Any

from riskscreen.errors import IntegrityError

__all__ = [
    "MOST_JSON_DEPTH",
    "Shape",
    "anything",
    "boolean",
    "constant",
    "integer",
    "mapping",
    "number",
    "optional",
    "record",
    "rows",
    "strict_json",
    "text",
]

Shape = Callable[[Any, str], None]
MOST_JSON_DEPTH = 32  # far above what anything here writes, far below the end of the stack
# a string that never ends is taken to the end, so that each byte is looked at once
_STRINGS = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)', re.DOTALL)
_OPEN, _CLOSE = b"[{", b"]}"
_NO_BRACKETS = bytes(byte for byte in range(256) if byte not in _OPEN + _CLOSE)
_LARGEST = sys.float_info.max


def strict_json(content: bytes, *, where: str) -> Any:  # noqa: ANN401 - any JSON value
    """Return the JSON value of ``content``.

    Raises
    ------
    IntegrityError
        If it is not UTF-8 JSON, nests deeper than 32, repeats a name within an object, or holds
        a number that is not finite or beyond any float64.

    Examples
    --------
    >>> strict_json(b'{"a": [1, null]}', where="a.json")
    {'a': [1, None]}
    >>> strict_json(b'{"a": NaN}', where="a.json")
    Traceback (most recent call last):
        ...
    riskscreen.errors.IntegrityError: a.json is not strict JSON: NaN is not a JSON number
    """
    depth = _depth(content)
    if depth > MOST_JSON_DEPTH:
        raise IntegrityError(f"{where} nests {depth} deep; at most {MOST_JSON_DEPTH} is read")
    try:
        found = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_float=_float,
            parse_int=_int,
        )
        # half a surrogate pair is read by Python and can be written by nobody
        json.dumps(found, ensure_ascii=False).encode() if b"\\u" in content else None
    except (ValueError, RecursionError) as fault:
        raise IntegrityError(f"{where} is not strict JSON: {fault}") from fault
    return found


def record(fields: Mapping[str, Shape], *, more: bool = False) -> Shape:
    """Return the shape of an object with these names; others too only if ``more``."""

    def check(value: Any, at: str) -> None:  # noqa: ANN401 - any JSON value
        _kind(value, dict, at, "an object")
        absent = sorted(
            name
            for name, shape in fields.items()
            if name not in value and not getattr(shape, "optional", False)
        )
        unknown = [] if more else sorted(set(value) - set(fields))
        if absent or unknown:
            raise IntegrityError(f"{at} lacks {absent} and holds unknown {unknown}")
        for name, shape in fields.items():
            if name in value:
                shape(value[name], f"{at}.{name}")

    return check


def optional(shape: Shape) -> Shape:
    """Return the same shape for a name that may be absent."""

    def check(value: Any, at: str) -> None:  # noqa: ANN401 - any JSON value
        shape(value, at)

    check.optional = True  # type: ignore[attr-defined]
    return check


def mapping(of: Shape, *, names: str = r"(?s).*") -> Shape:
    """Return the shape of an object whose names match a pattern and whose values have a shape."""
    fits = re.compile(names).fullmatch

    def check(value: Any, at: str) -> None:  # noqa: ANN401 - any JSON value
        _kind(value, dict, at, "an object")
        for name, entry in value.items():
            if not fits(name):
                raise IntegrityError(f"{at} holds the name {name[:80]!r}; names match {names}")
            of(entry, f"{at}.{name}")

    return check


def rows(of: Shape, *, fewest: int = 0, most: int = 1_000_000) -> Shape:
    """Return the shape of an array."""

    def check(value: Any, at: str) -> None:  # noqa: ANN401 - any JSON value
        _kind(value, list, at, "an array")
        if not fewest <= len(value) <= most:
            raise IntegrityError(f"{at} has {len(value)} entries; {fewest} to {most} are read")
        for place, entry in enumerate(value):
            of(entry, f"{at}[{place}]")

    return check


def text(*, matching: str = r"(?s).*", most: int = 100_000) -> Shape:
    """Return the shape of a text."""
    fits = re.compile(matching).fullmatch

    def check(value: Any, at: str) -> None:  # noqa: ANN401 - any JSON value
        _kind(value, str, at, "a text")
        if len(value) > most or not fits(value):
            raise IntegrityError(
                f"{at} is {value[:80]!r}; it matches {matching}, at most {most} long"
            )

    return check


def number(lo: float = -_LARGEST, hi: float = _LARGEST, *, null: bool = False) -> Shape:
    """Return the shape of a finite number within bounds, or null where allowed."""

    def check(value: Any, at: str) -> None:  # noqa: ANN401 - any JSON value
        if value is None and null:
            return
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise IntegrityError(f"{at} is {type(value).__name__}; it is a number")
        if not lo <= value <= hi:
            raise IntegrityError(f"{at} is a number outside {lo:.6g} to {hi:.6g}")

    return check


def integer(lo: int, hi: int) -> Shape:
    """Return the shape of a whole number within bounds."""

    def check(value: Any, at: str) -> None:  # noqa: ANN401 - any JSON value
        if isinstance(value, bool) or not isinstance(value, int) or not lo <= value <= hi:
            raise IntegrityError(f"{at} is no whole number in {lo} to {hi}")

    return check


def constant(*values: Any) -> Shape:  # noqa: ANN401 - any JSON value
    """Return the shape of exactly one of these values, of the same type."""

    def check(value: Any, at: str) -> None:  # noqa: ANN401 - any JSON value
        if not any(type(value) is type(one) and value == one for one in values):
            raise IntegrityError(f"{at} is {str(value)[:80]!r}; this reader knows {list(values)}")

    return check


def boolean(value: Any, at: str) -> None:  # noqa: ANN401 - any JSON value
    """Return nothing if the value is true or false; raise IntegrityError otherwise."""
    _kind(value, bool, at, "true or false")


def anything(value: Any, at: str) -> None:  # noqa: ANN401 - any JSON value
    """Return nothing: the reader of this entry checks it."""


def _kind(value: Any, kind: type, at: str, words: str) -> None:  # noqa: ANN401 - any JSON value
    if not isinstance(value, kind):
        raise IntegrityError(f"{at} is {type(value).__name__}; it is {words}")


def _depth(content: bytes) -> int:
    deepest = depth = 0
    for byte in _STRINGS.sub(b"", content).translate(None, _NO_BRACKETS):
        depth += 1 if byte in _OPEN else -1
        deepest = max(deepest, depth)
    return deepest


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the name {twice[:80]!r} stands twice in one object")
    return found


def _constant(word: str) -> float:
    raise ValueError(f"{word} is not a JSON number")


def _int(digits: str) -> int:
    number = int(digits)
    # whoever takes it for a float64 would fail
    if not -_LARGEST <= number <= _LARGEST:
        raise ValueError(f"{digits[:80]} is beyond any number")
    return number


def _float(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits[:80]} is beyond any number")
    return number

"""Is a TOML entry of the kind that its place asks for?"""

from __future__ import annotations

import contextlib
import datetime
import difflib
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from riskscreen.errors import MappingError

__all__ = [
    "bounds",
    "code",
    "codes",
    "naming",
    "nearest",
    "number",
    "optional_text",
    "strings",
    "table",
    "text",
    "whole",
    "word",
]

_SHOWN = 40
_NAMELESS = "mapping, "


@contextlib.contextmanager
def naming(name: str) -> Iterator[None]:
    """Give the mapping's name to the errors inside that only say where in a mapping they are.

    Examples
    --------
    >>> with naming("office.toml"):
    ...     whole("2", "files.export.header_row")
    Traceback (most recent call last):
        ...
    riskscreen.errors.MappingError: mapping office.toml, files.export.header_row is '2'; write a \
whole number
    """
    try:
        yield
    except MappingError as fault:
        text = str(fault)
        if not text.startswith(_NAMELESS):
            raise
        raise MappingError(f"mapping {name}, {text.removeprefix(_NAMELESS)}") from fault


def table(entry: Any, known: Sequence[str] | None, where: str) -> Mapping[str, Any]:  # noqa: ANN401
    """Return a TOML table whose entries are all known (``None``: any name).

    Raises
    ------
    MappingError
        If it is no table, or has an entry that is not known.

    Examples
    --------
    >>> table({"form": "age"}, ("from", "factor"), "tables.children.age_years")
    Traceback (most recent call last):
        ...
    riskscreen.errors.MappingError: mapping, tables.children.age_years has 1 unknown entries; \
first is form (did you mean from?). Known: from, factor
    """
    if not isinstance(entry, Mapping):
        words = ", ".join(known or ("name = ...",))
        raise MappingError(f"mapping, {where} is {_brief(entry)}; write a table of {words}")
    odd = sorted(str(name) for name in entry if known is not None and name not in known)
    if odd and known is not None:
        raise MappingError(
            f"mapping, {where} has {len(odd)} unknown entries; first is {_brief(odd[0], bare=True)}"
            f"{nearest(odd[0], known)}. Known: {', '.join(known)}"
        )
    if not all(isinstance(name, str) for name in entry):
        raise MappingError(f"mapping, {where} has a name that is no text; write names as text")
    return entry


def nearest(name: str, known: Sequence[str]) -> str:
    """Return `` (did you mean x?)`` for the known name nearest to one that is not; else nothing."""
    folded = {other.casefold(): other for other in known}
    close = difflib.get_close_matches(name.casefold()[:100], list(folded), n=1)
    return f" (did you mean {folded[close[0]]}?)" if close else ""


def text(entry: Any, where: str) -> str:  # noqa: ANN401 - what TOML held
    """Return a text that is not empty."""
    if not isinstance(entry, str) or not entry.strip():
        raise MappingError(f"mapping, {where} is {_brief(entry)}; write a text")
    return entry


def optional_text(parts: Mapping[str, Any], name: str, where: str) -> str | None:
    """Return a text that may be left out."""
    return text(parts[name], f"{where}.{name}") if name in parts else None


def strings(entry: Any, where: str) -> tuple[str, ...]:  # noqa: ANN401 - what TOML held
    """Return one text or a list of texts."""
    if isinstance(entry, str):
        return (text(entry, where),)
    if not isinstance(entry, list | tuple):
        raise MappingError(f"mapping, {where} is {_brief(entry)}; write a list of texts")
    return tuple(text(part, where) for part in entry)


def number(entry: Any, where: str, *, infinite: bool = False) -> float:  # noqa: ANN401
    """Return a number that is not NaN, and finite unless it may be infinite."""
    value = math.nan
    if isinstance(entry, int | float) and not isinstance(entry, bool):
        try:
            value = float(entry)
        except OverflowError:
            value = math.inf
    if math.isnan(value) or (math.isinf(value) and not infinite):
        raise MappingError(f"mapping, {where} is {_brief(entry)}; write a number")
    return value


def whole(entry: Any, where: str) -> int:  # noqa: ANN401 - what TOML held
    """Return a whole number."""
    if isinstance(entry, bool) or not isinstance(entry, int):
        raise MappingError(f"mapping, {where} is {_brief(entry)}; write a whole number")
    return entry


def word(entry: Any, where: str) -> str:  # noqa: ANN401 - what TOML held
    """Return a constant as text: a day as 2024-09-15, true as 1."""
    held = code(entry, where)
    return held if isinstance(held, str) else f"{held:.15g}"


def code(entry: Any, where: str) -> float | str:  # noqa: ANN401 - what TOML held
    """Return a constant: numbers and true, false as float, days and text as text."""
    if isinstance(entry, bool):
        return float(entry)
    if isinstance(entry, int | float):
        return number(entry, where)
    if isinstance(entry, datetime.date):
        return entry.isoformat()
    if isinstance(entry, str):
        return entry
    raise MappingError(f"mapping, {where} is {_brief(entry)}; write a number, a text or a day")


def codes(entry: Any, where: str) -> tuple[float | str, ...]:  # noqa: ANN401 - what TOML held
    """Return a list of codes, or a single one."""
    held = entry if isinstance(entry, list | tuple) else [entry]
    return tuple(code(part, where) for part in held)


def bounds(entry: Any, where: str) -> tuple[float, float]:  # noqa: ANN401 - what TOML held
    """Return a pair of bounds, the lower first; either may be infinite."""
    if not isinstance(entry, list | tuple) or len(entry) != 2:  # noqa: PLR2004 - a pair
        raise MappingError(f"mapping, {where} is {_brief(entry)}; write [lo, hi]")
    lo, hi = (number(part, where, infinite=True) for part in entry)
    if lo > hi:
        raise MappingError(f"mapping, {where} is [{lo:g}, {hi:g}]; write [lo, hi], the lower first")
    return lo, hi


def _brief(entry: Any, *, bare: bool = False) -> str:  # noqa: ANN401 - what TOML held
    try:
        shown = str(entry) if bare else repr(entry)
    except (ValueError, RecursionError):  # an int of more digits than Python writes
        return "a value too large to show"
    return shown if len(shown) <= _SHOWN else shown[:_SHOWN] + "..."

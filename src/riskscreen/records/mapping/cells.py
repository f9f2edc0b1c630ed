"""What is a code, a number or a missing value, whatever kind of file it came from?

Each distinct value is looked at once: a national survey repeats a few hundred texts in 180 000
rows. A text is the code of a number only where it is written as one: ``1.0`` is 1, ``01`` is not.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.errors import MappingError
from riskscreen.records.converting import as_text, parse_number
from riskscreen.records.table import is_missing
from riskscreen.records.wording import shown, thousands

__all__ = [
    "NUMBERS",
    "all_digits",
    "all_numbers",
    "as_codes",
    "distinct",
    "empty",
    "held",
    "like",
    "numbers",
    "one_kind",
    "plain",
    "refuse_rounded",
    "texts",
    "unknown",
]

NUMBERS = "biuf"
# Beyond this a float64 no longer holds every whole number, and two ids would become one.
_EXACT = 2**53


def plain(text: str) -> str:
    """Return a code without spaces around it, and a whole number without its point.

    Examples
    --------
    >>> plain(" 1.0"), plain("01"), plain("1.50")
    ('1', '01', '1.50')
    """
    text = text.strip()
    head, point, tail = text.partition(".")
    return head if point and head.lstrip("-").isdigit() and not tail.strip("0") else text


def distinct(values: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.intp]]:
    """Return the distinct values (numbers, text or dates) and, for each row, which it has.

    Examples
    --------
    >>> distinct(np.array(["b", "a", "b"]))
    (array(['b', 'a'], dtype='<U1'), array([0, 1, 0]))
    """
    if values.dtype.kind in NUMBERS + "M":
        found, places = np.unique(held(values), return_inverse=True)
        return found, places
    cells = values.tolist()
    if values.dtype.kind == "O":
        cells = _hashable(cells)
    seen: defaultdict[Any, int] = defaultdict(itertools.count().__next__)
    places = np.fromiter(map(seen.__getitem__, cells), dtype=np.intp, count=len(cells))
    found = np.empty(len(seen), dtype=object)
    found[:] = list(seen)
    return (as_text(found) if len(found) else np.array([""])), places


def texts(values: NDArray[Any]) -> NDArray[np.str_]:
    """Return values as text, as ``as_text`` does, each distinct one once."""
    if values.dtype.kind == "U" and not len(values):
        return values
    found, places = distinct(values)
    return np.asarray(as_text(found)[places], dtype=np.str_)


def as_codes(values: NDArray[Any]) -> tuple[list[str], NDArray[np.intp]]:
    """Return the distinct codes as plain text ("" is missing) and, for each row, which it has."""
    found, places = distinct(values)
    return [plain(text) for text in as_text(found).tolist()], places


def numbers(values: NDArray[Any], *, blame: str) -> NDArray[np.float64]:
    """Return values as float64; text is parsed, each distinct one once.

    Parameters
    ----------
    values : ndarray, shape (n_rows,)
        Numbers, or text that should be numbers.
    blame : str
        Who needs them and from where, for the message.

    Raises
    ------
    MappingError
        If a cell is text that is no number, or a date.
    """
    if values.dtype.kind in NUMBERS:
        return values.astype(np.float64, copy=False)
    if values.dtype.kind == "M":
        raise MappingError(f"{blame}, which holds dates; only days may be compared or subtracted")
    found, places = distinct(values)
    parsed = np.array([_parsed(text) for text in found.tolist()], dtype=np.float64)
    bad = np.isinf(parsed)
    if bad.any() and len(places):
        rows = np.flatnonzero(bad[places])
        if rows.size:
            first = shown(found[places[rows[0]]])
            raise MappingError(
                f"{blame}, which holds text; first is {first}, row {int(rows[0]) + 1}, one of "
                f"{thousands(rows.size)} such cells. Recode it first, or list it under missing"
            )
    return np.asarray(parsed[places], dtype=np.float64)


def all_numbers(values: NDArray[Any]) -> bool:
    """Whether every known value is a number; a leading zero or over 15 digits make it a code."""
    if values.dtype.kind in NUMBERS:
        return True
    if values.dtype.kind == "M":
        return False
    found, _ = distinct(values)
    return all(_is_number(text) for text in found.tolist() if text)


def all_digits(values: NDArray[Any]) -> bool:
    """Whether every known value can be read as a number without loss, ``01`` included."""
    if values.dtype.kind in NUMBERS:
        return True
    found, _ = distinct(values)
    return values.dtype.kind != "M" and not any(abs(_parsed(t)) >= _EXACT for t in found.tolist())


def refuse_rounded(values: NDArray[Any], what: str) -> None:
    """Refuse numbers as ids where a float64 has lost their last digits: two ids may be one.

    Raises
    ------
    MappingError
        If a number reaches 2**53.
    """
    if values.dtype.kind != "f":
        return
    rows = np.flatnonzero(np.abs(values) >= _EXACT)
    if rows.size:
        first = int(rows[0])
        raise MappingError(
            f"mapping, {what} holds {thousands(len(rows))} of {thousands(len(values))} ids that "
            f"are numbers beyond 2**53, whose last digits are lost; first is row {first + 1}: "
            f"{values[first]:.17g}. Save the id as text where the file is made"
        )


def one_kind(parts: Sequence[NDArray[Any]]) -> list[NDArray[Any]]:
    """Return columns in one kind: numbers or dates where all are, text otherwise.

    A column without any known value takes the kind of the others.
    """
    known = [part for part in parts if not unknown(part).all()] or list(parts)
    if all(part.dtype.kind == "M" for part in known):
        return [like(part, "M") for part in parts]
    mixed = any(part.dtype.kind in NUMBERS for part in known)
    if mixed and all(all_numbers(part) for part in known):
        return [like(part, "f") for part in parts]
    return [texts(part) for part in parts]


def like(values: NDArray[Any], kind: str) -> NDArray[Any]:
    """Return values as numbers (``f``) or dates (``M``); what is unknown takes either kind."""
    if kind == "M":
        return values if values.dtype.kind == "M" else empty(len(values), "M")
    if values.dtype.kind == "M":
        return empty(len(values), "f")
    return numbers(values, blame="a column of numbers")


def empty(n_rows: int, kind: str) -> NDArray[Any]:
    """Return missing values: of numbers, dates (``M``) or text (``U``)."""
    if kind == "M":
        return np.full(n_rows, np.datetime64("NaT", "D"))
    return np.full(n_rows, "", dtype="<U1") if kind == "U" else np.full(n_rows, np.nan)


def unknown(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Return which values are missing, shape (n_rows,)."""
    if values.dtype.kind == "O":
        return is_missing(texts(values))
    if values.dtype.kind in "biu":
        return np.zeros(values.shape, dtype=np.bool_)
    return is_missing(values)


def held(values: NDArray[Any]) -> NDArray[Any]:
    """Return values as float64, text or datetime64[D]: kinds that have a missing value."""
    if values.dtype.kind == "O":
        return texts(values)
    if values.dtype.kind == "M":
        return values.astype("datetime64[D]", copy=False)
    return values.astype(np.float64, copy=False) if values.dtype.kind in NUMBERS else values


def _hashable(cells: list[Any]) -> list[Any]:
    """Return objects by which a dict may tell cells apart: True is not the 1 that it equals."""
    kinds = set(map(type, cells))
    if bool in kinds:
        cells = [str(int(cell)) if isinstance(cell, bool) else cell for cell in cells]
    odd = {kind for kind in kinds if kind.__hash__ is None}
    return [str(cell) if type(cell) in odd else cell for cell in cells] if odd else cells


def _parsed(text: str) -> float:
    """Return a number, NaN for an empty text, infinity for what is no number."""
    try:
        return parse_number(text)
    except ValueError:
        return math.inf


def _is_number(text: str) -> bool:
    digits = text.lstrip("+-")
    coded = len(digits) > 1 and digits[0] == "0" and digits[1].isdigit()
    return not coded and abs(_parsed(text)) < _EXACT

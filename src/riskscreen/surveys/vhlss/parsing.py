"""What do single cells of VHLSS say: a key, a number, a grade written as text?

Rounds keep the same code as a number, as text, with zeros in front or without; a key that is not
brought to one spelling joins nothing and nobody notices. A grade is read only where its text can
mean one thing: "7/10" is a grade of the old ten-year school and "lớp 13" is none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["grades", "joined", "key", "numbers"]

_GRADE = re.compile(r"(?:l[oóơớ]p|grade)?\s*0*([0-9]{1,2})(?:[.,]0+)?(?:\s*/\s*12)?", re.IGNORECASE)
_LAST_GRADE = 12
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def key(values: NDArray[Any]) -> NDArray[np.str_]:
    """Return codes as text in one spelling: no zeros in front, no decimal point; empty if missing.

    Parameters
    ----------
    values : ndarray, shape (n_rows,)
        Numbers or text.

    Returns
    -------
    ndarray of str, shape (n_rows,)

    Examples
    --------
    >>> key(np.array([1.0, 79.0, np.nan])).tolist(), key(np.array(["01", " 079", ""])).tolist()
    (['1', '79', ''], ['1', '79', ''])
    """
    return _by_value(values, _key, np.str_)


def joined(parts: list[NDArray[np.str_]]) -> NDArray[np.str_]:
    """Return the parts of a key joined by ``-``; empty where one of them is.

    Examples
    --------
    >>> joined([np.array(["1", "2"]), np.array(["13", ""])]).tolist()
    ['1-13', '']
    """
    whole = parts[0]
    known = whole != ""
    for part in parts[1:]:
        known &= part != ""
        whole = np.strings.add(np.strings.add(whole, "-"), part)
    return np.where(known, whole, "")


def numbers(values: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return cells as numbers, and which of them hold text that is none.

    Examples
    --------
    >>> numbers(np.array(["7", "", "seven"]))
    (array([ 7., nan, nan]), array([False, False,  True]))
    """
    if values.dtype.kind in "biuf":
        return values.astype(np.float64), np.zeros(len(values), dtype=np.bool_)
    return _read(values, _number)


def grades(values: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return grades 0-12 of cells that say one, and which cells say something else.

    Examples
    --------
    >>> grades(np.array(["12", "lớp 5", "5/12", "7/10", "13", ""]))
    (array([12.,  5.,  5., nan, nan, nan]), array([False, False, False,  True,  True, False]))
    """
    return _read(values, _grade)


def _read(
    values: NDArray[Any], parse: Callable[[str], float]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    read = _by_value(values, lambda cell: parse(_plain(cell)), np.float64)
    given = _by_value(values, lambda cell: _plain(cell) != "", np.bool_)
    return read, given & np.isnan(read)


def _by_value(values: NDArray[Any], change: Callable[[Any], Any], kind: Any) -> NDArray[Any]:  # noqa: ANN401
    """Return each cell changed; each distinct cell is looked at once."""
    if values.dtype.kind == "O":
        values = np.array([_plain(cell) for cell in values.tolist()] or [""], dtype=np.str_)[
            : len(values)
        ]
    distinct, place = np.unique(values, return_inverse=True)
    if not len(distinct):
        return np.array([], dtype="<U1" if kind is np.str_ else kind)
    return np.array([change(cell) for cell in distinct.tolist()], dtype=kind)[place]


def _plain(cell: Any) -> str:  # noqa: ANN401 - any cell
    if cell is None or cell != cell:  # noqa: PLR0124 - NaN
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return str(cell).strip()


def _key(cell: Any) -> str:  # noqa: ANN401 - any cell
    text = re.sub(r"\.0+$", "", _plain(cell))
    return text.lstrip("0") or "0" if text.isascii() and text.isdigit() else text


def _number(text: str) -> float:
    return float(text) if _NUMBER.fullmatch(text) else float("nan")


def _grade(text: str) -> float:
    found = _GRADE.fullmatch(unicodedata.normalize("NFC", text))
    grade = int(found[1]) if found else _LAST_GRADE + 1
    return float(grade) if grade <= _LAST_GRADE else float("nan")

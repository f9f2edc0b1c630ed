"""Which number or day does a text say, where the mapping says how it is written?

1.500 is one and a half or fifteen hundred and 03/04/2024 is two days: the mapping says which, and
a cell that is written otherwise refuses.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.errors import MappingError
from riskscreen.records.mapping import cells
from riskscreen.records.wording import shown, thousands

__all__ = ["ORDERS", "numbers_written", "parts_written"]

ORDERS = ("year-month-day", "day-month-year", "month-day-year")
# A time of day may follow, and is left out.
_DAY = re.compile(
    r"(\d{1,4})([-/. ])(\d{1,2})\2(\d{1,4})(?:[T ]+\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?)?"
    r"(?: ?[AP]M)?(?:Z|[+-]\d\d:?\d\d)?",
    re.ASCII,
)
_YEAR_DIGITS = 4


def numbers_written(
    values: NDArray[Any], *, decimal: str, grouping: str, blame: str
) -> NDArray[np.float64]:
    """Return the numbers that texts say; numbers stay as they are.

    Parameters
    ----------
    values : ndarray, shape (n_rows,)
        Text, or numbers.
    decimal, grouping : str
        What stands before the fraction, and between groups of three digits; empty: a point, none.
    blame : str
        Who needs them and from where, for the message.

    Raises
    ------
    MappingError
        If a cell is written otherwise.

    Examples
    --------
    >>> texts = np.array(["1.500.000", "2,5", ""])
    >>> numbers_written(texts, decimal=",", grouping=".", blame="x")
    array([1.5e+06, 2.5e+00,     nan])
    """
    if values.dtype.kind in cells.NUMBERS + "M":
        return cells.numbers(values, blame=blame)
    point, between = re.escape(decimal or "."), re.escape(grouping)
    whole = rf"(?:\d{{1,3}}(?:{between}\d{{3}})+|\d+)" if grouping else r"\d+"
    number = re.compile(rf"[+-]?{whole}(?:{point}\d+)?", re.ASCII)
    found, places = cells.distinct(values)
    said = [text.strip() for text in found.tolist()]
    odd = np.array([bool(text) and not number.fullmatch(text) for text in said], dtype=np.bool_)
    _refuse(odd, said, places, f"{blame}, whose numbers are not all written as it says")
    plain = [t.replace(grouping, "").replace(decimal or ".", ".") for t in said]
    return np.array([float(text) if text else np.nan for text in plain], np.float64)[places]


def parts_written(
    values: NDArray[Any], *, order: str, blame: str
) -> tuple[NDArray[np.float64], ...]:
    """Return year, month and day of texts, each of shape (n_rows,); NaN where a cell is empty.

    A day whose year of four digits stands first is year, month, day in any order: a worksheet's
    real dates come so beside those that were typed as text.

    Raises
    ------
    MappingError
        If a cell is no day, or its year has no four digits where the order puts it.

    Examples
    --------
    >>> parts_written(np.array(["3/4/2024", ""]), order="day-month-year", blame="x")
    (array([2024.,   nan]), array([ 4., nan]), array([ 3., nan]))
    >>> parts_written(np.array(["2024-04-03"]), order="day-month-year", blame="x")
    (array([2024.]), array([4.]), array([3.]))
    """
    found, places = cells.distinct(values)
    said = [text.strip() for text in found.tolist()]
    matched = [_DAY.fullmatch(text) for text in said]
    names = order.split("-")
    read = [
        dict(zip(_names(match[1], names), (match[1], match[3], match[4]), strict=True))
        if match
        else {}
        for match in matched
    ]
    odd = np.array(
        [
            bool(text) and (not parts or len(parts["year"]) != _YEAR_DIGITS)
            for text, parts in zip(said, read, strict=True)
        ],
        dtype=np.bool_,
    )
    _refuse(odd, said, places, f"{blame}, whose days are not all written {order}")
    return tuple(
        np.array([float(parts.get(name, "nan")) for parts in read], dtype=np.float64)[places]
        for name in ("year", "month", "day")
    )


def _names(first: str, names: list[str]) -> list[str]:
    return ["year", "month", "day"] if len(first) == _YEAR_DIGITS else names


def _refuse(odd: NDArray[np.bool_], said: list[str], places: NDArray[np.intp], what: str) -> None:
    rows = np.flatnonzero(odd[places]) if len(places) else places
    if rows.size:
        raise MappingError(
            f"{what}: {thousands(rows.size)} of {thousands(len(places))} cells; first is "
            f"{shown(said[places[rows[0]]])}, row {int(rows[0]) + 1}. List it under missing, or "
            "repair it in the file"
        )

"""Which day does a number of SPSS or Stata stand for, and is it a day at all?

Only the day is kept: records know days. A time of day that is dropped is counted, a time without a
day stays as text; a number too large for any calendar becomes missing, and is counted too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Days", "from_spss", "from_stata"]

# SPSS counts seconds from the first day of the Gregorian calendar, Stata days, milliseconds, weeks,
# months, quarters or half years from 1960 (manuals: SPSS "Date and time", Stata "datetime").
_SPSS_ORIGIN = np.datetime64("1582-10-14", "D")
_STATA_ORIGIN = np.datetime64("1960-01-01", "D")
_SECONDS, _MILLISECONDS = 86_400.0, 86_400_000.0
# 31 December 9999, in days from 1582: what no calendar of either program goes beyond.
_LAST_DAY = float((np.datetime64("9999-12-31", "D") - _SPSS_ORIGIN).astype(int))
_SPSS_DAY = re.compile(r"^(DATE|ADATE|EDATE|JDATE|SDATE|QYR|MOYR|WKYR)\d*(\.\d+)?$")
_SPSS_MOMENT = re.compile(r"^(DATETIME|YMDHMS)\d*(\.\d+)?$")
_SPSS_TIME = re.compile(r"^(TIME|DTIME|MTIME)\d*(\.\d+)?$")
_STATA_UNIT = re.compile(r"^%-?t?([dcCwmqh])")
_WEEKS_IN_YEAR = 52  # Stata's: the last week of a year has eight or nine days


@dataclass(frozen=True, slots=True)
class Days:
    """A column of days (or of times, as text), and what was lost on the way.

    Parameters
    ----------
    values : ndarray of datetime64[D] or str, shape (n_rows,)
        Days; times without a day as ``HH:MM:SS``.
    n_times : int
        Cells whose time of day was dropped.
    n_beyond : int
        Cells outside every calendar, now missing.
    """

    values: NDArray[Any]
    n_times: int = 0
    n_beyond: int = 0


def from_spss(numbers: NDArray[np.float64], form: str) -> Days | None:
    """Return the days of a column of SPSS by its format; None if it is no date.

    Parameters
    ----------
    numbers : ndarray of float64, shape (n_rows,)
        Seconds since 14 October 1582; NaN where missing.
    form : str
        The format, as ``DATE11`` or ``F8.2``.

    Examples
    --------
    >>> from_spss(np.array([13608000000.0, np.nan]), "DATE11").values
    array(['2014-01-02',        'NaT'], dtype='datetime64[D]')
    """
    if _SPSS_TIME.match(form):
        return Days(_clock(numbers))
    if _SPSS_DAY.match(form) or _SPSS_MOMENT.match(form):
        return _days(numbers / _SECONDS, _SPSS_ORIGIN)
    return None


def from_stata(numbers: NDArray[np.float64], form: str) -> Days | None:
    """Return the days of a column of Stata by its format; None if it is no date.

    Weeks, months, quarters and half years give their first day.

    Parameters
    ----------
    numbers : ndarray of float64, shape (n_rows,)
        In the format's unit since 1960; NaN where missing.
    form : str
        The format, as ``%td`` or ``%tcDDmonCCYY_HH:MM:SS``.

    Examples
    --------
    >>> from_stata(np.array([648.0]), "%tm").values
    array(['2014-01-01'], dtype='datetime64[D]')
    """
    unit = _STATA_UNIT.match(form)
    if unit is None or form.startswith("%tb"):
        return None
    if unit[1] in "cC":
        known = numbers[~np.isnan(numbers)]
        if known.size and bool(((known >= 0) & (known < _MILLISECONDS)).all()):
            return Days(_clock(numbers / 1000.0))
        return _days(numbers / _MILLISECONDS, _STATA_ORIGIN)
    if unit[1] == "d":
        return _days(numbers, _STATA_ORIGIN)
    return _periods(numbers, unit[1])


def _days(days: NDArray[np.float64], origin: np.datetime64) -> Days:
    with np.errstate(invalid="ignore"):
        whole = np.floor(days)
        beyond = ~np.isnan(days) & ~(np.abs(days) <= _LAST_DAY)
        timed = ~beyond & (days != whole) & ~np.isnan(days)
    lost = beyond | np.isnan(days)
    steps = np.where(lost, 0.0, whole).astype(np.int64).astype("timedelta64[D]")
    values = origin + steps
    values[lost] = np.datetime64("NaT", "D")
    return Days(values, int(timed.sum()), int(beyond.sum()))


def _periods(numbers: NDArray[np.float64], unit: str) -> Days:
    beyond = ~np.isnan(numbers) & ~(np.abs(numbers) <= _LAST_DAY)
    lost = beyond | np.isnan(numbers)
    whole = np.where(lost, 0.0, np.floor(np.where(lost, 0.0, numbers))).astype(np.int64)
    if unit == "w":
        years = (whole // _WEEKS_IN_YEAR).astype("timedelta64[Y]")
        first = (np.datetime64("1960", "Y") + years).astype("datetime64[D]")
        values = first + (7 * (whole % _WEEKS_IN_YEAR)).astype("timedelta64[D]")
    else:
        months = whole * {"m": 1, "q": 3, "h": 6}[unit]
        values = (np.datetime64("1960-01", "M") + months.astype("timedelta64[M]")).astype(
            "datetime64[D]"
        )
    values[lost] = np.datetime64("NaT", "D")
    return Days(values, 0, int(beyond.sum()))


def _clock(seconds: NDArray[np.float64]) -> NDArray[np.str_]:
    """Return seconds as text, ``26:05:00`` for more than a day; empty where missing."""
    distinct, place = np.unique(seconds, return_inverse=True)
    texts = [_time(second) for second in distinct.tolist()]
    return np.array([*texts, ""], dtype=np.str_)[place]


def _time(second: float) -> str:
    if not abs(second) <= _LAST_DAY * _SECONDS:
        return ""
    sign, whole = ("-" if second < 0 else ""), int(abs(second))
    return f"{sign}{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"

"""On which day was each household interviewed, when parts of the date may be missing or odd?

A day is three numbers. One that is no day of the calendar, or lies outside the years of the round
(surveys of some countries are dated by their own calendar), is no day: nothing is converted.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from riskscreen import records
from riskscreen.core import Finding, Verdict
from riskscreen.errors import InputError
from riskscreen.surveys import joining, report
from riskscreen.surveys.mics.described import Facts

__all__ = ["days_of", "given_day", "household_days", "month_of"]

_MONTHS = 12
_HALF = 0.5
_MISSING = (97.0, 98.0, 99.0, 9997.0, 9998.0, 9999.0)

Days = NDArray[np.datetime64]


def days_of(
    raw: records.Raw, names: Sequence[str], *, years: tuple[int, int]
) -> tuple[Days, NDArray[np.bool_]]:
    """Return the day of each row, and which rows have numbers that are no day.

    Parameters
    ----------
    raw : Raw
        A file.
    names : sequence of str
        Variables of year, month and day.
    years : tuple of int
        First and last year that an interview can have.

    Returns
    -------
    tuple of ndarray
        datetime64[D] (NaT where unknown) and a mask, each shape (n_rows,).

    Examples
    --------
    >>> raw = records.Raw("hh", {"Y": np.array([2014, 2014]), "M": np.array([2, 2]),
    ...                          "D": np.array([28, 30])})
    >>> days_of(raw, ["Y", "M", "D"], years=(2005, 2030))
    (array(['2014-02-28', 'NaT'], dtype='datetime64[D]'), array([False,  True]))
    """
    nothing = np.full(raw.n_rows, np.datetime64("NaT", "D"))
    if not names or not all(raw.find(name) for name in names):
        return nothing, np.zeros(raw.n_rows, dtype=bool)
    year, month, day = (joining.numbers(raw, name) for name in names)
    known = ~(np.isnan(year) | np.isnan(month) | np.isnan(day))
    for part in (year, month, day):
        known &= ~np.isin(part, _MISSING)
    fits = known & (year >= years[0]) & (year <= years[1]) & (month >= 1) & (month <= _MONTHS)
    months = np.where(fits, (year - 1970) * _MONTHS + month - 1, 0).astype("datetime64[M]")
    found = months.astype("datetime64[D]") + np.where(fits, day - 1, 0).astype("timedelta64[D]")
    fits &= (day >= 1) & (found.astype("datetime64[M]") == months)
    return np.where(fits, found, nothing), known & ~fits


def month_of(raw: records.Raw, names: Sequence[str]) -> NDArray[np.float64]:
    """Return year x 12 + month of a birth, shape (n_rows,); NaN where either is unknown."""
    if len(names) <= 1:
        return np.full(raw.n_rows, np.nan)
    year, month = (joining.numbers(raw, name) for name in names[:2])
    odd = np.isin(year, _MISSING) | (month < 1) | (month > _MONTHS)
    return np.where(odd, np.nan, year * _MONTHS + month)


def given_day(text: str | None) -> np.datetime64:
    """Return the day that the caller gives for households without one; NaT for none.

    Raises
    ------
    InputError
        If it is no day.

    Examples
    --------
    >>> given_day("15/02/2014")
    Traceback (most recent call last):
        ...
    riskscreen.errors.InputError: observed_date is '15/02/2014', which is no day; write 2014-02-15
    """
    if text is None:
        return np.datetime64("NaT", "D")
    try:
        # Not numpy's own reading, to which "2014" is the first of January.
        return np.datetime64(datetime.date.fromisoformat(str(text)), "D")
    except ValueError as fault:
        raise InputError(
            f"observed_date is {str(text)[:24]!r}, which is no day; write 2014-02-15"
        ) from fault


def household_days(
    held: Mapping[str, records.Raw], facts: Facts, *, otherwise: np.datetime64
) -> tuple[Days, tuple[Finding, ...]]:
    """Return the day of each row of hh, and what was odd about the days.

    The household's own day; else the earliest on which a child of it was interviewed; else
    ``otherwise``.
    """
    hh, findings = held["hh"], []
    home, odd = days_of(hh, facts.files["hh"].day, years=facts.years)
    findings += _impossible("hh", hh.columns["rs_household"], odd, facts)
    n_own = int((~np.isnat(home)).sum())
    for name in ("hl", "fs", "ch"):
        if name not in held or not facts.files[name].day:
            continue
        raw = held[name]
        days, odd = days_of(raw, facts.files[name].day, years=facts.years)
        if name != "hl":  # hl repeats what hh says
            findings += _impossible(name, raw.columns["rs_person"], odd, facts)
        home = np.where(np.isnat(home), _earliest(raw, days, hh), home)
    n_modules = int((~np.isnat(home)).sum()) - n_own
    lacking = np.isnat(home)
    home = np.where(lacking, otherwise, home)
    findings += _without_a_day(hh, lacking, n_modules, otherwise)
    return home, tuple(findings)


def _earliest(raw: records.Raw, days: Days, hh: records.Raw) -> Days:
    """Return for each household the first known day of its rows in another file."""
    known = np.flatnonzero(~np.isnat(days))
    order = known[np.argsort(days[known], kind="stable")]
    keys, first = np.unique(raw.columns["rs_household"][order], return_index=True)
    place = joining.match(keys, hh.columns["rs_household"])
    found = np.full(hh.n_rows, np.datetime64("NaT", "D"))
    found[place >= 0] = days[order][first][place[place >= 0]]
    return found


def _impossible(
    name: str, ids: NDArray[np.str_], odd: NDArray[np.bool_], facts: Facts
) -> list[Finding]:
    if not odd.any():
        return []
    detail = (
        f"{report.thousands(odd.sum())} of {report.thousands(len(odd))} rows of {name} have a day "
        f"that is none, or lies outside {facts.years[0]}-{facts.years[1]}; first is "
        f"{report.first_case(ids, odd)}. It was left out; a survey dated by another calendar needs "
        "observed_date"
    )
    return [
        report.finding("SUR-08", detail, n=float(odd.sum()), about=f"days of {name}",
                       verdict=Verdict.INSUFFICIENT)
    ]  # fmt: skip


def _without_a_day(
    hh: records.Raw, lacking: NDArray[np.bool_], n_modules: int, otherwise: np.datetime64
) -> list[Finding]:
    found, n_rows = [], report.thousands(hh.n_rows)
    if n_modules:
        note = report.finding(
            "SUR-11",
            f"{report.thousands(n_modules)} of {n_rows} households have no day in hh and take the "
            "earliest in another file",
            n=float(n_modules), unit="households", about="taken from another file",
        )  # fmt: skip
        found.append(note)
    if lacking.any():
        first = report.first_case(hh.columns["rs_household"], lacking)
        if np.isnat(otherwise) and lacking.mean() > _HALF:
            raise InputError(
                f"{report.thousands(lacking.sum())} of {n_rows} households have no day of "
                f"interview in any file; first is {first}. To set most of a survey aside would "
                "leave another survey: give a day as observed_date (--observed-date)"
            )
        fate = (
            "are set aside: a row of records needs its day. Give observed_date where it is known"
            if np.isnat(otherwise) else f"take the given {otherwise}"
        )  # fmt: skip
        note = report.finding(
            "SUR-11",
            f"{report.thousands(lacking.sum())} of {n_rows} households have no day in any file; "
            f"first is {first}. They {fate}",
            n=float(lacking.sum()), unit="households",
            verdict=Verdict.INSUFFICIENT if np.isnat(otherwise) else Verdict.PASS,
        )  # fmt: skip
        found.append(note)
    return found

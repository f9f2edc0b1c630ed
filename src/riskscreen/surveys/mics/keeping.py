"""Which rows of each MICS file are used, and why is every other one set aside?

A row is joined only where its key is its own: of two rows with one key none is picked, because the
one that is kept would answer for the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskscreen import records
from riskscreen.surveys import joining, report
from riskscreen.surveys.mics.described import Facts, FileFacts
from riskscreen.surveys.report import Sorting

__all__ = ["Joined", "join"]

HOUSEHOLD, PERSON = "rs_household", "rs_person"
NO_KEY = "no household or line number"
TWICE = "two rows with one number"
NOT_COMPLETED = "not completed"
NO_DAY = "no day of interview"
NO_HOUSEHOLD = "household not in hh"
HOUSEHOLD_ASIDE = "household set aside"
NOT_A_MEMBER = "not among the members"
MEMBER_ASIDE = "member set aside"
ADULT = "aged 18 and over"
NO_AGE = "age not known"

_COMPLETED = 1.0
_GROWN = 18.0
_AGE_MISSING = (97.0, 98.0, 99.0)
_MODULES = ("fs", "ch")


@dataclass(frozen=True, slots=True)
class Joined:
    """How the rows of every file were sorted.

    Parameters
    ----------
    sortings : mapping of str to Sorting
        By file, over all its rows.
    members : ndarray of bool, shape (n_rows of hl,)
        Members of used households, adults among them.
    age : ndarray of float64, shape (n_rows of hl,)
        Completed years: the child's own questionnaire first, else the members' list.
    module_age : ndarray of float64, shape (n_rows of hl,)
        What the child's own questionnaire says; NaN where there is none.
    listed_age : ndarray of float64, shape (n_rows of hl,)
        What the members' list says.
    """

    sortings: Mapping[str, Sorting]
    members: NDArray[np.bool_]
    age: NDArray[np.float64]
    module_age: NDArray[np.float64]
    listed_age: NDArray[np.float64]


def join(held: Mapping[str, records.Raw], facts: Facts, *, day: NDArray[np.datetime64]) -> Joined:
    """Return which rows of each file are used.

    Parameters
    ----------
    held : mapping of str to Raw
        Files with their keys, as from `mics_loading.load`.
    facts : Facts
        The round.
    day : ndarray of datetime64[D], shape (n_rows of hh,)
        Day of interview; NaT sets a household aside.
    """
    hh = _households(held["hh"], facts, day)
    modules = {name: _completed(held[name], facts.files[name]) for name in _MODULES if name in held}
    hl, raw = _of_households(held["hl"], held["hh"], hh, _keys("hl", held["hl"])), held["hl"]
    hl = hl.without(TWICE, joining.repeated(raw.columns[PERSON]))
    members = hl.used
    listed = _ages(raw, facts.files["hl"])
    module = _module_ages(held, facts, modules)
    age = np.where(np.isnan(module), listed, module)
    hl = hl.without(ADULT, (age >= _GROWN) & ~_still_counted(raw, facts, age))
    hl = hl.without(NO_AGE, np.isnan(age))
    for name, rows in modules.items():
        modules[name] = _of_members(held[name], rows, held, hh=hh, hl=hl)
    return Joined({"hh": hh, "hl": hl, **modules}, members, age, module, listed)


def _households(raw: records.Raw, facts: Facts, day: NDArray[np.datetime64]) -> Sorting:
    keys = raw.columns[HOUSEHOLD]
    rows = report.sorting("hh", keys).without(NO_KEY, keys == "")
    rows = rows.without(TWICE, joining.repeated(keys))
    rows = _without_result(rows, raw, facts.files["hh"].result)
    return rows.without(NO_DAY, np.isnat(day))


def _completed(raw: records.Raw, one: FileFacts) -> Sorting:
    """Return the rows of a child's questionnaire that were completed, once."""
    rows = _without_result(_keys(raw.name, raw), raw, one.result)
    keys = np.where(rows.used, raw.columns[PERSON], "")
    return rows.without(TWICE, joining.repeated(keys))


def _keys(name: str, raw: records.Raw) -> Sorting:
    person, household = raw.columns[PERSON], raw.columns[HOUSEHOLD]
    ids = np.where(person == "", household, person)
    return report.sorting(name, ids).without(NO_KEY, person == "")


def _without_result(rows: Sorting, raw: records.Raw, variable: str) -> Sorting:
    """Set rows aside whose result is not *completed*, by the result's own label."""
    if not variable or not raw.find(variable):
        return rows
    result, labels = joining.numbers(raw, variable), joining.labels_of(raw, variable)
    for code in np.unique(result[~np.isnan(result)]).tolist():
        if code == _COMPLETED:
            continue
        label = str(labels[result == code][0]) or f"{variable} {code:g}"
        rows = rows.without(f"{NOT_COMPLETED}: {label}", result == code)
    return rows.without(f"{NOT_COMPLETED}: no result", np.isnan(result))


def _of_households(raw: records.Raw, homes: records.Raw, hh: Sorting, rows: Sorting) -> Sorting:
    """Set aside persons whose household is not there, or was itself set aside."""
    keys, known = raw.columns[HOUSEHOLD], homes.columns[HOUSEHOLD]
    rows = rows.without(NO_HOUSEHOLD, ~np.isin(keys, known))
    return rows.without(HOUSEHOLD_ASIDE, ~np.isin(keys, known[hh.used]))


def _of_members(
    raw: records.Raw, rows: Sorting, held: Mapping[str, records.Raw], *, hh: Sorting, hl: Sorting
) -> Sorting:
    rows = _of_households(raw, held["hh"], hh, rows)
    person, listed = raw.columns[PERSON], held["hl"].columns[PERSON]
    rows = rows.without(NOT_A_MEMBER, ~np.isin(person, listed))
    return rows.without(MEMBER_ASIDE, ~np.isin(person, listed[hl.used]))


def _still_counted(raw: records.Raw, facts: Facts, age: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return who turned 18 since the school year began: the official base of LN.6 holds them."""
    school_age = joining.numbers(raw, facts.people["school_age"])
    return np.asarray((age < _GROWN + 1) & (school_age >= 0) & (school_age < _GROWN))


def _ages(raw: records.Raw, one: FileFacts) -> NDArray[np.float64]:
    age = np.full(raw.n_rows, np.nan)
    for variable in one.age:
        more = joining.numbers(raw, variable)
        age = np.where(np.isnan(age), more, age)
    return np.where(np.isin(age, _AGE_MISSING) | (age < 0), np.nan, np.floor(age))


def _module_ages(
    held: Mapping[str, records.Raw], facts: Facts, modules: Mapping[str, Sorting]
) -> NDArray[np.float64]:
    """Return for each member the age that its own questionnaire says; NaN where it has none."""
    found = np.full(held["hl"].n_rows, np.nan)
    for name, rows in modules.items():
        raw = joining.take(held[name], rows.used)
        ages = _ages(raw, facts.files[name])
        ages = np.append(np.where(ages >= _GROWN, np.nan, ages), np.nan)
        place = joining.match(raw.columns[PERSON], held["hl"].columns[PERSON])
        found = np.where(np.isnan(found), ages[place], found)
    return found

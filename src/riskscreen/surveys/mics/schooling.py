"""Which grade from 0 to 12 is a level of school and a grade inside it, in whose school system?

The system is told by the names that the survey gives its levels; a system that is not in
``data/schools.toml`` gives no grade at all, because half a year too much or too little makes
dropouts of pupils who have finished.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import schema

__all__ = ["Level", "System", "grades", "levels", "system_of", "systems"]

_LAST = 12.0
_BEYOND = 4.0


@dataclass(frozen=True, slots=True)
class Level:
    """One level of school: its names (folded) and its first and last grade."""

    labels: frozenset[str]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class System:
    """A school system: its levels, and value labels that show the country."""

    name: str
    title: str
    levels: tuple[Level, ...]
    signs: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return f"System({self.title})"

    def level(self, label: str) -> Level | None:
        """Return the level that bears this folded label; None if none does."""
        return next((level for level in self.levels if label in level.labels), None)


@functools.cache
def systems() -> Mapping[str, System]:
    """Return the known school systems by name.

    Examples
    --------
    >>> sorted(systems())
    ['qatar', 'viet_nam', 'yemen']
    """
    found = {
        name: System(
            name=name,
            title=entry["title"],
            levels=tuple(
                Level(_folded(level["labels"]), *map(int, level["grades"]))
                for level in entry["levels"]
            ),
            signs=_folded(entry.get("signs", ())),
        )
        for name, entry in _data()["systems"].items()
    }
    return MappingProxyType(found)


def system_of(labels: Iterable[str]) -> System | None:
    """Return the system whose levels these value labels name; None if no known one.

    Parameters
    ----------
    labels : iterable of str
        All value labels of a level variable.

    Examples
    --------
    >>> system_of(["ECE", "PRIMARY", "PREPARATORY", "SECONDARY", "HIGHER", "NO RESPONSE"])
    System(Qatar: primary 1-6, preparatory 7-9, secondary 10-12)
    >>> system_of(["Primary", "Junior high", "Senior high"]) is None
    True
    """
    own = {schema.fold(label) for label in labels} - _common_labels() - {""}
    fitting = [
        system
        for system in systems().values()
        if all(own & level.labels for level in system.levels)
        and own <= frozenset().union(*(level.labels for level in system.levels))
    ]
    return fitting[0] if len(fitting) == 1 else None


def grades(
    labels: NDArray[np.str_],
    numbers: NDArray[np.float64],
    *,
    system: System | None,
    completed: NDArray[np.float64] | None = None,
    counts_completed: bool = False,
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the grade of each row, and which numbers no level of the system has.

    Parameters
    ----------
    labels : ndarray of str, shape (n_rows,)
        Folded value label of the level.
    numbers : ndarray of float64, shape (n_rows,)
        Grade inside the level, without missing codes; NaN where unknown.
    system : System or None
        The school system; None where it is not known: then only preschool and what comes after
        grade 12 have a grade.
    completed : ndarray of float64, shape (n_rows,), optional
        1 where the grade attended was completed, 0 where not, NaN unknown. If given, the grade is
        the highest one completed.
    counts_completed : bool
        Whether the number is itself the highest grade completed in the level; 0 is then none of
        it, and the last grade of the level before.

    Returns
    -------
    tuple of ndarray
        Grade 0-12 (float64, NaN unknown) and a mask of odd numbers, each shape (n_rows,).

    Examples
    --------
    >>> levels = np.array(["primary", "lowersecondary", "lowersecondary", "preschool"])
    >>> grades(levels, np.array([5.0, 7.0, 2.0, np.nan]), system=systems()["viet_nam"])[0]
    array([5., 7., 7., 0.])
    """
    found = np.full(len(labels), np.nan)
    odd = np.zeros(len(labels), dtype=bool)
    for label in set(labels.tolist()):
        rows = labels == label
        level = None if system is None else system.level(label)
        if level is not None:
            found[rows] = _inside(numbers[rows], level, counts_completed=counts_completed)
            odd[rows] = np.isnan(found[rows]) & ~np.isnan(numbers[rows])
            if completed is not None:
                found[rows] -= 1.0 - completed[rows]
        elif label in _labels("preschool"):
            found[rows] = 0.0
        elif label in _labels("higher"):
            found[rows] = _LAST
    return found, odd


def levels(labels: NDArray[np.str_], *, system: System | None) -> NDArray[np.float64]:
    """Return the level of each row: 0 preschool, 1-3 those of grades 1-12 in order, 4 beyond.

    Parameters
    ----------
    labels : ndarray of str, shape (n_rows,)
        Folded value label of the level.
    system : System or None
        The school system; None where it is not known: then only 0 and 4 are.

    Returns
    -------
    ndarray of float64, shape (n_rows,)
        NaN where unknown.

    Examples
    --------
    >>> levels(np.array(["preschool", "lowersecondary", "dk"]), system=systems()["viet_nam"])
    array([ 0.,  2., nan])
    """
    order = {} if system is None else {level: n for n, level in enumerate(system.levels, start=1)}
    found = np.full(len(labels), np.nan)
    for label in set(labels.tolist()):
        own = None if system is None else system.level(label)
        if own is not None:
            found[labels == label] = order[own]
        elif label in _labels("preschool"):
            found[labels == label] = 0.0
        elif label in _labels("higher") | _labels("vocational"):
            found[labels == label] = _BEYOND
    return found


def _inside(
    numbers: NDArray[np.float64], level: Level, *, counts_completed: bool
) -> NDArray[np.float64]:
    n_grades = level.last - level.first + 1
    goes_on = (numbers >= level.first) & (numbers <= level.last)
    from_one = (numbers >= 1) & (numbers <= n_grades)
    grade = np.where(goes_on, numbers, np.where(from_one, level.first + numbers - 1, np.nan))
    if counts_completed:
        none_of_it = (numbers == 0) | (numbers == level.first - 1)
        grade = np.where(none_of_it & ~goes_on, level.first - 1.0, grade)
    return grade


def _labels(kind: str) -> frozenset[str]:
    return _folded(_data()["common"][kind])


@functools.cache
def _common_labels() -> frozenset[str]:
    return frozenset().union(*(_labels(kind) for kind in _data()["common"]))


def _folded(labels: Iterable[str]) -> frozenset[str]:
    return frozenset(schema.fold(label) for label in labels)


@functools.cache
def _data() -> dict[str, Any]:
    text = resources.files("riskscreen.surveys").joinpath("data/schools.toml")
    return tomllib.loads(text.read_text(encoding="utf-8"))

"""Which files and variables does a round of VHLSS have, and who vouches for it?

The facts are ``data/vhlss.toml``: a round is corrected by editing data, and what nobody compared
with the questionnaire is named to whoever reads the round.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from riskscreen.errors import InputError

__all__ = ["Round", "Unit", "Variable", "WeightName", "describe", "mapping", "rounds", "units"]


@dataclass(frozen=True, slots=True)
class Variable:
    """One question of the survey.

    Parameters
    ----------
    name : str
        What the reader calls it.
    roles : tuple of str
        Roles of the files in which it may lie, in order.
    names : tuple of str
        What the round may call it, in order; empty where no source names it.
    means : str
        What it says and its codes.
    compulsory : bool
        Whether nothing can be read without it.
    """

    name: str
    roles: tuple[str, ...]
    names: tuple[str, ...]
    means: str
    compulsory: bool = False


@dataclass(frozen=True, slots=True)
class WeightName:
    """A weight variable, and about how many households its sample has."""

    name: str
    households: int
    means: str


@dataclass(frozen=True, slots=True)
class Unit:
    """What the days of work count: days a week for one of them, and the most that there can be."""

    name: str
    days_a_week: float
    most: float
    averages: str


@dataclass(frozen=True, slots=True)
class Round:
    """Everything that differs between rounds.

    Parameters
    ----------
    year : int
        The round.
    files : mapping of str to tuple of tuple of str
        Role to alternatives; each is a tuple of files that complement each other.
    variables : mapping of str to Variable
        By the reader's name.
    keys : mapping of str to tuple of str
        Key variables of ``household`` and ``area``.
    members : mapping of str to tuple of str
        Role to the names of the member's number.
    weights : tuple of WeightName
        Weight variables.
    unit : Unit
        Unit of the days of work.
    unverified : mapping of str to str
        What nobody compared with the questionnaire, and why it is doubted.
    """

    year: int
    files: Mapping[str, tuple[tuple[str, ...], ...]]
    variables: Mapping[str, Variable]
    keys: Mapping[str, tuple[str, ...]]
    members: Mapping[str, tuple[str, ...]]
    weights: tuple[WeightName, ...]
    unit: Unit
    unverified: Mapping[str, str]

    def __repr__(self) -> str:
        return f"Round({self.year}, {len(self.files)} roles, {len(self.variables)} variables)"


def rounds() -> tuple[int, ...]:
    """Return the rounds that can be read, oldest first.

    Examples
    --------
    >>> rounds()
    (2010, 2012, 2014, 2016, 2018, 2020)
    """
    return tuple(sorted(int(year) for year in _data()["rounds"]))


def describe(year: int | str | None) -> Round:
    """Return what is known of a round.

    Raises
    ------
    InputError
        If no round is named, or no such round is described.

    Examples
    --------
    >>> describe(2018).variables["attends"].names
    ('m2vc4', 'm2ac4')
    >>> describe(2013)
    Traceback (most recent call last):
        ...
    riskscreen.errors.InputError: round 2013 of VHLSS is not described; there are 2010, 2012, \
2014, 2016, 2018, 2020. Files and variables change between rounds, so none stands for another
    """
    known = ", ".join(str(one) for one in rounds())
    if year is None:
        raise InputError(
            f"VHLSS needs its round, since files and variables change between rounds; there are "
            f"{known}. Write round=2014, on the command line --round 2014"
        )
    entry = _data()["rounds"].get(str(year).strip())
    if entry is None:
        raise InputError(
            f"round {year} of VHLSS is not described; there are {known}. Files and variables "
            "change between rounds, so none stands for another"
        )
    return _round(int(year), entry)


def units() -> Mapping[str, Unit]:
    """Return the units in which a round may count days of work, by name.

    Examples
    --------
    >>> sorted(units())
    ['days a month', 'days a year']
    """
    return {
        name: Unit(name, fact["days_a_week"], fact["most"], fact["averages"])
        for name, fact in _data()["units"].items()
    }


def mapping() -> dict[str, Any]:
    """Return the mapping from the reader's names to the columns of records, as TOML entries."""
    entries: dict[str, Any] = tomllib.loads(_text())["mapping"]
    return entries


def _round(year: int, entry: Mapping[str, Any]) -> Round:
    data = _data()
    names = entry.get("names", {})
    return Round(
        year=year,
        files={
            role: tuple((one,) if isinstance(one, str) else tuple(one) for one in alternatives)
            for role, alternatives in entry["files"].items()
        },
        variables={
            name: Variable(
                name=name,
                roles=tuple(fact["in"]),
                names=tuple(names.get(name, fact["names"])),
                means=fact["means"],
                compulsory=fact.get("compulsory", False),
            )
            for name, fact in data["variables"].items()
        },
        keys={level: tuple(data["keys"][level]) for level in ("household", "area")},
        members={role: tuple(some) for role, some in data["keys"]["member"].items()},
        weights=tuple(
            WeightName(name, fact["households"], fact["means"])
            for name, fact in data["weights"].items()
        ),
        unit=units()[entry["unit"]],
        unverified=dict(entry.get("unverified", {})),
    )


@functools.cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_text())


def _text() -> str:
    return resources.files("riskscreen.surveys").joinpath("data/vhlss.toml").read_text("utf-8")

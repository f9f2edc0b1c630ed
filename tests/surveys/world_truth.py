"""What must each indicator be? Plain loops over the raw rows, straight from the definitions.

Nothing here is shared with the readers. An analyst who compares with the printed tables should be
able to read this file from top to bottom and say where a number comes from:

- child labour: table PR.3 of MICS6 and the child labour table of MICS5. A child is in child labour
  on a known answer that says so; hours not known count as none; everybody interviewed is in the
  base.
- out of school: LN.6. ED4 = 2 or ED9 = 2 (MICS5: ED3, ED5), by age when the school year began;
  everybody of that age is in the base, and an unknown answer is not out of school.
- birth registration: PR.1. Certificate seen or not seen, or registered; base: completed
  questionnaires of under-fives.
- insurance: EQ.2. Covered, of those interviewed.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.surveys.world_people import Columns

__all__ = ["Rate", "Truth", "truth_mics5", "truth_mics6"]

Row = dict[str, float]
Key = tuple[float, float]
Groups = dict[tuple[str, float | None], "Rate"]

LEVELS = {"primary": (6, 10), "lower_secondary": (11, 14), "upper_secondary": (15, 17)}


@dataclass
class Rate:
    """A weighted share: rows in the base, their weight, and the weight of those who answer yes."""

    n: int = 0
    weight: float = 0.0
    yes: float = 0.0

    @property
    def rate(self) -> float:
        return self.yes / self.weight if self.weight else math.nan


@dataclass
class Truth:
    """Indicators by name and group, and what became of every row of every file.

    ``indicators[name][by, code]``: ``by`` is ``total``, ``sex``, ``area``, ``region`` or
    ``ethnicity``, and ``code`` the survey's own code (None for the total). ``aside[file]`` counts
    rows set aside by reason.
    """

    indicators: dict[str, Groups] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    used: dict[str, int] = field(default_factory=dict)
    aside: dict[str, Counter[str]] = field(default_factory=dict)
    grown: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, *, weight: float, yes: bool, groups: dict[str, float]) -> None:
        """Count one child of the base."""
        if not weight > 0:
            return
        held = self.indicators.setdefault(name, {})
        for key in (("total", None), *groups.items()):
            rate = held.setdefault(key, Rate())
            rate.n += 1
            rate.weight += weight
            rate.yes += weight * yes


@dataclass
class _Rows:
    """The rows of a survey that count, after those set aside."""

    households: dict[Key, Row]
    children: dict[tuple[float, float, float], Row]
    grown: list[Row]


def truth_mics5(tables: dict[str, Columns]) -> Truth:
    """Return the truth of a MICS5 survey."""
    truth = Truth()
    rows = _kept(truth, tables, result="HH9")
    for child in (*rows.children.values(), *rows.grown):
        home = rows.households[child["HH1"], child["HH2"]]
        _school(truth, child, home, ever="ED3", now="ED5")
        # ED4B is the highest grade completed
        done = _finished(child["ED4A"], child["ED4B"], completed=1)
        _dropout(truth, child, home, last="ED7", level="ED8A", now="ED5", done=done)
    for home in rows.households.values():
        child = rows.children.get((home["HH1"], home["HH2"], home["SL9B"]))
        if child is None or not 5 <= home["SL9C"] <= 17:
            continue
        answers = _Work(
            age=home["SL9C"],
            hours=home["CL4"],
            chores=_hours(home, "CL9", "CL12"),
            hazard=_any(home, "CL5", "CL6", *(f"CL7{letter}" for letter in "ABCDEF")),
        )
        _labour(truth, answers, weight=home["hhweight"] * home["SL1"], groups=_groups(child, home))
    for child, home, answers in _module(truth, tables, rows, file="ch", result="UF9"):
        _under_five(truth, answers, _groups(child, home))
    return truth


def truth_mics6(tables: dict[str, Columns]) -> Truth:
    """Return the truth of a MICS6 survey; where it is fs alone, of its selected children."""
    truth = Truth()
    rows = _kept(truth, tables, result="HH46") if "hh" in tables else None
    for child in (*rows.children.values(), *rows.grown) if rows else ():
        home = rows.households[child["HH1"], child["HH2"]]
        _school(truth, child, home, ever="ED4", now="ED9")
        if "ED15" in child:
            done = _finished(child["ED5A"], child["ED5B"], completed=child["ED6"])
            _dropout(truth, child, home, last="ED15", level="ED16A", now="ED9",
                     done=done)  # fmt: skip
    for child, home, answers in _module(truth, tables, rows, file="fs", result="FS17"):
        groups = _groups(child, home)
        truth.add("insurance_5_17", weight=answers["fsweight"], yes=answers["CB11"] == 1,
                  groups=groups)  # fmt: skip
        if "CL3" in answers:
            work = _Work(
                age=answers["CB3"],
                hours=answers["CL3"],
                chores=_hours(answers, "CL8", "CL10", "CL13"),
                hazard=_any(answers, "CL4", "CL5", *(f"CL6{letter}" for letter in "ABCDEX")),
            )
            _labour(truth, work, weight=answers["fsweight"], groups=groups)
    for child, home, answers in _module(truth, tables, rows, file="ch", result="UF17"):
        _under_five(truth, answers, _groups(child, home))
    return truth


def _kept(truth: Truth, tables: dict[str, Columns], *, result: str) -> _Rows:
    """Return households and children that count, and note why the others do not."""
    households: dict[Key, Row] = {}
    listed: set[Key] = set()
    aside = truth.aside.setdefault("hh", Counter())
    every = list(_rows(tables["hh"]))
    often = Counter((home["HH1"], home["HH2"]) for home in every)
    for home in every:
        key = home["HH1"], home["HH2"]
        listed.add(key)
        if often[key] > 1:
            aside["double line"] += 1
        elif home[result] != 1:
            aside["not completed"] += 1
        else:
            households[key] = home
    truth.rows["hh"], truth.used["hh"] = len(every), len(households)
    return _members(truth, tables, households, listed)


def _members(
    truth: Truth, tables: dict[str, Columns], households: dict[Key, Row], listed: set[Key]
) -> _Rows:
    aside = truth.aside.setdefault("hl", Counter())
    every = list(_rows(tables["hl"]))
    often = Counter((person["HH1"], person["HH2"], person["HL1"]) for person in every)
    told = _ages_told(tables)
    children: dict[tuple[float, float, float], Row] = {}
    grown: list[Row] = []
    for person in every:
        home = person["HH1"], person["HH2"]
        key = (*home, person["HL1"])
        if home not in listed:
            aside["no household"] += 1
        elif home not in households:
            aside["household set aside"] += 1
        elif often[key] > 1:
            aside["double line"] += 1
        else:
            person["age"] = told.get(key, person["HL6"])
            if not person["age"] < 97:
                aside["age unknown"] += 1
            elif person["age"] == 18 and person["schage"] <= 17:
                grown.append(person)
            elif person["age"] > 17:
                aside["aged 18 and over"] += 1
            else:
                children[key] = person
    truth.rows["hl"], truth.used["hl"] = len(every), len(children) + len(grown)
    return _Rows(households, children, grown)


def _ages_told(tables: dict[str, Columns]) -> dict[tuple[float, float, float], float]:
    """Return the ages that completed questionnaires on one child say: they go before the roster."""
    told: dict[tuple[float, float, float], float] = {}
    for file, line, age, result in (
        ("hh", "SL9B", "SL9C", "HH9"),
        ("fs", "LN", "CB3", "FS17"),
        ("ch", "LN", "AG2", "UF9"),
        ("ch", "LN", "UB2", "UF17"),
    ):
        for answers in _rows(tables.get(file, {})):
            if answers.get(result) == 1 and answers.get(age, math.nan) <= 17:
                told[answers["HH1"], answers["HH2"], answers[line]] = answers[age]
    return told


def _module(
    truth: Truth, tables: dict[str, Columns], rows: _Rows | None, *, file: str, result: str
) -> Iterator[tuple[Row, Row, Row]]:
    """Yield child, household and answers of every completed questionnaire on a known child.

    Without a roster the questionnaire is all that is known of child and household.
    """
    if file not in tables:
        return
    aside = truth.aside.setdefault(file, Counter())
    every = list(_rows(tables[file]))
    often = Counter((answers["HH1"], answers["HH2"], answers["LN"]) for answers in every)
    truth.rows[file], truth.used[file] = len(every), 0
    for answers in every:
        key = answers["HH1"], answers["HH2"], answers["LN"]
        if often[key] > 1:
            aside["double line"] += 1
        elif answers[result] != 1:
            aside["not completed"] += 1
        elif rows is not None and key not in rows.children:
            aside["no member"] += 1
        else:
            truth.used[file] += 1
            known = (rows.children[key], rows.households[key[:2]]) if rows else (answers, answers)
            yield *known, answers


def _school(truth: Truth, child: Row, home: Row, *, ever: str, now: str) -> None:
    """Count a child of school age, and one who turned 18 since the year began."""
    groups, weight = _groups(child, home), child["hhweight"]
    out = child[ever] == 2 or child[now] == 2
    for name, (youngest, oldest) in LEVELS.items():
        if youngest <= child["schage"] <= oldest:
            printed = f"out_of_school_{name}"
            truth.add(printed, weight=weight, yes=out, groups=groups)
            if child["age"] > 17:
                truth.grown[name] = truth.grown.get(name, 0) + 1


def _dropout(
    truth: Truth,
    child: Row,
    home: Row,
    *,
    last: str,
    level: str,
    now: str,
    done: bool,
) -> None:
    """Count a child who went to levels 1-3 last year and had not completed grade 12.

    The grade of last year may be unknown where the level is not. Whether grade 12 was completed,
    where that is not known, counts as no.
    """
    if not 5 <= child["age"] <= 17 or child[last] != 1 or child[level] not in (1, 2, 3) or done:
        return
    groups, gone = _groups(child, home), child[now] == 2
    truth.add("dropout", weight=child["hhweight"], yes=gone, groups=groups)


def _finished(level: float, grade: float, *, completed: float) -> bool:
    """Return whether grade 12 is known to be completed, by Viet Nam's levels."""
    if level == 5:  # college or university
        return True
    return level == 3 and grade == 12 and completed == 1


@dataclass
class _Work:
    """What one child does in a week; NaN or a code above 96 is not known."""

    age: float
    hours: float
    chores: float
    hazard: bool


def _labour(truth: Truth, work: _Work, *, weight: float, groups: dict[str, float]) -> None:
    least = 1 if work.age <= 11 else 14 if work.age <= 14 else 43
    economic = least <= work.hours < 97
    mics6 = economic or (work.age <= 14 and work.chores >= 21)
    mics5 = economic or work.chores >= (28 if work.age <= 14 else 43) or work.hazard
    truth.add("child_labour_mics6", weight=weight, yes=mics6, groups=groups)
    truth.add("child_labour_mics5", weight=weight, yes=mics5, groups=groups)


def _under_five(truth: Truth, answers: Row, groups: dict[str, float]) -> None:
    weight = answers["chweight"]
    if "BR1" in answers:
        registered = answers["BR1"] in (1, 2) or answers["BR2"] == 1
        truth.add("birth_registration", weight=weight, yes=registered, groups=groups)
    if "UB9" in answers:
        truth.add("insurance_under5", weight=weight, yes=answers["UB9"] == 1, groups=groups)


def _groups(child: Row, home: Row) -> dict[str, float]:
    known = {"sex": child["HL4"], "area": home.get("HH6"), "region": home.get("HH7"),
             "ethnicity": home.get("ethnicity", home.get("XH6"))}  # fmt: skip
    return {by: code for by, code in known.items() if code is not None}


def _hours(row: Row, *names: str) -> float:
    """Return the sum of the hours known; a skipped or unknown part adds none."""
    return sum(row[name] for name in names if row[name] < 97)


def _any(row: Row, *names: str) -> bool:
    return any(row[name] == 1 for name in names)


def _rows(columns: Columns) -> Iterator[Row]:
    names = list(columns)
    if not names:
        return
    lists: Iterable[tuple[Any, ...]] = zip(*(columns[name].tolist() for name in names), strict=True)
    for values in lists:
        yield dict(zip(names, values, strict=True))

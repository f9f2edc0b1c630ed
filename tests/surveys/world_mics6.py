"""What do hh.sav, hl.sav, fs.sav and ch.sav of a MICS6 survey hold? Drawn from nobody.

Three styles, as the public codebooks differ: ``viet_nam`` has everything; ``qatar`` has no area, no
wealth, no child labour, no birth registration, no questions on the previous school year in the
roster, and nationality in place of ethnicity; ``yemen`` is the file of the selected child alone.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from tests.surveys import world_frame, world_modules, world_people, world_school
from tests.surveys.world_frame import on_homes
from tests.surveys.world_modules import one_of, yes_no
from tests.surveys.world_people import Columns, Homes, Numbers, People, unknown

__all__ = ["STYLES", "tables"]

_NAN = np.nan
_FIELDWORK = (1451.0, 1453.0)  # November 2020 to January 2021
_SCHOOL_YEAR_STARTS = 1449.0  # September 2020
_GRADES = {"viet_nam": "continuous", "qatar": "qatar", "yemen": "yemen"}
STYLES = tuple(_GRADES)
_LABOUR: dict[str, tuple[str, ...]] = {
    "work": ("CL1A", "CL1B", "CL1C", "CL1X"),
    "hours": ("CL3",),
    "hazards": ("CL4", "CL5", "CL6A", "CL6B", "CL6C", "CL6D", "CL6E", "CL6X"),
    "fetching": ("CL7", "CL8", "CL9", "CL10"),
    "chores": ("CL11A", "CL11B", "CL11C", "CL11D", "CL11E", "CL11F", "CL11X"),
    "chore_hours": ("CL13",),
}


def tables(
    rng: np.random.Generator,
    *,
    households: int,
    style: str,
    completed: int | None = None,
    members: int | None = None,
    under_fives: int | None = None,
) -> dict[str, Columns]:
    """Return the files as columns, those that the style's codebooks hold and more."""
    at = world_people.homes(rng, households, completed=completed, months=_FIELDWORK)
    if style == "yemen":
        at = replace(at, region=at.region + 10)  # governorates are numbered from 11
    people = world_people.people(rng, at, members=members, under_fives=under_fives)
    school_age = _school_age(people)
    went = world_school.schooling(
        rng, age=people.age, school_age=np.where(school_age > 90, 30.0, school_age),
        disadvantage=_disadvantage(at)[people.home] / 2, youngest=3.0, style=_GRADES[style],
    )  # fmt: skip
    chosen = world_frame.choose(
        rng, people, (people.age >= 5) & (people.age <= 17), n_homes=households
    )
    return {
        "hh": _households(rng, at, people, chosen),
        "hl": _members(rng, at, people, school_age, went),
        "fs": _selected(rng, at, people, chosen, school_age=school_age, went=went),
        "ch": _under_fives(rng, at, people),
    }


def _disadvantage(at: Homes) -> Numbers:
    minority = (at.ethnic != 1).astype(float)
    return minority + 0.5 * (at.area == 2) + 0.25 * (3 - at.quintile).clip(0)


def _school_age(people: People) -> Numbers:
    """Return completed years when the school year began; born later 995, age unknown 998."""
    age = np.floor((_SCHOOL_YEAR_STARTS - people.born) / 12)
    held = np.where(age < 0, 995.0, np.minimum(age, 95.0))
    return np.where(people.age > 97, 998.0, held)


def _households(
    rng: np.random.Generator, at: Homes, people: People, chosen: world_frame.Chosen
) -> Columns:
    every = np.arange(len(at.cluster))
    done, has = at.completed, chosen.member >= 0
    picked = np.maximum(chosen.member, 0)
    heads = people.relation == 1
    head_sex, head_age = np.full(len(every), _NAN), np.full(len(every), _NAN)
    head_sex[people.home[heads]] = people.sex[heads]
    head_age[people.home[heads]] = people.age[heads]
    assisted = yes_no(rng, done, 0.15, missing=(8.0, 9.0))
    return {
        **on_homes(at, every, "HH1", "HH2", "HH5D", "HH5M", "HH5Y", "HH6", "HH7"),
        "HH46": at.result,
        "HH48": np.where(done, np.bincount(people.home, minlength=len(every)), _NAN),
        "HH51": np.where(
            done, np.bincount(people.home[people.age < 5], minlength=len(every)), _NAN
        ),
        "HH52": np.where(done, chosen.eligible, _NAN),
        "HH26A": np.where(chosen.eligible > 1, chosen.rank, _NAN),
        "HH26B": np.where(has, people.line[picked], _NAN),
        "HH26C": np.where(has, people.age[picked], _NAN),
        "HC8": one_of(rng, done, (1.0, 2.0, 3.0, 9.0), (0.9, 0.05, 0.04, 0.01)),
        "HC19": yes_no(rng, done, 0.6),
        "ST3$1": assisted,
        "ST4U$1": np.where(assisted == 1, rng.choice([1.0, 2.0], len(every)), _NAN),
        "ST4N$1": np.where(assisted == 1, rng.integers(0, 12, len(every)), _NAN),
        "HHSEX": head_sex,
        "HHAGE": head_age,
        "helevel": np.where(done, rng.choice([0.0, 1.0, 2.0, 3.0, 9.0], len(every)), _NAN),
        "hhweight": at.weight,
        **{
            name: np.where(done, values, _NAN)
            for name, values in on_homes(
                at, every, "ethnicity", "XH6", "wscore", "windex5", "PSU", "stratum", "STRATUM"
            ).items()
        },
    }


def _members(
    rng: np.random.Generator,
    at: Homes,
    people: People,
    school_age: Numbers,
    went: world_school.Schooling,
) -> Columns:
    n, child = len(people.line), people.age <= 17
    kin = world_frame.parents(rng, at, people, child=child)
    pupil = (went.now == 1) & (went.level_now > 0) & (went.level_now < 4)
    asked = people.age >= 3
    columns: Columns = {
        **world_frame.roster(at, people),
        **world_frame.birth(rng, people),
        "HL10": np.where(people.age < 5, people.line, 0.0),
        "HL11": np.where(child, 1.0, 2.0),
    }
    for who, alive, here, line in (
        ("mother", "HL12", "HL13", "HL14"),
        ("father", "HL16", "HL17", "HL18"),
    ):
        lives = kin[f"{who}_alive"]
        columns[alive] = unknown(rng, lives, codes=(8.0, 9.0), share=0.004)
        at_home = np.where(kin[f"{who}_line"] > 0, 1.0, 2.0)
        columns[here] = np.where(columns[alive] == 1, at_home, _NAN)
        columns[line] = np.where(columns[here] == 1, kin[f"{who}_line"], _NAN)
    level = rng.choice([0.0, 1.0, 2.0, 3.0, 9.0], n)
    return {
        **columns,
        "ED4": went.ever,
        "ED5A": went.level,
        "ED5B": went.grade,
        "ED6": went.completed,
        "ED9": went.now,
        "ED10A": went.level_now,
        "ED10B": went.grade_now,
        "ED11": one_of(rng, pupil, (1.0, 2.0, 9.0), (0.9, 0.09, 0.01)),
        "ED12": yes_no(rng, pupil, 0.2, missing=(8.0, 9.0)),
        "ED14": yes_no(rng, pupil, 0.15, missing=(8.0, 9.0)),
        "ED15": went.last,
        "ED16A": went.level_last,
        "ED16B": went.grade_last,
        "ED1": np.where(asked, people.line, _NAN),
        "MLINE": kin["mother_line"],
        "FLINE": kin["father_line"],
        "melevel": np.where(child, level, _NAN),
        "felevel": np.where(child, rng.permutation(level), _NAN),
        "schage": np.where(people.age <= 24, school_age, _NAN),
        **on_homes(
            at, people.home, "HH5D", "HH5M", "HH5Y", "HH6", "HH7", "ethnicity", "XH6", "hhweight",
            "wscore", "windex5", "PSU", "stratum", "STRATUM",
        ),
    }  # fmt: skip


def _selected(
    rng: np.random.Generator,
    at: Homes,
    people: People,
    chosen: world_frame.Chosen,
    *,
    school_age: Numbers,
    went: world_school.Schooling,
) -> Columns:
    home = chosen.homes
    who = chosen.member[home]
    result = one_of(rng, np.ones(len(home), bool), (1.0, 2.0, 3.0, 5.0), (0.96, 0.02, 0.01, 0.01))
    done = result == 1
    age = people.age[who]
    weight = at.weight[home] * rng.uniform(0.97, 1.06, len(home))
    return {
        **on_homes(at, home, "HH1", "HH2"),
        "LN": people.line[who],
        "FS3": people.line[who],
        "FS4": np.where(people.line[who] > 1, 1.0, 2.0),
        **{f"FS7{k}": v for k, v in _day(at, home).items()},
        "FS17": result,
        "CB2M": np.where(done, people.month_of_birth[who], _NAN),
        "CB2Y": np.where(done, people.year_of_birth[who], _NAN),
        "CB3": np.where(done, age, _NAN),
        **_school_again(rng, done, who, went),
        "CB11": yes_no(rng, done, 0.9),
        **world_modules.hours_and_work(
            rng, asked=done, age=age, disadvantage=_disadvantage(at)[home], names=_LABOUR
        ),
        "HH52": chosen.eligible[home],
        "HL4": people.sex[who],
        "melevel": np.where(done, rng.choice([0.0, 1.0, 2.0, 3.0, 9.0], len(home)), _NAN),
        "schage": np.where(done, school_age[who], _NAN),
        "fsdisability": one_of(rng, done, (1.0, 2.0), (0.1, 0.9)),
        "fshweight": world_frame.normalised(weight, done),
        "fsweight": world_frame.normalised(weight * chosen.eligible[home], done),
        **on_homes(
            at, home, "HH6", "HH7", "ethnicity", "XH6", "wscore", "windex5", "PSU", "stratum",
            "STRATUM",
        ),
    }  # fmt: skip


def _school_again(
    rng: np.random.Generator,
    done: NDArray[np.bool_],
    who: NDArray[np.intp],
    went: world_school.Schooling,
) -> Columns:
    """Return the child's own account: mostly what the roster says.

    Some answers differ, and most of those that the roster does not know are known here. The
    published tables on school attendance rest on the roster alone, so neither may move them.
    """
    n = len(who)
    held = {
        "CB4": went.ever, "CB5A": went.level, "CB5B": went.grade, "CB6": went.completed,
        "CB7": went.now, "CB8A": went.level_now, "CB8B": went.grade_now, "CB9": went.last,
        "CB10A": went.level_last, "CB10B": went.grade_last,
    }  # fmt: skip
    columns = {name: np.where(done, values[who], _NAN) for name, values in held.items()}
    for name, share in (("CB4", 0.8), ("CB7", 0.6)):
        filled = (columns[name] == 9) & (rng.random(n) < 0.9)
        columns[name] = np.where(filled, yes_no(rng, filled, share), columns[name])
    columns["CB7"] = np.where(
        (columns["CB4"] == 1) & np.isnan(columns["CB7"]), yes_no(rng, done, 0.6), columns["CB7"]
    )
    turned = done & (columns["CB7"] > 0) & (rng.random(n) < 0.015)
    now = np.where(turned, np.where(columns["CB7"] == 1, 2.0, 1.0), columns["CB7"])
    columns["CB7"] = unknown(rng, now, codes=(9.0,), share=0.005)
    for name in ("CB8A", "CB8B"):
        columns[name] = np.where(columns["CB7"] == 1, columns[name], _NAN)
    return columns


def _under_fives(rng: np.random.Generator, at: Homes, people: People) -> Columns:
    young: NDArray[np.intp] = np.flatnonzero(people.age < 5)
    home, n = people.home[young], len(young)
    result = one_of(rng, np.ones(n, bool), (1.0, 2.0, 3.0, 5.0), (0.98, 0.012, 0.005, 0.003))
    done = result == 1
    certificate = one_of(rng, done, (1.0, 2.0, 3.0, 8.0, 9.0), (0.6, 0.33, 0.06, 0.006, 0.004))
    age = people.age[young]
    early = yes_no(rng, done & (age >= 2), 0.5)
    return {
        **on_homes(at, home, "HH1", "HH2"),
        "LN": people.line[young],
        "UF3": people.line[young],
        "UF4": np.where(people.line[young] > 1, 1.0, 2.0),
        **{f"UF7{k}": v for k, v in _day(at, home).items()},
        "UF17": result,
        "UB1D": np.where(done, rng.integers(1, 29, n).astype(float), _NAN),
        "UB1M": np.where(done, people.month_of_birth[young], _NAN),
        "UB1Y": np.where(done, people.year_of_birth[young], _NAN),
        "UB2": np.where(done, age, _NAN),
        "UB6": early,
        "UB7": yes_no(rng, early == 1, 0.95),
        "UB8": yes_no(rng, early == 1, 0.9),
        "UB9": yes_no(rng, done, 0.93),
        "BR1": certificate,
        "BR2": yes_no(
            rng, (certificate == 3) | (certificate == 8), 0.45, missing=(8.0, 9.0),
            unknown_share=0.04,
        ),
        "HL4": people.sex[young],
        "melevel": np.where(done, rng.choice([0.0, 1.0, 2.0, 3.0, 9.0], n), _NAN),
        "cdisability": one_of(rng, done & (age >= 2), (1.0, 2.0), (0.05, 0.95)),
        "chweight": world_frame.normalised(at.weight[home] * rng.uniform(0.98, 1.05, n), done),
        **on_homes(
            at, home, "HH6", "HH7", "ethnicity", "XH6", "wscore", "windex5", "PSU", "stratum",
            "STRATUM",
        ),
    }  # fmt: skip


def _day(at: Homes, home: NDArray[np.intp]) -> dict[str, Numbers]:
    return {"D": at.day[home], "M": at.month[home], "Y": at.year[home]}

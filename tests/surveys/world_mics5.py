"""What do hh.sav, hl.sav and ch.sav of Viet Nam's MICS5 hold? Drawn from nobody.

Child labour is asked in the household file about one child of 1-17 years (SL9B), hours from five
years on. The school year is told by the calendar year, so a member of 18 can be of school age 17.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from tests.surveys import world_frame, world_modules, world_people, world_school
from tests.surveys.world_frame import on_homes
from tests.surveys.world_people import Columns, Homes, Numbers, People, unknown

__all__ = ["tables"]

_NAN = np.nan
_FIELDWORK = (1368.0, 1372.0)  # December 2013 to April 2014
_SCHOOL_YEAR = 2013.0
_HOUSE: dict[str, list[float]] = {
    "HC2": [1.0, 2.0, 3.0], "HC3": [11.0, 33.0, 34.0], "HC4": [12.0, 31.0, 34.0],
    "HC5": [13.0, 33.0, 34.0], "HC8A": [1.0, 1.0, 2.0], "HC8J": [1.0, 2.0], "HC9B": [1.0, 2.0],
    "HC11": [1.0, 2.0], "HC15": [1.0, 2.0], "WS1": [11.0, 21.0, 32.0, 81.0, 91.0],
    "WS2": [11.0, 32.0], "WS8": [12.0, 23.0, 51.0], "WS9": [1.0, 2.0],
}  # fmt: skip
_LABOUR: dict[str, tuple[str, ...]] = {
    "work": ("CL2A", "CL2B", "CL2C", "CL2D"),
    "hours": ("CL4",),
    "hazards": ("CL5", "CL6", "CL7A", "CL7B", "CL7C", "CL7D", "CL7E", "CL7F"),
    "fetching": ("CL8", "CL9"),
    "chores": ("CL10A", "CL10B", "CL10C", "CL10D", "CL10E", "CL10F", "CL10G"),
    "chore_hours": ("CL12",),
}


def tables(
    rng: np.random.Generator,
    *,
    households: int,
    completed: int | None,
    members: int | None,
    under_fives: int | None,
) -> dict[str, Columns]:
    """Return the three files as columns."""
    at = world_people.homes(rng, households, completed=completed, months=_FIELDWORK)
    people = world_people.people(rng, at, members=members, under_fives=under_fives)
    chosen = world_frame.choose(
        rng, people, (people.age >= 1) & (people.age <= 17), n_homes=households
    )
    return {
        "hh": _households(rng, at, people, chosen),
        "hl": _members(rng, at, people),
        "ch": _under_fives(rng, at, people),
    }


def _households(
    rng: np.random.Generator, at: Homes, people: People, chosen: world_frame.Chosen
) -> Columns:
    every = np.arange(len(at.cluster))
    done = at.completed
    picked = np.maximum(chosen.member, 0)
    has = chosen.member >= 0
    age = np.where(has, people.age[picked], _NAN)
    young = np.bincount(people.home[people.age < 5], minlength=len(every))
    heads = people.relation == 1
    head_sex = np.full(len(every), _NAN)
    head_sex[people.home[heads]] = people.sex[heads]
    return {
        **on_homes(at, every, "HH1", "HH2", "HH5D", "HH5M", "HH5Y", "HH6", "HH7"),
        "HH9": at.result,
        "HH11": np.where(done, np.bincount(people.home, minlength=len(every)), _NAN),
        "HH14": np.where(done, young, _NAN),
        "SL1": np.where(done, chosen.eligible, _NAN),
        "SL9A": chosen.rank,
        "SL9B": np.where(has, people.line[picked], _NAN),
        "SL9C": age,
        "CD_FLAG": np.where(has, 1.0, _NAN),
        **world_modules.hours_and_work(
            rng, asked=age >= 5, age=age, disadvantage=_disadvantage(at)[every], names=_LABOUR
        ),
        "HC1C": np.where(done, at.ethnic, _NAN),
        **world_frame.house(rng, at, {k: np.array(v) for k, v in _HOUSE.items()}),
        "HHSEX": head_sex,
        "ethnicity": np.where(done, on_homes(at, every, "ethnicity")["ethnicity"], _NAN),
        "helevel": np.where(done, rng.choice([0.0, 1.0, 2.0, 3.0, 4.0, 9.0], len(every)), _NAN),
        "hhweight": at.weight,
        "wscore": np.where(done, at.score, _NAN),
        "windex5": np.where(done, at.quintile, _NAN),
        "PSU": at.cluster,
        "stratum": at.stratum,
    }


def _disadvantage(at: Homes) -> Numbers:
    minority = (at.ethnic != 1).astype(float)
    return minority + 0.5 * (at.area == 2) + 0.25 * (3 - at.quintile).clip(0)


def _members(rng: np.random.Generator, at: Homes, people: People) -> Columns:
    school_age = _school_age(people)
    went = world_school.schooling(
        rng, age=people.age, school_age=np.where(school_age > 90, 30.0, school_age),
        disadvantage=_disadvantage(at)[people.home] / 2, youngest=5.0, style="continuous",
    )  # fmt: skip
    child = people.age <= 17
    kin = world_frame.parents(rng, at, people, child=child)
    finished = np.where((went.completed != 1) & (went.grade < 90), went.grade - 1, went.grade)
    n = len(people.line)
    return {
        **world_frame.roster(at, people),
        **world_frame.birth(rng, people),
        "HL7B": np.where(people.age < 5, people.line, 0.0),
        "HL11": unknown(rng, kin["mother_alive"], codes=(8.0, 9.0), share=0.004),
        "HL12": np.where(kin["mother_alive"] == 1, kin["mother_line"], _NAN),
        "HL13": unknown(rng, kin["father_alive"], codes=(8.0, 9.0), share=0.004),
        "HL14": np.where(kin["father_alive"] == 1, kin["father_line"], _NAN),
        "ED1": np.where(people.age >= 5, people.line, _NAN),
        "ED3": went.ever,
        "ED4A": went.level,
        "ED4B": np.where(went.level == 0, _NAN, np.maximum(finished, 0.0)),
        "ED5": went.now,
        "ED6A": went.level_now,
        "ED6B": went.grade_now,
        "ED7": went.last,
        "ED8A": went.level_last,
        "ED8B": went.grade_last,
        **on_homes(at, people.home, "HH5D", "HH5M", "HH5Y", "HH6", "HH7", "ethnicity"),
        "MLINE": kin["mother_line"],
        "FLINE": kin["father_line"],
        "melevel": np.where(child, rng.choice([0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 9.0], n), _NAN),
        "felevel": np.where(child, rng.choice([0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 9.0], n), _NAN),
        "schage": school_age,
        **on_homes(at, people.home, "hhweight", "wscore", "windex5"),
    }


def _school_age(people: People) -> Numbers:
    """Return the age in calendar year 2013; born later 995, age unknown 998."""
    age = _SCHOOL_YEAR - people.year_of_birth
    held = np.where(age < 0, 995.0, np.minimum(age, 95.0))
    return np.where(people.age > 97, 998.0, held)


def _under_fives(rng: np.random.Generator, at: Homes, people: People) -> Columns:
    young: NDArray[np.intp] = np.flatnonzero(people.age < 5)
    home, n = people.home[young], len(young)
    result = world_modules.one_of(
        rng, np.ones(n, bool), (1.0, 2.0, 3.0, 5.0), (0.985, 0.009, 0.004, 0.002)
    )
    done = result == 1
    certificate = np.where(
        done, world_modules.one_of(rng, done, (1.0, 2.0, 3.0, 8.0, 9.0),
                                   (0.6, 0.33, 0.06, 0.006, 0.004)), _NAN,
    )  # fmt: skip
    return {
        **on_homes(at, home, "HH1", "HH2"),
        "LN": people.line[young],
        "UF4": people.line[young],
        "UF6": np.where(people.line[young] > 1, 1.0, 2.0),
        **{f"UF8{k}": v for k, v in _day(at, home).items()},
        "UF9": result,
        "AG1D": np.where(done, rng.integers(1, 29, n).astype(float), _NAN),
        "AG1M": np.where(done, people.month_of_birth[young], _NAN),
        "AG1Y": np.where(done, people.year_of_birth[young], _NAN),
        "AG2": np.where(done, people.age[young], _NAN),
        "BR1": certificate,
        "BR2": world_modules.yes_no(
            rng, (certificate == 3) | (certificate == 8), 0.45, missing=(8.0, 9.0),
            unknown_share=0.04,
        ),
        "EC5": world_modules.yes_no(rng, done & (people.age[young] >= 3), 0.7),
        **on_homes(at, home, "HH6", "HH7", "ethnicity", "wscore", "windex5"),
        "HL4": people.sex[young],
        "melevel": np.where(done, rng.choice([0.0, 1.0, 2.0, 3.0, 4.0, 9.0], n), _NAN),
        "chweight": world_frame.normalised(at.weight[home] * rng.uniform(0.98, 1.05, n), done),
    }  # fmt: skip


def _day(at: Homes, home: NDArray[np.intp]) -> dict[str, Numbers]:
    return {"D": at.day[home], "M": at.month[home], "Y": at.year[home]}

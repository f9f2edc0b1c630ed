"""Which columns do both rounds of the survey share, and who is the selected child?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tests.surveys.world_people import Columns, Homes, Numbers, People, unknown

__all__ = ["Chosen", "birth", "choose", "house", "normalised", "on_homes", "parents", "roster"]

_NAN = np.nan


@dataclass(frozen=True)
class Chosen:
    """The child drawn in every household: how many were eligible, and who it is (-1 nobody)."""

    eligible: Numbers
    member: NDArray[np.intp]
    rank: Numbers

    @property
    def homes(self) -> NDArray[np.intp]:
        """Households where a child was drawn."""
        return np.flatnonzero(self.member >= 0)


def choose(
    rng: np.random.Generator, people: People, eligible: NDArray[np.bool_], *, n_homes: int
) -> Chosen:
    """Draw one eligible child per household, each with the same chance."""
    at = np.flatnonzero(eligible)
    home = people.home[at]
    count = np.bincount(home, minlength=n_homes).astype(float)
    start = np.concatenate(([0], np.cumsum(count)[:-1])).astype(int)
    rank = np.floor(rng.random(n_homes) * count).astype(int)
    has = count > 0
    member = np.full(n_homes, -1)
    member[has] = at[(start + rank)[has]]
    return Chosen(count, member, np.where(has, rank + 1.0, _NAN))


def normalised(weight: Numbers, done: NDArray[np.bool_]) -> Numbers:
    """Return weights that sum to the number of ``done`` rows, and are 0 elsewhere."""
    kept = np.where(done, weight, 0.0)
    return kept * done.sum() / kept.sum() if done.any() else kept


def on_homes(at: Homes, home: NDArray[np.intp], *names: str) -> Columns:
    """Return household columns repeated on the rows of another file."""
    known = {
        "HH1": at.cluster,
        "HH2": at.number,
        "HH5D": at.day,
        "HH5M": at.month,
        "HH5Y": at.year,
        "HH6": at.area,
        "HH7": at.region,
        "PSU": at.cluster,
        "stratum": at.stratum,
        "STRATUM": 2.0 - (at.ethnic == 1),
        "XH6": 2.0 - (at.ethnic == 1),
        "ethnicity": np.where(at.ethnic == 99, 9.0, np.where(at.ethnic == 1, 1.0, 2.0)),
        "hhweight": at.weight,
        "wscore": at.score,
        "windex5": at.quintile,
    }
    return {name: known[name][home] for name in names}


def house(rng: np.random.Generator, at: Homes, asked: Columns) -> Columns:
    """Return answers on the dwelling: one of the given codes each, skipped if not completed."""
    n = len(at.cluster)
    return {
        name: np.where(at.completed, unknown(rng, rng.choice(codes, n), codes=(99.0,) if
                       max(codes) > 9 else (9.0,), share=0.003), _NAN)
        for name, codes in asked.items()
    }  # fmt: skip


def birth(rng: np.random.Generator, people: People) -> Columns:
    """Return HL5M and HL5Y with their codes of missing answers."""
    return {
        "HL5M": unknown(rng, people.month_of_birth, codes=(98.0, 99.0), share=0.01),
        "HL5Y": unknown(rng, people.year_of_birth, codes=(9998.0, 9999.0), share=0.004),
    }


def roster(at: Homes, people: People) -> Columns:
    """Return the columns that open every roster."""
    return {
        **on_homes(at, people.home, "HH1", "HH2"),
        "HL1": people.line,
        "HL3": people.relation,
        "HL4": people.sex,
        "HL6": people.age,
    }


def parents(
    rng: np.random.Generator, at: Homes, people: People, *, child: NDArray[np.bool_]
) -> dict[str, Numbers]:
    """Return line numbers of mother and father (0 elsewhere) and whether they live, by member."""
    n, n_homes = len(people.line), len(at.cluster)
    couple = (people.relation == 1) | (people.relation == 2)
    lines = {
        sex: people.first_line(couple & (people.sex == code), n_homes=n_homes)
        for sex, code in (("mother", 2.0), ("father", 1.0))
    }
    out: dict[str, Numbers] = {}
    for who, line in lines.items():
        here = np.where((people.relation == 3) & (rng.random(n) < 0.95), line[people.home], 0.0)
        alive = np.where((here > 0) | (rng.random(n) < 0.9), 1.0, 2.0)
        out[f"{who}_line"] = np.where(child, here, _NAN)
        out[f"{who}_alive"] = np.where(child, alive, _NAN)
    return out

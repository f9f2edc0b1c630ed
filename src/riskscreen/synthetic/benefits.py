"""Which benefits does a child receive a year later, given whether it is excluded from any?

The rules that outcomes counts are read here twice: narrowly (who is entitled beyond doubt, by
columns that will be recorded) and widely (who is entitled by any reading). A child that is excluded
misses a benefit of the narrow list, one that is not receives everything on the wide list; so every
reading between the two finds the same label.
"""

# ruff: noqa: PLR2004 - ages, grades and codes are named by the line they stand in

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskscreen.synthetic.homes import Columns, Homes
from riskscreen.synthetic.kids import Kids
from riskscreen.synthetic.process import Step
from riskscreen.synthetic.recording import Gaps

__all__ = ["BENEFITS", "Due", "Year", "due", "next_benefits", "start_benefits"]

BENEFITS = {  # by the column that records it
    "health_insurance": "insured",
    "tuition_support": "tuition",
    "school_support": "support",
    "social_assistance": "assistance",
}
Flags = NDArray[np.bool_]
_BOTH_DEAD, _NOBODY = 3, 4  # codes of orphan and main_caregiver
_AREA_3 = 3
_RECEIVED = {"tuition": 0.93, "support": 0.90, "assistance": 0.85}  # of those entitled, at first
_BESIDE = {"insured": 0.75, "tuition": 0.40, "support": 0.06}  # given to children not entitled


@dataclass(frozen=True, slots=True)
class Year:
    """The next year's households (true columns) and which answers will be missing then."""

    home: Columns
    home_gaps: Gaps
    kid_gaps: Gaps


@dataclass(frozen=True, slots=True)
class Due:
    """Who is entitled, by benefit; shape (n_kids,) each. Everyone is to birth registration."""

    narrow: dict[str, Flags]
    wide: dict[str, Flags]


def due(kids: Kids, *, age: NDArray[np.float64], attending: Flags, year: Year) -> Due:
    """Return who is entitled to what in the next year (`policy/entitlements.toml`)."""
    home = {name: values[kids.home] for name, values in year.home.items()}
    listed, area = home["poverty_status"], home["difficult_area"]
    group = kids.people > 0  # the rules say: not Kinh
    alone = (kids.orphan == _BOTH_DEAD) | (kids.caregiver == _NOBODY)
    one_parent = (kids.orphan > 0) & (listed == 0)
    needy = (listed <= 1) | (area > 0) | alone | (kids.disability > 0)
    gaps = year.kid_gaps
    told = ~year.home_gaps["poverty_status"][kids.home] & ~gaps["attending_school"]
    told &= ~gaps["orphan"] & ~gaps["main_caregiver"] & ~kids.unsaid_group
    in_3 = kids.minority & (area == _AREA_3)
    narrow = {
        "insured": (age < 6)
        | (area == _AREA_3)
        | (told & (attending | (listed == 0) | (kids.minority & (area > 0)))),
        "tuition": told & attending & ((listed == 0) | (alone & (age < 16))),
        "support": told & attending & ((listed == 0) | (kids.orphan == _BOTH_DEAD) | in_3),
        "assistance": told & (age < 16) & (alone | one_parent),
    }
    wide = {
        "insured": narrow["insured"] | attending | (listed <= 1) | (group & (area > 0)) | alone,
        "tuition": attending & needy,
        "support": attending & needy,
        "assistance": alone
        | one_parent
        | (kids.disability > 0)
        | ((age < 4) & (listed <= 1) & (area > 0)),
    }
    wide["insured"] = wide["insured"] | wide["assistance"]
    return Due(narrow=narrow, wide=wide)


def next_benefits(
    state: Columns,
    following: Columns,
    *,
    kids: Kids,
    homes: Homes,
    step: Step,
    year: Year,
    rng: np.random.Generator,
) -> Columns:
    """Return birth registration, identity code and benefits a year later, shape (n_kids,) each.

    An excluded child
    that is entitled to nothing else has lost its papers: birth registration is for every child, so
    it is what is left to miss.
    """
    n, age = kids.n, following["age"]
    attending = (following["attending"] > 0) & (age >= homes.levels["school_from"])
    entitled = due(kids, age=age, attending=attending, year=year)
    out = step.by_risk & step.eligible
    lacked = {name: state[name] == 0 for name in entitled.narrow}
    lack = {"registered": (state["registered"] == 0) * 4.0}
    for name, (before, new) in _LEAN.items():
        lack[name] = np.where(lacked[name], before, new) * entitled.narrow[name]
        if name == "insured":
            lack[name] = lack[name] * np.where(age < 6, homes.levels["uninsured_young"], 1.0)
    nothing = sum(lack.values()) <= 0
    lack["registered"] = np.where(nothing, 1.0, lack["registered"])
    edges = np.cumsum(np.stack(list(lack.values())), axis=0)
    first = (rng.random(n) * edges[-1] > edges).sum(axis=0)
    again = 0.08 + 0.15 * lacked["insured"]
    missed = {
        name: out & ((first == at) | ((lack[name] > 0) & (rng.random(n) < again)))
        for at, name in enumerate(lack)
    }
    for name, lost in step.lost.items():
        missed[name] |= lost & step.eligible & entitled.narrow[name]
    bare = np.zeros(n, dtype=np.bool_)
    for flags in missed.values():
        bare |= flags
    missed["registered"] |= step.label & step.eligible & ~bare
    registered = ~missed["registered"]
    code = registered & ((state["code"] > 0) | (rng.random(n) < 0.35))
    received = {
        name: np.where(wide, ~missed[name], rng.random(n) < _BESIDE.get(name, 0.0)) * 1.0
        for name, wide in entitled.wide.items()
    }
    return {"registered": registered * 1.0, "code": code * 1.0} | received


def start_benefits(
    state: Columns, *, kids: Kids, homes: Homes, year: Year, rng: np.random.Generator
) -> Columns:
    """Return what children receive in a year that no other has shaped, shape (n_kids,) each."""
    attending = (state["attending"] > 0) & (state["age"] >= homes.levels["school_from"])
    entitled = due(kids, age=state["age"], attending=attending, year=year)
    return {
        name: np.where(entitled.wide[name], rng.random(kids.n) < share,
                       rng.random(kids.n) < _BESIDE.get(name, 0.0)) * 1.0
        for name, share in _RECEIVED.items()
    }  # fmt: skip


# How readily a benefit is the one missed: where it was missed the year before, and where not.
_LEAN = {
    "insured": (3.5, 1.6),
    "tuition": (0.25, 0.10),
    "support": (0.60, 0.30),
    "assistance": (0.60, 0.30),
}

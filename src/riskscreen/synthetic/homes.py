"""Who are the synthetic households, and how do they change from year to year?

Wealth is unseen and lasting; all that is recorded of means, dwelling and access follows it with a
noise of its own that lasts too, so that two waves of one household resemble each other.
"""

# ruff: noqa: PLR2004 - ages, grades and codes are named by the line they stand in

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskscreen.synthetic.chance import Streams, expit
from riskscreen.synthetic.families import Families, draw_families
from riskscreen.synthetic.frame import MAJORITY, leaning
from riskscreen.synthetic.places import Places
from riskscreen.synthetic.profile import Profile
from riskscreen.synthetic.sampling import Block

__all__ = [
    "EDUCATION",
    "POVERTY",
    "Columns",
    "Homes",
    "draw_homes",
    "means",
    "next_homes",
    "poverty",
    "start_homes",
]

EDUCATION = ("none", "primary", "lower_secondary", "upper_secondary", "vocational", "higher")
POVERTY = ("poor", "near_poor", "not_poor")
Columns = dict[str, NDArray[np.float64]]

_EDUCATION_CUTS = (-1.35, -0.45, 0.55, 1.15, 1.45)  # standard deviations of the latent schooling
_WEALTH_KEPT, _WEALTH_SHAKEN = 0.8, 0.40  # share of a deviation that lasts a year; its size
_OWN_PEOPLE = 0.75  # share of a commune's minority households of the group it is known for
_LASTING = (  # an own noise each, kept for ever
    "computer", "smartphone", "internet", "online", "water", "sanitation", "dwelling", "rooms",
    "score", "cash", "food", "electricity", "caregiver", "move", "distance", "absence", "silence",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Homes:
    """What stays the same: arrays of shape (n_households,); ``noise`` maps a name to N(0, 1).

    ``people`` is the index of the head's group in ``peoples``; ``enters`` and ``leaves`` are years
    of the world, from 0. ``deprived`` is what keeps dwelling, toilet
    and play back beside means; ``trait`` what makes siblings and neighbours alike in school, work
    and cards beside all that is recorded, and ``schooled`` how much readier a household of its
    group is found at school, both on the log-odds.
    """

    psu: NDArray[np.intp]
    people: NDArray[np.intp]
    minority: NDArray[np.bool_]
    enters: NDArray[np.int64]
    leaves: NDArray[np.int64]
    head_female: NDArray[np.float64]
    head_age: NDArray[np.float64]
    head_schooling: NDArray[np.float64]
    mother_schooling: NDArray[np.float64]
    father_schooling: NDArray[np.float64]
    spouse: NDArray[np.float64]
    wealth: NDArray[np.float64]
    adults: NDArray[np.float64]
    weight: NDArray[np.float64]
    urban: NDArray[np.float64]
    difficulty: NDArray[np.float64]
    remoteness: NDArray[np.float64]
    deprived: NDArray[np.float64]
    trait: NDArray[np.float64]
    schooled: NDArray[np.float64]
    noise: Columns
    profile: Profile

    @property
    def levels(self) -> Mapping[str, float]:
        """The profile's single numbers."""
        return self.profile.levels

    @property
    def n(self) -> int:
        """Number of households."""
        return len(self.psu)


def draw_homes(
    profile: Profile, places: Places, streams: Streams, *, block: Block, years: int
) -> tuple[Homes, Families]:
    """Return the lasting part of the households of a block, and who belongs to them.

    ``places`` are the communes of the block, shape (n_psus,).
    """
    rng = streams.of("homes")
    psu, n, levels = block.psu, len(block.psu), profile.levels
    people = _peoples(places, psu, rng)
    minority = ~np.isin(people, MAJORITY)
    urban, enters = places.urban[psu], block.enters - 1
    family = draw_families(
        profile, streams, urban=urban, minority=minority, enters=enters, years=years
    )
    group = leaning("wealth_sd")[people] * minority
    wealth = places.wealth[psu] + levels["wealth_minority"] * minority + 0.60 * rng.normal(size=n)
    wealth = wealth + levels["wealth_people"] * group + _burden(family, levels)
    head = 0.45 * wealth + 0.75 * rng.normal(size=n) - 0.10 * minority
    head = head + levels["schooling_people"] * group
    mother = 0.55 * head + 0.25 * wealth + 0.65 * rng.normal(size=n)
    father = 0.65 * head + 0.15 * wealth + 0.60 * rng.normal(size=n)
    region = places.region[psu]
    homes = Homes(
        psu=psu,
        people=people,
        minority=minority,
        enters=enters,
        leaves=block.leaves - 1 + profile.sample.unseen_years,
        head_female=family.head_female,
        head_age=family.head_age,
        head_schooling=_schooling(head),
        mother_schooling=_schooling(mother),
        father_schooling=_schooling(father),
        spouse=family.spouse,
        wealth=wealth,
        adults=family.adults,
        weight=block.weight,
        urban=urban,
        difficulty=places.difficulty[psu],
        remoteness=places.remoteness[psu],
        deprived=levels["deprived"]
        + levels["deprived_minority"] * minority
        + levels["deprived_rural"] * (1.0 - urban)
        + levels["deprived_mountains"] * (region == "northern_mountains")
        + levels["deprived_south_east"] * (region == "south_east"),
        trait=levels["trait_household"] * rng.normal(size=n)
        + levels["trait_psu"] * places.trait[psu],
        schooled=levels["attending_people"] * leaning("attending_log_odds")[people],
        noise={name: rng.normal(size=n) for name in _LASTING},
        profile=profile,
    )
    return homes, family


def start_homes(homes: Homes, streams: Streams, *, wave: int) -> Columns:
    """Return what changes, in a year that no earlier one has shaped, shape (n_households,)."""
    rng = streams.of("homes start", wave)
    n, farm = homes.n, _farm(homes)
    move = expit(-2.75 + 0.5 * homes.urban + 0.5 * homes.noise["move"])
    business = expit(-1.5 + 0.3 * homes.wealth + 0.4 * homes.urban)
    return {
        "deviation": _WEALTH_SHAKEN * rng.normal(size=n) / 0.6,
        "list_error": 0.25 * rng.normal(size=n),
        "moved": (rng.random(n) < move).astype(np.float64),
        "unregistered": (rng.random(n) < 1.2 * move).astype(np.float64),
        "farm": (rng.random(n) < farm).astype(np.float64),
        "business": (rng.random(n) < business).astype(np.float64),
        "shock": (rng.random(n) < 0.13).astype(np.float64),
        "years": np.zeros(n),
    }


def next_homes(homes: Homes, state: Columns, *, streams: Streams, wave: int) -> Columns:
    """Return the state a year after ``state``; shape (n_households,) each."""
    rng = streams.of("homes step", wave)
    n = homes.n
    moved = rng.random(n) < expit(-2.75 + 0.5 * homes.urban + 0.5 * homes.noise["move"])
    shock = rng.random(n) < np.clip(0.12 + 0.02 * homes.difficulty - 0.03 * homes.urban, 0.05, 1.0)
    lost = rng.random(n) < 0.50  # registration lost by moving
    gained = rng.random(n) < 0.30
    unregistered = np.where(moved, lost, (state["unregistered"] > 0) & ~gained)
    farm = np.where(rng.random(n) < 0.04, rng.random(n) < _farm(homes), state["farm"])
    business = np.where(rng.random(n) < 0.05, rng.random(n) < 0.2, state["business"])
    shaken = _WEALTH_SHAKEN * rng.normal(size=n) - 0.15 * (shock - 0.12)
    return {
        "deviation": _WEALTH_KEPT * state["deviation"] + shaken,
        "list_error": 0.7 * state["list_error"] + 0.18 * rng.normal(size=n),
        "moved": moved.astype(np.float64),
        "unregistered": unregistered.astype(np.float64),
        "farm": farm.astype(np.float64),
        "business": business.astype(np.float64),
        "shock": shock.astype(np.float64),
        "years": state["years"] + 1.0,
    }


def means(homes: Homes, state: Columns) -> NDArray[np.float64]:
    """Return this year's wealth, standard deviations, shape (n_households,)."""
    return np.asarray(homes.wealth + state["deviation"], dtype=np.float64)


def poverty(homes: Homes, state: Columns) -> NDArray[np.float64]:
    """Return the list status as an index into ``POVERTY``; the list errs, and its errors last."""
    listed = means(homes, state) + state["list_error"]
    levels = homes.levels
    cut = np.where(homes.urban > 0, levels["poor_cut_urban"], levels["poor_cut_rural"])
    above = listed >= cut + levels["near_poor_above"]
    return np.asarray((listed >= cut) * 1.0 + above, dtype=np.float64)


def _peoples(places: Places, psu: NDArray[np.intp], rng: np.random.Generator) -> NDArray[np.intp]:
    """Return the index of the ethnic group of every household, shape (n_households,)."""
    n = len(psu)
    minority = rng.random(n) < places.minority[psu]
    chinese = rng.random(n) < places.hoa[psu]
    around = rng.random(n) >= _OWN_PEOPLE
    at = rng.random(n)
    people = np.where(minority, places.people[psu], np.where(chinese, MAJORITY[1], 0))
    other = np.flatnonzero(minority & around)
    edges = np.cumsum(places.groups, axis=1)[psu[other]]
    people[other] = (at[other, None] * edges[:, -1:] > edges).sum(axis=1)
    return people.astype(np.intp)


def _burden(family: Families, levels: Mapping[str, float]) -> NDArray[np.float64]:
    """Return how children and their ages go with means, standard deviations."""
    some = family.children > 0
    return np.asarray(
        levels["wealth_children"] * np.minimum(family.children, 4.0)
        + levels["wealth_young"] * (family.young > 0)
        + levels["wealth_teens"] * (some & (family.oldest >= 11)),
        dtype=np.float64,
    )


def _farm(homes: Homes) -> NDArray[np.float64]:
    return expit(0.35 - 2.4 * homes.urban - 0.5 * homes.wealth + 0.3 * homes.difficulty)


def _schooling(latent: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.digitize(latent, _EDUCATION_CUTS).astype(np.float64)

"""Who makes up a household: head, spouse, grandparents, others, and which children, born or not?

Every child who is under 18 in any year of the world is drawn at once, with an age that may still
be negative: a birth is a child whose age reaches 0, and nothing has to be added later.
"""

# ruff: noqa: PLR2004 - ages are named by the line they stand in

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskscreen.synthetic.chance import Streams
from riskscreen.synthetic.profile import Profile

__all__ = ["Families", "draw_families"]

_MOST_SIBLINGS = 4
_GRANDPARENTS = 0.25  # share of households whose head is of the grandparents' generation
_FEMALE_HEAD = (0.18, 0.28)  # rural, urban
_SPOUSE = (0.93, 0.35)  # of a male, a female head
_MOST_OTHERS = 5
_PARENT_FROM = 16.0  # years by which a parent is older than the oldest child, at least
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Families:
    """Households, shape (n_households,), and their children, shape (n_kids,).

    ``home`` and ``number`` say whose child and which one; ``age_at_start`` is the age in the
    first year of the world, below 0 for one not yet born; ``children``, ``young`` and
    ``oldest`` are the number under 18 and under 6 and the age of the oldest in the year in which
    the household enters.
    """

    head_female: Floats
    head_age: Floats
    spouse: Floats
    adults: Floats
    children: Floats
    young: Floats
    oldest: Floats
    home: NDArray[np.intp]
    number: NDArray[np.intp]
    age_at_start: Floats
    male: Floats


def draw_families(
    profile: Profile,
    streams: Streams,
    *,
    urban: Floats,
    minority: NDArray[np.bool_],
    enters: NDArray[np.int64],
    years: int,
) -> Families:
    """Return the families of a world that lasts this many years.

    Parameters
    ----------
    profile : Profile
        Gives how many children, of which ages and sex.
    streams : Streams
        Randomness.
    urban, minority : ndarray, shape (n_households,)
        Where and who.
    enters : ndarray of int, shape (n_households,)
        The year in which each is drawn, from 0.
    years : int
        Years of the world; a child may be born in any of them.
    """
    rng = streams.of("families")
    n = len(urban)
    old = rng.random(n) < _GRANDPARENTS
    female = rng.random(n) < np.where(urban > 0, _FEMALE_HEAD[1], _FEMALE_HEAD[0])
    spouse = rng.random(n) < np.where(female, _SPOUSE[1], _SPOUSE[0])
    others = np.minimum(rng.poisson(profile.levels["other_adults"], n), _MOST_OTHERS)
    home, number, age, male = _children(
        profile, rng, urban=urban, minority=minority, enters=enters, years=years
    )
    then = age + enters[home]
    here = (then >= 0) & (then <= 17)
    oldest = _oldest(home, np.where(here, then, 0.0), n)
    parent = np.maximum(rng.integers(26, 56, n), oldest + _PARENT_FROM)
    return Families(
        head_female=female.astype(np.float64),
        head_age=np.where(old, rng.integers(58, 76, n), parent).astype(np.float64),
        spouse=spouse.astype(np.float64),
        adults=(1.0 + spouse + others + old).astype(np.float64),
        children=np.bincount(home[here], minlength=n).astype(np.float64),
        young=np.bincount(home[here & (then < 6)], minlength=n).astype(np.float64),
        oldest=oldest,
        home=home,
        number=number,
        age_at_start=age,
        male=male,
    )


def _children(
    profile: Profile,
    rng: np.random.Generator,
    *,
    urban: Floats,
    minority: NDArray[np.bool_],
    enters: NDArray[np.int64],
    years: int,
) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats, Floats]:
    n, span, levels = len(urban), 18 + years, profile.levels
    mean = levels["children"] * np.where(urban > 0, levels["children_urban"], 1.0)
    mean = mean * np.where(minority, levels["children_minority"], 1.0) * span / 18
    parents = rng.random(n) < levels["with_children"]
    more = np.clip((mean / levels["with_children"] - 1.0) / _MOST_SIBLINGS, 0.0, 0.9)
    count = parents * (1 + rng.binomial(_MOST_SIBLINGS, more))
    home = np.repeat(np.arange(n, dtype=np.intp), count)
    number = np.arange(len(home), dtype=np.intp) - np.repeat(np.cumsum(count) - count, count)
    first = np.repeat(rng.integers(0, span, n), count)
    gap = np.repeat(rng.integers(2, 6, n), count)
    age = ((first + gap * number) % span - years).astype(np.float64)
    # some ages are rarer: a child too many of its age is not drawn, as of the year that finds it
    male = rng.random(len(home)) < profile.curve(
        "male", age=age + enters[home], male=np.zeros(len(home))
    )
    common = profile.curve("alive", age=age + enters[home], male=male.astype(np.float64))
    kept = rng.random(len(home)) < common
    return home[kept], number[kept], age[kept], male[kept].astype(np.float64)


def _oldest(home: NDArray[np.intp], age: Floats, n: int) -> Floats:
    oldest = np.zeros(n)
    np.maximum.at(oldest, home, age)
    return oldest

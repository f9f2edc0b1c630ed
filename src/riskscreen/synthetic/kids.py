"""Who are the synthetic children, and in which state does a year find them that no other shaped?"""

# ruff: noqa: PLR2004 - ages, grades and codes are named by the line they stand in

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskscreen.synthetic.chance import Streams, expit
from riskscreen.synthetic.families import Families
from riskscreen.synthetic.homes import Columns, Homes
from riskscreen.synthetic.places import Places

__all__ = ["MOST_HOURS", "Kids", "draw_kids", "start_state"]

MOST_HOURS = 84.0  # a week: twelve hours on each day

_OTHER_THAN_HEAD = 0.01  # share of children of another group than the head's
_GROUP_UNSAID = 0.004  # share of children whose ethnic group nobody wrote down
_RELATIONS_GRANDCHILD, _RELATIONS_OTHER = 1.0, 3.0
_MOTHER, _FATHER, _BOTH = 1, 2, 3  # codes of orphan: which parent has died
_WIDOWED = 0.25  # of the heads who bring up children without a spouse


@dataclass(frozen=True, slots=True)
class Kids:
    """What stays the same: arrays of shape (n_kids,); flags and category indices as float64.

    ``people`` is the index of the child's group in ``peoples``, whoever wrote it down.
    """

    home: NDArray[np.intp]
    number: NDArray[np.intp]
    age_at_start: NDArray[np.float64]
    male: NDArray[np.float64]
    disability: NDArray[np.float64]
    relation: NDArray[np.float64]
    orphan: NDArray[np.float64]
    mother_here: NDArray[np.float64]
    father_here: NDArray[np.float64]
    caregiver: NDArray[np.float64]
    people: NDArray[np.intp]
    minority: NDArray[np.bool_]
    unsaid_group: NDArray[np.bool_]
    effort: NDArray[np.float64]
    frail: NDArray[np.float64]
    play: NDArray[np.float64]
    vaccinated_8: NDArray[np.float64]
    vaccinated_12: NDArray[np.float64]

    @property
    def n(self) -> int:
        """Number of children who are under 18 in at least one year."""
        return len(self.home)


def draw_kids(homes: Homes, family: Families, places: Places, streams: Streams) -> Kids:
    """Return every child of the households of a block."""
    rng = streams.of("kids")
    home = family.home
    n = len(home)
    levels, deprived = homes.levels, homes.deprived[home]
    both = _family(homes, home, rng)
    lean = 0.4 * homes.wealth[home] - 0.2 * homes.remoteness[home]
    differs = rng.random(n) < _OTHER_THAN_HEAD
    minority = homes.minority[home] ^ differs
    other = np.where(minority, places.people[homes.psu][home], 0)
    return Kids(
        home=home,
        number=family.number,
        age_at_start=family.age_at_start,
        male=family.male,
        disability=(rng.random(n) < 0.03).astype(np.float64),
        people=np.where(differs, other, homes.people[home]).astype(np.intp),
        minority=minority,
        unsaid_group=rng.random(n) < _GROUP_UNSAID,
        effort=rng.normal(size=n),
        frail=rng.normal(size=n),
        play=_drawn(rng, levels["no_play"] - 1.2 * homes.wealth[home] + deprived),
        vaccinated_8=_drawn(rng, levels["vaccinated_8"] + lean),
        vaccinated_12=_drawn(rng, levels["vaccinated_12"] + lean),
        **both,
    )


def _family(homes: Homes, home: NDArray[np.intp], rng: np.random.Generator) -> Columns:
    """Return who lives with the child: parents, relation to the head, caregiver, orphanhood.

    Siblings share their parents: which are dead, which live elsewhere. A head of the parents'
    generation is the father or mother of the children there, unless both parents are away.
    """
    n, female = homes.n, homes.head_female > 0
    grand = homes.head_age >= 57
    dead = np.digitize(rng.random(n), [0.955, 0.965, 0.993])  # none, mother, father, both
    away = (rng.random(n) < np.where(grand, 0.25, 0.02)) | (dead == _BOTH)
    apart = rng.random((2, n)) < np.array([[0.03], [0.06]])  # mother, father lives elsewhere
    own = ~grand & ~away
    alone = own & (homes.spouse == 0)
    widowed = alone & (rng.random(n) < _WIDOWED)
    head_dead = own & (dead == np.where(female, _MOTHER, _FATHER))
    dead = np.where(head_dead, 0, dead)
    dead = np.where(widowed, np.where(female, _FATHER, _MOTHER), dead)
    mother = (dead != _MOTHER) & ~away & ~apart[0] & ~(alone & ~female)
    father = (dead != _FATHER) & ~away & ~apart[1] & ~(alone & female)
    mother |= own & female
    father |= own & ~female
    relation = np.where(grand, _RELATIONS_GRANDCHILD, np.where(away, _RELATIONS_OTHER, 0.0))
    mother, father, grand = mother[home], father[home], grand[home]
    draw = rng.random((2, len(home)))
    caregiver = np.select(
        [mother & (draw[0] < 0.93), father, grand, draw[1] < 0.9], [0.0, 1.0, 2.0, 3.0],
        default=4.0,
    )  # fmt: skip
    return {
        "relation": relation[home],
        "orphan": dead[home].astype(np.float64),
        "mother_here": mother.astype(np.float64),
        "father_here": father.astype(np.float64),
        "caregiver": caregiver,
    }


def start_state(
    kids: Kids,
    homes: Homes,
    *,
    age: NDArray[np.float64],
    streams: Streams,
    wave: int,
) -> Columns:
    """Return a state for children of this age whom no earlier year has shaped, shape (n_kids,).

    School, work and cards lean on means and on the lasting unseen trait of home and commune.
    """
    rng = streams.of("kids start", wave)
    n, male, levels = kids.n, kids.male, homes.levels
    wealth = homes.wealth[kids.home]
    trait = homes.trait[kids.home]

    def curve(name: str) -> NDArray[np.float64]:
        return homes.profile.curve(name, age=age, male=male)

    attending = rng.random(n) < expit(
        curve("start_attending")
        + levels["school_wealth"] * wealth
        + homes.schooled[kids.home]
        + 0.3 * kids.effort
        - trait
    )
    ever = attending | ((age >= 6) & (rng.random(n) < 0.96))
    years_in = np.clip(age - 6.0, 0.0, 11.0)
    behind = rng.binomial(years_in.astype(np.int64), np.clip(0.06 - 0.04 * wealth, 0.01, 0.3))
    behind = behind + np.where(attending, 0, rng.integers(0, 4, n)) * (age > 8)
    attained = np.clip(years_in - behind, 0.0, 12.0) * ever
    works = rng.random(n) < expit(
        curve("start_works")
        + levels["work_wealth"] * wealth
        + levels["work_urban"] * homes.urban[kids.home]
        + 0.6 * ~attending
        + trait
    )
    long = levels["hours"] * rng.gamma(1.5, 1.0 + np.clip(age - 5, 0, 12))
    hours = np.where(works, np.minimum(np.round(long), MOST_HOURS), 0.0)
    registered = (rng.random(n) < expit(curve("start_registered") + 0.3 * wealth)) * 1.0
    insured = rng.random(n) < expit(curve("start_insured") + 0.2 * wealth - 0.2 * trait)
    return {
        "age": age,
        "ever": ever * 1.0,
        "attending": attending * 1.0,
        "attended_last": (ever & (attending | (rng.random(n) < 0.25))) * 1.0,
        "attained": attained,
        "current": np.where(age >= 6, np.minimum(attained + 1.0, 12.0), 0.0),
        "hours": hours * (age >= 5),
        "chores": np.where(age >= 5, np.round(rng.gamma(2.0, 3.0 - 0.6 * male)), 0.0),
        "worked": (works & (age >= 5)) * 1.0,
        "registered": registered,
        "code": registered * (rng.random(n) < 0.8),
        "insured": insured * 1.0,
    }


def _drawn(rng: np.random.Generator, lean: NDArray[np.float64]) -> NDArray[np.float64]:
    return (rng.random(len(lean)) < expit(lean)).astype(np.float64)

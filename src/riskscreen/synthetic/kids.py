"""Who are the synthetic children, and in which state does the world find them?

Every child who is under 18 in any year of the world is drawn at once, with an age that may still
be negative: a birth is a child whose age reaches 0, and nothing has to be added later.
"""

# ruff: noqa: PLR2004 - ages, grades and codes are named by the line they stand in

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskscreen.synthetic.chance import Streams, expit
from riskscreen.synthetic.homes import Columns, Homes

__all__ = ["Kids", "draw_kids", "start_state"]

_CHILDREN_PER_HOUSEHOLD = 1.6  # under 18, at any one time
_OTHER_THAN_HEAD = 0.01  # share of children of another group than the head's
_GROUP_UNSAID = 0.004  # share of children whose ethnic group nobody wrote down
_RELATIONS_GRANDCHILD, _RELATIONS_OTHER = 1.0, 3.0


@dataclass(frozen=True, slots=True)
class Kids:
    """What stays the same: arrays of shape (n_kids,); flags and category indices as float64."""

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


def draw_kids(homes: Homes, streams: Streams, *, years: int) -> Kids:
    """Return every child of a world that lasts this many yearly steps."""
    rng = streams.of("kids")
    span = 18 + years
    extra = np.clip(
        (_CHILDREN_PER_HOUSEHOLD * span / 18 - 1.0) / 4.0 + 0.05 * (homes.minority - 0.3), 0.0, 0.9
    )
    count = 1 + rng.binomial(4, extra)
    home = np.repeat(np.arange(homes.n, dtype=np.intp), count)
    number = np.arange(len(home), dtype=np.intp) - np.repeat(np.cumsum(count) - count, count)
    first = np.repeat(rng.integers(0, span, homes.n), count)
    gap = np.repeat(rng.integers(2, 6, homes.n), count)
    age = (first + gap * number) % span - years
    n = len(home)
    both = _family(homes, home, rng)
    lean = 0.4 * homes.wealth[home] - 0.2 * homes.remoteness[home]
    return Kids(
        home=home,
        number=number,
        age_at_start=age.astype(np.float64),
        male=(rng.random(n) < 0.52).astype(np.float64),
        disability=(rng.random(n) < 0.03).astype(np.float64),
        minority=homes.minority[home] ^ (rng.random(n) < _OTHER_THAN_HEAD),
        unsaid_group=rng.random(n) < _GROUP_UNSAID,
        effort=rng.normal(size=n),
        frail=rng.normal(size=n),
        play=(rng.random(n) < expit(-2.0 - 1.2 * homes.wealth[home])).astype(np.float64),
        vaccinated_8=(rng.random(n) < expit(1.8 + lean)).astype(np.float64),
        vaccinated_12=(rng.random(n) < expit(1.3 + lean)).astype(np.float64),
        **both,
    )


def _family(homes: Homes, home: NDArray[np.intp], rng: np.random.Generator) -> Columns:
    """Return who lives with the child: parents, relation to the head, caregiver, orphanhood."""
    n = len(home)
    grand = homes.head_age[home] >= 57
    draw = rng.random(n)
    orphan = np.digitize(draw, [0.955, 0.965, 0.993]).astype(np.float64)  # no, mother, father, both
    parents_away = rng.random(homes.n)[home] < np.where(grand, 0.25, 0.02)
    mother = (orphan % 2 == 0) & (orphan < 3) & ~parents_away & (rng.random(n) > 0.03)
    father = (orphan < 2) & ~parents_away & (rng.random(n) > 0.06)
    relation = np.where(grand, _RELATIONS_GRANDCHILD, 0.0)
    relation = np.where(~grand & parents_away, _RELATIONS_OTHER, relation)
    caregiver = np.select(
        [mother & (rng.random(n) < 0.93), father, grand, rng.random(n) < 0.9], [0.0, 1.0, 2.0, 3.0],
        default=4.0,
    )  # fmt: skip
    return {
        "relation": relation,
        "orphan": orphan,
        "mother_here": mother.astype(np.float64),
        "father_here": father.astype(np.float64),
        "caregiver": caregiver,
    }


def start_state(
    kids: Kids, homes: Homes, *, age: NDArray[np.float64], streams: Streams, wave: int
) -> Columns:
    """Return a state for children of this age whom no earlier year has shaped, shape (n_kids,).

    The world is run on for some years before its first wave, so this need only be near.
    """
    rng = streams.of("kids start", wave)
    n = kids.n
    wealth = homes.wealth[kids.home]
    school = 2.9 + 0.7 * wealth - 0.30 * np.clip(age - 10.0, 0.0, 6.0) + 0.3 * kids.effort
    school -= np.select([age < 3, age == 3, age == 4], [9.0, 2.4, 1.5], default=0.0)
    attending = (rng.random(n) < expit(school)) & (age >= 3)
    ever = attending | ((age >= 6) & (rng.random(n) < 0.96))
    years_in = np.clip(age - 6.0, 0.0, 11.0)
    behind = rng.binomial(years_in.astype(np.int64), np.clip(0.06 - 0.04 * wealth, 0.01, 0.3))
    behind = behind + np.where(attending, 0, rng.integers(0, 4, n)) * (age > 8)
    attained = np.clip(years_in - behind, 0.0, 12.0) * ever
    works = rng.random(n) < expit(-2.6 + 0.2 * (age - 8.0) - 0.5 * wealth)
    hours = np.where(works, np.round(rng.gamma(1.5, 1.0 + np.clip(age - 5, 0, 12))), 0.0)
    registered = (rng.random(n) < expit(2.4 + 0.25 * np.clip(age, 0, 8) + 0.3 * wealth)) * 1.0
    return {
        "age": age,
        "ever": ever * 1.0,
        "attending": attending * 1.0,
        "attended_last": (ever & (rng.random(n) < 0.95)) * 1.0,
        "attained": attained,
        "current": np.where(age >= 6, np.minimum(attained + 1.0, 12.0), 0.0),
        "hours": hours * (age >= 5),
        "chores": np.where(age >= 5, np.round(rng.gamma(2.0, 3.0 - 0.6 * kids.male)), 0.0),
        "worked": (works & (age >= 5)) * 1.0,
        "registered": registered,
        "code": registered * (rng.random(n) < 0.8),
        "insured": (rng.random(n) < expit(1.9 + 0.2 * wealth)) * 1.0,
        "tuition": (rng.random(n) < 0.95) * 1.0,
        "support": (rng.random(n) < 0.90) * 1.0,
        "assistance": (rng.random(n) < 0.85) * 1.0,
    }

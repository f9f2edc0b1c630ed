"""Who are the synthetic households, and how do they change from year to year?

Wealth is unseen and lasting; all that is recorded of means, dwelling and access follows it with a
noise of its own that lasts too, so that two waves of one household resemble each other.
"""

# ruff: noqa: PLR2004 - ages, grades and codes are named by the line they stand in

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskscreen.synthetic.chance import Streams, expit
from riskscreen.synthetic.places import Places

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
_POOR_CUT, _NEAR_POOR_CUT = -0.98, -0.55  # wealth, standard deviations
_WEALTH_KEPT, _WEALTH_SHAKEN = 0.8, 0.40  # share of a deviation that lasts a year; its size
_LASTING = (  # an own noise each, kept for ever
    "computer", "smartphone", "internet", "online", "water", "sanitation", "dwelling", "rooms",
    "score", "cash", "food", "electricity", "caregiver", "move", "distance", "absence", "silence",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Homes:
    """What stays the same: arrays of shape (n_households,); ``noise`` maps a name to N(0, 1)."""

    psu: NDArray[np.intp]
    minority: NDArray[np.bool_]
    hoa: NDArray[np.bool_]
    head_female: NDArray[np.float64]
    head_age: NDArray[np.float64]
    head_schooling: NDArray[np.float64]
    mother_schooling: NDArray[np.float64]
    father_schooling: NDArray[np.float64]
    wealth: NDArray[np.float64]
    adults: NDArray[np.float64]
    weight: NDArray[np.float64]
    urban: NDArray[np.float64]
    difficulty: NDArray[np.float64]
    remoteness: NDArray[np.float64]
    noise: Columns

    @property
    def n(self) -> int:
        """Number of households."""
        return len(self.psu)


def draw_homes(places: Places, streams: Streams, *, households: int) -> Homes:
    """Return the lasting part of this many households, spread evenly over the PSUs."""
    rng = streams.of("homes")
    n = households
    psu = np.sort(np.arange(n, dtype=np.intp) % places.n)
    minority = rng.random(n) < places.minority[psu]
    southern = np.isin(places.region[psu], ("south_east", "mekong_delta"))
    hoa = ~minority & (rng.random(n) < np.where(southern, 0.03, 0.005))
    wealth = places.wealth[psu] - 0.20 * minority + 0.60 * rng.normal(size=n)
    head = 0.45 * wealth + 0.75 * rng.normal(size=n) - 0.10 * minority
    mother = 0.55 * head + 0.25 * wealth + 0.65 * rng.normal(size=n)
    father = 0.65 * head + 0.15 * wealth + 0.60 * rng.normal(size=n)
    old = rng.random(n) < 0.25
    age = np.where(old, rng.integers(58, 76, n), rng.integers(26, 56, n)).astype(np.float64)
    return Homes(
        psu=psu,
        minority=minority,
        hoa=hoa,
        head_female=(rng.random(n) < 0.18 + 0.10 * places.urban[psu]).astype(np.float64),
        head_age=age,
        head_schooling=_schooling(head),
        mother_schooling=_schooling(mother),
        father_schooling=_schooling(father),
        wealth=wealth,
        adults=1.0 + (rng.random(n) < 0.93) + (rng.random(n) < 0.30) + 1.0 * old,
        weight=places.weight[psu] * np.exp(0.12 * rng.normal(size=n)),
        urban=places.urban[psu],
        difficulty=places.difficulty[psu],
        remoteness=places.remoteness[psu],
        noise={name: rng.normal(size=n) for name in _LASTING},
    )


def start_homes(homes: Homes, streams: Streams, *, wave: int) -> Columns:
    """Return what changes, before the first year of the world, shape (n_households,)."""
    rng = streams.of("homes start", wave)
    n = homes.n
    move = expit(-2.75 + 0.5 * homes.urban + 0.5 * homes.noise["move"])
    return {
        "deviation": _WEALTH_SHAKEN * rng.normal(size=n) / 0.6,
        "list_error": 0.25 * rng.normal(size=n),
        "moved": (rng.random(n) < move).astype(np.float64),
        "unregistered": (rng.random(n) < 1.2 * move).astype(np.float64),
        "farm": (
            rng.random(n)
            < expit(0.35 - 2.4 * homes.urban - 0.5 * homes.wealth + 0.3 * homes.difficulty)
        ).astype(np.float64),
        "business": (rng.random(n) < expit(-1.5 + 0.3 * homes.wealth + 0.4 * homes.urban)).astype(
            np.float64
        ),
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
    farm = np.where(rng.random(n) < 0.04, rng.random(n) < state["farm"].mean(), state["farm"])
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
    return np.digitize(listed, [_POOR_CUT, _NEAR_POOR_CUT]).astype(np.float64)


def _schooling(latent: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.digitize(latent, _EDUCATION_CUTS).astype(np.float64)

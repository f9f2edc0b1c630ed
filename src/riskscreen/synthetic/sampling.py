"""Which households does a panel hold: in which communes, with what weight, in which waves?

Two stages, as a statistics office draws: within strata (region x urban or rural) communes from the
list in the order of the old provinces, then households in proportion to the commune's size. So
weights differ between strata and hardly within. Half of a rotating panel is new in every wave.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskscreen.errors import InputError
from riskscreen.synthetic.chance import Streams
from riskscreen.synthetic.places import Places
from riskscreen.synthetic.profile import Profile, Sample

__all__ = ["FEWEST", "Block", "Plan", "Span", "plan_panel"]

FEWEST = 360  # twelve strata of three communes with ten households each
_BLOCK = 3_000  # households of one wave that are worked through at once: they fit a core's cache
_FEWEST_PSUS = 3  # of a stratum: a variance needs two, and a split one more
_WEIGHT_SPREAD = 0.12  # log-standard deviation within a stratum: who answers, and how often asked


@dataclass(frozen=True, slots=True)
class Block:
    """Whole communes of one province that are worked through together.

    ``place`` indexes the plan's communes, shape (n_psus,). Households have shape (n_households,):
    ``psu`` indexes ``place``; ``enters`` and ``leaves`` are the first and last wave, from 1;
    ``weight`` the households that one stands for. ``first`` is the number of the first one.
    """

    number: int
    place: NDArray[np.intp]
    psu: NDArray[np.intp]
    enters: NDArray[np.int64]
    leaves: NDArray[np.int64]
    weight: NDArray[np.float64]
    first: int


@dataclass(frozen=True, slots=True)
class Span:
    """Where a block lies: the plan's communes, shape (n_psus,), and its first household."""

    number: int
    place: NDArray[np.intp]
    first: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Communes of a panel, shape (n_psus,): households in the first wave and the weight of one."""

    places: Places
    take: NDArray[np.int64]
    weight: NDArray[np.float64]
    waves: int
    rotating: bool

    @property
    def distinct(self) -> NDArray[np.int64]:
        """Households of each commune over all waves, shape (n_psus,)."""
        if not self.rotating:
            return self.take
        old, new = self.take // 2, self.take - self.take // 2
        # the groups of waves 0-1, 1-2, ..., alternately the smaller and the larger half
        groups = self.waves + 1
        return np.asarray(old * ((groups + 1) // 2) + new * (groups // 2), dtype=np.int64)

    def spans(self) -> Iterator[Span]:
        """Yield where each block lies; a block's households are made when it is worked through."""
        first = np.cumsum(self.distinct) - self.distinct
        filled = (np.cumsum(self.take) - self.take) // _BLOCK
        code = self.places.province_code
        change = (code[1:] != code[:-1]) | (filled[1:] != filled[:-1])
        for number, place in enumerate(np.split(np.arange(len(code)), np.flatnonzero(change) + 1)):
            yield Span(number, place, int(first[place[0]]))

    def block(self, span: Span, *, seed: int) -> Block:
        """Return the households of a block; the same ones whoever asks."""
        place = span.place
        rng = Streams(seed, span.number).of("sample households")
        psu, enters, leaves = [], [], []
        for at, take in enumerate(self.take[place].tolist()):
            for start, stop, size in self._groups(take):
                psu.append(np.full(size, at))
                enters.append(np.full(size, start))
                leaves.append(np.full(size, stop))
        of = np.concatenate(psu).astype(np.intp)
        noise = np.exp(_WEIGHT_SPREAD * rng.normal(size=len(of)) - _WEIGHT_SPREAD**2 / 2)
        return Block(
            number=span.number,
            place=place,
            psu=of,
            enters=np.concatenate(enters),
            leaves=np.concatenate(leaves),
            weight=self.weight[place][of] * noise,
            first=span.first,
        )

    def _groups(self, take: int) -> Iterator[tuple[int, int, int]]:
        """Yield first wave, last wave and size of the rotation groups of one commune."""
        if not self.rotating:
            yield 1, self.waves, take
            return
        sizes = (take // 2, take - take // 2)
        for group in range(self.waves + 1):
            yield max(group, 1), min(group + 1, self.waves), sizes[group % 2]


def plan_panel(
    profile: Profile, places: Places, streams: Streams, *, households: int, waves: int
) -> Plan:
    """Return where the households of a panel live, and how many each stands for.

    Raises
    ------
    InputError
        If there are too few households for the strata, or more than the country has.
    """
    sample = profile.sample
    rng = streams.of("sample")
    strata, code = np.unique(places.stratum, return_inverse=True)
    held = np.bincount(code, places.households).astype(np.float64)
    fewest = max(FEWEST * len(strata) // 12, 30)
    if not fewest <= households <= 1.02 * held.sum():
        raise InputError(
            f"households outside {fewest}-{held.sum():.0f}: {households}; every stratum needs its "
            f"PSUs, and the country of profile {profile.name} has no more"
        )
    share = _shares(profile, strata, held, households=households)
    wanted = _whole(share * households)
    psus = _psus(sample, households)
    rows, takes, weights = [], [], []
    for at in range(len(strata)):
        pool = np.flatnonzero(code == at)
        n = min(max(round(psus * share[at]), _FEWEST_PSUS), len(pool), int(wanted[at]))
        chosen = pool[_systematic(len(pool), n, rng)]
        size = places.households[chosen]
        take = np.maximum(_whole(wanted[at] * size / size.sum()), 1)
        if sample.alike:
            take = _whole(np.full(n, wanted[at] / n))
        rows.append(chosen)
        takes.append(take)
        weights.append(np.full(n, _stratum_households(profile, strata, held, at) / take.sum()))
    chosen = np.concatenate(rows)
    order = np.argsort(chosen)
    plan = Plan(
        places=places.take(chosen[order]),
        take=np.concatenate(takes)[order],
        weight=np.concatenate(weights)[order],
        waves=waves,
        rotating=sample.rotating,
    )
    _refuse_crowded(plan, households=households)
    return plan


def _refuse_crowded(plan: Plan, *, households: int) -> None:
    """Refuse a plan that visits more households of a commune than live there."""
    crowded = plan.distinct > 1.05 * plan.places.households + 1
    if crowded.any():
        first = int(np.argmax(crowded))
        raise InputError(
            f"{int(crowded.sum())} of {len(crowded)} communes have too few households; first is "
            f"{plan.places.commune_code[first]}: {int(plan.distinct[first])} over {plan.waves} "
            f"waves, {plan.places.households[first]:.0f} live there. Ask for fewer than "
            f"{households} households, or for fewer waves"
        )


def _psus(sample: Sample, households: int) -> int:
    return round(float(sample.psus * np.power(households / sample.households, sample.exponent)))


def _shares(
    profile: Profile, strata: NDArray[np.str_], held: NDArray[np.float64], *, households: int
) -> NDArray[np.float64]:
    """Return each stratum's share of the sample; it tends to its share of the country."""
    if profile.sample.alike:
        of = {region.name: region.urban for region in profile.regions}
        sides = [name.rsplit("-", 1) for name in strata.tolist()]
        share = np.array([of[r] if side == "urban" else 1 - of[r] for r, side in sides])
        return np.asarray(share / share.sum())
    whole = min(households / held.sum(), 1.0)
    power = profile.sample.allocation * (1 - whole) + whole
    share = np.power(held, power)
    return np.asarray(share / share.sum())


def _stratum_households(
    profile: Profile, strata: NDArray[np.str_], held: NDArray[np.float64], at: int
) -> float:
    """Return the households for which a stratum's sample stands."""
    if not profile.sample.alike:
        return float(held[at])
    share = _shares(profile, strata, held, households=0)
    of = {region.name: region.weight for region in profile.regions}
    relative = share * np.array([of[name.rsplit("-", 1)[0]] for name in strata.tolist()])
    return float(profile.sample.population * relative[at] / relative.sum())


def _systematic(n: int, wanted: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """Return ``wanted`` of ``n`` places at even steps from a random start."""
    return ((np.arange(wanted) + rng.random()) * n / wanted).astype(np.intp)


def _whole(parts: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return whole numbers with the sum of ``parts``, by the largest remainders."""
    total = round(float(parts.sum()))
    down = np.floor(parts).astype(np.int64)
    left = total - int(down.sum())
    down[np.argsort(down - parts, kind="stable")[:left]] += 1
    return down

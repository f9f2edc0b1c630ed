"""What is a commune like, and which communes does a panel visit?

The country is drawn first, commune by commune, from the seed alone; a sample then takes communes
and households from it, so that a larger panel of the same seed is of the same country.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from riskscreen import schema
from riskscreen.synthetic.chance import Streams
from riskscreen.synthetic.frame import Frame, communes, peoples
from riskscreen.synthetic.profile import Profile

__all__ = ["CODE_LIST_YEAR", "DIFFICULTY", "Places", "draw_places"]

CODE_LIST_YEAR = 2025
DIFFICULTY = ("none", "area_1", "area_2", "area_3")
_CONCENTRATION = (
    2.2  # of the minority share of communes around their province's: most are mixed little
)
_TOWN_MINORITY = 0.7  # the share in towns beside that in the country
_SIZE_SPREAD = 0.25  # log-standard deviation of a commune's households
_HOA_SOUTH, _HOA_ELSEWHERE = 0.03, 0.005  # of households that are no minority, where unplaced
_NORMAL = NormalDist()
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Places:
    """Communes: text ``<U``, figures float64, each of shape (n_psus,) but ``groups``.

    ``households`` live there in the country. ``trait`` is the unseen standard score of what
    makes neighbours alike. ``minority`` is the share of households of a group
    other than Kinh and Hoa, ``hoa`` the share of Hoa among the others. ``people`` is the index
    into ``peoples`` of the group a commune is known for, ``groups`` (n_psus, 54) the shares of
    the minorities around it.
    """

    commune_code: NDArray[np.str_]
    province_code: NDArray[np.str_]
    region: NDArray[np.str_]
    people: NDArray[np.intp]
    groups: Floats
    urban: Floats
    minority: Floats
    hoa: Floats
    remoteness: Floats
    difficulty: Floats
    wealth: Floats
    trait: Floats
    households: Floats

    @property
    def n(self) -> int:
        """Number of communes."""
        return len(self.commune_code)

    @property
    def stratum(self) -> NDArray[np.str_]:
        """Region x urban or rural, shape (n_psus,)."""
        side = np.where(self.urban > 0, "urban", "rural")
        return np.char.add(np.char.add(self.region, "-"), side)

    def take(self, index: NDArray[np.intp]) -> Places:
        """Return these communes alone."""
        return Places(**{field.name: getattr(self, field.name)[index] for field in fields(self)})


def draw_places(profile: Profile, streams: Streams) -> Places:
    """Return every commune of the country of this profile and seed."""
    frame = communes()
    kept = np.ones(len(frame.commune), dtype=np.bool_)
    if profile.sample.provinces:
        kept = np.isin(frame.province, profile.sample.provinces)
    rng = streams.of("places")
    urban = frame.urban.astype(np.float64)
    share, hoa, groups = _mixture(profile, frame)
    minority = _minority(share, urban, frame, rng, by=_mixed_by(profile, frame))
    remoteness = rng.normal(size=len(urban)) * 0.6 + 1.2 * minority - 1.2 * urban
    difficulty = np.where(urban > 0, 0.0, np.digitize(remoteness, [0.55, 0.95, 1.25]))
    known_for = _known_for(groups, rng)
    level = _by_region(profile, frame, "wealth")
    places = Places(
        commune_code=frame.commune,
        province_code=frame.province,
        region=frame.region,
        people=known_for,
        groups=groups,
        urban=urban,
        minority=minority,
        hoa=hoa,
        remoteness=remoteness,
        difficulty=difficulty.astype(np.float64),
        wealth=level
        + profile.levels["wealth_urban"] * urban
        + profile.levels["wealth_difficulty"] * difficulty
        + 0.30 * _scores(frame, rng),
        trait=_scores(frame, rng),
        households=_households(profile, frame, rng),
    )
    return places.take(np.flatnonzero(kept))


def _mixture(profile: Profile, frame: Frame) -> tuple[Floats, Floats, Floats]:
    """Return the mean minority share, the share of Hoa beside Kinh, and the minorities' shares."""
    names = peoples()
    hoa = names.index("Hoa")
    if not profile.sample.alike:
        groups = frame.groups.copy()
        majority, chinese = groups[:, 0], groups[:, hoa]
        few = groups.sum(axis=1) - majority - chinese
        beside = np.divide(chinese, majority + chinese, where=majority + chinese > 0,
                           out=np.zeros(len(chinese)))  # fmt: skip
        groups[:, [0, hoa]] = 0.0
        groups[few <= 0, names.index("Tày")] = 1.0  # a province of the plains that places nobody
        households = few / frame.groups.sum(axis=1) * profile.levels["minority_households"]
        return np.clip(households, 0.002, 0.97), beside, groups
    southern = np.isin(frame.region, ("south_east", "mekong_delta"))
    groups = np.zeros(frame.groups.shape)
    for region in profile.regions:
        row = np.zeros(len(names))
        for name, share in (region.groups or {}).items():
            row[names.index(name)] = share
        groups[frame.region == region.name] = row
    beside = np.where(southern, _HOA_SOUTH, _HOA_ELSEWHERE)
    return _by_region(profile, frame, "minority"), beside, groups


def _mixed_by(profile: Profile, frame: Frame) -> NDArray[np.str_]:
    return frame.region if profile.sample.alike else frame.old_province


def _minority(
    share: Floats, urban: Floats, frame: Frame, rng: np.random.Generator, *, by: NDArray[np.str_]
) -> Floats:
    """Return each commune's minority share: their mean over a province, by people, is ``share``."""
    drawn = rng.beta(_CONCENTRATION * share, _CONCENTRATION * (1 - share))
    drawn = np.clip(drawn, 0.001, None) * np.where(urban > 0, _TOWN_MINORITY, 1.0)
    people = np.where(urban > 0, frame.urban_share, 1 - frame.urban_share) * frame.people
    _, code = np.unique(by, return_inverse=True)
    _, side = np.unique(np.char.add(by, np.where(urban > 0, "u", "r")), return_inverse=True)
    weight = people / np.bincount(side)[side]
    for _ in range(3):  # a share cannot pass 0.98: what is cut off is given to the others
        mean = np.bincount(code, weight * drawn) / np.bincount(code, weight)
        drawn = np.clip(drawn * share / mean[code], 0.001, 0.98)
    return drawn


def _known_for(groups: Floats, rng: np.random.Generator) -> NDArray[np.intp]:
    edges = np.cumsum(groups, axis=1)
    at = rng.random(len(groups)) * edges[:, -1]
    index = (at[:, None] > edges).sum(axis=1)
    return np.asarray(np.minimum(index, groups.shape[1] - 1), dtype=np.intp)


def _scores(frame: Frame, rng: np.random.Generator) -> Floats:
    """Return a standard normal score for every commune: all of them in each stratum, dealt out.

    So the spread of wealth and of the unseen trait over communes is that of one country, and
    seeds differ by where they fall, not by how much of each there is.
    """
    scores = np.empty(len(frame.commune))
    side = np.where(frame.urban, "urban", "rural")
    _, stratum = np.unique(np.char.add(frame.region, side), return_inverse=True)
    for code in range(int(stratum.max()) + 1):
        rows = np.flatnonzero(stratum == code)
        ranks = (np.arange(len(rows)) + 0.5) / len(rows)
        scores[rows] = rng.permutation([_NORMAL.inv_cdf(rank) for rank in ranks.tolist()])
    return scores


def _by_region(profile: Profile, frame: Frame, name: str) -> Floats:
    of = {region.name: float(getattr(region, name)) for region in profile.regions}
    value = np.array([of[region] for region in schema.REGIONS])
    index = {region: at for at, region in enumerate(schema.REGIONS)}
    return value[[index[region] for region in frame.region.tolist()]]


def _households(profile: Profile, frame: Frame, rng: np.random.Generator) -> Floats:
    """Return the households of every commune; those of the country sum to its population."""
    size = np.exp(_SIZE_SPREAD * rng.normal(size=len(frame.commune)))
    towns = np.clip(frame.urban_share * profile.levels["urban_share"], 0.0, 1.0)
    people = np.where(frame.urban, towns, 1.0 - towns) * frame.people
    _, side = np.unique(
        np.char.add(frame.old_province, np.where(frame.urban, "u", "r")), return_inverse=True
    )
    households = people * size / np.bincount(side, size)[side]
    return np.asarray(profile.sample.population * households / households.sum())

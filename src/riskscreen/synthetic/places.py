"""Where do the synthetic households live?

Each PSU is one commune of the 2025 list, taken once. The list does not say from which of the old
63 provinces a commune came, so the communes of a merged province are cut into equal blocks in the
order of their codes, which keep the order of the old provinces; a block's old province decides the
region.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from riskscreen.synthetic.chance import Streams, pick
from riskscreen.synthetic.profile import Profile, Region

__all__ = ["CODE_LIST_YEAR", "DIFFICULTY", "Places", "draw_places", "psus_per_region"]

CODE_LIST_YEAR = 2025
DIFFICULTY = ("none", "area_1", "area_2", "area_3")
_MOST_PSUS = 100  # the smallest region has some 400 communes, not all of each kind
_MIN_PSUS = 6  # three in each stratum of a region: a variance needs two, and a split one more


@dataclass(frozen=True, slots=True)
class Places:
    """The PSUs, one entry each: text ``<U``, figures float64, all of shape (n_psus,)."""

    commune_code: NDArray[np.str_]
    province_code: NDArray[np.str_]
    region: NDArray[np.str_]
    people: NDArray[np.str_]
    urban: NDArray[np.float64]
    minority: NDArray[np.float64]
    remoteness: NDArray[np.float64]
    difficulty: NDArray[np.float64]
    wealth: NDArray[np.float64]
    weight: NDArray[np.float64]

    @property
    def n(self) -> int:
        """Number of PSUs."""
        return len(self.commune_code)

    @property
    def stratum(self) -> NDArray[np.str_]:
        """Region x urban or rural, shape (n_psus,)."""
        side = np.where(self.urban > 0, "urban", "rural")
        return np.char.add(np.char.add(self.region, "-"), side)


def psus_per_region(households: int) -> int:
    """Return how many PSUs each region gets: 50 for 30,000 households, fewer and smaller below.

    Examples
    --------
    >>> [psus_per_region(n) for n in (30_000, 8_000, 2_000)]
    [50, 23, 10]
    """
    wanted = round(float(50 * np.power(households / 30_000, 0.6)))
    return max(_MIN_PSUS, min(_MOST_PSUS, wanted))


def draw_places(profile: Profile, streams: Streams, *, households: int) -> Places:
    """Return the PSUs of a world of this many households."""
    frame = _frame()
    n = psus_per_region(households)
    drawn = [_draw_region(region, frame[region.code], streams, n=n) for region in profile.regions]
    columns = {name: np.concatenate([part[name] for part in drawn]) for name in drawn[0]}
    return Places(**columns)


def _draw_region(
    region: Region, frame: list[tuple[str, str, bool]], streams: Streams, *, n: int
) -> dict[str, NDArray[np.generic]]:
    rng = streams.of(f"places {region.name}")
    towns = [place for place in frame if place[2]]
    country = [place for place in frame if not place[2]]
    n_urban = min(max(_MIN_PSUS // 2, round(n * region.urban)), len(towns))
    chosen: list[tuple[str, str, bool]] = []
    for pool, wanted in ((towns, n_urban), (country, n - n_urban)):
        chosen += [pool[at] for at in sorted(rng.choice(len(pool), wanted, replace=False))]
    urban = np.array([place[2] for place in chosen], dtype=np.float64)
    minority = rng.beta(1.1 * region.minority * 2, 1.1 * (1 - region.minority) * 2, n)
    minority *= np.where(urban > 0, 0.7, 1.0)
    minority = np.clip(minority * region.minority / minority.mean(), 0.01, 0.98)
    remoteness = rng.normal(size=n) * 0.6 + 1.2 * minority - 1.2 * urban
    difficulty = np.where(urban > 0, 0.0, np.digitize(remoteness, [0.55, 0.95, 1.25]))
    people = pick(
        rng, np.tile(np.array(list(region.groups.values())), (n, 1)), tuple(region.groups)
    )
    wealth = region.wealth + 0.40 * urban - 0.15 * difficulty + 0.30 * rng.normal(size=n)
    return {
        "commune_code": np.array([place[0] for place in chosen]),
        "province_code": np.array([place[1] for place in chosen]),
        "region": np.full(n, region.name, dtype="<U18"),
        "people": people.astype("<U14"),
        "urban": urban,
        "minority": minority,
        "remoteness": remoteness,
        "difficulty": difficulty.astype(np.float64),
        "wealth": wealth,
        "weight": region.weight * np.exp(0.15 * rng.normal(size=n)),
    }


def _frame() -> dict[str, list[tuple[str, str, bool]]]:
    """Return (commune, province, urban) of every commune, by the code of its old region."""
    merged: dict[str, list[str]] = {}
    for row in _rows("provinces_63_to_34.csv"):
        merged.setdefault(row["new_code"], []).append(row["region6_code"])
    communes: dict[str, list[dict[str, str]]] = {}
    for row in _rows("communes_2025.csv"):
        communes.setdefault(row["province_code"], []).append(row)
    frame: dict[str, list[tuple[str, str, bool]]] = {}
    for province, rows in communes.items():
        ordered = sorted(rows, key=lambda row: row["code"])
        old = merged[province]
        for at, row in enumerate(ordered):
            region = old[at * len(old) // len(ordered)]
            urban = row["full_name"].startswith("Phường")
            frame.setdefault(region, []).append((row["code"], province, urban))
    return frame


def _rows(name: str) -> list[dict[str, str]]:
    path = resources.files("riskscreen.schema") / "data" / name
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))

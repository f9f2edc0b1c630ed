"""How does a block of the world become two tables and its truth?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from riskscreen import schema
from riskscreen.synthetic.chance import Streams
from riskscreen.synthetic.dials.telling import Told
from riskscreen.synthetic.frame import communes, peoples
from riskscreen.synthetic.homes import EDUCATION, POVERTY
from riskscreen.synthetic.places import CODE_LIST_YEAR, DIFFICULTY
from riskscreen.synthetic.profile import OUTCOMES, SEXES
from riskscreen.synthetic.sheets import Named, Numbered, Sheet
from riskscreen.synthetic.world import Wave, World

__all__ = ["WAVE_DAYS", "Writer", "truth_sheet"]

WAVE_DAYS = tuple(np.datetime64(f"{year}-09-15", "D") for year in range(2023, 2026))

_CATEGORIES: dict[str, tuple[str, ...]] = {
    "head_sex": ("male", "female"),
    "head_education": EDUCATION,
    "mother_education": EDUCATION,
    "father_education": EDUCATION,
    "poverty_status": POVERTY,
    "difficult_area": DIFFICULTY,
    "sex": SEXES,
    "relation_to_head": ("child", "grandchild", "sibling", "other_relative", "not_related"),
    "main_caregiver": ("mother", "father", "grandparent", "other", "none"),
    "orphan": ("no", "mother", "father", "both"),
}
_GROUPS = (*peoples(), "minority_unspecified", "not_recorded")
_FIELDWORK_DAYS = 14
_RISK_DIGITS = 6  # machines differ in the last bit of exp; the digest of the content must not


@dataclass(frozen=True, slots=True)
class Writer:
    """Sheets of one block; ``width`` is the number of digits of a household's number."""

    world: World
    streams: Streams
    width: int

    def households(self, wave: Wave) -> Sheet:
        """Return the household rows of one wave, n_rows of them."""
        homes, places = self.world.homes, self.world.places
        here = np.flatnonzero(wave.home_here)
        psu = homes.psu[here]
        n = len(here)
        sheet: Sheet = {
            "household_id": self._home_ids(here),
            "observed_date": self._visit_day(wave)[psu],
            "stratum": _place("stratum", places.stratum, psu),
            "psu": _place("commune", places.commune_code, psu),
            "weight": np.round(wave.weight[here], 1),
            "weight_kind": Named(np.zeros(n, dtype=np.int32), ("expansion",)),
            "province_code": _place("province", places.province_code, psu),
            "code_list_year": np.full(n, float(CODE_LIST_YEAR)),
            "commune_code": _place("commune", places.commune_code, psu),
            "region": _place("region", places.region, psu),
            "head_ethnicity": Named(homes.people[here].astype(np.int32), _GROUPS[:-1]),
        }
        return _ordered("households", sheet | _recorded(wave.home, here), n)

    def children(self, wave: Wave) -> Sheet:
        """Return the children's rows of one wave, n_rows of them."""
        kids, homes = self.world.kids, self.world.homes
        here = np.flatnonzero(wave.kid_here)
        home = kids.home[here]
        group = np.where(kids.unsaid_group, len(_GROUPS) - 1, kids.people)[here]
        sheet: Sheet = {
            "child_id": self.kid_ids(here),
            "household_id": self._home_ids(home),
            "observed_date": self._visit_day(wave)[homes.psu[home]],
            "weight": np.round(wave.weight[home], 1),
            "ethnicity": Named(group.astype(np.int32), _GROUPS),
        }
        return _ordered("children", sheet | _recorded(wave.kid, here), len(here))

    def kid_ids(self, kid: NDArray[np.intp]) -> Numbered:
        """Return the identifiers of these children."""
        kids = self.world.kids
        home = self.world.first + kids.home[kid].astype(np.int64) + 1
        return Numbered(home, kids.number[kid].astype(np.int64) + 1, self.width)

    def _home_ids(self, home: NDArray[np.intp]) -> Numbered:
        return Numbered(self.world.first + home.astype(np.int64) + 1, None, self.width)

    def _visit_day(self, wave: Wave) -> NDArray[np.datetime64]:
        """Return when each PSU is visited: on one day of the fortnight before the wave's day.

        Never on that day itself: a row exactly twelve months old is not stale, so that the rows
        of children lost or grown up would stand in the snapshot of the next wave.
        """
        rng = self.streams.of("visit", wave.number)
        before = rng.integers(1, _FIELDWORK_DAYS + 1, self.world.places.n)
        return np.asarray(WAVE_DAYS[wave.number - 1] - before.astype("timedelta64[D]"))


def truth_sheet(writer: Writer, told: Told) -> Sheet:
    """Return the truth of every child with a row and every outcome it can have a year later.

    ``followed`` says whether the next wave has a row of the child (never after the last wave);
    ``told`` is the share of its cases that is written down, ``kept`` the chance that a label is
    known that would be known without dials: 1.0 each where no dial reaches.
    """
    parts: dict[str, list[NDArray[np.generic]]] = {name: [] for name in _TRUTH}
    where, codes = [], []
    waves = writer.world.waves
    for at, wave in enumerate(waves):
        ahead = waves[at + 1].kid_here if at + 1 < len(waves) else np.zeros(len(wave.kid_here))
        for code, outcome in enumerate(OUTCOMES):
            step, key = wave.steps[outcome], (wave.number, outcome)
            here = np.flatnonzero(wave.kid_here & step.eligible)
            where.append(here)
            codes.append(np.full(len(here), code, dtype=np.int32))
            parts["day"].append(np.full(len(here), WAVE_DAYS[wave.number - 1]))
            parts["risk_full"].append(np.round(step.risk_full[here], _RISK_DIGITS))
            parts["risk_observable"].append(np.round(step.risk_observable[here], _RISK_DIGITS))
            parts["label"].append(step.label[here].astype(np.float64))
            parts["followed"].append(ahead[here].astype(np.float64))
            for name, held in (("told", told.told), ("kept", told.kept)):
                share = held.get(key)
                parts[name].append(np.ones(len(here)) if share is None else share[here])
    columns = {name: np.concatenate(values) for name, values in parts.items()}
    sheet: Sheet = {
        "child_id": writer.kid_ids(np.concatenate(where)),
        "day": columns.pop("day"),
        "outcome": Named(np.concatenate(codes), OUTCOMES),
    }
    return sheet | columns


_TRUTH = ("day", "risk_full", "risk_observable", "label", "followed", "told", "kept")


def _recorded(columns: dict[str, NDArray[np.float64]], here: NDArray[np.intp]) -> Sheet:
    return {
        name: Named.of(values[here], _CATEGORIES[name]) if name in _CATEGORIES else values[here]
        for name, values in columns.items()
    }


def _place(name: str, values: NDArray[np.str_], psu: NDArray[np.intp]) -> Named:
    """Return a communes' text for each row, as codes into the list of the whole country."""
    names, code = _lists()[name]
    return Named(np.array([code[one] for one in values.tolist()], dtype=np.int32)[psu], names)


@lru_cache(maxsize=1)
def _lists() -> dict[str, tuple[tuple[str, ...], dict[str, int]]]:
    frame = communes()
    held = {
        "commune": frame.commune,
        "province": frame.province,
        "region": frame.region,
        "stratum": np.array([f"{region}-{side}" for region in schema.REGIONS
                             for side in ("rural", "urban")]),
    }  # fmt: skip
    lists = {name: tuple(sorted(set(values.tolist()))) for name, values in held.items()}
    return {name: (names, {one: at for at, one in enumerate(names)})
            for name, names in lists.items()}  # fmt: skip


def _ordered(table: str, sheet: Sheet, n: int) -> Sheet:
    order = [name for place, name in schema.fields() if place == table and name in sheet]
    unknown = sorted(set(sheet) - set(order))
    if unknown:
        raise AssertionError(f"not in the schema: {', '.join(unknown)}")
    return {name: sheet[name] for name in order} | {"synthetic": np.ones(n)}

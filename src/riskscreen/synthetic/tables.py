"""How does a world become two tables and its truth?"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import schema
from riskscreen.synthetic.chance import Streams
from riskscreen.synthetic.homes import EDUCATION, POVERTY
from riskscreen.synthetic.places import CODE_LIST_YEAR, DIFFICULTY
from riskscreen.synthetic.profile import OUTCOMES
from riskscreen.synthetic.world import Wave, World

__all__ = ["WAVE_DAYS", "children_table", "households_table", "truth_table"]

WAVE_DAYS = tuple(np.datetime64(f"{year}-09-15", "D") for year in range(2023, 2026))

_SEX = ("female", "male")
_CATEGORIES: dict[str, tuple[str, ...]] = {
    "head_sex": ("male", "female"),
    "head_education": EDUCATION,
    "mother_education": EDUCATION,
    "father_education": EDUCATION,
    "poverty_status": POVERTY,
    "difficult_area": DIFFICULTY,
    "sex": _SEX,
    "relation_to_head": ("child", "grandchild", "sibling", "other_relative", "not_related"),
    "main_caregiver": ("mother", "father", "grandparent", "other", "none"),
    "orphan": ("no", "mother", "father", "both"),
}
_FIELDWORK_DAYS = 14
_RISK_DIGITS = 6  # machines differ in the last bit of exp; the digest of the content must not
_OWN_PEOPLE = 0.75  # share of a commune's minority households of the group it is known for
Columns = dict[str, NDArray[Any]]


def households_table(world: World, wave: Wave, *, streams: Streams) -> Columns:
    """Return the household rows of one wave; every array of shape (n_rows,)."""
    homes, places = world.homes, world.places
    here = np.flatnonzero(wave.home_here)
    psu = homes.psu[here]
    n = len(here)
    columns: Columns = {
        "household_id": _home_ids(here),
        "observed_date": _visit_day(world, wave, streams)[psu],
        "stratum": places.stratum[psu],
        "psu": places.commune_code[psu],
        "weight": np.round(homes.weight[here], 1),
        "weight_kind": np.full(n, "expansion"),
        "province_code": places.province_code[psu],
        "code_list_year": np.full(n, float(CODE_LIST_YEAR)),
        "commune_code": places.commune_code[psu],
        "region": places.region[psu],
        "head_ethnicity": _peoples(world, streams)[here],
    }
    columns |= {name: _named(name, values[here]) for name, values in wave.home.items()}
    return _ordered("households", columns, n)


def children_table(world: World, wave: Wave, *, streams: Streams) -> Columns:
    """Return the children's rows of one wave; every array of shape (n_rows,)."""
    kids, homes = world.kids, world.homes
    here = np.flatnonzero(wave.kid_here)
    home = kids.home[here]
    n = len(here)
    columns: Columns = {
        "child_id": _kid_ids(world, here),
        "household_id": _home_ids(home),
        "observed_date": _visit_day(world, wave, streams)[homes.psu[home]],
        "weight": np.round(homes.weight[home], 1),
        "ethnicity": _kid_peoples(world, streams)[here],
    }
    columns |= {name: _named(name, values[here]) for name, values in wave.kid.items()}
    return _ordered("children", columns, n)


def truth_table(world: World) -> Columns:
    """Return the truth of every child with a row and every outcome it can have a year later."""
    parts: dict[str, list[NDArray[Any]]] = {
        name: [] for name in ("child_id", "day", "outcome", "risk_full", "risk_observable", "label")
    }
    for wave in world.waves:
        for outcome in OUTCOMES:
            step = wave.steps[outcome]
            here = np.flatnonzero(wave.kid_here & step.eligible)
            parts["child_id"].append(_kid_ids(world, here))
            parts["day"].append(np.full(len(here), WAVE_DAYS[wave.number - 1]))
            parts["outcome"].append(np.full(len(here), outcome))
            parts["risk_full"].append(np.round(step.risk_full[here], _RISK_DIGITS))
            parts["risk_observable"].append(np.round(step.risk_observable[here], _RISK_DIGITS))
            parts["label"].append(step.label[here].astype(np.float64))
    return {name: np.concatenate(values) for name, values in parts.items()}


def _visit_day(world: World, wave: Wave, streams: Streams) -> NDArray[np.datetime64]:
    """Return when each PSU is visited: on one day of the fortnight before the wave's day.

    Never on that day itself: a row exactly twelve months old is not stale, so that the rows of
    children lost or grown up would stand in the snapshot of the next wave.
    """
    before = streams.of("visit", wave.number).integers(1, _FIELDWORK_DAYS + 1, world.places.n)
    return np.asarray(WAVE_DAYS[wave.number - 1] - before.astype("timedelta64[D]"))


def _named(name: str, values: NDArray[np.float64]) -> NDArray[Any]:
    names = _CATEGORIES.get(name)
    if names is None:
        return values
    index = np.where(np.isnan(values), len(names), np.nan_to_num(values)).astype(np.intp)
    return np.array([*names, ""])[index]


def _ordered(table: str, columns: Columns, n: int) -> Columns:
    order = [name for place, name in schema.fields() if place == table and name in columns]
    unknown = sorted(set(columns) - set(order))
    if unknown:
        raise AssertionError(f"not in the schema: {', '.join(unknown)}")
    return {name: columns[name] for name in order} | {"synthetic": np.ones(n)}


def _peoples(world: World, streams: Streams) -> NDArray[np.str_]:
    """Return the ethnic group of every household, shape (n_households,)."""
    homes, places = world.homes, world.places
    rng = streams.of("peoples")
    neighbour = places.people[_shuffled_in_region(world, rng)]
    own = rng.random(homes.n) < _OWN_PEOPLE
    people = np.where(own, places.people[homes.psu], neighbour)
    return np.where(homes.minority, people, np.where(homes.hoa, "Hoa", "Kinh"))


def _shuffled_in_region(world: World, rng: np.random.Generator) -> NDArray[np.intp]:
    """Return for every household some PSU of its own region."""
    places, psu = world.places, world.homes.psu
    per_region = places.n // len(set(places.region.tolist()))
    first = psu // per_region * per_region  # PSUs are drawn region by region
    return np.asarray(first + rng.integers(0, per_region, len(psu)), dtype=np.intp)


def _kid_peoples(world: World, streams: Streams) -> NDArray[np.str_]:
    kids = world.kids
    people = _peoples(world, streams)[kids.home].astype("<U20")
    local = world.places.people[world.homes.psu][kids.home]
    differs = kids.minority != world.homes.minority[kids.home]
    people = np.where(differs, np.where(kids.minority, local, "Kinh"), people)
    return np.where(kids.unsaid_group, "not_recorded", people)


def _home_ids(home: NDArray[np.intp]) -> NDArray[np.str_]:
    return np.char.add("h", np.char.zfill((home + 1).astype("<U6"), 6))


def _kid_ids(world: World, kid: NDArray[np.intp]) -> NDArray[np.str_]:
    number = (world.kids.number[kid] + 1).astype("<U2")
    return np.char.add(np.char.add(_home_ids(world.kids.home[kid]), "c"), number)

"""Which area's list does a child stand on?

Areas are formed from expected cases, per outcome, never from labels or protected attributes of a
child; a place too small for a stable list of its own is pooled upwards. The names of the levels
are text, so that a release can freeze them as JSON.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from riskscreen.errors import InputError

__all__ = [
    "LEVELS",
    "NATION",
    "AreasLike",
    "Places",
    "Pools",
    "one_pool",
    "places",
    "pool",
    "take_areas",
]

LEVELS = ("commune", "difficulty", "province", "region", "nation")
"""From the smallest to the largest; *difficulty* is a difficulty class within its province."""

NATION = "nation:"


class AreasLike(Protocol):
    """Where children live, as ``records.Areas`` holds it: text of shape (n_children,)."""

    @property
    def commune(self) -> NDArray[np.str_]:
        """Commune codes; empty where not recorded."""

    @property
    def difficulty(self) -> NDArray[np.str_]:
        """Difficulty classes; empty where not recorded."""

    @property
    def province(self) -> NDArray[np.str_]:
        """Province codes; empty where not recorded."""

    @property
    def region(self) -> NDArray[np.str_]:
        """Regions; empty where not recorded."""


@dataclass(frozen=True, slots=True)
class _Areas:
    """Areas of some of the children."""

    commune: NDArray[np.str_]
    difficulty: NDArray[np.str_]
    province: NDArray[np.str_]
    region: NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class Places:
    """The place of every child at every level, as dense codes.

    Parameters
    ----------
    names : dict of str to ndarray of str, shape (n_places_of_the_level,)
        Names of a level's places, e.g. ``difficulty:north/07/III``.
    codes : dict of str to ndarray of intp, shape (n_children,)
        Row of ``names`` for every child.
    commune_known : ndarray of bool, shape (n_children,)
        Whether the commune is recorded.
    province_known : ndarray of bool, shape (n_children,)
        Whether the province is recorded.
    """

    names: dict[str, NDArray[np.str_]]
    codes: dict[str, NDArray[np.intp]]
    commune_known: NDArray[np.bool_]
    province_known: NDArray[np.bool_]

    def __repr__(self) -> str:
        return f"Places({len(self.commune_known)} children, {len(self.names['commune'])} communes)"

    def take(self, rows: NDArray[np.intp]) -> Places:
        """Return the places of these children, in this order."""
        codes = {level: code[rows] for level, code in self.codes.items()}
        return Places(self.names, codes, self.commune_known[rows], self.province_known[rows])

    def spread(self, level: str) -> NDArray[np.str_]:
        """Return the name of every child's place at this level, shape (n_children,)."""
        return self.names[level][self.codes[level]]


@dataclass(frozen=True, slots=True)
class Pools:
    """The area of every child after pooling.

    Parameters
    ----------
    names : ndarray of str, shape (n_areas,)
        Names of the areas.
    code : ndarray of intp, shape (n_children,)
        Row of ``names`` for every child.
    level : ndarray of int8, shape (n_children,)
        Index into ``LEVELS`` of the level at which the child's list is kept.
    """

    names: NDArray[np.str_]
    code: NDArray[np.intp]
    level: NDArray[np.int8]

    def __repr__(self) -> str:
        return f"Pools({len(self.names)} areas, {len(self.code)} children)"

    @property
    def area(self) -> NDArray[np.str_]:
        """Name of the area of every child, shape (n_children,)."""
        return self.names[self.code]


def places(areas: AreasLike, *, n_children: int) -> Places:
    """Return the names of every child's commune, difficulty class, province and region.

    Raises
    ------
    InputError
        If an array of ``areas`` is not one row per child.
    """
    parts = {level: np.asarray(getattr(areas, level), dtype=np.str_) for level in LEVELS[:-1]}
    for level, values in parts.items():
        if values.shape != (n_children,):
            raise InputError(
                f"areas.{level} has {len(values)} rows for {n_children} children; "
                "give one row per child, empty where not recorded"
            )
    region, province = parts["region"], parts["province"]
    within = {
        "region": (region,),
        "province": (region, province),
        "difficulty": (region, province, parts["difficulty"]),
        "commune": (region, province, parts["commune"]),
    }
    names: dict[str, NDArray[np.str_]] = {"nation": np.array([NATION])}
    codes: dict[str, NDArray[np.intp]] = {"nation": np.zeros(n_children, dtype=np.intp)}
    for level, path in within.items():
        names[level], codes[level] = _dense(level, path)
    return Places(names, codes, parts["commune"] != "", province != "")


def take_areas(areas: AreasLike, rows: NDArray[np.intp]) -> AreasLike:
    """Return the areas of these rows, in this order."""
    return _Areas(
        *(np.asarray(getattr(areas, level), dtype=np.str_)[rows] for level in LEVELS[:-1])
    )


def pool(where: Places, expected: NDArray[np.float64], *, min_expected: float) -> Pools:
    """Return the areas: the smallest place whose list has enough expected cases.

    A commune with at least ``min_expected`` expected cases keeps a list of its own. The remaining
    communes of a difficulty class in a province form one; a pool still below joins the remaining
    pools of its province, then of its region, where it stays whatever its size. Where the
    commune or the province is not recorded, that level is skipped.

    Parameters
    ----------
    where : Places
        Every child's place at every level.
    expected : ndarray of float64, shape (n_children,)
        Weighted risks, 0 for a child without a risk.
    min_expected : float
        Expected cases that a list of its own needs.

    Returns
    -------
    Pools
        Every child's area.
    """
    level = np.full(len(expected), LEVELS.index("region"), dtype=np.int8)
    open_rows = np.ones(len(expected), dtype=bool)
    usable = {
        "commune": where.commune_known,
        "difficulty": where.province_known,
        "province": where.province_known,
    }
    for index, name in enumerate(LEVELS[:3]):
        rows = open_rows & usable[name]
        codes = where.codes[name]
        cases = np.bincount(codes[rows], expected[rows], minlength=len(where.names[name]))
        kept = rows & (cases >= min_expected)[codes]
        level[kept] = index
        open_rows &= ~kept
    return _pools(where, level)


def one_pool(where: Places) -> Pools:
    """Return the nation as the one area of everybody."""
    n_children = len(where.commune_known)
    level = np.full(n_children, LEVELS.index("nation"), dtype=np.int8)
    return Pools(np.array([NATION]), np.zeros(n_children, dtype=np.intp), level)


def _pools(where: Places, level: NDArray[np.int8]) -> Pools:
    offset = 0
    code = np.zeros(len(level), dtype=np.intp)
    names: list[NDArray[np.str_]] = []
    for index, name in enumerate(LEVELS):
        rows = level == index
        code[rows] = offset + where.codes[name][rows]
        names.append(where.names[name])
        offset += len(where.names[name])
    used, dense = np.unique(code, return_inverse=True)
    return Pools(np.concatenate(names)[used], dense.astype(np.intp, copy=False), level)


def _dense(
    level: str, path: tuple[NDArray[np.str_], ...]
) -> tuple[NDArray[np.str_], NDArray[np.intp]]:
    """Codes of a path of texts; coded part by part, since joining texts row by row is slow."""
    values, code = np.unique(path[0], return_inverse=True)
    labels = values.tolist()
    for part in path[1:]:
        values, inner = np.unique(part, return_inverse=True)
        used, code = np.unique(code * len(values) + inner, return_inverse=True)
        labels = [f"{labels[pair // len(values)]}/{values[pair % len(values)]}" for pair in used]
    names = np.array([f"{level}:{label}" for label in labels], dtype=np.str_)
    return names, code.astype(np.intp, copy=False)

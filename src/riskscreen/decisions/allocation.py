"""Whom does a capacity reach, when every area is to get the same covered share of its need?

One mechanism serves four rules: a child's key is the share of its area's list that stands before
it, and the smallest keys of the nation are visited. The rules differ in what the share is of. No
rule reads a label or a protected attribute of a child.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from riskscreen.decisions.cutoffs import Cutoffs
from riskscreen.decisions.places import (
    LEVELS,
    NATION,
    AreasLike,
    Places,
    Pools,
    one_pool,
    places,
    pool,
)
from riskscreen.decisions.ties import tie_key
from riskscreen.errors import InputError
from riskscreen.policy import Policy

__all__ = ["RULES", "SUPPORT_FACTOR", "Allocation", "allocate"]

RULES = ("equal_cover", "one_list", "equal_share", "in_proportion")
"""Same covered share of need per area; one national list; same share of children per area;
visits in proportion to need."""

SUPPORT_FACTOR = 3.0
"""Design: the tier *support* reaches three times the capacity."""

_Kind = TypeVar("_Kind", bound=np.generic)

_ROUNDING = 1e-9
"""0.29 x 100 is 28.999... in floating point and 29 visits in the world."""


@dataclass(frozen=True, slots=True)
class Allocation:
    """Who is on the list, and how the list was drawn.

    Parameters
    ----------
    selected : ndarray of bool, shape (n_children,)
        On the list at the capacity; False for a child without a risk.
    key : ndarray of float64, shape (n_children,)
        Position on the area's list as a share of it; NaN for a child without a risk.
    rho : float
        The last key taken, NaN if nobody is on the list. Under ``equal_cover`` the covered share
        of the expected need of every area.
    area : ndarray of str, shape (n_children,)
        Name of the area whose list the child stands on.
    cutoffs : Cutoffs
        What a release freezes.
    ties : int
        Children off the list with exactly the risk at which their area's list ends.
    communes_without_list : int
        Communes that are pooled with others and may get no visit.
    """

    selected: NDArray[np.bool_]
    key: NDArray[np.float64]
    rho: float
    area: NDArray[np.str_]
    cutoffs: Cutoffs
    ties: int
    communes_without_list: int

    def __repr__(self) -> str:
        return (
            f"Allocation({int(self.selected.sum())} of {len(self.selected)} children, "
            f"{self.cutoffs.rule}, rho {self.rho:.3g})"
        )


def allocate(
    risk: NDArray[np.float64],
    *,
    areas: AreasLike,
    weight: NDArray[np.float64],
    capacity: float,
    child_id: NDArray[np.str_],
    booster_digest: str,
    policy: Policy,
    rule: str = "equal_cover",
    outcome: str = "",
) -> Allocation:
    """Return the list of the children with the smallest keys, and its frozen cut-offs.

    The children of an area are sorted by risk, ties by SHA-256 of the booster's digest and
    ``child_id``. A child's key is (what stands before it + half its own) / the area's sum, over
    weighted risks under ``equal_cover``. The list takes the smallest keys while their weight
    stays within ``capacity`` times the weight of all children given.

    Parameters
    ----------
    risk : ndarray of float64, shape (n_children,)
        Calibrated risks of the eligible children; NaN for one without a risk, who is never
        selected and counts in the capacity.
    areas : AreasLike
        Where they live.
    weight : ndarray of float64, shape (n_children,)
        Weights above 0. Expected cases are counted with mean weight 1, so that an area's list
        rests on observed children.
    capacity : float
        Share of the eligible children, in (0, 1].
    child_id : ndarray of str, shape (n_children,)
        Ids.
    booster_digest : str
        SHA-256 of the booster's text.
    policy : Policy
        Gives ``area_min_expected_cases``.
    rule : str
        One of ``RULES``.
    outcome : str
        Name that the cut-offs carry.

    Returns
    -------
    Allocation
        The list; the order of the rows does not change it.

    Raises
    ------
    InputError
        If the rule is unknown, the capacity outside (0, 1], the shapes differ, a weight is not
        above 0, or a risk is outside 0-1.
    """
    _refuse(risk, weight=weight, child_id=child_id, capacity=capacity, rule=rule)
    tie = tie_key(booster_digest, child_id)
    # every sum below runs along the line, so the order of the rows cannot change a bit of it;
    # NaN sorts last
    line = np.lexsort((tie, -risk))
    where = places(areas, n_children=len(risk)).take(line)
    need = _Need.of(risk[line], weight=weight[line], rule=rule)
    pools = _areas(where, need, min_expected=policy.area_min_expected_cases)
    key = need.keys(pools.code, len(pools.names))
    selected, rho = need.take(key, tie=tie[line], capacity=capacity)
    supported, wider = need.take(key, tie=tie[line], capacity=min(1.0, SUPPORT_FACTOR * capacity))
    cutoffs = Cutoffs(
        outcome,
        intervention=_cuts(need, where, pools, taken=selected, rho=rho),
        support=_cuts(need, where, pools, taken=supported, rho=wider),
        communes=frozenset(where.names["commune"].tolist()),
        rule=rule,
    )
    return Allocation(
        selected=_back(selected, line),
        key=_back(key, line),
        rho=rho,
        area=_back(pools.area, line),
        cutoffs=cutoffs,
        ties=_ties(need.risk, selected, pools),
        communes_without_list=_without_list(where, pools),
    )


@dataclass(frozen=True, slots=True)
class _Need:
    """Risks and weights of mean 1 along the line, and what a rule's key is a share of."""

    risk: NDArray[np.float64]
    weight: NDArray[np.float64]
    expected: NDArray[np.float64]
    rule: str

    @classmethod
    def of(cls, risk: NDArray[np.float64], *, weight: NDArray[np.float64], rule: str) -> _Need:
        scaled = weight / weight.mean() if len(weight) else weight
        return cls(risk, scaled, np.where(np.isnan(risk), 0.0, risk) * scaled, rule)

    def keys(self, code: NDArray[np.intp], n_areas: int) -> NDArray[np.float64]:
        """Return every child's position on the list of its area, as a share of that list."""
        step = self.expected if self.rule in ("equal_cover", "one_list") else self.weight
        whole = self.weight if self.rule == "equal_share" else self.expected
        total = np.bincount(code, whole, minlength=n_areas)[code]
        order = np.argsort(code, kind="stable")
        key = np.full(len(code), np.inf)  # an area without any need has nothing to cover
        key[order] = _before(step[order], code[order]) + step[order] / 2
        np.divide(key, total, out=key, where=total > 0)
        key[total <= 0] = np.inf
        key[np.isnan(self.risk)] = np.nan
        return key

    def take(
        self, key: NDArray[np.float64], *, tie: NDArray[np.uint64], capacity: float
    ) -> tuple[NDArray[np.bool_], float]:
        """Return the smallest keys within the capacity, and the last of them."""
        order = np.lexsort((tie, key))[: int(np.count_nonzero(~np.isnan(key)))]
        limit = capacity * math.fsum(self.weight) * (1 + _ROUNDING)
        n_taken = int(np.searchsorted(np.cumsum(self.weight[order]), limit, side="right"))
        selected = np.zeros(len(key), dtype=bool)
        selected[order[:n_taken]] = True
        return selected, float(key[order[n_taken - 1]]) if n_taken else math.nan


def _areas(where: Places, need: _Need, *, min_expected: float) -> Pools:
    if need.rule == "one_list":
        return one_pool(where)
    return pool(where, need.expected, min_expected=min_expected)


def _before(step: NDArray[np.float64], code: NDArray[np.intp]) -> NDArray[np.float64]:
    """Sum of the steps before each row within its run of equal codes."""
    before = np.zeros(len(step))
    ends = np.flatnonzero(np.r_[code[1:] != code[:-1], True][: len(code)]) + 1
    start = 0
    # area by area: a difference of national sums would carry other areas' rounding
    for stop in ends.tolist():
        np.cumsum(step[start : stop - 1], out=before[start + 1 : stop])
        start = stop
    return before


def _cuts(
    need: _Need, where: Places, pools: Pools, *, taken: NDArray[np.bool_], rho: float
) -> dict[str, float | None]:
    """Smallest risk taken: of every area, and of every larger place of the chain.

    A place whose remaining communes share an area takes that area's; one without remaining
    communes takes the cut-off that a list of all its children would have at the key ``rho``.
    """
    of_area = _smallest(need.risk, taken, pools.code, len(pools.names))
    if need.rule == "one_list":
        return {NATION: of_area[0]}
    own = np.char.startswith(pools.names, "commune:")
    cuts = {
        str(name): cut for name, cut, kept in zip(pools.names, of_area, own, strict=True) if kept
    }
    for index, level in enumerate(LEVELS[1:], start=1):
        names, code = where.names[level], where.codes[level]
        of_all = _smallest(need.risk, need.keys(code, len(names)) <= rho, code, len(names))
        cuts |= dict(zip(names.tolist(), of_all, strict=True))
        rows = np.flatnonzero(pools.level >= index)
        first = np.unique(code[rows], return_index=True)[1]
        cuts |= {str(names[code[row]]): of_area[pools.code[row]] for row in rows[first]}
    return cuts


def _smallest(
    risk: NDArray[np.float64], taken: NDArray[np.bool_], code: NDArray[np.intp], n_places: int
) -> list[float | None]:
    lowest = np.full(n_places, np.inf)
    np.minimum.at(lowest, code[taken], risk[taken])
    return [cut if math.isfinite(cut) else None for cut in lowest.tolist()]


def _ties(risk: NDArray[np.float64], selected: NDArray[np.bool_], pools: Pools) -> int:
    lowest = np.full(len(pools.names), np.nan)
    np.fmin.at(lowest, pools.code[selected], risk[selected])
    return int(np.count_nonzero(~selected & (risk == lowest[pools.code])))


def _without_list(where: Places, pools: Pools) -> int:
    pooled = where.commune_known & (pools.level > 0)
    return len(np.unique(where.codes["commune"][pooled]))


def _back(values: NDArray[_Kind], line: NDArray[np.intp]) -> NDArray[_Kind]:
    rows = np.empty_like(values)
    rows[line] = values
    return rows


def _refuse(
    risk: NDArray[np.float64],
    *,
    weight: NDArray[np.float64],
    child_id: NDArray[np.str_],
    capacity: float,
    rule: str,
) -> None:
    if rule not in RULES:
        raise InputError(f"no allocation rule {rule!r}; one of {', '.join(RULES)}")
    if not 0 < capacity <= 1:
        raise InputError(
            f"capacity {capacity} is outside (0, 1]; give a share of eligible children"
        )
    if not len(risk) == len(weight) == len(child_id):
        raise InputError(
            f"{len(risk)} risks, {len(weight)} weights and {len(child_id)} child_ids; "
            "give one of each per child"
        )
    _refuse_where(~((weight > 0) & np.isfinite(weight)), weight, child_id, "weight is not above 0")
    _refuse_where((risk < 0) | (risk > 1), risk, child_id, "risk is outside 0-1")


def _refuse_where(
    bad: NDArray[np.bool_], values: NDArray[np.float64], child_id: NDArray[np.str_], what: str
) -> None:
    if bad.any():
        first = int(np.argmax(bad))
        raise InputError(
            f"{what} in {int(bad.sum())} of {len(bad)} children; first is child "
            f"{child_id[first]}: {values[first]:g}. Correct it before drawing a list."
        )

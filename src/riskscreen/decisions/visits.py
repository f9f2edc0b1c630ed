"""Whom does a service visit, now that the population is scored and the capacity is known?

The only place that ranks a finished population. Frozen cut-offs give tiers and drift; capacity
is enforced here alone, area by area, one outcome at a time.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from riskscreen.decisions.allocation import Allocation, allocate
from riskscreen.decisions.places import AreasLike, take_areas
from riskscreen.decisions.reserve import kept_back
from riskscreen.decisions.ties import tie_key
from riskscreen.decisions.visitlist import Spending, VisitList
from riskscreen.errors import InputError
from riskscreen.policy import Policy

__all__ = ["ScoresLike", "visit_list"]

_COPIED = (
    "child_id", "household_id", "outcome", "as_of", "risk", "risk_lo", "risk_hi", "tier",
    "reasons", "refused", "area_fallback", "release",
)  # fmt: skip

_ROUNDING = 1e-9
"""0.29 x 100 is 28.999... in floating point and 29 visits in the world."""


class ScoresLike(Protocol):
    """What a list is drawn from, as ``scoring.Scores`` holds it: one row per child and outcome."""

    @property
    def columns(self) -> Mapping[str, NDArray[Any]]:
        """Columns of the scores, each of shape (n_rows,)."""

    @property
    def areas(self) -> AreasLike:
        """Where the child of each row lives, text of shape (n_rows,)."""

    @property
    def boosters(self) -> Mapping[str, str]:
        """SHA-256 of the booster's text by released outcome."""

    @property
    def policy(self) -> Policy:
        """Policy of the release."""


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The list of one outcome, as rows of the scores."""

    ranked: NDArray[np.intp]
    reserve: NDArray[np.intp]
    allocation: Allocation
    eligible: NDArray[np.intp]
    planned: int


def visit_list(
    scores: ScoresLike,
    *,
    outcome: str,
    capacity: float | None = None,
    area: str | None = None,
    seed: int = 0,
    reserve_share: float | None = None,
    rule: str | None = None,
) -> VisitList:
    """Return the children to visit first for one outcome, within the capacity.

    The allocation rule ranks the scored population anew, every child counting once. The policy's
    reserve goes to children whom the tool refused, drawn by ``seed``; places of the reserve that
    nobody needs go to ranked children. A child on the lists of several outcomes (drawn at the
    same capacity, or at the policy's where none is given) is one visit, and the list says so.

    Parameters
    ----------
    scores : ScoresLike
        One row per child and outcome, of one release and day.
    outcome : str
        The outcome whose list is drawn.
    capacity : float or int, optional
        A float is a share of the eligible children, in (0, 1]; an int is a number of visits. By
        default the policy's.
    area : str, optional
        Code of a commune: the list is drawn for everybody, and this commune's part is returned.
    seed : int
        Draws the reserve; the same child is drawn for all outcomes where it can be.
    reserve_share : float, optional
        Share of the visits kept for refused children; by default the policy's.
    rule : str, optional
        Allocation rule; by default the policy's.

    Returns
    -------
    VisitList
        The visits in the order of the list, the reserve last.

    Raises
    ------
    InputError
        If the outcome is not released or not scored, the capacity or the share out of bounds, a
        child appears twice, or the commune is unknown.
    """
    share = scores.policy.reserve_share if reserve_share is None else reserve_share
    if not 0 <= share <= 1:
        raise InputError(f"reserve_share {share} is outside 0-1; give a share of the visits")
    chosen = scores.policy.allocation_rule if rule is None else rule
    if outcome not in scores.boosters:
        raise InputError(
            f"no list for {outcome}: the release holds {', '.join(sorted(scores.boosters)) or '-'}"
        )
    lists = {
        name: _draw(scores, name, capacity=capacity, share=share, seed=seed, rule=chosen)
        for name in sorted(scores.boosters)
    }
    drawn = lists.pop(outcome)
    whole = VisitList(
        outcome=outcome,
        columns=_columns(scores, drawn, others=lists),
        planned=drawn.planned,
        eligible=len(drawn.eligible),
        reserve=len(drawn.reserve),
        rho=drawn.allocation.rho,
        communes_without_list=drawn.allocation.communes_without_list,
        spending=_spending(scores, drawn),
        rule=chosen,
        seed=seed,
    )
    return whole if area is None else whole.of_commune(area, known=scores.areas.commune)


def _draw(
    scores: ScoresLike,
    outcome: str,
    *,
    capacity: float | None,
    share: float,
    seed: int,
    rule: str,
) -> _Drawn:
    eligible = _eligible(scores, outcome)
    child_id = scores.columns["child_id"][eligible]
    refused = np.isnan(scores.columns["risk"][eligible])
    wanted = scores.policy.capacity_of(outcome) if capacity is None else capacity
    planned = _visits(wanted, len(eligible))
    kept = kept_back(planned * (1 + _ROUNDING), refused=float(refused.sum()), share=share)
    allocation = _allocate(
        scores, eligible, outcome, n_visits=planned - math.floor(kept), rule=rule
    )
    ranked = np.flatnonzero(allocation.selected)
    tie = tie_key(scores.boosters[outcome], child_id[ranked])
    ranked = ranked[np.lexsort((tie, allocation.key[ranked]))]
    lots = np.flatnonzero(refused)
    lots = lots[np.argsort(_lot(child_id[lots], seed=seed), kind="stable")]
    # a capacity that outruns the ranked children reaches more of the refused, never nobody
    lots = lots[: planned - len(ranked)]
    return _Drawn(
        ranked=eligible[ranked],
        reserve=eligible[lots],
        allocation=allocation,
        eligible=eligible,
        planned=planned,
    )


def _eligible(scores: ScoresLike, outcome: str) -> NDArray[np.intp]:
    """Return the rows of the outcome's eligible children, those without a risk included."""
    columns = scores.columns
    rows = np.flatnonzero((columns["outcome"] == outcome) & (columns["eligible"] != 0.0))
    _, first, times = np.unique(columns["child_id"][rows], return_index=True, return_counts=True)
    if (times > 1).any():
        child = columns["child_id"][rows][first[times > 1][0]]
        raise InputError(
            f"{int((times > 1).sum())} children have several scores for {outcome}; first is child "
            f"{child}. Draw a list from the scores of one day."
        )
    return rows


def _visits(capacity: float, n_eligible: int) -> int:
    whole = isinstance(capacity, int | np.integer)
    if whole and not isinstance(capacity, bool) and capacity >= 1:
        return min(int(capacity), n_eligible)
    if not whole and 0 < capacity <= 1:
        return math.floor(float(capacity) * n_eligible * (1 + _ROUNDING))
    raise InputError(
        f"capacity {capacity!r} is neither a share in (0, 1] nor a whole number of visits; "
        "give 0.1 for a tenth of the eligible children, or 120 for 120 visits"
    )


def _allocate(
    scores: ScoresLike, rows: NDArray[np.intp], outcome: str, *, n_visits: int, rule: str
) -> Allocation:
    # half a visit is no visit: the rule knows no capacity of 0
    capacity = max(n_visits, 0.5) / max(len(rows), 1)
    return allocate(
        scores.columns["risk"][rows],
        areas=take_areas(scores.areas, rows),
        weight=np.ones(len(rows)),
        capacity=min(capacity, 1.0),
        child_id=scores.columns["child_id"][rows],
        booster_digest=scores.boosters[outcome],
        policy=scores.policy,
        rule=rule,
        outcome=outcome,
    )


def _lot(child_id: NDArray[np.str_], *, seed: int) -> NDArray[np.uint64]:
    """Return every child's lot; the outcome is no part of it, so one visit may serve several."""
    return tie_key(f"reserve {seed}", child_id)


def _columns(
    scores: ScoresLike, drawn: _Drawn, *, others: Mapping[str, _Drawn]
) -> dict[str, NDArray[Any]]:
    rows = np.concatenate([drawn.ranked, drawn.reserve])
    n_ranked = len(drawn.ranked)
    child_id = scores.columns["child_id"][rows]
    copied = {name: scores.columns[name][rows] for name in _COPIED}
    row_of = np.searchsorted(drawn.eligible, rows)
    return {
        "position": np.arange(1, len(rows) + 1),
        **copied,
        "ground": np.where(np.arange(len(rows)) < n_ranked, "ranked", "reserve"),
        "also_on": _also_on(scores, child_id, others),
        "area": drawn.allocation.area[row_of],
        **{
            level: np.asarray(getattr(scores.areas, level))[rows]
            for level in ("commune", "province")
        },
    }


def _also_on(
    scores: ScoresLike, child_id: NDArray[np.str_], others: Mapping[str, _Drawn]
) -> NDArray[np.object_]:
    lists = {
        name: set(scores.columns["child_id"][np.r_[drawn.ranked, drawn.reserve]].tolist())
        for name, drawn in others.items()
    }
    also = np.empty(len(child_id), dtype=object)
    for row, child in enumerate(child_id.tolist()):
        also[row] = tuple(name for name, listed in lists.items() if child in listed)
    return also


def _spending(scores: ScoresLike, drawn: _Drawn) -> Spending:
    """Return what tiers would have visited, beside what the rule would at the whole capacity."""
    key, area = drawn.allocation.key, drawn.allocation.area
    child_id = scores.columns["child_id"][drawn.eligible]
    n_planned = min(drawn.planned, int((~np.isnan(key)).sum()))
    order = np.lexsort((child_id, key))[:n_planned]
    names, code = np.unique(area, return_inverse=True)
    frozen = scores.columns["tier"][drawn.eligible] == "intervention"
    planned = np.bincount(code[order], minlength=len(names))
    would = np.bincount(code[frozen], minlength=len(names))
    return Spending(
        planned=len(order),
        frozen=int(frozen.sum()),
        by_area={
            str(name): (int(plan), int(spent))
            for name, plan, spent in zip(names, planned, would, strict=True)
        },
    )

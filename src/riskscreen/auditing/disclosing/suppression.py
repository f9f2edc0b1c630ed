"""Which cells are too small to print, and which must go with them?

A published row on fewer children or cases than the policy's smallest cell can point at a child.
It could still be found by subtraction: the levels of an attribute sum to everyone, intersections
to their margins, bins to their group. So further rows are withheld until no hidden count, and no
group that is never printed, can be pinned to a range narrower than the smallest cell. A row
withheld for another's sake loses its figures too: shares of what remains would bound the rest.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.auditing.disclosing.attack import Attack, Question, close, outer
from riskscreen.auditing.disclosing.counted import COUNTS, Counted, counted, key_of
from riskscreen.auditing.disclosing.lattice import EVERYONE, Key
from riskscreen.auditing.disclosing.rounding import rounded
from riskscreen.policy import Policy

__all__ = ["blank", "protected", "required_of", "small_cell", "suppress"]

_NAMES = (
    "name", "group", "attribute", "level", "kind", "judges", "metric", "capacity", "bin", "rule",
)  # fmt: skip

_KEPT = 16  # answers: many tables of an audit count the same groups

Row = Mapping[str, Any]


def suppress(rows: Iterable[Row], *, policy: Policy) -> list[dict[str, Any]]:
    """Return the rows as they may be published.

    Parameters
    ----------
    rows : iterable of mapping
        Each with ``n_children`` and ``n_at_risk``; ``attribute`` and ``level`` of an
        intersection joined by `` & ``; a row without a group is about everyone.
    policy : Policy
        Gives ``smallest_cell``, and the levels that groups have.

    Returns
    -------
    list of dict
        The same rows with ``suppressed``; a row that may not be printed keeps its names only.
        Counts are left as they are: the rows are safe once they are rounded (`disclosure.publish`).

    References
    ----------
    .. [1] Hundepool et al., Statistical Disclosure Control (Wiley 2012), chapter 4: secondary
       cell suppression and interval protection of linked tables.

    Examples
    --------
    >>> from riskscreen import policy
    >>> small = {"group": "sex=female", "n_children": 12, "n_at_risk": 3, "auc": 0.9}
    >>> suppress([small], policy=policy.load())
    [{'group': 'sex=female', 'n_children': None, 'n_at_risk': None, 'auc': None, \
'suppressed': True}]
    """
    plain = [dict(row) for row in rows]
    small = {key_of(row) for row in plain if row.get("suppressed") or small_cell(row, policy)}
    table = counted(plain, policy=policy, hidden=small)
    hidden = protected(table, policy=policy, required=required_of(plain))
    return [
        {**(blank(row) if key_of(row) in hidden else row), "suppressed": key_of(row) in hidden}
        for row in plain
    ]


def protected(table: Counted, *, policy: Policy, required: Iterable[str] = ()) -> frozenset[Key]:
    """Return the groups that must be hidden so that no hidden count can be derived.

    Parameters
    ----------
    table : Counted
        Groups, with the small ones already hidden.
    policy : Policy
        Gives the smallest cell.
    required : iterable of str
        Attributes whose own levels are hidden for another's sake only where nothing else helps.

    Returns
    -------
    frozenset of Key
        The small ones and their complements. Intersections go before margins, small groups
        before large ones, and everyone last.
    """
    return _protected(Question.of(table, policy, frozenset(required)))


@functools.lru_cache(maxsize=_KEPT)
def _protected(asked: Question) -> frozenset[Key]:
    policy, last = asked.policy, asked.required
    attack = Attack(asked.table, policy=policy)
    while found := attack.exposed(first=True):
        helps = _helps(attack.table, found[0].node, policy)
        best = min(helps, key=lambda node: _price(attack.table, node, last), default=None)
        if best is None:
            break
        attack.hide(best)
    table = attack.table
    gone = table.listed & ~table.printed
    return frozenset(table.tied.keys[node] for node in np.flatnonzero(gone))


def blank(row: Row) -> dict[str, Any]:
    """Return a row with its names only."""
    return {name: value if name in _NAMES else None for name, value in row.items()}


def required_of(rows: Iterable[Row]) -> set[str]:
    """Return the attributes whose levels are required, where rows say so."""
    return {str(row["attribute"]) for row in rows if row.get("kind") == "required"}


def small_cell(row: Row, policy: Policy) -> bool:
    """Return whether a row counts fewer children or cases than may be printed, or does not say.

    Where all but a few are at risk, those few could be pointed at as well; rounding must not make
    them few either.
    """
    children, cases = (row[name] for name in COUNTS)
    if children is None or cases is None or any(np.less((children, cases), policy.smallest_cell)):
        return True
    spared = (children - cases, rounded(children) - rounded(cases))
    return bool(spared[0] >= 0 and min(spared) < policy.smallest_cell[1])


def _helps(table: Counted, node: int, policy: Policy) -> list[int]:
    """Return printed groups, the loss of one of which is needed or helps against an exposure.

    A sum that pins the group while all else in it is known must lose a row. Otherwise a hidden
    neighbour is too narrow, and what pins that one may go as well; intersections that share a
    level first, so that margins are not spent on what goes on among intersections.
    """
    bounds = outer(table)
    sums = [int(one) for one in table.tied.sums_with(node)]
    near = {node}
    for depth in range(2):
        pinned = {
            (total, one)
            for one in near
            for total in table.tied.sums_with(one).tolist()
            if _pins(table, total, one, bounds, policy, least=one != node)
        }
        for total, one in pinned:
            others = [int(m) for m in table.tied.members(total) if m != one]
            if not table.guarded[others].any() and table.printed[others].any():
                return [m for m in others if table.printed[m]]
        near |= _together(table, [total for total, _ in pinned] if depth else sums)
        near = {one for one in near if table.guarded[one]}
    members = _together(table, [total for total, _ in pinned] or sums)
    printed = np.flatnonzero(table.printed).tolist()
    crossed = [one for one in printed if len(table.tied.keys[one]) > 1]
    beside = [one for one in crossed if _share(table, one, node)]
    inner = [one for one in crossed if one in members]
    if len(table.tied.keys[node]) == 1:
        crossed = []  # what margins tell of each other, no intersection takes back
    return inner or beside or crossed or [one for one in printed if one in members] or printed


def _share(table: Counted, one: int, other: int) -> bool:
    return bool(set(table.tied.keys[one]) & set(table.tied.keys[other]))


def _together(table: Counted, sums: Iterable[int]) -> set[int]:
    return {int(one) for total in sums for one in table.tied.members(int(total))}


def _pins(
    table: Counted,
    total: int,
    node: int,
    bounds: tuple[NDArray[np.float64], NDArray[np.float64]],
    policy: Policy,
    *,
    least: bool,
) -> bool:
    """Return whether one sum alone leaves a group too narrow a range.

    A neighbour (``least``) hides nothing while its range is narrow, small or not.
    """
    lo, hi = bounds
    parts = table.tied.members(total)[1:]
    if node == table.tied.parent[total]:
        low, high = lo[:, parts].sum(axis=1), hi[:, parts].sum(axis=1)
    else:
        others = parts[parts != node]
        whole = table.tied.parent[total]
        low = np.maximum(lo[:, whole] - hi[:, others].sum(axis=1), 0.0)
        high = hi[:, whole] - lo[:, others].sum(axis=1)
    if least:
        high, low = high - low, np.zeros_like(low)
    return bool(close(low[:, None], high[:, None], policy).any())


def _price(table: Counted, node: int, required: frozenset[str]) -> tuple[Any, ...]:
    """Return what hiding a group costs: what it is, the sums it leaves open, its size."""
    key = table.tied.keys[node]
    margin = len(key) == 1 and key[0][0] in required
    open_sums = sum(
        bool(table.printed[table.tied.members(int(one))].sum() == len(table.tied.members(int(one))))
        for one in table.tied.sums_with(node)
    )
    return (key == EVERYONE, margin, -len(key), open_sums, table.lo[0, node], key)

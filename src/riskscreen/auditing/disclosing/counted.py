"""Which groups does a table count, and what does a reader know of each?

A printed count is known to its rounding, an absent intersection is known to be empty, a hidden
row is anything that the sums allow; and so is a group that no table prints, such as girls whose
region nobody recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.auditing.disclosing.lattice import EVERYONE, Key, Lattice, lattice
from riskscreen.auditing.disclosing.rounding import rounded, window
from riskscreen.policy import Policy

__all__ = ["COUNTS", "UNPRINTED", "Counted", "counted", "key_of", "name_of"]

COUNTS = ("n_children", "n_at_risk")
UNPRINTED = "not_printed"
"""Level of the children of whom no row of an attribute tells."""

_JOIN = " & "
_OPAQUE = "group "  # a group whose name does not say of which attribute it is a level
_ANYTHING = 1e9  # more children than any country has; finite, so that sums of bounds stay sums

Row = Mapping[str, Any]
Pair = tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """The groups of a table with the bounds that its printed rows give.

    Parameters
    ----------
    tied : Lattice
        Groups and sums, those that are not printed included.
    lo, hi : ndarray of float64, shape (2, n_nodes)
        Least and largest number of children, and of children at risk.
    listed, printed : ndarray of bool, shape (n_nodes,)
        Groups with a row, and those whose row holds its counts.
    guarded : ndarray of bool, shape (n_nodes,)
        Groups that nobody may derive: hidden rows, and groups without a row.
    """

    tied: Lattice
    lo: NDArray[np.float64]
    hi: NDArray[np.float64]
    listed: NDArray[np.bool_]
    printed: NDArray[np.bool_]
    guarded: NDArray[np.bool_]

    def __repr__(self) -> str:
        return f"Counted({int(self.printed.sum())} of {int(self.listed.sum())} rows printed)"

    def hiding(self, node: int) -> Counted:
        """Return the table without the counts of one more row."""
        lo, hi = self.lo.copy(), self.hi.copy()
        lo[:, node], hi[:, node] = 0.0, _ANYTHING
        printed, guarded = self.printed.copy(), self.guarded.copy()
        printed[node], guarded[node] = False, True
        return replace(self, lo=lo, hi=hi, printed=printed, guarded=guarded)


def key_of(row: Row) -> Key:
    """Return the group that a row counts.

    Examples
    --------
    >>> key_of({"attribute": "sex & region", "level": "female & south", "bin": 3})
    (('bin', '3'), ('region', 'south'), ('sex', 'female'))
    >>> key_of({"name": "checklist"}), key_of({"group": "overall", "attribute": ""})
    ((), ())
    """
    parts: list[tuple[str, str]] = []
    if row.get("attribute"):
        names, values = str(row["attribute"]).split(_JOIN), str(row.get("level", "")).split(_JOIN)
        if len(names) != len(values):  # a level whose own name holds the joint
            names, values = [str(row["attribute"])], [str(row.get("level", ""))]
        parts = list(zip(names, values, strict=True))
    elif row.get("group", "overall") not in ("", "overall"):
        parts = [_named(part) for part in str(row["group"]).split(_JOIN)]
    if row.get("bin") is not None:
        parts.append(("bin", str(row["bin"])))
    return tuple(sorted(parts))


def _named(part: str) -> tuple[str, str]:
    name, joint, level = part.partition("=")
    return (name, level) if joint else (_OPAQUE + name, name)


def name_of(key: Key) -> str:
    """Return a group's name as findings print it.

    Examples
    --------
    >>> name_of((("region", "south"), ("sex", "female"))), name_of(())
    ('region=south & sex=female', 'overall')
    """
    return _JOIN.join(f"{name}={level}" for name, level in key) or "overall"


def counted(
    rows: Iterable[Row],
    *,
    policy: Policy,
    hidden: Iterable[Key] = (),
    levels: Mapping[str, Iterable[str]] | None = None,
    to_be_rounded: bool = True,
) -> Counted:
    """Return the groups of a table and what its rows tell.

    Parameters
    ----------
    rows : iterable of mapping
        Rows with ``n_children`` and ``n_at_risk``, None where hidden. Rows of one group repeat
        its counts.
    policy : Policy
        Gives the smallest cell, and the levels whose absent intersections are empty.
    hidden : iterable of Key
        Groups whose counts are given but will not be printed.
    levels : mapping of str to iterable of str, optional
        Every level of attributes that another table lists in full.
    to_be_rounded : bool
        Whether the counts will be rounded before they are printed; else they are printed as
        they stand.

    Returns
    -------
    Counted
        Where no row counts everyone, the largest sum over an attribute of counts that are still
        exact stands for it: a total that one table leaves out is printed elsewhere.
    """
    known = _counts(rows) or {EVERYONE: None}
    declared = _declared(known, policy)
    totals = _totals(known, declared)
    every, unsure = _levels(known, totals, levels or {})
    tied = lattice(every, _families(known))
    gone = set(hidden)
    shown = {key: pair for key, pair in known.items() if pair and key not in gone}
    # a sum that is itself a small cell, or hidden in another table, is told nowhere
    totals = {
        key: pair
        for key, pair in totals.items()
        if key not in gone and not any(np.less(pair, policy.smallest_cell))
    }
    # a sum of rounded counts is nobody's count: taken for one, it contradicts the other sums
    totals = _rounded(totals) if to_be_rounded else {}
    if to_be_rounded:
        shown = _rounded(shown)
    table = _bounded(tied, listed=known, shown=shown, totals=totals, policy=policy)
    return _emptied(_unguarded(table, unsure), declared, known)


def _counts(rows: Iterable[Row]) -> dict[Key, Pair | None]:
    known: dict[Key, Pair | None] = {}
    for row in rows:
        key = key_of(row)
        pair = tuple(row[name] for name in COUNTS)
        told = None if None in pair else (float(pair[0]), float(pair[1]))
        known[key] = known.get(key) or told
    return dict(sorted(known.items()))


def _declared(known: Mapping[Key, Pair | None], policy: Policy) -> dict[str, set[str]]:
    """Return, by attribute, the levels whose intersections all have a row unless empty."""
    found: dict[str, set[str]] = {}
    for key in known:
        for name, level in key if len(key) > 1 else ():
            ours = policy.groups[name].levels if name in policy.groups else ()
            found.setdefault(name, set(ours)).add(level)
    return found


def _totals(known: Mapping[Key, Pair | None], declared: Mapping[str, set[str]]) -> dict[Key, Pair]:
    """Return the sums of groups that no row counts, where all their parts are counted."""
    sums: dict[Key, dict[str, list[Pair | None]]] = {}
    every: dict[Key, Pair | None] = dict(known)
    found: dict[Key, Pair] = {}
    for depth in range(max(map(len, known)), 0, -1):
        sums = {}
        for key in [key for key in every if len(key) == depth]:
            for name, level in key:
                if depth == 1 or level in declared.get(name, ()):
                    rest = tuple(part for part in key if part[0] != name)
                    sums.setdefault(rest, {}).setdefault(name, []).append(every[key])
        for parent, by_attribute in sums.items():
            whole = [_sum(parts) for parts in by_attribute.values()]
            if parent not in known and all(whole):
                found[parent] = max(pair for pair in whole if pair)
                every[parent] = found[parent]
    return found


def _sum(parts: list[Pair | None]) -> Pair | None:
    told = [pair for pair in parts if pair]
    if len(told) < len(parts):
        return None
    return sum(pair[0] for pair in told), sum(pair[1] for pair in told)


def _levels(
    known: Mapping[Key, Pair | None],
    totals: Mapping[Key, Pair],
    given: Mapping[str, Iterable[str]],
) -> tuple[dict[str, set[str]], set[str]]:
    """Return the levels of each attribute, and attributes of which nobody says all of them."""
    levels: dict[str, set[str]] = {}
    for key in known:
        for name, level in key:
            levels.setdefault(name, set(given.get(name, ()))).add(level)
    unsure = set()
    whole = known.get(EVERYONE) or totals.get(EVERYONE)
    for name in sorted(set(levels) - set(given)):
        margins: list[Key] = [((name, level),) for level in levels[name]]
        told = _sum([known.get(key) or totals.get(key) for key in margins])
        if told is None or name.startswith(_OPAQUE):
            unsure.add(name)
        if name in unsure or (whole and told and any(np.less(told, whole))):
            levels[name].add(UNPRINTED)
    return levels, unsure


def _families(known: Mapping[Key, Pair | None]) -> list[tuple[str, ...]]:
    every = {tuple(name for name, _ in key) for key in known}
    return [one for one in every if not any(set(one) < set(other) for other in every)]


def _rounded(pairs: Mapping[Key, Pair]) -> dict[Key, Pair]:
    return {key: (rounded(pair[0]), rounded(pair[1])) for key, pair in pairs.items()}


def _bounded(
    tied: Lattice,
    *,
    listed: Iterable[Key],
    shown: Mapping[Key, Pair],
    totals: Mapping[Key, Pair],
    policy: Policy,
) -> Counted:
    n_nodes = len(tied.keys)
    lo, hi = np.zeros((2, n_nodes)), np.full((2, n_nodes), _ANYTHING)
    has_row, printed, told = (np.zeros(n_nodes, dtype=bool) for _ in range(3))
    has_row[[tied.place[key] for key in listed]] = True
    for key, pair in {**totals, **shown}.items():
        node = tied.place[key]
        lo[:, node], hi[:, node] = np.transpose([window(count) for count in pair])
        told[node], printed[node] = True, key in shown
    # what is printed is no small cell: the reader knows that too
    least = np.asarray(policy.smallest_cell)[:, None]
    lo = np.where(printed & (hi >= least), np.maximum(lo, least), lo)
    return Counted(tied, lo, hi, listed=has_row, printed=printed, guarded=~told)


def _unguarded(table: Counted, unsure: set[str]) -> Counted:
    """Return the table without guard over levels of which nobody knows whether they exist."""
    guarded = table.guarded.copy()
    for node, key in enumerate(table.tied.keys):
        if any(name in unsure and level == UNPRINTED for name, level in key):
            guarded[node] = False
    return replace(table, guarded=guarded)


def _emptied(
    table: Counted, declared: Mapping[str, set[str]], known: Mapping[Key, Pair | None]
) -> Counted:
    """Return the table with absent intersections of declared levels known to be empty."""
    printed_sets = {tuple(name for name, _ in key) for key in known}
    hi, guarded = table.hi.copy(), table.guarded.copy()
    empty: set[Key] = set()
    for node in sorted(range(len(table.tied.keys)), key=lambda node: len(table.tied.keys[node])):
        key = table.tied.keys[node]
        absent = len(key) > 1 and key not in known
        crossed = tuple(name for name, _ in key) in printed_sets
        declares = absent and crossed and all(level in declared[name] for name, level in key)
        if declares or any(key[:one] + key[one + 1 :] in empty for one in range(len(key))):
            empty.add(key)
            hi[:, node], guarded[node] = 0.0, False
    return replace(table, hi=hi, guarded=guarded)

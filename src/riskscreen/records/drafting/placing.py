"""Which file is the households, which the children, and what identifies a row of each?

Decided by what the columns are and by what is unique: a file with one row per household key is
households; one in which the key comes back is children, and of several the one with most rows. One
file alone serves both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskscreen.records.drafting.lexicon import known_data, tokens
from riskscreen.records.drafting.opening import Opened
from riskscreen.records.drafting.profiling import Column
from riskscreen.records.drafting.scoring import SHARED, Candidate, candidates
from riskscreen.records.mapping import cells

__all__ = ["Keys", "Placed", "keys_of", "place", "unique_rows"]

# A key is one, or the file is of one row per household, if hardly a row breaks the rule.
_UNIQUE = 0.98
_SURE = 0.5
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Keys:
    """What identifies a household, a child, a day and a PSU in one file; empty: nothing does."""

    household: tuple[str, ...] = ()
    child: tuple[str, ...] = ()
    day: tuple[str, ...] = ()
    psu: tuple[str, ...] = ()
    one_row_each: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """Files by their part: both tables' own, and the rest."""

    households: Opened
    children: Opened
    others: tuple[Opened, ...]
    keys: Mapping[str, Keys]

    @property
    def is_flat(self) -> bool:
        """Whether one file serves both tables."""
        return self.households.name == self.children.name


def place(opened: Sequence[Opened]) -> Placed:
    """Return which file is which."""
    found = {file.name: candidates(file.columns, tables=("households", "children"))
             for file in opened}  # fmt: skip
    keys = {file.name: keys_of(file, found[file.name]) for file in opened}
    weight = {file.name: _weights(found[file.name], keys[file.name]) for file in opened}
    most = max(of_children for _, of_children in weight.values())
    # A roster before a module of one child per household: what is not in it would be lost.
    children = max((file for file in opened if weight[file.name][1] >= _HALF * most),
                   key=lambda f: (f.raw.n_rows, weight[f.name][1]))  # fmt: skip
    rest = [file for file in opened if file.name != children.name]
    homes = [file for file in rest if keys[file.name].one_row_each
             or weight[file.name][0] > weight[file.name][1]]  # fmt: skip
    if not homes and rest and keys[children.name].one_row_each:
        homes, children = [children], max(rest, key=lambda f: weight[f.name][1])
    households = max(homes, key=lambda f: weight[f.name][0], default=children)
    taken = {households.name, children.name}
    return Placed(households, children, tuple(f for f in opened if f.name not in taken), keys)


def keys_of(file: Opened, found: Sequence[Candidate]) -> Keys:
    """Return what identifies rows: a survey's several columns, else the surest single one."""
    data = known_data("surveys")
    lists = {
        of: [key["columns"] for key in data["keys"] if key["of"] == of]
        for of in ("household", "child", "psu")
    }
    household, child = _whole(file, lists["household"]), _whole(file, lists["child"])
    psu = _whole(file, lists["psu"])
    day = _whole(file, [d["columns"] for d in data["dates"]])
    household = household or _single(found, "household_id")
    child = child or _member(file, household, found)
    on = day or _single(found, "observed_date")
    return Keys(
        household, child, day, psu, bool(household) and unique_rows(file, (*household, *on))
    )


def _member(
    file: Opened, household: tuple[str, ...], found: Sequence[Candidate]
) -> tuple[str, ...]:
    """Return what identifies a child: a column alone, else its number within its household."""
    alone = _single(found, "child_id")
    if not household or unique_rows(file, household) or (alone and unique_rows(file, alone)):
        return alone
    names = {"".join(tokens(name)) for name in known_data("surveys")["members"]["names"]}
    for column in file.columns:
        # indidy4, indiv_w3: the round stands behind the name.
        stem = re.sub(r"([yw]\d+|\d+)$", "", "".join(tokens(column.name)))
        key = (*household, column.name)
        if stem in names and column.name not in household and unique_rows(file, key):
            return key
    return alone


def unique_rows(file: Opened, key: Sequence[str]) -> bool:
    """Whether these columns tell (nearly) all rows of a file apart."""
    n = file.raw.n_rows
    if not n or not key:
        return False
    code: NDArray[np.intp] = np.zeros(n, dtype=np.intp)
    for name in key:
        _, part = cells.distinct(file.raw.columns[name])
        _, code = np.unique(code * (int(part.max(initial=0)) + 1) + part, return_inverse=True)
    return bool(int(code.max()) + 1 >= _UNIQUE * n)


def _weights(found: Sequence[Candidate], keys: Keys) -> tuple[float, float]:
    """Return how much of a file speaks of households, and how much of children."""
    best: dict[str, Candidate] = {}
    for one in found:
        best.setdefault(one.column.name, one)
    sums = {"households": 0.0, "children": 0.0}
    for one in best.values():
        if one.confidence >= _SURE and one.target[1] not in SHARED:
            sums[one.target[0]] += one.confidence
    bonus = 2.0 if keys.one_row_each and not keys.child else 0.0
    return sums["households"] + bonus, sums["children"] + (1.0 if keys.child else 0.0)


def _whole(file: Opened, lists: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the first of these lists of columns that the file has whole, in its spelling."""
    readable = {column.name for column in file.columns}
    for names in lists:
        spelt = tuple(file.raw.find(name) for name in names)
        if set(spelt) <= readable:
            return spelt
    return ()


def _single(found: Sequence[Candidate], name: str) -> tuple[str, ...]:
    best: Column | None = next(
        (one.column for one in found if one.target[1] == name and one.confidence >= _SURE), None
    )
    return () if best is None else (best.name,)

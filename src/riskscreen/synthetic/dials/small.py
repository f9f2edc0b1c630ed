"""How is one ethnic group made exactly as large as a test needs it?

The panel is drawn twice: once to see how many children its minority households have, then with the
chosen households belonging to the group, so that every other dial meets them as its members.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from riskscreen.errors import InputError
from riskscreen.synthetic.chance import Streams
from riskscreen.synthetic.frame import MAJORITY, peoples

if TYPE_CHECKING:
    from riskscreen.synthetic.dials.kinds import SmallGroup
    from riskscreen.synthetic.homes import Homes
    from riskscreen.synthetic.kids import Kids
    from riskscreen.synthetic.sheets import Named, Numbered, Sheet

__all__ = ["UNSPECIFIED", "Regroup", "chosen", "regrouped"]

UNSPECIFIED = len(peoples())
"""Index of ``minority_unspecified``, after the 54 groups."""


@dataclass(frozen=True, slots=True)
class Regroup:
    """The households, by number from 1, that alone are of the group with this index."""

    people: int
    homes: NDArray[np.int64]


def chosen(sheets: dict[str, Sheet], dials: Sequence[SmallGroup], *, seed: int) -> list[Regroup]:
    """Return for each dial the households of a panel that hold exactly as many children.

    Households whose head and children all belong to a minority are taken in a drawn order while
    they fit; a household is in one small group at most.

    Raises
    ------
    InputError
        If they cannot be put together to that size.
    """
    levels = [dial.level for dial in dials]
    twice = sorted({level for level in levels if levels.count(level) > 1})
    if twice:
        raise InputError(f"{len(twice)} small groups are asked for twice; first is {twice[0]}")
    numbers, size = _minority_homes(sheets)
    free = np.ones(len(numbers), dtype=np.bool_)
    found = []
    for dial in dials:
        rng = Streams(seed).of(f"dial small group {dial.level}")
        taken = _fitting(np.where(free, size, 0), dial.size, rng)
        if int(size[taken].sum()) != dial.size:
            raise InputError(
                f"small group {dial.level} cannot have {dial.size} children: the minority "
                f"households of this panel hold {int(size[free].sum())}; ask for fewer, or for "
                "more households"
            )
        free[taken] = False
        found.append(Regroup(peoples().index(dial.level), numbers[taken]))
    return found


def regrouped(
    homes: Homes, kids: Kids, regroups: Sequence[Regroup], *, first: int
) -> tuple[Homes, Kids]:
    """Return a block whose groups are those asked for; ``first`` households came before it.

    Whoever else was of such a group becomes ``minority_unspecified``.
    """
    number = first + np.arange(homes.n, dtype=np.int64) + 1
    people, kid_people = homes.people.copy(), kids.people.copy()
    for one in regroups:
        people[people == one.people] = UNSPECIFIED
        kid_people[kid_people == one.people] = UNSPECIFIED
    for one in regroups:
        inside = np.isin(number, one.homes)
        people[inside] = one.people
        kid_people[inside[kids.home]] = one.people
    return replace(homes, people=people), replace(kids, people=kid_people)


def _minority_homes(sheets: dict[str, Sheet]) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """Return the numbers of households all of a minority, and their children over all waves."""
    kids = sheets["children"]
    ids, group = cast("Numbered", kids["child_id"]), cast("Named", kids["ethnicity"])
    key = ids.home * 100 + (0 if ids.kid is None else ids.kid)
    _, once = np.unique(key, return_index=True)
    owner, code = ids.home[once], group.codes[once]
    heads = cast("Named", sheets["households"]["head_ethnicity"])
    numbers = cast("Numbered", sheets["households"]["household_id"]).home
    majority = np.unique(numbers[np.isin(heads.codes, MAJORITY)])
    unsaid = group.names.index("not_recorded")
    mixed = np.unique(owner[np.isin(code, (*MAJORITY, unsaid))])
    wanted, size = np.unique(
        owner[~np.isin(owner, majority) & ~np.isin(owner, mixed)], return_counts=True
    )
    return wanted, size


def _fitting(size: NDArray[np.intp], wanted: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """Return households in a drawn order whose sizes sum to ``wanted``, as far as they can."""
    taken, left = [], wanted
    for at in rng.permutation(len(size)).tolist():
        if 0 < size[at] <= left:
            taken.append(at)
            left -= int(size[at])
        if not left:
            break
    return np.array(taken, dtype=np.intp)

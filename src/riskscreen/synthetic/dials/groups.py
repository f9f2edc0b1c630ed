"""Whom does a dial reach?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from riskscreen import schema
from riskscreen.errors import InputError
from riskscreen.synthetic.frame import MAJORITY, peoples
from riskscreen.synthetic.homes import POVERTY
from riskscreen.synthetic.places import DIFFICULTY

if TYPE_CHECKING:
    from riskscreen.synthetic.homes import Columns, Homes
    from riskscreen.synthetic.kids import Kids
    from riskscreen.synthetic.places import Places

__all__ = ["COLUMNS", "Membership", "check_group"]

Flags = NDArray[np.bool_]
_SIDES = {"urban": True, "rural": False}
_HEADS = ("ethnicity", "region", "urban", "difficult_area", "poverty_status", "all")
COLUMNS = ("sex", *_HEADS)


def check_group(column: str, level: str) -> None:
    """Refuse a group that nobody can belong to.

    Raises
    ------
    InputError
        If the column or its level is unknown.
    """
    if column not in COLUMNS:
        raise InputError(
            f"group column of a dial unknown: 1; it is {column}; choose one of: "
            f"{', '.join(COLUMNS)}"
        )
    known = _levels(column)
    if level not in known:
        raise InputError(
            f"level of a dial unknown: 1; {column} is {level}; choose one of: {', '.join(known)}"
        )


def _levels(column: str) -> tuple[str, ...]:
    return {
        "sex": ("female", "male"),
        "ethnicity": ("minority", "kinh_hoa", *peoples()),
        "region": schema.REGIONS,
        "urban": tuple(_SIDES),
        "difficult_area": DIFFICULTY,
        "poverty_status": POVERTY,
        "all": ("all",),
    }[column]


@dataclass(frozen=True, slots=True)
class Membership:
    """Groups of a block: children's have shape (n_kids,), households' (n_households,).

    A child whose ethnic group nobody wrote down belongs to no ethnic group.
    """

    home: NDArray[np.intp]
    male: NDArray[np.float64]
    kid_people: NDArray[np.intp]
    said: Flags
    people: NDArray[np.intp]
    region: NDArray[np.str_]
    urban: NDArray[np.float64]
    difficulty: NDArray[np.float64]

    @classmethod
    def of(cls, places: Places, homes: Homes, kids: Kids) -> Membership:
        """Return the groups of these households and children."""
        return cls(
            home=kids.home,
            male=kids.male,
            kid_people=kids.people,
            said=~kids.unsaid_group,
            people=homes.people,
            region=places.region[homes.psu],
            urban=homes.urban,
            difficulty=homes.difficulty,
        )

    def kids(self, column: str, level: str, *, home: Columns | None = None) -> Flags:
        """Return which children belong, shape (n_kids,); poverty is read from ``home``."""
        if column == "sex":
            return np.asarray((self.male > 0) == (level == "male"))
        if column == "ethnicity":
            return _of_people(self.kid_people, level) & self.said
        return self.homes(column, level, home=home)[self.home]

    def homes(self, column: str, level: str, *, home: Columns | None = None) -> Flags:
        """Return which households belong, by their head, shape (n_households,)."""
        if column == "ethnicity":
            return _of_people(self.people, level)
        if column == "region":
            return np.asarray(self.region == level)
        if column == "urban":
            return np.asarray((self.urban > 0) == _SIDES[level])
        if column == "difficult_area":
            return np.asarray(self.difficulty == DIFFICULTY.index(level))
        if column == "poverty_status" and home is not None:
            return np.asarray(home["poverty_status"] == POVERTY.index(level))
        if column == "all":
            return np.ones(len(self.people), dtype=np.bool_)
        raise InputError(f"a household has no {column}: 1; choose one of: {', '.join(_HEADS)}")


def _of_people(people: NDArray[np.intp], level: str) -> Flags:
    majority = np.isin(people, MAJORITY)
    if level == "kinh_hoa":
        return np.asarray(majority)
    if level == "minority":
        return np.asarray(~majority)
    return np.asarray(people == peoples().index(level))

"""Which groups are looked at, and which of them judge?

Every level of a required attribute judges, children of it in the table or not: a group nobody
recorded cannot pass. Other attributes, what is not recorded, and intersections are reported.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskscreen.auditing.inputs import NOT_RECORDED, AuditInput
from riskscreen.policy import Policy

__all__ = ["Cell", "cells"]

# Intersections of more than three attributes hold a handful of children each.
_DEEPEST = 3


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """One group of children.

    Parameters
    ----------
    name : str
        ``overall``, ``attribute=level``, or several joined by `` & ``.
    attribute, level : str
        Of a single attribute; for an intersection both joined by `` & ``.
    rows : ndarray of bool, shape (n_children,)
        Who is in it.
    kind : str
        ``overall``, ``required``, ``reported`` or ``intersection``.
    """

    name: str
    attribute: str
    level: str
    rows: NDArray[np.bool_]
    kind: str

    @property
    def judges(self) -> bool:
        """Whether the gate listens to this group."""
        return self.kind in ("overall", "required")


def cells(rows: AuditInput, policy: Policy) -> tuple[Cell, ...]:
    """Return every group of the audit: overall, required, reported, intersections."""
    every = Cell("overall", "", "", np.ones(rows.n_children, dtype=bool), "overall")
    required: list[Cell] = []
    reported: list[Cell] = []
    crossed: list[Cell] = []
    for name, group in policy.groups.items():
        level_of = rows.groups.get(name, np.full(rows.n_children, NOT_RECORDED))
        for level in group.levels:
            kind = "required" if group.required else "reported"
            (required if group.required else reported).append(
                _single(name, level, level_of == level, kind)
            )
        extra = sorted(set(np.unique(level_of).tolist()) - set(group.levels))
        unnamed = [_single(name, level, level_of == level, "reported") for level in extra]
        reported += unnamed
        crossed += unnamed if group.required else []
    filled = [cell for cell in reported if cell.rows.any()]
    # whom no record places is a group too, in every crossing: parts that did not sum to the whole
    # would hide these children
    return (every, *required, *filled, *_intersections([*required, *crossed]))


def _single(attribute: str, level: str, rows: NDArray[np.bool_], kind: str) -> Cell:
    return Cell(f"{attribute}={level}", attribute, level, rows, kind)


def _intersections(singles: list[Cell]) -> list[Cell]:
    attributes = list(dict.fromkeys(cell.attribute for cell in singles))
    found = []
    for depth in range(2, min(_DEEPEST, len(attributes)) + 1):
        for chosen in itertools.combinations(attributes, depth):
            levels = [[cell for cell in singles if cell.attribute == name] for name in chosen]
            for parts in itertools.product(*levels):
                cell = _crossed(parts)
                if cell.rows.any():
                    found.append(cell)
    return found


def _crossed(parts: tuple[Cell, ...]) -> Cell:
    return Cell(
        " & ".join(part.name for part in parts),
        " & ".join(part.attribute for part in parts),
        " & ".join(part.level for part in parts),
        np.logical_and.reduce([part.rows for part in parts]),
        "intersection",
    )

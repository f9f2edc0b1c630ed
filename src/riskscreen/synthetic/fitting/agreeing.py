"""Does a panel agree with what is published, row by row?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.errors import InputError
from riskscreen.synthetic.fitting.crossing import Cross, Figure
from riskscreen.synthetic.fitting.measuring import measured
from riskscreen.synthetic.fitting.targets import Target, contradictions, targets

__all__ = ["AGREES", "DIFFERS", "Agreement", "Row", "agreement"]

AGREES, DIFFERS = "agrees", "differs"


@dataclass(frozen=True, slots=True)
class Row:
    """One target beside the panel's figure.

    ``verdict`` is ``agrees`` where the target, as precisely as it was printed, lies in the
    panel's 95 % interval, else ``differs``; ``contradiction`` where the committed list says that
    it cannot hold beside another; ``policy`` for a line of the policy; ``context`` where no panel
    is held to it; ``other profile``.
    """

    target: Target
    figure: Figure
    verdict: str

    @property
    def judged(self) -> bool:
        """Whether the panel is held to it."""
        return self.verdict in (AGREES, DIFFERS)

    def to_dict(self) -> dict[str, Any]:
        """Return the row as JSON types."""
        figure = {key: None if np.isnan(value) else value
                  for key, value in asdict(self.figure).items()}  # fmt: skip
        return {**asdict(self.target), "key": self.target.key, "panel": figure,
                "verdict": self.verdict}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Agreement:
    """The calibration table of one wave of a panel."""

    profile: str
    year: int
    rows: tuple[Row, ...]

    def __repr__(self) -> str:
        return f"Agreement({self.profile}, {self.agreeing} of {self.judged} rows agree)"

    @property
    def judged(self) -> int:
        """Rows that the panel is held to."""
        return sum(row.judged for row in self.rows)

    @property
    def agreeing(self) -> int:
        """Rows whose target lies in the panel's interval."""
        return sum(row.verdict == AGREES for row in self.rows)

    def text(self) -> str:
        """Return the table for a terminal, one line per row, contradictions last."""
        lines = [
            f"{self.profile}, wave of {self.year}: {self.agreeing} of {self.judged} published "
            "figures, as precisely as they are printed, lie in the panel's own 95 % interval",
            f"{'published':<72} {'target':>12} {'panel':>12} {'interval':>25}  verdict",
        ]
        for row in self.rows:
            figure, digits = row.figure, 2 if row.target.quantity == "percent" else 0
            bounds = f"[{figure.lo:,.{digits}f}, {figure.hi:,.{digits}f}]"
            lines.append(
                f"{row.target.key:<72} {row.target.value:>12,.{digits}f} "
                f"{figure.value:>12,.{digits}f} {bounds:>25}  {_said(row)}"
            )
        lines += ["", "Contradictions among what is published, and the choice made:"]
        for one in contradictions():
            lines.append(f"- {one.what}: {one.arithmetic} {one.choice}")
        return "\n".join(lines)


def agreement(
    households: Mapping[str, NDArray[Any]],
    children: Mapping[str, NDArray[Any]],
    *,
    profile: str,
    year: int,
) -> Agreement:
    """Return the calibration table of the wave of a year.

    Parameters
    ----------
    households, children : mapping of str to ndarray
        A panel's rows; see ``Panel``.
    profile : str
        The profile to whose targets the panel is held.
    year : int
        Year of the wave.

    Raises
    ------
    InputError
        If no target is of the profile, or no row of the year.
    """
    answering = sorted({one.profile for one in targets() if not one.context})
    if profile not in answering:
        raise InputError(
            f"no published figure answers for profile {profile}: 0 of {len(targets())}; "
            f"choose one of: {', '.join(answering)}"
        )
    cross = Cross.of(households, children, year=year)
    excused = {key for one in contradictions() for key in one.keys}
    rows = []
    for target in targets():
        figure = measured(target, cross)
        rows.append(Row(target, figure, _verdict(target, figure, profile, excused)))
    return Agreement(profile, year, tuple(rows))


def _verdict(target: Target, figure: Figure, profile: str, excused: set[str]) -> str:
    if target.context:
        return "context"
    if target.profile != profile:
        return "other profile"
    if target.key in excused:
        return "contradiction"
    if target.quantity == "line":
        return "policy"  # a number of the policy, not of children
    inside = figure.lo - target.half <= target.value <= figure.hi + target.half
    return AGREES if inside else DIFFERS


def _said(row: Row) -> str:
    if row.verdict == "context":
        return f"context, {row.target.year}"
    return f"profile {row.target.profile}" if row.verdict == "other profile" else row.verdict

"""Which dials change what comes, and by how much for each child?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from riskscreen.synthetic.benefits import BENEFITS
from riskscreen.synthetic.dials.groups import Membership
from riskscreen.synthetic.dials.kinds import DirectEffect, Drift, PolicyChange
from riskscreen.synthetic.dials.turned import Dials

if TYPE_CHECKING:
    from collections.abc import Mapping

    from riskscreen.synthetic.homes import Columns

__all__ = ["Pusher"]

Flags = NDArray[np.bool_]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pusher:
    """The dials that change the world."""

    dials: tuple[DirectEffect | Drift | PolicyChange, ...]

    @classmethod
    def of(cls, dials: Dials) -> Pusher:
        """Return the dials that change the world, of all that are turned."""
        return cls((*dials.direct_effect, *dials.drift, *dials.policy_change))

    def shifts(self, wave: int, member: Membership, *, home: Columns) -> dict[str, Numbers]:
        """Return by outcome what is added to the log-odds of what comes up to wave ``wave``.

        Parameters
        ----------
        wave : int
            The wave that will record what comes, from 1.
        member : Membership
            Who belongs to which group.
        home : mapping of str to ndarray, shape (n_households,)
            Recorded columns a year before.

        Returns
        -------
        dict of str to ndarray of float64, shape (n_kids,)
            Only outcomes that a dial moves.
        """
        shifts: dict[str, Numbers] = {}
        for dial in self.dials:
            if not isinstance(dial, PolicyChange) and wave >= getattr(dial, "wave", wave):
                inside = member.kids(dial.column, dial.level, home=home)
                before = shifts.get(dial.outcome, np.zeros(len(inside)))
                shifts[dial.outcome] = before + dial.logit * inside
        return shifts

    def withdrawn(
        self, wave: int, member: Membership, *, home: Columns, entitled: Mapping[str, Flags]
    ) -> dict[str, Numbers]:
        """Return by benefit the chance that a change of policy takes it from a child.

        ``entitled`` marks by benefit who is entitled today, shape (n_kids,) each; ``wave``,
        ``member`` and ``home`` as in ``shifts``.
        """
        chances: dict[str, Numbers] = {}
        for dial in self.dials:
            if isinstance(dial, PolicyChange) and wave >= dial.wave:
                name = BENEFITS[dial.benefit]
                inside = member.kids(dial.column, dial.level, home=home) & entitled[name]
                spared = 1.0 - chances.get(name, np.zeros(len(inside)))
                chances[name] = 1.0 - spared * (1.0 - dial.share * inside)
        return chances

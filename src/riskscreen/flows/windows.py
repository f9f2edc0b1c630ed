"""Which children does each outcome learn from, and which judge it?

One snapshot a window, one fitted state for all: area means are learned on the last training
window and used unchanged for the later window, as a service will use them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from riskscreen import features, outcomes, policy, records, tables
from riskscreen.errors import InputError

__all__ = ["Windows", "open_windows"]


@dataclass(frozen=True, slots=True)
class Windows:
    """The tables of one outcome: all training windows joined, and the later one if there is one."""

    training: tables.TrainingTable
    later: tables.TrainingTable | None


def open_windows(
    held: records.Records,
    outcome: outcomes.Outcome,
    *,
    as_of: Sequence[str],
    test_as_of: str | None,
    horizon_months: int,
    state: features.FittedState,
    limits: policy.Policy,
) -> Windows:
    """Return the tables of one outcome.

    Raises
    ------
    InputError
        If no day is given, or the later window does not come after every training label.
    """
    _in_order(as_of, test_as_of, horizon_months)

    def table(day: str) -> tables.TrainingTable:
        return tables.build_table(
            held, outcome, as_of=day, horizon_months=horizon_months, state=state, policy=limits
        )

    training = tables.concatenate([table(day) for day in as_of])
    return Windows(training=training, later=None if test_as_of is None else table(test_as_of))


def _in_order(as_of: Sequence[str], test_as_of: str | None, horizon_months: int) -> None:
    if not as_of:
        raise InputError("no --as-of given; name the day of at least one training window")
    if test_as_of is None:
        return
    last = records.add_months(np.datetime64(max(as_of), "D"), horizon_months)
    if np.datetime64(test_as_of, "D") < last:
        raise InputError(
            f"the later window opens on {test_as_of}, before the last training label is known "
            f"({last}); a window that overlaps would judge what it learned from"
        )

"""Which children does each outcome learn from, and which judge it?

One snapshot a window, and each training window stands on the area means of its own day: those of
a later day would hold its answers. The later window uses the last training day's, unchanged, as
a service will.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from riskscreen import features, outcomes, policy, records, tables
from riskscreen.errors import InputError

__all__ = ["Windows", "in_order", "open_windows", "require_known"]


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
    states: Mapping[str, features.FittedState],
    limits: policy.Policy,
) -> Windows:
    """Return the tables of one outcome.

    ``states`` holds the area means of each training day.

    Raises
    ------
    InputError
        If no day is given, or the later window does not come after every training label.
    """
    in_order(as_of, test_as_of, horizon_months)

    def table(day: str, state: features.FittedState) -> tables.TrainingTable:
        return tables.build_table(
            held, outcome, as_of=day, horizon_months=horizon_months, state=state, policy=limits
        )

    training = tables.concatenate([table(day, states[day]) for day in as_of])
    later = None if test_as_of is None else table(test_as_of, states[max(as_of)])
    if later is not None:
        require_known(later, opened_on=test_as_of, horizon_months=horizon_months)
    return Windows(training=training, later=later)


def require_known(
    later: tables.TrainingTable, *, opened_on: str | None, horizon_months: int
) -> None:
    """Refuse a later window that no outcome is known of yet.

    Raises
    ------
    InputError
        If so.
    """
    if not later.trains.any():
        raise InputError(
            f"{later.outcome.name}: 0 of {later.n_rows} children of the later window "
            f"({opened_on}) have a known outcome {horizon_months} months on; it can judge "
            "nothing, open it earlier"
        )


def in_order(as_of: Sequence[str], test_as_of: str | None, horizon_months: int) -> None:
    """Refuse days that are none, and a later window that opens before training has ended.

    Raises
    ------
    InputError
        If so.
    """
    if not as_of:
        raise InputError("no --as-of given; name the day of at least one training window")
    days = [_day(day) for day in as_of]
    if test_as_of is None:
        return
    last = records.add_months(max(days), horizon_months)
    if _day(test_as_of) < last:
        raise InputError(
            f"the later window opens on {test_as_of}, before the last training label is known "
            f"({last}); a window that overlaps would judge what it learned from"
        )


def _day(text: str) -> np.datetime64:
    try:
        day = np.datetime64(text, "D")
    except ValueError as fault:
        raise InputError(f"{text!r} is not a day; write it as 2024-09-15") from fault
    if np.isnat(day):
        raise InputError(f"{text!r} is not a day; write it as 2024-09-15")
    return day

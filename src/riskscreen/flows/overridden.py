"""Which of the judged children did people decide about, against the list?

The file of overrides knows a child by its keyed hash alone; with the same secret the judged
children are found again, and nobody else.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from riskscreen import auditing, outcomes, policy, records, scoring, signing
from riskscreen.flows.judging import Judged

__all__ = ["Overrides", "decided_of", "end_of", "read", "with_overrides"]

_LEAST_MONTHS = 12
"""A list is worked through for a year, also that of a nowcast."""


@dataclass(frozen=True, slots=True)
class Overrides:
    """Every decision of a file, and the secret under which its children are named."""

    held: tuple[scoring.Override, ...]
    secret: signing.Secret

    def __repr__(self) -> str:
        return f"Overrides({len(self.held)} decisions)"


def read(path: str | Path, *, secret: signing.SecretFile) -> Overrides:
    """Return the decisions of a file, verified.

    Raises
    ------
    OverrideError, KeyFileError
        As for ``scoring.read_overrides``.
    """
    key = signing.named_secret(secret)
    return Overrides(scoring.read_overrides(path, secret=key), key)


def with_overrides(
    judged: Judged,
    overrides: Overrides,
    *,
    limits: policy.Policy,
    day: str,
    horizon_months: int,
    releases: Collection[str] | None = None,
) -> auditing.Audit:
    """Return the audit with the table ``overrides`` and AUD-27.

    Parameters
    ----------
    judged : Judged
        One outcome, its list and its audit.
    overrides : Overrides
        Of the service that worked with the list.
    limits : Policy
        Gives the groups and the smallest cell.
    day : str
        Day of the audited list.
    horizon_months : int
        How long it is worked with; at least a year.
    releases : collection of str, optional
        As for ``decided_of``.
    """
    table = judged.table
    rows = auditing.input_of(table, judged.risk, policy=limits, selected=judged.allocation.selected)
    weighed = np.isfinite(table.weight) & (table.weight > 0)
    decided = decided_of(
        table.child_id[weighed].tolist(), overrides,
        outcome=table.outcome.name, day=day, horizon_months=horizon_months, releases=releases,
    )  # fmt: skip
    return auditing.with_overrides(judged.audit, rows, decided, policy=limits)


def decided_of(
    child_ids: Sequence[str],
    overrides: Overrides,
    *,
    outcome: str,
    day: str,
    horizon_months: int,
    releases: Collection[str] | None = None,
) -> auditing.Decided:
    """Return what was decided for each child; of several decisions the newest counts.

    Only decisions about a score of the audited day, or later within the time that a list is
    worked with, are about this list. What is left out is counted: none disappears in silence.

    Parameters
    ----------
    child_ids : sequence of str
        The judged children.
    overrides : Overrides
        Of the service that worked with the list.
    outcome, day : str
        Of the audited list.
    horizon_months : int
        How long it is worked with; at least a year.
    releases : collection of str, optional
        Labels of the releases that the list was made with, as ``north 2``: a decision about
        another is none about this list. Where they are not given, each counts, and the releases
        are named.
    """
    first = np.datetime64(day, "D")
    end = end_of(day, horizon_months=horizon_months)
    about = [one for one in overrides.held if one.outcome == outcome]
    timely = [one for one in about if first <= np.datetime64(one.as_of, "D") < end]
    within = [one for one in timely if releases is None or one.release in releases]
    known = {outcome, *outcomes.names()}
    own = {one.child: one.decision for one in within}
    keys = [scoring.child_key(overrides.secret, child_id) for child_id in child_ids]
    said = [own.get(key, "") for key in keys]
    return auditing.Decided(
        away=np.array([one == "no_visit" for one in said], dtype=bool),
        towards=np.array([one == "visit" for one in said], dtype=bool),
        n_decided=len(own),
        n_unmatched=len(own.keys() - set(keys)),
        n_other_times=len(about) - len(timely),
        n_other_releases=len(timely) - len(within),
        n_other_outcomes=sum(one.outcome not in known for one in overrides.held),
        releases=tuple(sorted({one.release for one in within})),
    )


def end_of(day: str, *, horizon_months: int) -> np.datetime64:
    """Return the first day whose scores are no longer those of a day's list.

    Examples
    --------
    >>> end_of("2024-09-15", horizon_months=0)
    np.datetime64('2025-09-15')
    """
    return records.add_months(np.datetime64(day, "D"), max(horizon_months, _LEAST_MONTHS))

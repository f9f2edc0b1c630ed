"""Which of the judged children did people decide about, against the list?

The file of overrides knows a child by its keyed hash alone; with the same secret the judged
children are found again, and nobody else.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from riskscreen import auditing, outcomes, policy, records, scoring, signing
from riskscreen.errors import OverrideError, OverrideFileError
from riskscreen.flows.judging import Judged

__all__ = ["Overrides", "decided_of", "end_of", "read", "require_continued", "with_overrides"]

_LEAST_MONTHS = 12
"""A list is worked through for a year, also that of a nowcast."""


@dataclass(frozen=True, slots=True)
class Overrides:
    """Every decision of a file, at least one, and the secret that names its children."""

    held: tuple[scoring.Override, ...]
    secret: signing.Secret
    path: str = ""

    def __repr__(self) -> str:
        return f"Overrides({len(self.held)} decisions)"

    def end(self) -> dict[str, Any]:
        """Return how far the file reached: its number of lines and the newest one's hash."""
        return {"n_lines": len(self.held), "newest": self.held[-1].mac}


def read(path: str | Path, *, secret: signing.SecretFile) -> Overrides:
    """Return the decisions of a file, verified.

    Raises
    ------
    OverrideError, KeyFileError
        As for ``scoring.read_overrides``.
    OverrideFileError
        If it holds no line: that is no record of a list that was followed.
    """
    key = signing.named_secret(secret)
    held = scoring.read_overrides(path, secret=key)
    if not held:
        raise OverrideFileError(
            f"overrides {path} holds no line; a file is made by the first decision, so it was "
            "emptied or is another: give the service's file, or audit without overrides"
        )
    return Overrides(held, key, str(path))


def require_continued(overrides: Overrides, before: Mapping[str, Any], *, audit: str) -> None:
    """Return only if a file still holds what an earlier audit of the same list read of it.

    A chain shows every change but that its end was cut off.

    Parameters
    ----------
    overrides : Overrides
        What is read now.
    before : mapping
        What `Overrides.end` gave then.
    audit : str
        Which audit that was.

    Raises
    ------
    OverrideError
        If the newest line of that audit does not stand where it stood; says how many lines there
        were and are.
    """
    then, now = before["n_lines"], len(overrides.held)
    if now >= then and overrides.held[then - 1].mac == before["newest"]:
        return
    raise OverrideError(
        f"overrides {overrides.path} does not go on from what an earlier audit of this day read "
        f"({audit}): {then} lines then, {now} now, and its newest line is not among them. The "
        "file's end was cut off, or it is another file; take it from its last good copy. Where "
        "services keep a file each, see docs/audit.md. Nothing is told"
    )


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
        n_something_else=sum(one not in ("", "visit", "no_visit") for one in said),
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

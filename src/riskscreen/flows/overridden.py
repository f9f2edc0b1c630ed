"""Which of the judged children did people decide about, against the list?

The file of overrides knows a child by its keyed hash alone; with the same secret the judged
children are found again, and nobody else.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from riskscreen import auditing, outcomes, policy, records, releasing, scoring, signing
from riskscreen.core import Finding
from riskscreen.flows.judging import Judged

__all__ = ["Audited", "Overrides", "decided_of", "read", "with_overrides"]

_LEAST_MONTHS = 12
"""A list is worked through for a year, also that of a nowcast."""


@dataclass(frozen=True, slots=True)
class Overrides:
    """Every decision of a file, and the secret under which its children are named."""

    held: tuple[scoring.Override, ...]
    secret: signing.Secret

    def __repr__(self) -> str:
        return f"Overrides({len(self.held)} decisions)"


@dataclass(frozen=True, slots=True)
class Audited(releasing.Decision):
    """The gate's answer for one outcome, with what was decided against the list beside it.

    Parameters
    ----------
    overrides : tuple of mapping
        The table ``overrides``, as it may be printed.
    reported : tuple of Finding
        AUD-27, as it may be printed.
    """

    overrides: tuple[Mapping[str, Any], ...] = ()
    reported: tuple[Finding, ...] = ()

    @classmethod
    def of(
        cls,
        decision: releasing.Decision,
        audit: auditing.Audit,
        *,
        limits: policy.Policy,
    ) -> Audited:
        """Return the decision with the table and the findings of an audit, small cells left out."""
        shown = auditing.publish(audit.tables, policy=limits)
        told = auditing.publish_findings(
            [one.to_dict() for one in audit.findings if one.code == auditing.OVERRIDES],
            tables=shown,
            policy=limits,
        )
        facts = {field.name: getattr(decision, field.name) for field in fields(decision)}
        return cls(
            **facts,
            overrides=tuple(shown["overrides"]),
            reported=tuple(Finding.from_dict(one) for one in told),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the decision as JSON types."""
        # by name: a dataclass with slots is another class than the one that super() was told of
        return releasing.Decision.to_dict(self) | {
            "overrides": [dict(row) for row in self.overrides],
            "reported": [one.to_dict() for one in self.reported],
        }

    def lines(self) -> list[str]:
        """Return what a person reads of the decisions against the list."""
        return [f"reported: {one.sentence()}" for one in self.reported]


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
    end = records.add_months(first, max(horizon_months, _LEAST_MONTHS))
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

"""What does a run lack for a release, besides outcomes that pass the gate?

The gate says what was decided of the models; sign-offs, and the right to hold the data, are for
people. Who is refused by the one should not learn of the others one refusal at a time.
"""

from __future__ import annotations

import datetime
from pathlib import Path

from riskscreen import registry, signing
from riskscreen.errors import (
    BundleError,
    GateError,
    RegistryError,
    SignatureError,
    TrustError,
)
from riskscreen.flows.approving import given_approvals
from riskscreen.flows.fitness import expiry, refuse_incomplete, unfit
from riskscreen.flows.reports import outcomes_of, read_policy

__all__ = ["lacking", "lacking_line", "lacking_of"]


def lacking_of(
    run: str,
    *,
    trust: signing.TrustFile = None,
    store: str | Path = "mlruns",
    models: str | Path = "models",
) -> tuple[str, ...]:
    """Return what a run lacks for a release besides what its audit found.

    Files that are not what it logged, an audit of another model, sign-offs, the right to hold the
    records; without trusted keys, that too.

    Parameters
    ----------
    run : str
        Id of a run, its beginning, or ``latest``.
    trust, store, models
        As for ``release``.

    Raises
    ------
    RegistryError
        If no run answers to the name.
    """
    held = registry.Store.existing(store).read_once()
    record = held.record(held.resolve(run))
    try:
        trusted = signing.named_trust(trust, models=models)
    except TrustError as fault:
        return (f"sign-offs cannot be counted: {fault}",)
    try:
        refuse_incomplete(held, record)
    except RegistryError as fault:  # what else might be missing is of files that are gone
        return (str(fault),)
    limits = read_policy(held, record.run_id)
    unlike = [
        f"{outcome}: {one.detail}"
        for outcome in outcomes_of(record)
        for one in unfit(held, record, outcome, limits)
    ]
    today = datetime.datetime.now(tz=datetime.UTC)
    return (*unlike, *lacking(held, record, trust=trusted, today=today))


def lacking(
    held: registry.Store,
    record: registry.RunRecord,
    *,
    trust: signing.Trust,
    today: datetime.datetime,
) -> tuple[str, ...]:
    """Return what of people is missing, a sentence each: sign-offs, and the right to the records.

    Sign-offs that are too few or count for nothing, and records that may be held no longer.

    Parameters
    ----------
    held, record : Store, RunRecord
        The run.
    trust : Trust
        Whose sign-offs count.
    today : datetime
        With its zone.
    """
    found = []
    for look in (
        lambda: given_approvals(held, record, trust=trust),
        lambda: expiry(held, record, read_policy(held, record.run_id), today),
    ):
        try:
            look()
        except (GateError, SignatureError, BundleError, RegistryError) as fault:
            found.append(str(fault))
    return tuple(found)


def lacking_line(found: tuple[str, ...]) -> str:
    """Return what is lacking in one line.

    Examples
    --------
    >>> lacking_line(("1 of 2 sign-offs",))
    'besides the gate a release lacks: 1 of 2 sign-offs'
    >>> lacking_line(())
    'besides the gate a release lacks nothing: sign-offs are complete, the records may be held'
    """
    return "besides the gate a release lacks" + (
        f": {'; '.join(found)}"
        if found
        else " nothing: sign-offs are complete, the records may be held"
    )

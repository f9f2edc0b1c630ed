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
from riskscreen.flows.fitness import expiry
from riskscreen.flows.reports import read_policy

__all__ = ["lacking", "lacking_line", "lacking_of"]


def lacking_of(
    run: str,
    *,
    trust: signing.TrustFile = None,
    store: str | Path = "mlruns",
    models: str | Path = "models",
) -> tuple[str, ...]:
    """Return what a run lacks for a release besides the gate; without trusted keys, that too.

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
    held = registry.Store.existing(store)
    record = held.record(held.resolve(run))
    try:
        trusted = signing.named_trust(trust, models=models)
    except TrustError as fault:
        return (f"sign-offs cannot be counted: {fault}",)
    return lacking(held, record, trust=trusted, today=datetime.datetime.now(tz=datetime.UTC))


def lacking(
    held: registry.Store,
    record: registry.RunRecord,
    *,
    trust: signing.Trust,
    today: datetime.datetime,
) -> tuple[str, ...]:
    """Return what is missing, a sentence each; nothing where a release waits for the gate alone.

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

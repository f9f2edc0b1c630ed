"""What did a release that serves no longer hold?

A family may ask years later why a child was on a list. The version that scored is opened again,
with every check. It is for replaying what was said: `score` refuses it, and `explain_score` asks
for the line of the access log that says so, or that the release still serves.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

from riskscreen.errors import LedgerError, ReleaseError, UnknownReleaseError
from riskscreen.scoring.release import Release, followed, opened
from riskscreen.signing import TrustFile, named_trust

__all__ = ["load_past_release", "require_standing", "standing"]


def load_past_release(
    name: str,
    version: str,
    *,
    models: str | Path = "models",
    trust: TrustFile = None,
) -> Release:
    """Return one version of a release, verified, to explain what it said once.

    It may have been stopped, superseded or expired since, and the ledger may be stale; the
    signature, the line of the ledger and every other check of the bundle hold as ever.

    Parameters
    ----------
    name, version : str
        Of a release that stands in the ledger.
    models, trust
        As for ``load_release``.

    Returns
    -------
    Release
        With ``past`` set: ``score`` and ``score_json`` refuse it.

    Raises
    ------
    LedgerError, BundleError, SignatureError, TrustError
        As for ``load_release``.
    UnknownReleaseError
        If the ledger holds no such version.
    ReleaseError
        If there is no ledger.
    """
    folder = Path(models)
    trusted = named_trust(trust, models=folder)
    follower = followed(folder, trusted)
    own = [one for one in follower.lines() if one.kind == "release" and one.name == name]
    line = next((one for one in reversed(own) if one.version == version), None)
    if line is None:
        raise UnknownReleaseError(
            f"no release {name} {version} in the ledger; of this name it holds "
            f"{', '.join(one.version for one in own) or 'none'}"
        )
    return opened(folder, line, follower, trusted, past=True)


def standing(release: Release) -> str:
    """Return why a past release may not be served today; empty where it still serves."""
    fault = _fault(release)
    return "" if fault is None else str(fault)


def require_standing(release: Release) -> None:
    """Return only if a past release still serves, so that it may explain without proof.

    Without a line of the access log an explanation is a new score: it would be a side door around
    the switch that stopped the release.

    Raises
    ------
    StoppedReleaseError, SupersededReleaseError, ExpiredReleaseError, StaleLedgerError
        As ``Release.require_fresh`` says.
    LedgerError
        If the ledger is gone, or is no longer what it was and more.
    """
    fault = _fault(release)
    if fault is not None:
        raise type(fault)(
            f"{fault}. What it said once is explained from the line of the access log that proves "
            "it; give line and secret"
        ) from fault


def _fault(release: Release) -> ReleaseError | LedgerError | None:
    try:
        dataclasses.replace(release, past=False).require_fresh()
    except (ReleaseError, LedgerError) as fault:
        return fault
    return None

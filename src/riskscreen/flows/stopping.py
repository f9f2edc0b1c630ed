"""How does a person make every service stop, or go back to what served before?"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from riskscreen import ledger, registry, scoring, signing
from riskscreen.core import counted
from riskscreen.errors import (
    AlreadyDoneError,
    ExpiredReleaseError,
    InputError,
    LedgerMovedError,
    RiskscreenError,
    UnknownReleaseError,
)
from riskscreen.flows.reconciling import BINDING, LATER, mend

__all__ = ["Switched", "rollback", "stop"]

_MOST_WHY = 2000


@dataclass(frozen=True, slots=True)
class Switched:
    """A line that changed what serves.

    Parameters
    ----------
    line : Line
        A *stop* or a *rollback*.
    registry : str
        What became of the registry's alias: a service never waits for it.
    """

    line: ledger.Line
    registry: str

    def __repr__(self) -> str:
        return f"Switched({self.line!r})"

    def to_dict(self) -> dict[str, Any]:
        """Return the switch as JSON types."""
        line = self.line
        return {
            "kind": line.kind,
            "name": line.name,
            "version": line.version,
            "line": line.counter,
            "why": line.facts["why"],
            "registry": self.registry,
        }

    def lines(self) -> list[str]:
        """Return what a person reads at the end."""
        line = self.line
        did = {
            "stop": f"stopped {line.name} {line.version}: services that follow this ledger refuse "
            "within five seconds",
            "rollback": f"{line.name} goes back to version {line.version}: services load it anew",
        }
        return [did[line.kind], f"line {line.counter}, why: {line.facts['why']}", self.registry]


def stop(
    name: str,
    *,
    why: str,
    key: signing.Key,
    trust: signing.TrustFile = None,
    models: str | Path = "models",
    store: str | Path | None = None,
) -> Switched:
    """Make every running service refuse a release, with the reason.

    Parameters
    ----------
    name : str
        Of the release.
    why : str
        Told to everyone who asks for a score.
    key : PrivateKey or path
        Any trusted key may stop.
    trust : Trust or path, optional
        The trusted keys; by default what ``RISKSCREEN_TRUST`` names.
    models : str or Path
        Folder of bundles and ledger.
    store : str or Path, optional
        MLflow store, whose alias is taken off; the stop holds without.

    Raises
    ------
    InputError
        If no reason is given.
    UnknownReleaseError
        If the ledger holds nothing of this name.
    AlreadyDoneError
        If it was stopped before; says why it was.
    LedgerError, SignatureError
        If the ledger or the key is not trusted.
    """
    reason = _reason(why)
    path, trusted = Path(models) / scoring.LEDGER, signing.named_trust(trust, models=models)
    signer = signing.named_key(key)
    while True:
        served, seen = _served(path, name, trusted)
        try:
            line = ledger.append(
                path, "stop", {"why": reason, "manifest_sha256": served.manifest_sha256},
                name=name, version=served.version, key=signer, trust=trusted, seen=seen,
            )  # fmt: skip
        except LedgerMovedError:  # what serves changed meanwhile: that is what is to stop
            continue
        return Switched(line, _follow(store, name, Path(models), trusted))


def rollback(
    name: str,
    version: str,
    *,
    why: str,
    key: signing.Key,
    trust: signing.TrustFile = None,
    models: str | Path = "models",
    store: str | Path | None = None,
) -> Switched:
    """Serve an earlier version again, once its bundle was verified anew.

    Parameters
    ----------
    name, version : str
        Of a release that stands in the ledger.
    why, key, trust, models, store
        As for ``stop``; the key must be trusted to release.

    Raises
    ------
    InputError
        If no reason is given.
    UnknownReleaseError
        If the ledger never released this version.
    AlreadyDoneError
        If it serves already.
    ExpiredReleaseError
        If its last day is past.
    LedgerMovedError
        If a release, stop or rollback of this name came first: look at it, and decide again.
    BundleError, LedgerError, SignatureError
        If bundle, ledger or key fail verification.
    """
    reason = _reason(why)
    path, trusted = Path(models) / scoring.LEDGER, signing.named_trust(trust, models=models)
    lines = ledger.read(path, trust=trusted)
    released = [line for line in lines if line.name == name and line.kind == "release"]
    earlier = [line for line in released if line.version == version]
    if not earlier:
        raise UnknownReleaseError(
            f"no release {name} {version} in the ledger; it holds "
            f"{', '.join(line.version for line in released) or 'none of this name'}"
        )
    newest = ledger.newest(lines, name)
    if newest is not None and newest.kind in BINDING and newest.version == version:
        raise AlreadyDoneError(f"{name} {version} is what serves now; nothing was written")
    line = earlier[0]
    held = scoring.committed(models, lines, line, trust=trusted)
    today = datetime.datetime.now(tz=datetime.UTC).date()
    if today > held.manifest.expires:
        raise ExpiredReleaseError(
            f"release {name} {version} expired on {held.manifest.expires}, today is {today}; "
            "nothing was written"
        )
    facts = {
        "why": reason,
        "manifest_sha256": line.manifest_sha256,
        "registered_version": line.facts.get("registered_version"),
        "demo": held.meta["demo"],
        "from": "" if newest is None else newest.version,
    }
    made = ledger.append(
        path, "rollback", facts,
        name=name, version=version, key=signing.named_key(key), trust=trusted, seen=len(lines),
    )  # fmt: skip
    return Switched(made, _follow(store, name, Path(models), trusted))


def _served(path: Path, name: str, trust: signing.Trust) -> tuple[ledger.Line, int]:
    """Return the line that binds what serves, and how many lines there are."""
    lines = ledger.read(path, trust=trust)
    line = ledger.newest(lines, name)
    if line is None:
        known = sorted({one.name for one in lines if one.kind == "release"})
        raise UnknownReleaseError(
            f"no release {name} among {counted(len(lines), 'line')}, so none is stopped; "
            f"it holds {', '.join(known) or 'none'}"
        )
    if line.kind == "stop":
        raise AlreadyDoneError(
            f"{name} was stopped on {line.time:%Y-%m-%d %H:%M} UTC: {line.facts.get('why')}; "
            "nothing was written"
        )
    return line, len(lines)


def _reason(why: str) -> str:
    reason = why.strip()
    if not reason or len(reason) > _MOST_WHY:
        raise InputError(
            f"a reason of {len(reason)} characters; give 1 to {_MOST_WHY}: everyone who asks for "
            "a score reads it"
        )
    return reason


def _follow(store: str | Path | None, name: str, models: Path, trust: signing.Trust) -> str:
    """Bring the registry after the ledger, and say how that went: nothing waits for it."""
    if store is None:
        return f"registry: none named; {LATER}"
    if not str(store).casefold().startswith("http") and not Path(store).is_dir():
        return f"registry: none at {store}; {LATER}"
    try:
        lines = ledger.read(models / scoring.LEDGER, trust=trust)
        done = mend(name, models=models, lines=lines, held=registry.Store(store))
    except (RiskscreenError, OSError) as fault:
        return f"registry: not brought after the ledger: {fault}; {LATER}"
    return f"registry: follows the ledger, {len(done)} entries set"

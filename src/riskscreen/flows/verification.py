"""Is every release still what was audited, and who can see that somebody looked?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from riskscreen import ledger, registry, scoring, signing
from riskscreen.core import counted, named
from riskscreen.errors import IntegrityError, LedgerError, SignatureError
from riskscreen.flows.reconciling import BINDING, disagreements

__all__ = ["verify"]

_REPAIRED = {
    "nothing": "nothing to mend, the last line is whole",
    "completed": "the last line lacked its end alone, which was added; its digest proves it whole",
}


def verify(
    models: str | Path = "models",
    *,
    trust: signing.TrustFile = None,
    key: signing.Key | None = None,
    repair: bool = False,
    against: str | Path | None = None,
    store: str | Path | None = None,
) -> dict[str, Any]:
    """Check the ledger's chain and every released bundle, and return what was found.

    What is sound need not serve: an entry ``<name> today`` says of each name which version serves
    and until when, or why nobody is scored with it.

    Parameters
    ----------
    models : str or Path
        Folder of bundles and ledger.
    trust : Trust or path, optional
        The trusted keys; by default what ``RISKSCREEN_TRUST`` names.
    key : PrivateKey or path, optional
        Add a dated line of kind ``verification`` for each name that is served, once everything
        holds: a ledger that nobody looks after goes stale, and then nothing is served.
    repair : bool
        First mend a last line that a killed writer left half written.
    against : str or Path, optional
        Another copy of the ledger: each must begin with the other, or they have parted.
    store : str or Path, optional
        The MLflow store, which mirrors the lines of releases: one that the ledger lacks was cut.

    Returns
    -------
    dict of str to any
        By what was looked at; ``at fault`` lists what disagrees and ``doctor --mend`` can mend.

    Raises
    ------
    LedgerError
        If there is no ledger; a line was changed, removed, moved, replayed or signed by nobody
        who is trusted; two copies have parted; or lines were cut off.
    BundleError
        If a bundle that serves is missing, or one is not what its line names or fails a check.
    SignatureError
        If a signature is not that of a trusted key; or the key given may not note a verification,
        or is a throw-away one and a release that serves is no demonstration.
    StaleLedgerError
        If a verification is to be recorded under a clock that is behind the ledger.
    """
    folder = Path(models)
    path = folder / scoring.LEDGER
    if against is not None and not Path(against).is_file():
        raise LedgerError(
            f"no ledger at {against}; --against names another copy of a ledger.jsonl, as a file"
        )
    trusted = signing.named_trust(trust, models=models)
    if not path.is_file():
        raise LedgerError(
            f"no ledger at {path}; nothing there was released. Give the folder of bundles and "
            "ledger that --models names elsewhere"
        )
    found: dict[str, Any] = {"repair": _repaired(path, trusted)} if repair else {}
    lines = ledger.read(path, trust=trusted)
    found["ledger"] = (
        f"{counted(len(lines), 'line')}, chain and signatures hold; the last is "
        f"{lines[-1].sha256[:12]}"
    )
    apart: list[str] = []
    if against is not None:
        found["against"] = _compared(lines, _other(Path(against), trusted), Path(against))
    if store is not None:
        apart = _mirrored(lines, folder, registry.Store.existing(store))
        found["registry"] = "; ".join(apart) or "agrees"
    found |= _bundles(folder, lines, trusted)
    if key is not None:
        found["recorded"] = _record(path, lines, signing.named_key(key), trusted)
    found |= _today(folder, lines, trusted)
    return found | {"at fault": apart}


def _other(path: Path, trust: signing.Trust) -> Sequence[ledger.Line]:
    """Return the lines of the other copy, whose faults are not those of the ledger at hand."""
    try:
        return ledger.read(path, trust=trust)
    except LedgerError as fault:
        raise LedgerError(
            f"the other copy, {path}, does not hold, whatever the ledger at hand does: {fault}"
        ) from fault


def _bundles(folder: Path, lines: Sequence[ledger.Line], trust: signing.Trust) -> dict[str, str]:
    """Return what is found of every bundle; all are looked at before the first fault is raised."""
    found: dict[str, str] = {}
    faults: dict[str, IntegrityError] = {}
    for line in lines:
        label = f"{line.name} {line.version}"
        if line.kind not in BINDING or label in faults:
            continue
        try:
            found[label] = _bundle(folder, lines, line, trust)
        except IntegrityError as fault:
            faults[label] = fault
    if faults:
        raise _failing(folder, faults, len(found.keys() | faults))
    return found


def _failing(folder: Path, faults: Mapping[str, IntegrityError], n: int) -> IntegrityError:
    (first, fault), *others = faults.items()
    place = folder.joinpath(*first.split())
    told = str(fault).removeprefix(f"{place}: ")
    rest = f"the others: {named((label for label, _ in others), most=10)}. " if others else ""
    verb = "fails" if len(faults) == 1 else "fail"
    return type(fault)(
        f"{len(faults)} of {counted(n, 'bundle')} {verb}; first is {first} in {place}: "
        f"{told.rstrip('.')}. {rest}Put back a copy of each folder as it was released, or stop "
        "what serves of it (riskscreen stop); nothing was noted"
    )


def _bundle(
    folder: Path, lines: Sequence[ledger.Line], line: ledger.Line, trust: signing.Trust
) -> str:
    newest = ledger.newest(lines, line.name)
    # what serves has to be there; an older one may have been deleted with the data's retention
    if newest is not line and not (folder / line.name / line.version).exists():
        return "its bundle is no longer here: nothing goes back"
    held = scoring.committed(folder, lines, line, trust=trust)
    return (
        f"holds{_aside(line, newest)}, {', '.join(held.models)}, signed by {held.signer.holder}, "
        f"approved by {', '.join(one.key.holder for one in held.approvals)}"
    )


def _aside(line: ledger.Line, newest: ledger.Line | None) -> str:
    """Return why a bundle that holds serves no longer, empty where it may."""
    if newest is None or newest.kind == "stop":
        return " (stopped)"
    return "" if newest.version == line.version else f" (superseded by version {newest.version})"


def _today(folder: Path, lines: Sequence[ledger.Line], trust: signing.Trust) -> dict[str, str]:
    """Return what serves of each name that was ever released, or why nothing does."""
    newest = {
        line.name: ledger.newest(lines, line.name) for line in lines if line.kind == "release"
    }
    return {
        f"{name} today": _serves(folder, line, trust)
        for name, line in newest.items()
        if line is not None
    }


def _serves(folder: Path, line: ledger.Line, trust: signing.Trust) -> str:
    if line.kind == "stop":
        why = str(line.facts.get("why", "no reason given"))
        return f"STOPPED, nobody is scored: on {line.time:%Y-%m-%d %H:%M} UTC, {why}"
    held = scoring.load_past_release(line.name, line.version, models=folder, trust=trust)
    fault = scoring.standing(held)
    if fault:
        return f"NOBODY IS SCORED: {fault}"
    graced = held.told().removeprefix(held.label)
    if graced:
        return f"version {held.version} serves IN GRACE{graced}; every score says so"
    return f"version {held.version} serves, until {held.expires}"


def _compared(mine: Sequence[ledger.Line], other: Sequence[ledger.Line], path: Path) -> str:
    for own, its in zip(mine, other, strict=False):
        if own.sha256 != its.sha256:
            raise LedgerError(
                f"the ledger and {path} part at line {own.counter}: {own.kind} of {own.time} "
                f"by key {own.key[:12]} here, {its.kind} of {its.time} by key {its.key[:12]} "
                "there. One of the two is a fork; keep both and find out"
            )
    more = len(mine) - len(other)
    if more < 0:
        raise LedgerError(
            f"{path} holds {counted(-more, 'line')} more, the first a {other[len(mine)].kind} of "
            f"{other[len(mine)].time}: they were cut off here"
        )
    return f"agrees with {path}, and has {counted(more, 'line')} more"


def _mirrored(lines: Sequence[ledger.Line], folder: Path, held: registry.Store) -> list[str]:
    """Return where registry and ledger disagree, if no line was lost."""
    names = sorted({line.name for line in lines if line.name} | set(held.names()))
    found = [
        one for name in names for one in disagreements(name, models=folder, lines=lines, held=held)
    ]
    lost = [one for one in found if one.kind == "lost"]
    if lost:
        raise LedgerError(lost[0].what)
    return [one.what for one in found]


def _record(
    path: Path, lines: Sequence[ledger.Line], key: signing.PrivateKey, trust: signing.Trust
) -> str:
    scoring.require_clock(max(line.time for line in lines).date())
    newest = {line.name: ledger.newest(lines, line.name) for line in lines}
    serving = [line for line in newest.values() if line is not None and line.kind in BINDING]
    _refuse_throw_away(key, serving, _demonstrations(lines), trust)
    for line in serving:
        ledger.append(
            path,
            "verification",
            {"manifest_sha256": line.manifest_sha256},
            name=line.name,
            version=line.version,
            key=key,
            trust=trust,
        )
    return ", ".join(f"{line.name} {line.version}" for line in serving) or "nothing is served"


def _demonstrations(lines: Sequence[ledger.Line]) -> Mapping[str, bool]:
    """Return by manifest whether its release is a demonstration; a rollback need not say so."""
    return {
        line.manifest_sha256: line.facts.get("demo") is True
        for line in lines
        if line.kind == "release"
    }


def _refuse_throw_away(
    key: signing.PrivateKey,
    serving: Sequence[ledger.Line],
    demonstrations: Mapping[str, bool],
    trust: signing.Trust,
) -> None:
    """Refuse a line that would stand there and keep nothing fresh."""
    fingerprint = key.public.fingerprint
    real = [line for line in serving if not demonstrations[line.manifest_sha256]]
    if fingerprint not in trust.throw_away or not real:
        return
    raise SignatureError(
        f"key {fingerprint[:12]} of {trust.keys[fingerprint].holder} is a throw-away one (demo), "
        f"whose lines keep nothing fresh but a demonstration; {len(real)} of {len(serving)} "
        f"releases that serve are none, first is {real[0].name} {real[0].version}. Sign with a key "
        f"that {trust.path} trusts to release or operate. Nothing was recorded"
    )


def _repaired(path: Path, trust: signing.Trust) -> str:
    done = ledger.repair(path, trust=trust)
    if done.kept is None:
        return _REPAIRED[done.action]
    return (
        f"{counted(done.n_bytes, 'byte')} of a half written line, moved to {done.kept.name}; look "
        "there"
    )

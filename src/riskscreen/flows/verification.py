"""Is every release still what was audited, and who can see that somebody looked?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from riskscreen import ledger, registry, scoring, signing
from riskscreen.errors import LedgerError
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

    Raises
    ------
    LedgerError
        If there is no ledger; a line was changed, removed, moved, replayed or signed by nobody
        who is trusted; two copies have parted; or lines were cut off.
    BundleError, SignatureError
        If a bundle that serves is missing, or one is not what its line names or fails a check.
    StaleLedgerError
        If a verification is to be recorded under a clock that is behind the ledger.
    """
    folder = Path(models)
    path = folder / scoring.LEDGER
    trusted = signing.named_trust(trust, models=models)
    if not path.is_file():
        raise LedgerError(f"no ledger at {path}; nothing there was released")
    found: dict[str, Any] = {"repair": _repaired(path, trusted)} if repair else {}
    lines = ledger.read(path, trust=trusted)
    found["ledger"] = (
        f"{len(lines)} lines, chain and signatures hold; the last is {lines[-1].sha256[:12]}"
    )
    if against is not None:
        found["against"] = _compared(lines, ledger.read(against, trust=trusted), Path(against))
    if store is not None:
        found["registry"] = _mirrored(lines, folder, registry.Store.existing(store))
    for line in lines:
        if line.kind not in BINDING:
            continue
        # what serves has to be there; an older one may have been deleted with the data's retention
        serves = ledger.newest(lines, line.name) is line
        if not serves and not (folder / line.name / line.version).exists():
            found[f"{line.name} {line.version}"] = "its bundle is no longer here: nothing goes back"
        else:
            found[f"{line.name} {line.version}"] = _bundle(folder, lines, line, trusted)
    if key is not None:
        found["recorded"] = _record(path, lines, signing.named_key(key), trusted)
    return found


def _bundle(
    folder: Path, lines: Sequence[ledger.Line], line: ledger.Line, trust: signing.Trust
) -> str:
    held = scoring.committed(folder, lines, line, trust=trust)
    return (
        f"holds, {', '.join(held.models)}, signed by {held.signer.holder}, approved by "
        f"{', '.join(one.key.holder for one in held.approvals)}"
    )


def _compared(mine: Sequence[ledger.Line], other: Sequence[ledger.Line], path: Path) -> str:
    for own, its in zip(mine, other, strict=False):
        if own.sha256 != its.sha256:
            raise LedgerError(
                f"the ledger and {path.name} part at line {own.counter}: {own.kind} of {own.time} "
                f"by key {own.key[:12]} here, {its.kind} of {its.time} by key {its.key[:12]} "
                "there. One of the two is a fork; keep both and find out"
            )
    more = len(mine) - len(other)
    if more < 0:
        raise LedgerError(
            f"{path.name} holds {-more} lines more, the first a {other[len(mine)].kind} of "
            f"{other[len(mine)].time}: they were cut off here"
        )
    return f"agrees with {path.name}, and has {more} lines more"


def _mirrored(lines: Sequence[ledger.Line], folder: Path, held: registry.Store) -> str:
    names = sorted({line.name for line in lines if line.name} | set(held.names()))
    found = [
        one for name in names for one in disagreements(name, models=folder, lines=lines, held=held)
    ]
    lost = [one for one in found if one.kind == "lost"]
    if lost:
        raise LedgerError(lost[0].what)
    return "; ".join(one.what for one in found) or "agrees"


def _record(
    path: Path, lines: Sequence[ledger.Line], key: signing.PrivateKey, trust: signing.Trust
) -> str:
    scoring.require_clock(max(line.time for line in lines).date())
    newest = {line.name: ledger.newest(lines, line.name) for line in lines}
    serving = [line for line in newest.values() if line is not None and line.kind in BINDING]
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


def _repaired(path: Path, trust: signing.Trust) -> str:
    done = ledger.repair(path, trust=trust)
    if done.kept is None:
        return _REPAIRED[done.action]
    return f"{done.n_bytes} bytes of a half written line were moved to {done.kept.name}; look there"

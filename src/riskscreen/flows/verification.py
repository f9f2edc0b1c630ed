"""Is every release still what was audited, and who can see that somebody looked?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import riskscreen.bundle
from riskscreen import ledger, scoring
from riskscreen.errors import LedgerError

__all__ = ["verify"]

_BINDING = ("release", "rollback")
_REPAIRED = {
    "nothing": "nothing to mend, the last line is whole",
    "completed": "the last line lacked its end alone, which was added; its digest proves it whole",
}


def verify(
    models: str | Path = "models", *, record: bool = False, repair: bool = False
) -> dict[str, Any]:
    """Check the ledger's chain and every released bundle, and return what was found.

    Parameters
    ----------
    models : str or Path
        Folder of bundles and ledger.
    record : bool
        Add a dated line of kind ``verification`` for each name that is served, once everything
        holds: a ledger that nobody looks after goes stale, and then nothing is served.
    repair : bool
        First mend a last line that a killed writer left half written.

    Raises
    ------
    LedgerError
        If there is no ledger, or a line was changed, removed or moved.
    BundleError
        If a bundle is missing, is not the one that its line names, or fails a check.
    StaleLedgerError
        If a verification is to be recorded under a clock that is behind the ledger.
    """
    folder = Path(models)
    path = folder / scoring.LEDGER
    if not path.is_file():
        raise LedgerError(f"no ledger at {path}; nothing there was released")
    found: dict[str, Any] = {"repair": _repaired(path)} if repair else {}
    lines = ledger.read(path)
    found["ledger"] = f"{len(lines)} lines, chain holds"
    for line in lines:
        if line.kind not in _BINDING:
            continue
        held = riskscreen.bundle.read(
            folder / line.name / line.version, manifest_digest=line.manifest_sha256
        )
        found[f"{line.name} {line.version}"] = (
            f"holds, {', '.join(held.models)}, {held.manifest.signature}"
        )
    if record:
        found["recorded"] = _record(path, lines)
    return found


def _record(path: Path, lines: Sequence[ledger.Line]) -> str:
    scoring.require_clock(max(line.time for line in lines).date())
    newest = {line.name: ledger.newest(lines, line.name) for line in lines}
    serving = [line for line in newest.values() if line is not None and line.kind in _BINDING]
    for line in serving:
        ledger.append(
            path,
            "verification",
            {"manifest_sha256": line.manifest_sha256},
            name=line.name,
            version=line.version,
        )
    return ", ".join(f"{line.name} {line.version}" for line in serving) or "nothing is served"


def _repaired(path: Path) -> str:
    done = ledger.repair(path)
    if done.kept is None:
        return _REPAIRED[done.action]
    return f"{done.n_bytes} bytes of a half written line were moved to {done.kept.name}; look there"

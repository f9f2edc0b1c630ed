"""Is every release still what was audited?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import riskscreen.bundle
from riskscreen import ledger
from riskscreen.errors import LedgerError

__all__ = ["verify"]


def verify(models: str | Path = "models") -> dict[str, Any]:
    """Check the ledger's chain and every released bundle, and return what was found.

    Raises
    ------
    LedgerError
        If there is no ledger, or a line was changed, removed or moved.
    BundleError
        If a bundle is missing, is not the one that its line names, or fails a check.
    """
    folder = Path(models)
    path = folder / "ledger.jsonl"
    if not path.is_file():
        raise LedgerError(f"no ledger at {path}; nothing there was released")
    lines = ledger.read(path)
    found: dict[str, Any] = {"ledger": f"{len(lines)} lines, chain holds"}
    for line in lines:
        if line.kind not in ("release", "rollback"):
            continue
        held = riskscreen.bundle.read(
            folder / line.name / line.version, manifest_digest=line.manifest_sha256
        )
        found[f"{line.name} {line.version}"] = f"holds, {', '.join(held.models)}, unsigned"
    return found

"""Is everything there that the next step needs, and does it agree?"""

from __future__ import annotations

import importlib.metadata
import os
import platform
from pathlib import Path

from riskscreen import ledger, registry
from riskscreen.errors import LedgerError, MissingExtraError

__all__ = ["doctor"]

_LIBRARIES = {
    "numpy": "", "lightgbm": "", "narwhals": "", "pyarrow": "", "cryptography": "",
    "pandas": "train", "scikit-learn": "train", "joblib": "train", "shap": "explain",
    "matplotlib": "report", "fairlearn": "audit", "mlflow": "registry", "jinja2": "report",
    "pyreadstat": "survey", "dask": "cluster",
}  # fmt: skip


def doctor(*, store: str | Path = "mlruns", models: str | Path = "models") -> dict[str, str]:
    """Return versions, stores and what is missing, by name, a line each."""
    found = {"python": platform.python_version(), "riskscreen": _version("riskscreen", "")}
    found |= {name: _version(name, extra) for name, extra in _LIBRARIES.items()}
    path = Path(models) / "ledger.jsonl"
    trusted, found["ledger"] = _ledger(path)
    lines = trusted or ()
    try:
        held = registry.Store(store) if Path(store).is_dir() else None
    except MissingExtraError as fault:
        held = None
        found["store"] = str(fault)
    else:
        found["store"] = "none yet" if held is None else repr(held)
    for name in sorted({line.name for line in lines if line.kind == "release"}):
        newest = ledger.newest(lines, name)
        alias = None if held is None else held.released(name)
        agreed = newest is not None and alias == newest.facts.get("registered_version")
        found[f"release {name}"] = (
            f"ledger {None if newest is None else newest.version}, "
            f"registry alias on version {alias}"
            f"{'' if agreed else '; THEY DISAGREE: only the ledger is served'}"
        )
    served = {(line.name, line.version) for line in lines if line.kind == "release"}
    left = sorted(
        f"{path.parent.name}/{path.name}"
        for path in Path(models).glob("*/*")
        if path.is_dir() and (path.parent.name, path.name) not in served
    )
    # a ledger that cannot be read names no bundle, and accuses none
    if left and trusted is not None:
        found["bundles without a ledger line"] = f"{', '.join(left)}; served to nobody, remove them"
    off = os.environ.get("MLFLOW_DISABLE_TELEMETRY", "").lower() == "true"
    found["telemetry"] = "off" if off else "off in all that riskscreen starts"
    found["keys"] = "none: this version does not sign; bundles are marked unsigned"
    return found


def _ledger(path: Path) -> tuple[tuple[ledger.Line, ...] | None, str]:
    """Return the lines, None where they cannot be trusted, and what to say of them."""
    if not path.is_file():
        return (), f"none at {path}"
    try:
        lines = ledger.read(path)
    except LedgerError as fault:
        return None, str(fault)
    return lines, f"{len(lines)} lines, chain holds"


def _version(name: str, extra: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        wanted = f"riskscreen[{extra}]" if extra else "riskscreen"
        return f'missing; install it with: pip install "{wanted}"'

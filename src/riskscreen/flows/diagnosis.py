"""Is everything there that the next step needs, and do the stores agree?"""

from __future__ import annotations

import importlib.metadata
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from riskscreen import ledger, registry, scoring, signing
from riskscreen.core import counted
from riskscreen.errors import LedgerError, MissingExtraError, RegistryError, TrustError
from riskscreen.flows.reconciling import disagreements, mend

__all__ = ["doctor"]

_LIBRARIES = {
    "numpy": "", "lightgbm": "", "narwhals": "", "pyarrow": "", "cryptography": "",
    "pandas": "train", "scikit-learn": "train", "joblib": "train", "shap": "explain",
    "matplotlib": "report", "fairlearn": "audit", "mlflow": "registry",
    "model-signing": "registry", "jinja2": "report", "pyreadstat": "survey", "dask": "cluster",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Looked:
    """What there is to say of one thing, and whether that is as it should be."""

    said: str
    sound: bool = True


def doctor(
    *,
    store: str | Path = "mlruns",
    models: str | Path = "models",
    trust: signing.TrustFile = None,
    repair: bool = False,
) -> dict[str, Any]:
    """Return versions, keys, stores and what is missing, by name, a line each.

    Parameters
    ----------
    store : str or Path
        MLflow store, a folder or a server's address.
    models : str or Path
        Folder of bundles and ledger.
    trust : Trust or path, optional
        The trusted keys; by default what ``RISKSCREEN_TRUST`` names.
    repair : bool
        Mend what a killed release left: sweep what has no line, do again what a line asks for.

    Returns
    -------
    dict of str to any
        A text each; last ``at fault``, the names of those that disagree, are damaged, or are there
        and could not be looked at. What is not there yet is no fault.

    Raises
    ------
    LedgerError
        If something is to be mended and the ledger lacks a line that MLflow mirrors.
    """
    found = {"python": _Looked(platform.python_version()), "riskscreen": _version("riskscreen", "")}
    found |= {name: _version(name, extra) for name, extra in _LIBRARIES.items()}
    trusted, found["keys"] = _keys(trust, models)
    lines, found["ledger"] = _ledger(Path(models) / scoring.LEDGER, trusted)
    held, found["store"] = _store(store)
    # a ledger that is away or cannot be read names no bundle, and accuses none
    if lines is not None:
        for name in _names(Path(models), lines, held):
            found[f"release {name}"] = _release(name, Path(models), lines, held, repair=repair)
    off = os.environ.get("MLFLOW_DISABLE_TELEMETRY", "").lower() == "true"
    found["telemetry"] = _Looked("off" if off else "off in all that riskscreen starts")
    faults = [name for name, one in found.items() if not one.sound]
    return {name: one.said for name, one in found.items()} | {"at fault": faults}


def _release(
    name: str,
    models: Path,
    lines: Sequence[ledger.Line],
    held: registry.Store | None,
    *,
    repair: bool,
) -> _Looked:
    mended = ""
    if repair:
        try:
            done = mend(name, models=models, lines=lines, held=held)
        except RegistryError as fault:
            return _Looked(str(fault), sound=False)
        mended = f"mended: {'; '.join(one.what for one in done)}; " if done else ""
    newest = ledger.newest(lines, name)
    said = "never released" if newest is None else f"{newest.kind} of version {newest.version}"
    apart = disagreements(name, models=models, lines=lines, held=held)
    if not apart:
        return _Looked(f"{mended}{said}; registry, ledger and bundles agree")
    told = "; ".join(one.what for one in apart)
    return _Looked(f"{mended}{said}; THEY DISAGREE: {told}", sound=False)


def _names(models: Path, lines: Sequence[ledger.Line], held: registry.Store | None) -> list[str]:
    folders = {folder.name for folder in models.glob("*") if folder.is_dir()}
    named = {line.name for line in lines if line.kind == "release"}
    registered = set() if held is None else set(held.names())
    return sorted(name for name in folders | named | registered if not name.startswith("."))


def _keys(trust: signing.TrustFile, models: str | Path) -> tuple[signing.Trust | None, _Looked]:
    try:
        trusted = signing.named_trust(trust, models=models)
    except TrustError as fault:
        named = trust or os.environ.get(signing.ENVIRONMENT)
        return None, _Looked(str(fault), sound=not named)
    held = [
        f"{key.holder} ({', '.join(sorted(key.roles))}{', DEMO' if key.demo else ''})"
        for key in trusted.keys.values()
    ]
    return trusted, _Looked(f"{len(held)} trusted by {trusted.path}: {'; '.join(held)}")


def _ledger(
    path: Path, trust: signing.Trust | None
) -> tuple[tuple[ledger.Line, ...] | None, _Looked]:
    """Return the lines, None where there are none to trust, and what to say of them."""
    if not path.is_file():
        return None, _Looked(f"none at {path}; without one nothing is compared or mended")
    if trust is None:
        return None, _Looked(f"{path} is not read: no key is trusted", sound=False)
    try:
        lines = ledger.read(path, trust=trust)
    except LedgerError as fault:
        return None, _Looked(str(fault), sound=False)
    return lines, _Looked(f"{counted(len(lines), 'line')}, chain and signatures hold")


def _store(store: str | Path) -> tuple[registry.Store | None, _Looked]:
    if not str(store).casefold().startswith(("http://", "https://")) and not Path(store).is_dir():
        return None, _Looked("none yet")
    try:
        held = registry.Store(store)
        held.names()  # an answer, before it is asked about each release
    except (MissingExtraError, RegistryError) as fault:
        return None, _Looked(str(fault), sound=False)
    return held, _Looked(held.shown)


def _version(name: str, extra: str) -> _Looked:
    """Return a library's version; whoever only scores needs none of the extras."""
    try:
        return _Looked(importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        wanted = f"riskscreen[{extra}]" if extra else "riskscreen"
        return _Looked(f'missing; install it with: pip install "{wanted}"', sound=bool(extra))

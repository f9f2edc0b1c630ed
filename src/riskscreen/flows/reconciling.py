"""Do the two stores agree with the ledger, and what has a killed release left?

The ledger's line is the commit. What lies in `models/` or MLflow without a line came before it and
is swept; what a line says and a store lacks came after it and is done again. Whoever sweeps holds
the name's lock, as a release does: what is being made is nobody's leftover.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from riskscreen import ledger, registry
from riskscreen.bundle import MANIFEST, STAGING
from riskscreen.core import alone, digest_bytes
from riskscreen.errors import LedgerError, RegistryError

__all__ = ["BINDING", "LATER", "UNRELEASED", "Disagreement", "disagreements", "mend", "settle"]

BINDING = ("release", "rollback")
UNRELEASED = ".unreleased-"
"""How the folder of a whole bundle without a line is called once it was swept."""
LATER = "riskscreen doctor --mend brings it after"
"""What is said of a registry that a line could not be mirrored in."""
_LINE, _SHA = "ledger.line", "ledger.sha256"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Something that one store says and another does not.

    Parameters
    ----------
    name : str
        Of the release.
    what : str
        In words.
    kind : str
        ``staging``, ``bundle``, ``swept``, ``version``, ``tags``, ``alias``: mended by a release
        or by ``doctor --mend``; ``lost``: the ledger lacks a line that MLflow mirrors, and
        ``gone``: the bundle that serves is not there; neither is mended by a machine.
    target : str
        Folder or number that it is about.
    """

    name: str
    what: str
    kind: str
    target: str = ""

    def __repr__(self) -> str:
        return f"Disagreement({self.name}: {self.kind} {self.target})"


def disagreements(
    name: str, *, models: Path, lines: Sequence[ledger.Line], held: registry.Store | None
) -> tuple[Disagreement, ...]:
    """Return where registry, ledger and bundles of one name disagree, what is worst first.

    Parameters
    ----------
    name : str
    models : Path
        Folder of bundles and ledger.
    lines : sequence of Line
        The ledger, verified.
    held : Store, optional
        The MLflow store; without one only bundles are compared.
    """
    own = [line for line in lines if line.name == name]
    found = list(_folders(name, models / name, own))
    if held is not None:
        found += _versions(name, own, held)
        found += _alias(name, own, held)
    order = ("lost", "gone", "staging", "swept", "bundle", "version", "tags", "alias")
    return tuple(sorted(found, key=lambda one: order.index(one.kind)))


def mend(
    name: str, *, models: Path, lines: Sequence[ledger.Line], held: registry.Store | None
) -> tuple[Disagreement, ...]:
    """Sweep what has no line, do again what a line asks for, and return what was mended.

    Raises
    ------
    RegistryError
        If the name is being released: what lies there is in the making.
    LedgerError
        As for ``settle``.
    """
    place = models / name
    if not place.is_dir():
        return settle(name, models=models, lines=lines, held=held)
    try:
        with alone(place, wait=False):
            return settle(name, models=models, lines=lines, held=held)
    except BlockingIOError as fault:
        raise RegistryError(
            f"{name} is being released by another process; nothing was mended"
        ) from (fault)


def settle(
    name: str, *, models: Path, lines: Sequence[ledger.Line], held: registry.Store | None
) -> tuple[Disagreement, ...]:
    """Do as ``mend`` does, for whoever holds the name's lock.

    Raises
    ------
    LedgerError
        If the ledger lacks a line that MLflow mirrors: it was cut, or an older copy was put in
        its place, and what looks like a leftover may be a release.
    """
    found = disagreements(name, models=models, lines=lines, held=held)
    lost = [one for one in found if one.kind == "lost"]
    if lost:
        raise LedgerError(f"{lost[0].what}; nothing was mended or released")
    mended = []
    for one in found:
        if one.kind == "gone":
            continue
        _mend(one, models / name, [line for line in lines if line.name == name], held)
        mended.append(one)
    return tuple(mended)


def mirrored(own: Sequence[ledger.Line]) -> dict[str, ledger.Line]:
    """Return the newest line about each registered version: its release, stop or return."""
    version_of = {
        line.manifest_sha256: str(line.facts.get("registered_version"))
        for line in own
        if line.kind == "release"
    }
    return {
        version_of[line.manifest_sha256]: line
        for line in own
        if line.kind in (*BINDING, "stop") and line.manifest_sha256 in version_of
    }


def serving(own: Sequence[ledger.Line], name: str) -> ledger.Line | None:
    """Return the line that binds what serves now, None where nothing does."""
    line = ledger.newest(own, name)
    return line if line is not None and line.kind in BINDING else None


def _folders(name: str, place: Path, own: Sequence[ledger.Line]) -> Iterator[Disagreement]:
    released = {line.version: line.manifest_sha256 for line in own if line.kind in BINDING}
    there = {folder.name for folder in place.glob("*") if folder.is_dir()}
    for folder in sorted(there):
        if folder.startswith(STAGING):
            what = f"{name}/{folder} is what a killed release left half written"
            yield Disagreement(name, what, "staging", folder)
        elif not folder.startswith(".") and folder not in released:
            what = f"bundle {name}/{folder} has no line in the ledger; it is served to nobody"
            yield Disagreement(name, what, "bundle", folder)
    due = serving(own, name)
    for version in sorted(released.keys() - there):
        swept = _swept(place, version, released[version])
        if swept is not None:
            what = f"bundle {name}/{version} was swept as {swept}, and the ledger released it"
            yield Disagreement(name, what, "swept", swept)
        elif due is not None and due.version == version:
            what = f"the ledger serves {name} {version}, whose bundle is not there"
            yield Disagreement(name, what, "gone", version)


def _swept(place: Path, version: str, manifest_sha256: str) -> str | None:
    """Return the swept folder that holds a released bundle, where there is one."""
    for folder in sorted(place.glob(f"{UNRELEASED}{version}-*")):
        manifest = folder / MANIFEST
        if manifest.is_file() and digest_bytes(manifest.read_bytes()) == manifest_sha256:
            return folder.name
    return None


def _versions(
    name: str, own: Sequence[ledger.Line], held: registry.Store
) -> Iterator[Disagreement]:
    by_version = mirrored(own)
    known = {line.sha256 for line in own}
    for version in held.versions(name):
        at, tags = str(version.version), version.tags
        if tags.get(_SHA) and tags[_SHA] not in known:
            what = (
                f"registered version {at} of {name} mirrors line {tags.get(_LINE)} "
                f"({tags[_SHA][:12]}), which the ledger does not hold: it was cut or replaced; "
                "take it from its last good copy"
            )
            yield Disagreement(name, what, "lost", at)
        elif at not in by_version:
            what = f"registered version {at} of {name} has no line in the ledger"
            yield Disagreement(name, what, "version", at)
        elif tags.get(_SHA) != by_version[at].sha256:
            what = f"registered version {at} of {name} does not mirror its newest line"
            yield Disagreement(name, what, "tags", at)


def _alias(name: str, own: Sequence[ledger.Line], held: registry.Store) -> Iterator[Disagreement]:
    alias, due = held.released(name), serving(own, name)
    wanted = None if due is None else due.facts.get("registered_version")
    if alias != wanted:
        what = (
            f"the registry's alias of {name} is on version {alias}, the ledger serves "
            f"{'nothing' if due is None else f'version {wanted}'}: only the ledger counts"
        )
        yield Disagreement(name, what, "alias", str(wanted or ""))


def _mend(
    one: Disagreement, place: Path, own: Sequence[ledger.Line], held: registry.Store | None
) -> None:
    if one.kind == "staging":
        shutil.rmtree(place / one.target)
    elif one.kind == "swept":
        (place / one.target).rename(place / one.target.removeprefix(UNRELEASED).partition("-")[0])
    elif one.kind == "bundle":
        # kept: it may be all that is left of a release whose line somebody cut off
        (place / one.target).rename(place / f"{UNRELEASED}{one.target}-{secrets.token_hex(4)}")
    elif held is not None:
        _mend_registry(one, own, held)


def _mend_registry(one: Disagreement, own: Sequence[ledger.Line], held: registry.Store) -> None:
    if one.kind == "version":
        if held.released(one.name) == int(one.target):
            held.clear_released(one.name)
        held.remove_version(one.name, int(one.target))
    elif one.kind == "tags":
        line = mirrored(own)[one.target]
        held.note(
            one.name,
            int(one.target),
            {_LINE: str(line.counter), _SHA: line.sha256, "manifest_sha256": line.manifest_sha256},
        )
    elif one.target:
        held.mark_released(one.name, int(one.target))
    else:
        held.clear_released(one.name)

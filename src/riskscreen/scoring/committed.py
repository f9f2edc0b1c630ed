"""Is this bundle the one that the ledger's line committed, as it committed it?

A bundle proves who made and who approved it. What the office did with it stands in the ledger:
that it was released, under which signature, as a demonstration or not, and which waivers it rests
on; a bundle says nothing about itself here that the line does not say too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from riskscreen import bundle, ledger
from riskscreen.errors import BundleError
from riskscreen.signing import Trust

__all__ = ["committed"]


def committed(
    folder: str | Path, lines: Sequence[ledger.Line], line: ledger.Line, *, trust: Trust
) -> bundle.Bundle:
    """Return the bundle that a line of the ledger binds, once every check of both has passed.

    Parameters
    ----------
    folder : str or Path
        Folder that holds the bundles.
    lines : sequence of Line
        The whole ledger, verified.
    line : Line
        Of them: a *release*, or a *rollback* to one.
    trust : Trust

    Raises
    ------
    BundleError
        If no release binds this bundle; name, version, manifest, signature, demonstration or a
        waiver are not those of the line; or a check of ``bundle.read`` fails.
    SignatureError
        If the signature, or a sign-off, is not that of a trusted key.
    """
    release = _release(lines, line)
    held = bundle.read(
        Path(folder) / line.name / line.version,
        trust=trust,
        manifest_digest=line.manifest_sha256,
        line=release.counter,
    )
    if (held.manifest.name, held.manifest.version) != (line.name, line.version):
        raise BundleError(
            f"the bundle of {line.name} {line.version} says that it is {held.manifest.name} "
            f"{held.manifest.version}; take the release from its source again"
        )
    _check_signature(held, release)
    _check_demo(held, release, line)
    _check_waivers(held, release, lines)
    return held


def _release(lines: Sequence[ledger.Line], line: ledger.Line) -> ledger.Line:
    """Return the line by which its bundle came in."""
    due = (line.name, line.version, line.manifest_sha256)
    for one in lines[: line.counter]:
        if one.kind == "release" and (one.name, one.version, one.manifest_sha256) == due:
            return one
    raise BundleError(
        f"line {line.counter} of the ledger, a {line.kind} of {line.name} {line.version}, binds a "
        "bundle that no line before it released; take the ledger from its last good copy"
    )


def _check_signature(held: bundle.Bundle, release: ledger.Line) -> None:
    due = release.facts.get("signature_sha256")
    if due != held.signature_sha256:
        raise BundleError(
            f"model.sig of {release.name} {release.version} has the digest "
            f"{held.signature_sha256[:12]}, the ledger's line {release.counter} "
            f"{str(due)[:12]}; this is not the signature that was released"
        )


def _check_demo(held: bundle.Bundle, release: ledger.Line, line: ledger.Line) -> None:
    marked = held.meta["demo"]
    # a rollback may leave it to its release; what it says counts
    for one, said in (
        (release, release.facts.get("demo")), (line, line.facts.get("demo", marked)),
    ):  # fmt: skip
        if said is not marked:
            raise BundleError(
                f"line {one.counter} of the ledger, a {one.kind} of {one.name} {one.version}, says "
                f"demo: {str(said)[:20]}, its bundle {marked}; release it again"
            )


def _check_waivers(held: bundle.Bundle, release: ledger.Line, lines: Sequence[ledger.Line]) -> None:
    given = [_said(one.facts) for one in _waivers(release, lines)]
    entries = [
        (outcome, entry["waiver"])
        for outcome, verdict in held.verdicts.items()
        for entry in verdict["waived"]
    ]
    unknown = [(outcome, waiver) for outcome, waiver in entries if _said(waiver) not in given]
    if unknown:
        outcome, waiver = unknown[0]
        raise BundleError(
            f"{len(unknown)} of {len(entries)} waivers of {release.name} {release.version} stand "
            f"in no line that line {release.counter} of the ledger names; first is "
            f"{waiver['code']} of {outcome}, by {waiver['by']}; release it again"
        )


def _waivers(release: ledger.Line, lines: Sequence[ledger.Line]) -> Iterator[ledger.Line]:
    """Give the waivers' lines that a release names, each of this version and before it."""
    named = release.facts.get("waivers", [])
    for counter in named if isinstance(named, list) else []:
        if type(counter) is not int or not 0 < counter < release.counter:
            continue
        one = lines[counter - 1]
        due = ("waiver", release.name, release.version)
        if (one.kind, one.name, one.version) == due:
            yield one


def _said(waiver: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(waiver.get(name) for name in bundle.WAIVER)

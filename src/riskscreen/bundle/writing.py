"""How does a release come to lie in its folder, whole or not at all?"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from riskscreen.bundle import files
from riskscreen.bundle.contents import BundleContents
from riskscreen.bundle.manifest import FORMAT, META, Manifest, parse, seal
from riskscreen.bundle.reading import read
from riskscreen.core import canonical_json, digest_bytes, named
from riskscreen.errors import BundleError
from riskscreen.signing import Trust

__all__ = ["STAGING", "write"]

STAGING = ".staging-"
"""How the names of folders begin that a killed writer may leave beside its target."""

_LANGUAGES = ("en", "vi")


def write(
    folder: str | Path, contents: BundleContents, *, sign: Callable[[Path], bytes], trust: Trust
) -> Manifest:
    """Write a bundle and return its manifest.

    The files are written into a hidden folder beside the target, signed, read back through every
    check of ``read``, brought to the disk, and only then renamed: whoever looks sees all or
    nothing.

    Parameters
    ----------
    folder : str or Path
        ``models/<name>/<version>``; must not exist.
    contents : BundleContents
    sign : callable
        Takes a folder of the same name and returns the content of its ``model.sig``.
    trust : Trust
        Whose signatures the reader will accept.

    Raises
    ------
    BundleError
        If the folder exists, the contents are not JSON or lack something, or a check of ``read``
        refuses them.
    SignatureError
        If the signature, or a sign-off, is not that of a trusted key.
    """
    place = Path(folder)
    if place.exists() or place.is_symlink():
        raise BundleError(f"{place} exists; a version is never written twice, take the next")
    content = _files(contents)
    content[files.MANIFEST] = seal(_facts(contents, content))
    parse(content[files.MANIFEST])  # outcomes become folders: their names are checked before
    above = place.parent / f"{STAGING}{secrets.token_hex(8)}"
    stage = above / place.name  # a signature names the folder
    try:
        stage.mkdir(parents=True)
        _fill(stage, content)
        _fill(stage, {files.SIGNATURE: sign(stage)})
        manifest = read(stage, trust=trust).manifest
        stage.rename(place)
        _sync(place.parent)
    except OSError as fault:
        raise BundleError(f"bundle {place} cannot be written: {fault.strerror}") from fault
    finally:
        # gone after the rename; left behind by a fault
        shutil.rmtree(above, ignore_errors=True)
    return manifest


def _files(contents: BundleContents) -> dict[str, bytes]:
    if set(contents.cutoffs) != set(contents.models) or set(contents.reports) != set(_LANGUAGES):
        raise BundleError(
            f"cut-offs for {named(sorted(contents.cutoffs))} and reports in "
            f"{named(sorted(contents.reports))}; give them for {named(sorted(contents.models))} "
            f"and in {named(_LANGUAGES)}"
        )
    content: dict[str, bytes] = {}
    for outcome, risk_model in contents.models.items():
        half = {**risk_model.to_dict(), "cutoffs": contents.cutoffs[outcome]}
        content[f"{outcome}/model.txt"] = risk_model.booster.text.encode()
        content[f"{outcome}/model.json"] = _json(half, f"{outcome}/model.json")
    for name in ("features", "policy", "schema", "verdicts", "card", "golden", "approvals"):
        content[f"{name}.json"] = _json(getattr(contents, name), f"{name}.json")
    for language, html in contents.reports.items():
        content[f"report_{language}.html"] = html.encode()
    return content


def _json(facts: Any, path: str) -> bytes:  # noqa: ANN401 - any JSON value
    try:
        return canonical_json(facts)
    except (TypeError, ValueError, RecursionError) as fault:
        raise BundleError(f"{path} cannot be written as JSON: {fault}") from fault


def _facts(contents: BundleContents, content: Mapping[str, bytes]) -> dict[str, Any]:
    absent, unknown = sorted(set(META) - set(contents.meta)), sorted(set(contents.meta) - set(META))
    if absent or unknown:
        raise BundleError(f"meta lacks {named(absent)} and holds unknown {named(unknown)}")
    facts = {
        **contents.meta,
        "format": FORMAT,
        "outcomes": list(contents.models),
        "signature": files.SIGNATURE,
        "files": {
            path: {"bytes": len(entry), "sha256": digest_bytes(entry)}
            for path, entry in content.items()
        },
    }
    _json(facts, files.MANIFEST)
    return facts


def _fill(stage: Path, content: Mapping[str, bytes]) -> None:
    for path, entry in content.items():
        (stage / path).parent.mkdir(exist_ok=True)
        with (stage / path).open("xb") as stream:
            stream.write(entry)
            stream.flush()
            os.fsync(stream.fileno())
    for held in {(stage / path).parent for path in content}:
        _sync(held)


def _sync(folder: Path) -> None:
    """Bring a folder's names to the disk; a system without open folders keeps them itself."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

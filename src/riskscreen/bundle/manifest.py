"""Which files make this release, and what is said of it as a whole?

``manifest.json`` is canonical JSON, closed by the digest of the rest, so that a changed byte is
seen even by a reader without keys. Against a person who rewrites the whole bundle stand the
signature, which covers every file, and the ledger, which holds this file's digest.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from riskscreen.bundle import files, limits
from riskscreen.bundle.parsing import parsed
from riskscreen.core import canonical_json, digest_bytes, digest_json, named
from riskscreen.core.strictjson import boolean, constant, integer, mapping, record, rows, text
from riskscreen.errors import BundleError

__all__ = ["FORMAT", "META", "Manifest", "parse", "seal"]

FORMAT = 1
_DIGEST = text(matching=r"[0-9a-f]{64}")
_SAID = text(matching=r"(?s).*\S.*", most=1000)
_META = {
    "name": text(matching=r"[a-z0-9][a-z0-9._-]{0,99}"),
    "counter": integer(1, 2**31 - 1),
    "training_digest": _DIGEST,
    "run_id": _SAID,
    "code_version": _SAID,
    "population": _SAID,
    # \d would take the digits of every script; far days overflow where a grace is added
    "created": text(matching=r"2[0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"),
    "expires": text(matching=r"2[0-9]{3}-[0-9]{2}-[0-9]{2}"),
    "demo": boolean,
    "synthetic": boolean,
    "legal": record({"legal_basis": _SAID, "purpose": _SAID, "retention_until": _SAID}),
}
META = tuple(_META)
_SHAPE = record(
    {
        "format": constant(FORMAT),
        **_META,
        "outcomes": rows(text(matching=files.OUTCOME), fewest=1, most=limits.MOST_OUTCOMES),
        "files": mapping(record({"bytes": integer(0, limits.MOST_FILE_BYTES), "sha256": _DIGEST})),
        "signature": constant(files.SIGNATURE),
        "seal": _DIGEST,
    }
)


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest, read and checked.

    Parameters
    ----------
    outcomes : tuple of str
        The outcomes that the release serves.
    files : mapping of str to (int, str)
        Size in bytes and SHA-256 of each file by its path.
    meta : mapping
        What ``META`` names: name, counter, digests, dates, flags, legal basis.
    digest : str
        SHA-256 of the manifest's bytes; the ledger's line of a release holds it.
    """

    outcomes: tuple[str, ...]
    files: Mapping[str, tuple[int, str]]
    meta: Mapping[str, Any]
    digest: str

    def __repr__(self) -> str:
        return (
            f"Manifest({self.name} {self.version}, {', '.join(self.outcomes)}, {self.digest[:12]})"
        )

    @property
    def name(self) -> str:
        """Name of the release."""
        return str(self.meta["name"])

    @property
    def version(self) -> str:
        """The release's counter, as its folder is called."""
        return str(self.meta["counter"])

    @property
    def expires(self) -> datetime.date:
        """The last day on which it may serve."""
        return datetime.date.fromisoformat(self.meta["expires"])


def seal(facts: Mapping[str, Any]) -> bytes:
    """Return the bytes of ``manifest.json``: the facts, closed by the digest of the rest."""
    return canonical_json({**facts, "seal": digest_json(facts)})


def parse(content: bytes) -> Manifest:
    """Return the manifest of these bytes.

    Raises
    ------
    BundleError
        If it is not strict, canonical JSON of format 1, its seal is not that of the rest, a date
        does not exist, or its files are not those of its outcomes.
    """
    facts = parsed(content, _versioned, where=files.MANIFEST)
    rest = {name: entry for name, entry in facts.items() if name != "seal"}
    if seal(rest) != content:
        raise BundleError(
            f"{files.MANIFEST} was changed after it was written: its bytes are not those that "
            "its seal closes. Take the release from its source again"
        )
    _check_dates(facts)
    _check_files(facts)
    return Manifest(
        outcomes=tuple(facts["outcomes"]),
        files=MappingProxyType(
            {path: (entry["bytes"], entry["sha256"]) for path, entry in facts["files"].items()}
        ),
        meta=MappingProxyType({name: facts[name] for name in META}),
        digest=digest_bytes(content),
    )


def _versioned(facts: Any, at: str) -> None:  # noqa: ANN401 - any JSON value
    if isinstance(facts, dict) and facts.get("format") != FORMAT:
        raise BundleError(
            f"{at} has format {str(facts.get('format'))[:20]}; this version of riskscreen reads "
            f"{FORMAT}"
        )
    _SHAPE(facts, at)


def _check_dates(facts: Mapping[str, Any]) -> None:
    for name in ("created", "expires"):
        try:
            datetime.datetime.fromisoformat(facts[name])
        except ValueError as fault:
            raise BundleError(f"{files.MANIFEST}.{name} is {facts[name]}: {fault}") from fault


def _check_files(facts: Mapping[str, Any]) -> None:
    outcomes = facts["outcomes"]
    if len(set(outcomes)) != len(outcomes):
        raise BundleError(f"{files.MANIFEST} names an outcome twice: {named(outcomes)}")
    expected = files.expected_paths(tuple(outcomes))
    absent, extra = sorted(expected - set(facts["files"])), sorted(set(facts["files"]) - expected)
    if absent or extra:
        raise BundleError(
            f"{files.MANIFEST} lacks {named(absent)} of the files of a bundle, and names "
            f"{named(extra)} that is none"
        )

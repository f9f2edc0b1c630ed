"""What does one line of the ledger say, who signed it, and does it follow from the line before?"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from riskscreen.core import canonical_json, digest_json
from riskscreen.errors import InputError, LedgerError, SignatureError
from riskscreen.signing import ROLES, PrivateKey, Trust, TrustedKey, envelope

__all__ = ["FIRST_PREVIOUS", "KINDS", "MOST_LINE_BYTES", "SIGNED_AS", "Line", "decode", "encode",
           "make"]  # fmt: skip

_WRITERS = {
    "pre-registration": ROLES,
    "release": ("release",),
    "refusal": ("release",),
    "waiver": ("release",),
    "verification": ("release", "operate"),
    "stop": ROLES,
    "rollback": ("release",),
}
"""Which roles may sign a line of each kind: whoever is trusted at all may stop."""

KINDS = tuple(_WRITERS)
_BINDING = ("release", "rollback")
SIGNED_AS = "application/vnd.riskscreen.ledger-line+json"
FIRST_PREVIOUS = "0" * 64
MOST_LINE_BYTES = 2**20
_CONTENT = ("counter", "kind", "time", "name", "version", "facts", "previous")
_FIELDS = (*_CONTENT, "key", "signature", "sha256")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}|")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,99}|")
_COUNTED = re.compile(r"[1-9][0-9]{0,9}")
_TIME = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Line:
    """One line, verified.

    Parameters
    ----------
    counter : int
        1 for the first line.
    kind : str
        One of ``KINDS``.
    time : datetime.datetime
        When it was written, UTC.
    name, version : str
        The release concerned; empty where none is.
    facts : mapping
        JSON. A *release* holds ``manifest_sha256``, the digest of its bundle's manifest, and
        ``demo``, which a throw-away key cannot leave out.
    previous : str
        SHA-256 of the line before; 64 zeros for the first.
    key : str
        Fingerprint of the key that signed.
    signature : str
        Of the canonical JSON of the fields above ``key``, as base64.
    sha256 : str
        SHA-256 of the canonical JSON of all the other fields.
    """

    counter: int
    kind: str
    time: datetime.datetime
    name: str
    version: str
    facts: Mapping[str, Any]
    previous: str
    key: str
    signature: str
    sha256: str

    def __repr__(self) -> str:
        return f"Line({self.counter} {self.kind} {self.name} {self.version}, {self.sha256[:12]})"

    @property
    def manifest_sha256(self) -> str:
        """Digest of the manifest that the line binds; empty where it binds none."""
        return str(self.facts.get("manifest_sha256", ""))


def make(
    kind: str,
    facts: Mapping[str, Any],
    *,
    name: str,
    version: str,
    time: datetime.datetime,
    after: Line | None,
    key: PrivateKey,
    trust: Trust,
) -> Line:
    """Return the signed line that follows ``after``.

    Raises
    ------
    InputError
        If the kind is unknown; the time has no zone; the facts are not JSON; or a release has no
        name, version and manifest digest.
    SignatureError
        If the key is not trusted to write such a line, or is a throw-away one and the facts do
        not say ``demo``: nobody could read the ledger after it.
    """
    if time.tzinfo is None:
        raise InputError(f"the time {time.isoformat()} has no zone; give UTC")
    plain: dict[str, Any] = {
        "counter": 1 if after is None else after.counter + 1,
        "kind": kind,
        "time": time.astimezone(datetime.UTC).strftime(_TIME),
        "name": name,
        "version": version,
        "facts": dict(facts),
        "previous": FIRST_PREVIOUS if after is None else after.sha256,
    }
    fault = _fault(plain)
    if fault:
        raise InputError(f"no ledger line: {fault}")
    known = trust.key(key.public.fingerprint, role=_WRITERS[kind], line=plain["counter"])
    fault = _demo_fault(plain, known)
    if fault:
        raise SignatureError(f"no ledger line: {fault}")
    try:
        written = json.loads(canonical_json(plain))
    except (TypeError, ValueError, RecursionError) as unfit:
        raise InputError(f"no ledger line: its facts are not JSON: {unfit}") from unfit
    written["signature"] = envelope.sign_as(SIGNED_AS, canonical_json(written), key)
    written["key"] = key.public.fingerprint
    return _line({**written, "sha256": digest_json(written)})


def encode(line: Line) -> bytes:
    """Return the line as it stands in the file, its newline included."""
    plain = {name: getattr(line, name) for name in _FIELDS}
    return canonical_json({**plain, "time": line.time.strftime(_TIME), "facts": dict(line.facts)})


def decode(content: bytes, *, number: int, after: Line | None, trust: Trust) -> Line:
    """Return the line of these bytes, newline included.

    Raises
    ------
    LedgerError
        If it is not canonical JSON, its digest is not that of its content, a field is wrong, it
        does not follow ``after``, or no key that is trusted for such a line signed it. Names the
        line.
    """
    try:
        plain = json.loads(content)
        canonical = canonical_json(plain) == content
    except (ValueError, RecursionError) as fault:
        raise _broken(number, f"it is not JSON: {str(fault)[:200]}") from fault
    if not canonical or not isinstance(plain, dict) or set(plain) != set(_FIELDS):
        raise _broken(number, "it is not written as this ledger writes")
    rest = {name: entry for name, entry in plain.items() if name != "sha256"}
    if digest_json(rest) != plain["sha256"]:
        raise _broken(number, "its digest is not that of its content")
    fault_in = _fault(rest)
    if fault_in:
        raise _broken(number, fault_in)
    counter, previous = (1, FIRST_PREVIOUS) if after is None else (after.counter + 1, after.sha256)
    if plain["counter"] != counter or plain["previous"] != previous:
        raise _broken(
            number,
            f"it has counter {plain['counter']} and previous {plain['previous'][:12]} where "
            f"{counter} and {previous[:12]} are due",
        )
    _check_signed(plain, number, trust)
    return _line(plain)


def _check_signed(plain: Mapping[str, Any], number: int, trust: Trust) -> None:
    said, signature = plain["key"], plain["signature"]
    if not isinstance(said, str) or not isinstance(signature, str):
        raise _broken(number, "its key or signature is no text")
    try:
        key = trust.key(said, role=_WRITERS[plain["kind"]], line=plain["counter"])
    except SignatureError as fault:
        raise _broken(number, str(fault)) from fault
    content = canonical_json({name: plain[name] for name in _CONTENT})
    if not envelope.signed_as(SIGNED_AS, content, signature, key.public):
        raise _broken(number, f"the key {said[:12]} of {key.holder} did not sign it")
    fault_in = _demo_fault(plain, key)
    if fault_in:
        raise _broken(number, fault_in)


def _demo_fault(plain: Mapping[str, Any], key: TrustedKey) -> str:
    """Return nothing if a throw-away key commits a demonstration alone."""
    if not key.demo or plain["kind"] not in _BINDING or plain["facts"].get("demo") is True:
        return ""
    return (
        f"the key of {key.holder} is a throw-away one, which signs a {plain['kind']} only of a "
        "demonstration (facts.demo)"
    )


def _line(plain: Mapping[str, Any]) -> Line:
    time = datetime.datetime.strptime(plain["time"], _TIME).replace(tzinfo=datetime.UTC)
    return Line(**{**plain, "time": time})


def _fault(plain: Mapping[str, Any]) -> str:
    """Return what is wrong with the fields, or nothing."""
    texts = [plain[name] for name in ("kind", "time", "name", "version", "previous")]
    if not all(isinstance(entry, str) for entry in texts) or type(plain["counter"]) is not int:
        return "a field has the wrong type"
    if plain["kind"] not in KINDS:
        return f"the kind {plain['kind'][:40]!r} is unknown; kinds are {', '.join(KINDS)}"
    if not _NAME.fullmatch(plain["name"]) or not _VERSION.fullmatch(plain["version"]):
        return f"the name {plain['name'][:40]!r} or version {plain['version'][:40]!r} cannot be"
    if not _is_time(plain["time"]):
        return f"the time {plain['time'][:40]!r} cannot be"
    if not _DIGEST.fullmatch(plain["previous"]) or not isinstance(plain["facts"], dict):
        return "previous is no digest, or facts no object"
    return _binding_fault(plain)


def _is_time(text: str) -> bool:
    """Whether it is a time in the one way that this ledger writes it: ``strptime`` reads others."""
    try:
        time = datetime.datetime.strptime(text, _TIME).replace(tzinfo=datetime.UTC)
    except ValueError:
        return False
    return time.strftime(_TIME) == text


def _binding_fault(plain: Mapping[str, Any]) -> str:
    if plain["kind"] not in _BINDING:
        return ""
    digest = plain["facts"].get("manifest_sha256")
    bound = isinstance(digest, str) and _DIGEST.fullmatch(digest)
    if not bound or not plain["name"] or not _COUNTED.fullmatch(plain["version"]):
        return f"a {plain['kind']} needs a name, a version number and facts with manifest_sha256"
    return ""


def _broken(number: int, what: str) -> LedgerError:
    return LedgerError(
        f"ledger line {number} cannot be trusted: {what}. Nothing is released or scored from "
        "this ledger; take it from its last good copy"
    )

"""Whose signature counts, and for what?

A service names its ``trust.toml``; it never lies among the bundles, whose writer could otherwise
trust himself. A key that was lost stays in the file with the last ledger line that it may have
signed: the day in a line is what its signer says, its place in the chain is not.
"""

from __future__ import annotations

import datetime
import json
import os
import stat
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from riskscreen.core import counted, named
from riskscreen.errors import (
    AlreadyDoneError,
    InputError,
    KeyFileError,
    SignatureError,
    TrustError,
)
from riskscreen.signing.keys import PublicKey

__all__ = [
    "ENVIRONMENT",
    "ROLES",
    "Trust",
    "TrustFile",
    "TrustedKey",
    "named_trust",
    "read_trust",
    "trust_key",
]

ENVIRONMENT = "RISKSCREEN_TRUST"
"""Where a service may name its file once for all of its calls."""

ROLES = ("release", "approve", "operate")
"""``release``: bundles, releases, refusals, rollbacks; ``approve``: sign-offs; ``operate``:
verifications and stops. Each may register a policy and stop a release."""

MOST_BYTES = 2**20
_NAMED_BY = f"it is named by trust= (--trust) or {ENVIRONMENT}"
_FIELDS = {"holder", "roles", "public"}
_OPTIONAL = {"until_line", "demo", "added"}


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A public key, and what it is trusted for.

    Parameters
    ----------
    public : PublicKey
    holder : str
        The person or service that holds its private half.
    roles : frozenset of str
        Of ``ROLES``.
    until_line : int or None
        Last ledger line that it may have signed; None while it is in use.
    demo : bool
        A throw-away key: what it signs is a demonstration.
    """

    public: PublicKey
    holder: str
    roles: frozenset[str]
    until_line: int | None = None
    demo: bool = False

    def __repr__(self) -> str:
        return f"TrustedKey({self.public.fingerprint[:12]} {self.holder}, {sorted(self.roles)})"


@dataclass(frozen=True, slots=True)
class Trust:
    """The keys that a service trusts, by fingerprint."""

    keys: Mapping[str, TrustedKey] = field(repr=False)
    path: Path

    def __repr__(self) -> str:
        return f"Trust({self.path.name}, {counted(len(self.keys), 'key')})"

    @property
    def throw_away(self) -> frozenset[str]:
        """The fingerprints of keys whose signatures make demonstrations."""
        return frozenset(name for name, key in self.keys.items() if key.demo)

    def key(
        self, fingerprint: str, *, role: str | Sequence[str], line: int | None = None
    ) -> TrustedKey:
        """Return the key, if it is trusted for one of the roles at this place of the ledger.

        Parameters
        ----------
        fingerprint : str
        role : str or sequence of str
        line : int, optional
            Counter of a ledger line; None for what is signed today.

        Raises
        ------
        SignatureError
            If it is not.
        """
        found = self.keys.get(fingerprint)
        if found is None:
            raise SignatureError(
                f"key {fingerprint[:12]} is not among the {len(self.keys)} of {self.path}; "
                "if its holder is known, riskscreen keys trust adds it"
            )
        wanted = {role} if isinstance(role, str) else set(role)
        if not wanted & found.roles:
            raise SignatureError(
                f"key {fingerprint[:12]} of {found.holder} is trusted to "
                f"{', '.join(sorted(found.roles))}, and not to {' or '.join(sorted(wanted))}"
            )
        last = found.until_line
        if last is not None and (line is None or line > last):
            raise SignatureError(
                f"key {fingerprint[:12]} of {found.holder} is trusted up to line {last} of the "
                f"ledger, and signed {'something new' if line is None else f'line {line}'}"
            )
        return found


def read_trust(path: str | Path, *, models: str | Path | None = None) -> Trust:
    """Return the keys of a ``trust.toml``.

    Parameters
    ----------
    path : str or Path
        TOML: a ``[[key]]`` each with ``holder``, ``roles``, ``public`` (PEM) and, where due,
        ``until_line``, ``demo``, ``added`` (a day, for people).
    models : str or Path, optional
        Folder of bundles and ledger, in which the file may not lie.

    Raises
    ------
    TrustError
        If the file is not there, lies inside ``models``, holds no key, or cannot be read.
    """
    place = Path(path)
    if models is not None:
        _refuse_inside(place, Path(models))
    return Trust(MappingProxyType(_keys(_text(place), place)), place)


TrustFile = Trust | str | Path | None
"""What a caller may give where trusted keys are due."""


def named_trust(trust: TrustFile, *, models: str | Path) -> Trust:
    """Return the keys that a caller names, or the environment's ``RISKSCREEN_TRUST``.

    Raises
    ------
    TrustError
        If neither names a file, or it cannot be used for these models.
    """
    if isinstance(trust, Trust):
        _refuse_inside(trust.path, Path(models))
        return trust
    named = trust or os.environ.get(ENVIRONMENT)
    if not named:
        raise TrustError(
            "no trusted keys: name the service's trust.toml with trust= (--trust), or in "
            f"{ENVIRONMENT}; without one nothing is released or scored"
        )
    return read_trust(named, models=models)


def trust_key(
    path: str | Path,
    public: PublicKey,
    *,
    holder: str,
    roles: Sequence[str],
    demo: bool = False,
) -> Trust:
    """Add a key to a ``trust.toml``, made where absent, and return what it holds then.

    Raises
    ------
    InputError
        If a role is unknown, none is given, or the holder is nobody.
    AlreadyDoneError
        If the key is there already.
    TrustError
        If the file cannot be read or written.
    """
    _refuse_entry(holder, roles)
    place = Path(path)
    before = _text(place) if place.exists() else ""
    held = _keys(before, place) if before.strip() else {}
    if public.fingerprint in held:
        raise AlreadyDoneError(
            f"key {public.fingerprint[:12]} is in {place} already, of "
            f"{held[public.fingerprint].holder}; edit the file to change its roles"
        )
    # JSON's strings are TOML's basic strings
    entry = [
        "[[key]]",
        f"holder = {json.dumps(holder, ensure_ascii=False)}",
        f"roles = {json.dumps(list(roles))}",
        *(["demo = true"] if demo else []),
        f"added = {datetime.datetime.now(tz=datetime.UTC).date().isoformat()}",
        f'public = """\n{public.pem}"""',
    ]
    after = f"{before.rstrip()}\n\n" if before.strip() else ""
    after += "\n".join(entry) + "\n"
    keys = _keys(after, place)
    _replace(place, after)
    return Trust(MappingProxyType(keys), place)


def _refuse_entry(holder: str, roles: Sequence[str]) -> None:
    unknown = [role for role in roles if role not in ROLES]
    if unknown or not roles:
        raise InputError(
            f"{len(unknown)} of {len(roles)} roles are unknown; first is "
            f"{unknown[0] if unknown else 'none'!r}; give some of {', '.join(ROLES)}. Nothing was "
            "written"
        )
    if not holder.strip():
        raise InputError("the holder is nobody; say who holds the private half")


def _refuse_inside(place: Path, models: Path) -> None:
    try:
        inside = place.resolve().is_relative_to(models.resolve())
    # a loop of links is one or the other, by the version of Python
    except (OSError, RuntimeError, ValueError) as fault:
        raise TrustError(
            f"nobody can say whether {str(place)!r} lies in {str(models)!r}: {fault}; {_NAMED_BY}; "
            "name the file itself"
        ) from fault
    if inside:
        raise TrustError(
            f"{place} lies in {models}: whoever writes releases could trust himself; keep it "
            f"where the service's own settings are; {_NAMED_BY}"
        )


def _text(place: Path) -> str:
    try:
        facts = place.stat()
        if not stat.S_ISREG(facts.st_mode) or facts.st_size > MOST_BYTES:
            raise TrustError(f"{place} is no plain file of at most {MOST_BYTES} bytes; {_NAMED_BY}")
        return place.read_text(encoding="utf-8")
    except OSError as fault:
        raise TrustError(
            f"no trusted keys: {place} cannot be read: {fault.strerror}; {_NAMED_BY}, and "
            "riskscreen keys trust makes it"
        ) from fault
    except UnicodeDecodeError as fault:
        raise TrustError(f"{place} is not UTF-8: {fault}; {_NAMED_BY}") from fault
    except ValueError as fault:
        raise TrustError(
            f"no trusted keys: {str(place)!r} cannot be a file: {fault}; {_NAMED_BY}"
        ) from fault


def _keys(content: str, place: Path) -> dict[str, TrustedKey]:
    try:
        plain = tomllib.loads(content)
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        raise TrustError(f"{place} is no TOML: {fault}; {_NAMED_BY}") from fault
    entries = plain.get("key")
    if set(plain) != {"key"} or not isinstance(entries, list) or not entries:
        raise TrustError(
            f"{place} holds {named(sorted(plain))}; give one [[key]] or more; {_NAMED_BY}"
        )
    found: dict[str, TrustedKey] = {}
    for number, entry in enumerate(entries, start=1):
        key = _key(entry, f"{place}, key {number}")
        if key.public.fingerprint in found:
            raise TrustError(f"{place}, key {number}: the same key stands there before")
        found[key.public.fingerprint] = key
    return found


def _key(entry: Any, where: str) -> TrustedKey:  # noqa: ANN401 - any TOML value
    if not isinstance(entry, dict) or not _FIELDS <= set(entry) <= _FIELDS | _OPTIONAL:
        raise TrustError(
            f"{where}: give {named(sorted(_FIELDS))}, and only {named(sorted(_OPTIONAL))} beside"
        )
    holder, roles, last = entry["holder"], entry["roles"], entry.get("until_line")
    if not isinstance(holder, str) or not holder.strip():
        raise TrustError(f"{where}: holder says nobody")
    if not isinstance(roles, list) or not roles or not set(map(str, roles)) <= set(ROLES):
        raise TrustError(f"{where}: roles is {roles!r}; give some of {', '.join(ROLES)}")
    if last is not None and (type(last) is not int or last < 0):
        raise TrustError(f"{where}: until_line is {last!r}; it is the counter of a ledger line")
    if not isinstance(entry.get("demo", False), bool):
        raise TrustError(f"{where}: demo is true or false")
    try:
        public = PublicKey.from_pem(str(entry["public"]))
    except KeyFileError as fault:
        raise TrustError(f"{where}: {fault}") from fault
    return TrustedKey(public, holder, frozenset(roles), last, entry.get("demo", False))


def _replace(place: Path, content: str) -> None:
    """Write the file whole or not at all."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(place)
    except OSError as fault:
        raise TrustError(f"{place} cannot be written: {fault.strerror}") from fault
    except ValueError as fault:
        raise TrustError(f"{str(place)!r} cannot be a file: {fault}") from fault

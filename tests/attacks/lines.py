"""How does somebody write lines into a ledger's file, with keys or without?"""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from tests.attacks import shelf
from tests.signers import TRUST

from riskscreen import ledger, signing
from riskscreen.core import canonical_json, digest_json
from riskscreen.errors import LedgerError
from riskscreen.ledger import line
from riskscreen.signing import envelope

__all__ = ["CONTENT", "NOW", "Plain", "chained", "closed", "following", "lines", "refuse",
           "signed", "write"]  # fmt: skip

CONTENT = ("counter", "kind", "time", "name", "version", "facts", "previous")
NOW = datetime.datetime(2026, 3, 1, 10, tzinfo=datetime.UTC)
Plain = dict[str, Any]


def lines(path: Path) -> list[Plain]:
    return [json.loads(entry) for entry in path.read_bytes().splitlines()]


def write(path: Path, plain: list[Plain]) -> None:
    path.write_bytes(b"".join(map(canonical_json, plain)))


def closed(plain: Plain) -> Plain:
    """Give a line the digest of what it holds, which needs no key."""
    rest = {name: entry for name, entry in plain.items() if name != "sha256"}
    return rest | {"sha256": digest_json(rest)}


def chained(plain: list[Plain]) -> list[Plain]:
    """Number and chain lines anew, which needs no key either."""
    found: list[Plain] = []
    for at, entry in enumerate(plain, start=1):
        previous = found[-1]["sha256"] if found else line.FIRST_PREVIOUS
        found.append(closed(entry | {"counter": at, "previous": previous}))
    return found


def signed(plain: Plain, key: signing.PrivateKey, *, kind: str = line.SIGNED_AS) -> Plain:
    """Sign a line with any key, as one who does not ask what the key is for."""
    content = canonical_json({name: plain[name] for name in CONTENT})
    held = {"key": key.public.fingerprint, "signature": envelope.sign_as(kind, content, key)}
    return closed(plain | held)


def following(path: Path, **changes: Any) -> Plain:
    """Return what would follow the last line, unsigned."""
    last = lines(path)[-1]
    facts = {"manifest_sha256": "b" * 64}
    return {
        "counter": last["counter"] + 1, "kind": "release", "time": "2026-03-02T09:00:00Z",
        "name": "small", "version": "3", "facts": facts, "previous": last["sha256"],
        "key": "", "signature": "",
    } | changes  # fmt: skip


def refuse(path: Path, words: str) -> None:
    with pytest.raises(LedgerError, match=words):
        ledger.read(path, trust=TRUST)
    with pytest.raises(LedgerError, match=words):
        shelf.load(path.parent)

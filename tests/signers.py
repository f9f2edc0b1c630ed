"""Keys for tests, made once a process, and a signer of bundles that needs no model-signing.

Golden signatures made by model-signing itself are read in tests/signing/test_files.py; here the
same format is written, since importing that library takes over a second.
"""

from __future__ import annotations

import atexit
import base64
import dataclasses
import datetime
import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from riskscreen import bundle, policy, signing
from riskscreen.core import digest_bytes
from riskscreen.signing import envelope

PLACE = Path(tempfile.mkdtemp(prefix="riskscreen-keys-"))
atexit.register(shutil.rmtree, PLACE, ignore_errors=True)
TRUST_FILE = PLACE / "trust.toml"


def _key(name: str, *roles: str) -> signing.PrivateKey:
    public = signing.make_key(PLACE / f"{name}.pem")
    signing.trust_key(TRUST_FILE, public, holder=name, roles=roles)
    return signing.read_private(PLACE / f"{name}.pem")


RELEASER = _key("releaser", "release")
APPROVERS = (_key("first approver", "approve"), _key("second approver", "approve"))
OPERATOR = _key("operator", "operate")
TRUST = signing.read_trust(TRUST_FILE)
signing.make_key(PLACE / "stranger.pem")
STRANGER = signing.read_private(PLACE / "stranger.pem")
"""Trusted by nobody."""

SIGNED: dict[str, Any] = {"key": RELEASER, "trust": TRUST}
"""What ``ledger.append``, ``flows.release`` and their like ask for."""


def statement(folder: Path, names: Sequence[str] | None = None) -> dict[str, Any]:
    """Return the in-toto statement of a folder, as model-signing writes it."""
    paths = sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )
    digests = {
        path: digest_bytes((folder / path).read_bytes())
        for path in (paths if names is None else names)
        if path != "model.sig"
    }
    whole = hashlib.sha256(b"".join(bytes.fromhex(one) for one in digests.values())).hexdigest()
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": folder.name, "digest": {"sha256": whole}}],
        "predicateType": "https://model_signing/signature/v1.0",
        "predicate": {
            "serialization": {
                "method": "files", "ignore_paths": [], "allow_symlinks": False,
                "hash_type": "sha256",
            },
            "resources": [
                {"name": name, "algorithm": "sha256", "digest": one}
                for name, one in digests.items()
            ],
        },
    }  # fmt: skip


def signature_of(said: dict[str, Any], key: signing.PrivateKey = RELEASER) -> bytes:
    """Return the signature's file over a statement."""
    kind, payload = "application/vnd.in-toto+json", json.dumps(said, indent=2).encode()
    plain = {
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "verificationMaterial": {
            "publicKey": {"hint": key.public.fingerprint}, "tlogEntries": [],
        },
        "dsseEnvelope": {
            "payload": base64.b64encode(payload).decode(),
            "payloadType": kind,
            "signatures": [{"sig": envelope.sign_as(kind, payload, key), "keyid": ""}],
        },
    }  # fmt: skip
    return json.dumps(plain, separators=(",", ":")).encode()


def sign(folder: Path, key: signing.PrivateKey = RELEASER) -> bytes:
    """Return what ``model.sig`` of a folder holds."""
    return signature_of(statement(folder), key)


def resign(folder: Path, key: signing.PrivateKey = RELEASER) -> Path:
    """Sign a folder again, as somebody would who holds the key; return the folder."""
    (folder / "model.sig").write_bytes(sign(folder, key))
    return folder


def approved(
    subject: bundle.Subject,
    keys: Sequence[signing.PrivateKey] = APPROVERS,
    *,
    time: str = "2026-03-01T08:00:00Z",
) -> list[dict[str, Any]]:
    """Return the approvals of a subject, as of a run whose log nobody here has."""
    whole = dataclasses.replace(subject, logged=subject.logged or "0" * 64)
    now = datetime.datetime.fromisoformat(time)
    return [bundle.approve(whole, key=key, time=now) for key in keys]


def subject_of(content: Mapping[str, Any], served: Mapping[str, str]) -> bundle.Subject:
    """Return what a bundle's approvals are about: ``manifest``, ``policy``, ``verdicts`` of it."""
    return bundle.Subject(
        run_id=content["manifest"]["run_id"],
        policy_digest=policy.parse(content["policy"]).digest,
        served=served,
        findings={
            name: bundle.findings_digest(content["verdicts"][name]["findings"]) for name in served
        },
        synthetic=content["manifest"]["synthetic"],
    )


def binding(folder: Path, **more: Any) -> dict[str, Any]:
    """Return the facts of the ledger's line that commits the bundle in a folder."""
    manifest = (folder / "manifest.json").read_bytes()
    return {
        "manifest_sha256": digest_bytes(manifest),
        "signature_sha256": bundle.signature_sha256(folder),
        "demo": json.loads(manifest)["demo"],
    } | more

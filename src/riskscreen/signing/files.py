"""Which files, by their digests, does this model-signing signature cover, and whose is it?

The signature is a Sigstore bundle around a DSSE envelope around an in-toto statement; anyone can
verify it with `model_signing verify key`, or `verify certificate` where it carries one. Here the
same is checked with `cryptography` alone, and more strictly: nothing unknown is read over, and
nothing is read that whoever lacks the key could write otherwise.

References
----------
.. [1] OpenSSF model-signing 1.1, signature predicate v1.0.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from riskscreen.core import counted, digest_bytes, named
from riskscreen.core.strictjson import (
    anything,
    boolean,
    constant,
    optional,
    record,
    rows,
    strict_json,
    text,
)
from riskscreen.errors import IntegrityError, SignatureError
from riskscreen.signing.certificates import MOST_CERTIFICATES, certified
from riskscreen.signing.envelope import UNNAMED, plain_bytes, unseal
from riskscreen.signing.keys import PublicKey
from riskscreen.signing.trust import Trust, TrustedKey

__all__ = ["SignedFiles", "in_lower_form", "signed_files"]

_IN_TOTO = "application/vnd.in-toto+json"
_DIGEST = text(matching=r"[0-9a-f]{64}")
_MOST_FILES = 1000
_MATERIAL = {
    "publicKey": record({"hint": _DIGEST}),
    "x509CertificateChain": record(
        {
            "certificates": rows(
                record({"rawBytes": text(most=2**14)}), fewest=1, most=MOST_CERTIFICATES
            )
        }
    ),
}
_SIGSTORE = record(
    {
        "mediaType": constant("application/vnd.dev.sigstore.bundle.v0.3+json"),
        "verificationMaterial": record(
            {
                **{name: optional(shape) for name, shape in _MATERIAL.items()},
                "tlogEntries": rows(anything, most=0),
            }
        ),
        "dsseEnvelope": UNNAMED,
    }
)
_STATEMENT = record(
    {
        "_type": constant("https://in-toto.io/Statement/v1"),
        "subject": rows(
            record({"name": text(most=1000), "digest": record({"sha256": _DIGEST})}),
            fewest=1,
            most=1,
        ),
        "predicateType": constant("https://model_signing/signature/v1.0"),
        "predicate": record(
            {
                "serialization": record(
                    {
                        "method": constant("files"),
                        "hash_type": constant("sha256"),
                        "allow_symlinks": boolean,
                        "ignore_paths": rows(text(most=1000), most=_MOST_FILES),
                    },
                    more=True,
                ),
                "resources": rows(
                    record(
                        {"name": text(most=1000), "algorithm": constant("sha256"),
                         "digest": _DIGEST}
                    ),
                    fewest=1,
                    most=_MOST_FILES,
                ),
            }
        ),
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SignedFiles:
    """What a verified signature covers.

    Parameters
    ----------
    name : str
        How the signed folder was called.
    digests : mapping of str to str
        SHA-256 by path within the folder.
    key : TrustedKey
        Who signed.
    sha256 : str
        SHA-256 of the signature's file; the ledger's line of a release holds it.
    """

    name: str
    digests: Mapping[str, str]
    key: TrustedKey
    sha256: str

    def __repr__(self) -> str:
        return f"SignedFiles({self.name}, {counted(len(self.digests), 'file')}, {self.key!r})"


def signed_files(
    content: bytes, *, trust: Trust, role: str = "release", line: int | None = None
) -> SignedFiles:
    """Return what a signature file of model-signing covers, once it is verified.

    Parameters
    ----------
    content : bytes
        The file.
    trust : Trust
        The keys that the service trusts.
    role : str
        What the key must be trusted for.
    line : int, optional
        Counter of the ledger's line that the signature belongs to; the next one where absent.

    Raises
    ------
    SignatureError
        If it is not what model-signing writes with a key or a certificate, is not verified by a
        trusted key of this role, or contradicts itself.
    """
    plain = _shaped(content, _SIGSTORE, where="the signature")
    # one file of bytes to one signature: blanks would let it change and still be verified
    if _written(plain) != content:
        raise SignatureError("the signature is not written as model-signing writes")
    key = trust.key(_fingerprint(plain["verificationMaterial"]), role=role, line=line)
    payload = unseal(_IN_TOTO, plain["dsseEnvelope"], key.public)
    statement = _shaped(payload, _STATEMENT, where="the signed statement")
    (subject,) = statement["subject"]
    digests = _digests(statement["predicate"]["resources"])
    due = hashlib.sha256(b"".join(bytes.fromhex(digests[name]) for name in sorted(digests)))
    if due.hexdigest() != subject["digest"]["sha256"]:
        raise SignatureError("the signed statement's subject is not the digest of its files")
    return SignedFiles(subject["name"], MappingProxyType(digests), key, digest_bytes(content))


def in_lower_form(content: bytes, public: PublicKey) -> bytes:
    """Return a signature's file with the lower form of its ECDSA signature, the one that is read.

    Parameters
    ----------
    content : bytes
        As model-signing writes it, which gives either form.
    public : PublicKey
        Of the key that signed.
    """
    plain = json.loads(content)
    (signed,) = plain["dsseEnvelope"]["signatures"]
    signed["sig"] = base64.b64encode(public.lower(plain_bytes(signed["sig"]))).decode()
    return _written(plain)


def _written(plain: Mapping[str, Any]) -> bytes:
    return json.dumps(plain, separators=(",", ":")).encode()


def _fingerprint(material: Mapping[str, Any]) -> str:
    """Return which key is said to have signed."""
    if len(material.keys() & _MATERIAL.keys()) != 1:
        raise SignatureError(
            f"the signature names its key by none or both of {named(sorted(_MATERIAL))}"
        )
    if "publicKey" in material:
        return str(material["publicKey"]["hint"])
    chain = material["x509CertificateChain"]["certificates"]
    return certified([plain_bytes(one["rawBytes"]) for one in chain]).fingerprint


def _digests(resources: list[dict[str, str]]) -> dict[str, str]:
    found = {entry["name"]: entry["digest"] for entry in resources}
    if len(found) != len(resources):
        raise SignatureError("the signed statement names a file twice")
    return found


def _shaped(content: bytes, shape: Any, *, where: str) -> Any:  # noqa: ANN401 - a Shape, any JSON
    try:
        plain = strict_json(content, where=where)
        shape(plain, where)
    except IntegrityError as fault:
        raise SignatureError(str(fault)) from fault
    return plain

"""Are these the bytes that this key signed, and for this purpose?

DSSE: what is signed is the kind of the content together with its bytes, so that a signature of
one thing is never taken for one of another.

References
----------
.. [1] Dead Simple Signing Envelope, protocol v1.0.0, secure-systems-lab/dsse.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from riskscreen.core import strictjson
from riskscreen.errors import SignatureError
from riskscreen.signing.keys import PrivateKey, PublicKey

__all__ = [
    "ENVELOPE",
    "UNNAMED",
    "pae",
    "plain_bytes",
    "seal",
    "sign_as",
    "signed_as",
    "unseal",
]

_BASE64 = strictjson.text(matching=r"[A-Za-z0-9+/]*={0,2}", most=2**20)


def _shape(keyid: strictjson.Shape) -> strictjson.Shape:
    signature = strictjson.record({"sig": _BASE64, "keyid": keyid})
    return strictjson.record(
        {
            "payload": _BASE64,
            "payloadType": strictjson.text(most=200),
            "signatures": strictjson.rows(signature, fewest=1, most=1),
        }
    )


ENVELOPE = _shape(strictjson.text(most=100))
UNNAMED = _shape(strictjson.constant(""))
"""Of one whose key is named beside it: a name that nobody reads could be any."""


def pae(kind: str, content: bytes) -> bytes:
    """Return what is signed for a content of a kind: both, with their lengths.

    Examples
    --------
    >>> pae("http://example.com/HelloWorld", b"hello world")
    b'DSSEv1 29 http://example.com/HelloWorld 11 hello world'
    """
    named = kind.encode()
    return b"DSSEv1 %d %s %d %s" % (len(named), named, len(content), content)


def sign_as(kind: str, content: bytes, key: PrivateKey) -> str:
    """Return the signature of a content of this kind, as base64."""
    return base64.b64encode(key.sign(pae(kind, content))).decode()


def signed_as(kind: str, content: bytes, signature: str, public: PublicKey) -> bool:
    """Return whether the key signed this content as being of this kind.

    Only the form that ``sign_as`` gives counts, so that nobody without the key can write the same
    signature in another way.
    """
    try:
        raw = plain_bytes(signature)
    except SignatureError:
        return False
    return public.verifies(pae(kind, content), raw) and public.lower(raw) == raw


def seal(kind: str, content: bytes, key: PrivateKey) -> dict[str, Any]:
    """Return the envelope of a content of this kind, as JSON types; it names its key."""
    return {
        "payload": base64.b64encode(content).decode(),
        "payloadType": kind,
        "signatures": [{"sig": sign_as(kind, content, key), "keyid": key.public.fingerprint}],
    }


def unseal(kind: str, envelope: Mapping[str, Any], public: PublicKey) -> bytes:
    """Return the content of an envelope of ``ENVELOPE``'s shape.

    Raises
    ------
    SignatureError
        If it is of another kind, or this key did not sign it.
    """
    if envelope["payloadType"] != kind:
        raise SignatureError(f"an envelope of {envelope['payloadType'][:60]!r} where {kind} is due")
    content = plain_bytes(envelope["payload"])
    if not signed_as(kind, content, envelope["signatures"][0]["sig"], public):
        raise SignatureError(
            f"the key {public.fingerprint[:12]} did not sign this {kind}; it was changed, or is "
            "signed by another key"
        )
    return content


def plain_bytes(text: str) -> bytes:
    """Return the bytes of a base64 text, which must be the one text that encodes them.

    Raises
    ------
    SignatureError
        If it is no such text.
    """
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise SignatureError(f"no base64: {fault}") from fault
    if base64.b64encode(raw).decode() != text:
        raise SignatureError("base64 whose last bits are not zero; no writer makes such")
    return raw

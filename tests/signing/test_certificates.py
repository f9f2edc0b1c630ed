"""A certificate is carried for others: here its key has to be trusted as any other key."""

from __future__ import annotations

import base64
import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from tests.attacks import mutations
from tests.signing.golden import make

from riskscreen import signing
from riskscreen.core import digest_bytes
from riskscreen.errors import SignatureError

GOLDEN = Path(__file__).parent / "golden"


def trust_in(place: Path, public: Path = GOLDEN / "certified.pub") -> signing.Trust:
    key = signing.PublicKey.from_pem(public.read_bytes())
    return signing.trust_key(place / "trust.toml", key, holder="golden", roles=("release",))


def changed(**material: Any) -> bytes:
    plain = json.loads((GOLDEN / "certified.sig").read_bytes())
    plain["verificationMaterial"] = {**material, "tlogEntries": []}
    return json.dumps(plain, separators=(",", ":")).encode()


def chain(*certificates: bytes) -> dict[str, Any]:
    raw = [{"rawBytes": base64.b64encode(one).decode()} for one in certificates]
    return {"x509CertificateChain": {"certificates": raw}}


def der(pem: bytes) -> bytes:
    return x509.load_pem_x509_certificate(pem).public_bytes(serialization.Encoding.DER)


def test_a_golden_signature_with_a_certificate_is_verified(tmp_path: Path) -> None:
    """Made by model-signing 1.1.1, see golden/make.py."""
    found = signing.signed_files((GOLDEN / "certified.sig").read_bytes(), trust=trust_in(tmp_path))
    model = (GOLDEN / "signed" / "model.txt").read_bytes()
    assert found.digests["model.txt"] == digest_bytes(model)
    assert found.key.holder == "golden"


def test_every_flipped_byte_of_it_is_refused(tmp_path: Path) -> None:
    """But in the authority's certificate: nothing here rests on who issued that.

    The ledger's line of a release holds the digest of the file, and sees that too.
    """
    trust, content = trust_in(tmp_path), (GOLDEN / "certified.sig").read_bytes()
    due = signing.signed_files(content, trust=trust)
    authority = base64.b64encode(ROOT)
    of_authority = range(content.index(authority), content.index(authority) + len(authority))
    for at in range(len(content)):
        try:
            found = signing.signed_files(mutations.flipped(content, at), trust=trust)
        except SignatureError:
            continue
        assert at in of_authority
        assert found.sha256 != due.sha256
        assert dataclasses.replace(found, sha256=due.sha256) == due


def test_an_authority_makes_nobody_trusted(tmp_path: Path) -> None:
    trust = trust_in(tmp_path, GOLDEN / "p256.pub")
    with pytest.raises(SignatureError, match="is not among the 1"):
        signing.signed_files((GOLDEN / "certified.sig").read_bytes(), trust=trust)


def test_a_certificate_of_the_trusted_key_signs_nothing_in_its_name(tmp_path: Path) -> None:
    """The certificate is public: whoever has it still lacks the key."""
    plain = json.loads((GOLDEN / "p256.sig").read_bytes())
    golden = json.loads((GOLDEN / "certified.sig").read_bytes())
    plain["verificationMaterial"] = golden["verificationMaterial"]
    content = json.dumps(plain, separators=(",", ":")).encode()
    with pytest.raises(SignatureError, match="did not sign"):
        signing.signed_files(content, trust=trust_in(tmp_path))


LEAF, ROOT = (der((GOLDEN / name).read_bytes()) for name in ("certified.crt", "authority.crt"))


@pytest.mark.parametrize(
    ("material", "why"),
    [
        ({}, "names its key by none or both"),
        (chain(LEAF) | {"publicKey": {"hint": "0" * 64}}, "names its key by none or both"),
        (chain(), "certificates"),
        (chain(*[LEAF] * 11), "certificates"),
        (chain(b"no certificate"), "no certificate that can be read"),
        (chain(LEAF[:-20]), "no certificate that can be read"),
        (chain(ROOT), "does not allow its key to sign"),
        (chain(LEAF, LEAF), "certificate 1 of 2 was not issued by the one after it"),
    ],
    ids=["none", "both", "empty", "eleven", "junk", "cut", "an authority's", "not the issuer"],
)
def test_what_is_no_chain_is_refused(tmp_path: Path, material: dict[str, Any], why: str) -> None:
    with pytest.raises(SignatureError, match=why):
        signing.signed_files(changed(**material), trust=trust_in(tmp_path))


def test_a_certificate_of_another_kind_of_key_is_refused(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256K1())
    content = changed(**chain(der(make.issued("An office", key, "An office", key))))
    with pytest.raises(SignatureError, match="a key of another kind"):
        signing.signed_files(content, trust=trust_in(tmp_path))

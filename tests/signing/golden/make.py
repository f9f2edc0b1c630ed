"""How were the golden signatures made? By model-signing's own library, one for each curve, and one
with a certificate and the authority's that issued it. Each is in the lower form of its signature,
which ``signing.in_lower_form`` gives without a key.

``python tests/signing/golden/make.py`` makes them anew beside this file, with keys that are
thrown away at once; what is committed was made with model-signing 1.1.1. Old ones are kept: each
has to go on being verified.
"""

from __future__ import annotations

import datetime
import tempfile
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from riskscreen import signing as ours

HERE = Path(__file__).parent
USAGES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
    "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip
CURVES = {"p256": ec.SECP256R1(), "p384": ec.SECP384R1(), "p521": ec.SECP521R1()}


def main() -> None:
    """Sign the folder ``signed`` with a new key of each curve, and with a certified one."""
    from model_signing import signing

    with tempfile.TemporaryDirectory() as apart:
        for name, curve in CURVES.items():
            secret = keep(ec.generate_private_key(curve), name, Path(apart))
            signing.Config().use_elliptic_key_signer(private_key=secret).sign(
                HERE / "signed", HERE / f"{name}.sig"
            )
        leaf, authority = certified(HERE, Path(apart))
        signing.Config().use_certificate_signer(
            private_key=Path(apart) / "certified.pem",
            signing_certificate=leaf,
            certificate_chain=[authority],
        ).sign(HERE / "signed", HERE / "certified.sig")
    for name in (*CURVES, "certified"):
        lower(name)


def lower(name: str) -> None:
    """Rewrite a signature to the one form that is read."""
    public = ours.PublicKey.from_pem((HERE / f"{name}.pub").read_bytes())
    written = HERE / f"{name}.sig"
    written.write_bytes(ours.in_lower_form(written.read_bytes(), public))


def certified(public: Path, private: Path, **changes: Any) -> tuple[Path, Path]:
    """Make a key with its certificate and an authority; return both certificates' files.

    The key is ``certified.pem`` in ``private``, its public half ``certified.pub`` in ``public``.
    ``changes`` are those of ``issued``, of the key's own certificate.
    """
    root, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    keep(key, "certified", private, public=public)
    leaf, authority = public / "certified.crt", public / "authority.crt"
    authority.write_bytes(issued("An authority", root, "An authority", root, signs=False))
    leaf.write_bytes(issued("An office", key, "An authority", root, **changes))
    return leaf, authority


def issued(
    subject: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    by: ec.EllipticCurvePrivateKey,
    *,
    signs: bool = True,
    usage: bool = True,
    code: bool = False,
    until: int = 2126,
) -> bytes:
    """Return a certificate as PEM: one that signs, or an authority's."""
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, subject)]))
        .issuer_name(x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
        .not_valid_after(datetime.datetime(until, 1, 2, tzinfo=datetime.UTC))
        .add_extension(x509.BasicConstraints(ca=not signs, path_length=None), critical=True)
    )
    if usage:
        flags = dict.fromkeys(USAGES, False)
        flags |= {"digital_signature": signs and not code, "key_cert_sign": not signs}
        made = made.add_extension(x509.KeyUsage(**flags), critical=True)
    if code:
        purpose = x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.CODE_SIGNING])
        made = made.add_extension(purpose, critical=False)
    return made.sign(by, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def keep(key: ec.EllipticCurvePrivateKey, name: str, private: Path, *, public: Path = HERE) -> Path:
    """Write both halves of a key, and return the private one's file."""
    (public / f"{name}.pub").write_bytes(
        key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )
    secret = private / f"{name}.pem"
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    secret.chmod(0o600)
    return secret


if __name__ == "__main__":
    main()

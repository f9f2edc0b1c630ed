"""How were the golden signatures made? By model-signing's own library, one for each curve.

``python tests/signing/golden/make.py`` makes them anew beside this file, with keys that are
thrown away at once; what is committed was made with model-signing 1.1.1. Old ones are kept: each
has to go on being verified.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

HERE = Path(__file__).parent
CURVES = {"p256": ec.SECP256R1(), "p384": ec.SECP384R1(), "p521": ec.SECP521R1()}


def main() -> None:
    """Sign the folder ``signed`` with a new key of each curve."""
    from model_signing import signing

    for name, curve in CURVES.items():
        key = ec.generate_private_key(curve)
        public = key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        (HERE / f"{name}.pub").write_bytes(public)
        with tempfile.TemporaryDirectory() as apart:
            secret = Path(apart) / "key.pem"
            secret.write_bytes(
                key.private_bytes(
                    serialization.Encoding.PEM,
                    serialization.PrivateFormat.PKCS8,
                    serialization.NoEncryption(),
                )
            )
            signing.Config().use_elliptic_key_signer(private_key=secret).sign(
                HERE / "signed", HERE / f"{name}.sig"
            )


if __name__ == "__main__":
    main()

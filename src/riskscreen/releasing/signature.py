"""How is a folder signed, so that anyone can verify it without riskscreen?

By OpenSSF model-signing itself: `model_signing verify key` needs the folder, its ``model.sig`` and
the public key, and nothing of ours; `verify certificate` needs an authority's in place of the key.
"""

from __future__ import annotations

import datetime
import logging
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from riskscreen.core import need
from riskscreen.errors import KeyFileError
from riskscreen.signing import PrivateKey, in_lower_form, require_certificates

__all__ = ["signer"]


def signer(key: PrivateKey, *, certificates: Sequence[Path] = ()) -> Callable[[Path], bytes]:
    """Return a function that signs every file of a folder and returns the signature's file.

    Parameters
    ----------
    key : PrivateKey
    certificates : sequence of Path
        PEM files that the signature is to carry: the key's own, then each the issuer of the one
        before.

    Raises
    ------
    KeyFileError
        If the key cannot sign with the certificates today, or is encrypted beside them.
    MissingExtraError
        If model-signing is not installed.
    """
    if certificates:
        require_certificates(certificates, key.public, today=datetime.datetime.now(tz=datetime.UTC))
        if key.password is not None:
            raise KeyFileError(
                f"model-signing reads no encrypted key beside a certificate, and {key.path} "
                "is encrypted; sign without certificates"
            )
    need("model_signing", extra="registry")
    logging.getLogger("model_signing").setLevel(logging.ERROR)

    def sign(folder: Path) -> bytes:
        # outside of the folder: what a signature leaves out, it would have to name
        with tempfile.TemporaryDirectory(prefix="riskscreen-") as apart:
            written = Path(apart) / "model.sig"
            try:
                _config(key, certificates).sign(folder, written)
            except (OSError, ValueError, TypeError) as fault:
                raise KeyFileError(
                    f"model-signing could not sign {folder} with {key.path}: {type(fault).__name__}"
                ) from None
            return in_lower_form(written.read_bytes(), key.public)

    return sign


def _config(key: PrivateKey, certificates: Sequence[Path]) -> Any:  # noqa: ANN401 - model-signing's
    from model_signing import signing

    if not certificates:
        return signing.Config().use_elliptic_key_signer(private_key=key.path, password=key.password)
    return signing.Config().use_certificate_signer(
        private_key=key.path,
        signing_certificate=certificates[0],
        certificate_chain=certificates[1:],
    )

"""How is a folder signed, so that anyone can verify it without riskscreen?

By OpenSSF model-signing itself: `model_signing verify key` needs the folder, its ``model.sig`` and
the public key, and nothing of ours.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable
from pathlib import Path

from riskscreen.core import need
from riskscreen.errors import KeyFileError
from riskscreen.signing import PrivateKey

__all__ = ["signer"]


def signer(key: PrivateKey) -> Callable[[Path], bytes]:
    """Return a function that signs every file of a folder and returns the signature's file.

    Raises
    ------
    MissingExtraError
        If model-signing is not installed.
    """
    need("model_signing", extra="registry")
    from model_signing import signing

    logging.getLogger("model_signing").setLevel(logging.ERROR)

    def sign(folder: Path) -> bytes:
        # outside of the folder: what a signature leaves out, it would have to name
        with tempfile.TemporaryDirectory(prefix="riskscreen-") as apart:
            written = Path(apart) / "model.sig"
            try:
                signing.Config().use_elliptic_key_signer(
                    private_key=key.path, password=key.password
                ).sign(folder, written)
            except (OSError, ValueError, TypeError) as fault:
                raise KeyFileError(
                    f"model-signing could not sign {folder.name} with {key.path.name}: "
                    f"{type(fault).__name__}"
                ) from None
            return written.read_bytes()

    return sign

"""Which key is this, and what does it sign?

Elliptic curves alone, those that model-signing knows, so that one key signs bundles, ledger lines
and approvals. A key is named by the SHA-256 of its public half as PEM, as model-signing names it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from riskscreen.core import digest_bytes
from riskscreen.errors import KeyFileError
from riskscreen.signing.owned import read_owned, write_new

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric import ec

__all__ = [
    "CURVES",
    "PASSWORD",
    "Key",
    "PrivateKey",
    "PublicKey",
    "is_throw_away",
    "make_key",
    "named_key",
    "read_private",
]

_THROW_AWAY = b"Throw-away key of a riskscreen demonstration: trust it for nothing else.\n"

PASSWORD = "RISKSCREEN_KEY_PASSWORD"  # noqa: S105 - where a password stands, never one
"""In the environment: what opens an encrypted key. An option would stand in every process list."""

CURVES = {"secp256r1": "SHA256", "secp384r1": "SHA384", "secp521r1": "SHA512"}


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The half that everyone may know.

    Parameters
    ----------
    fingerprint : str
        SHA-256 of ``pem``, 64 hexadecimal digits.
    pem : str
        SubjectPublicKeyInfo as PEM.
    """

    fingerprint: str
    pem: str
    _key: ec.EllipticCurvePublicKey = field(repr=False, compare=False)

    def __repr__(self) -> str:
        return f"PublicKey({self.fingerprint[:12]})"

    @classmethod
    def from_pem(cls, content: str | bytes) -> PublicKey:
        """Return the key of a PEM text.

        Raises
        ------
        KeyFileError
            If it is no public key, or of another kind than an elliptic curve of ``CURVES``.
        """
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives import serialization

        raw = content.encode() if isinstance(content, str) else content
        try:
            found = serialization.load_pem_public_key(raw)
        except (ValueError, UnsupportedAlgorithm) as fault:
            raise KeyFileError(
                "this is no public key as PEM; give the .pub that riskscreen keys new wrote"
            ) from fault
        return cls.of(found)

    @classmethod
    def of(cls, found: object) -> PublicKey:
        """Return the key that `cryptography` holds.

        Raises
        ------
        KeyFileError
            If it is of another kind.
        """
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ec

        if not isinstance(found, ec.EllipticCurvePublicKey) or found.curve.name not in CURVES:
            raise KeyFileError(
                f"a key of another kind than {', '.join(CURVES)}; riskscreen keys new makes one"
            )
        pem = found.public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return cls(digest_bytes(pem), pem.decode(), found)

    def verifies(self, content: bytes, signature: bytes) -> bool:
        """Return whether this key signed these bytes."""
        from cryptography.exceptions import InvalidSignature

        try:
            self._key.verify(signature, content, _algorithm(self._key.curve.name))
        except (InvalidSignature, ValueError):
            return False
        return True

    def lower(self, signature: bytes) -> bytes:
        """Return the lower of a signature's two forms, as ``PrivateKey`` signs.

        Whoever holds no key can turn (r, s) into (r, n - s), which is verified too.
        """
        from cryptography.hazmat.primitives.asymmetric import utils

        r, s = utils.decode_dss_signature(signature)
        return utils.encode_dss_signature(r, min(s, self._key.curve.group_order - s))


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """The half that signs; it is never printed, logged or copied.

    Parameters
    ----------
    path : Path
        Its file, which model-signing reads itself.
    public : PublicKey
    """

    path: Path
    public: PublicKey
    # behind functions, since dataclasses.asdict and its like print fields and never call them
    _key: Callable[[], ec.EllipticCurvePrivateKey] = field(repr=False, compare=False)
    _password: Callable[[], str | None] = field(repr=False, compare=False)

    def __repr__(self) -> str:
        return f"PrivateKey({self.public.fingerprint[:12]})"

    def __reduce__(self) -> str:
        raise TypeError("a private key is not copied between processes; read its file there")

    @property
    def password(self) -> str | None:
        """What opens the file, for the library that reads it itself."""
        return self._password()

    def sign(self, content: bytes) -> bytes:
        """Return the signature of these bytes, the same for the same bytes, in its lower form."""
        from cryptography.hazmat.primitives.asymmetric import ec

        key = self._key()
        algorithm = _algorithm(key.curve.name).algorithm
        return self.public.lower(key.sign(content, ec.ECDSA(algorithm, deterministic_signing=True)))


def is_throw_away(public: bytes) -> bool:
    """Return whether a ``.pub`` file says that its key is a demonstration's."""
    return public.startswith(_THROW_AWAY)


def make_key(
    path: str | Path, *, password: str | None = None, throw_away: bool = False
) -> PublicKey:
    """Write a new private key, and its public half beside it as ``<path>.pub``; return that.

    Parameters
    ----------
    path : str or Path
        Must not exist; readable by its owner alone.
    password : str, optional
        Encrypts the file.
    throw_away : bool
        Whether the ``.pub`` says, before the key, that it is a demonstration's.

    Raises
    ------
    KeyFileError
        If a file of either name exists, or cannot be written.
    """
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    try:
        closed = (
            serialization.NoEncryption()
            if password is None
            else serialization.BestAvailableEncryption(password.encode())
        )
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, closed
        )
    except ValueError:
        # the fault would quote what cannot be encoded
        raise KeyFileError(
            "an empty password, or one of over 1 023 bytes, encrypts nothing; give another"
        ) from None
    public = PublicKey.of(key.public_key())
    target = Path(path)
    beside = target.with_name(f"{target.name}.pub")
    for taken in (target, beside):
        if taken.exists() or taken.is_symlink():
            raise KeyFileError(f"{taken} exists; a key is never overwritten, name another")
    write_new(target, secret, mode=0o600)
    mark = _THROW_AWAY if throw_away else b""
    write_new(beside, mark + public.pem.encode(), mode=0o644)
    return public


def read_private(path: str | Path, *, password: str | None = None) -> PrivateKey:
    """Return the private key of a file.

    Parameters
    ----------
    path : str or Path
    password : str, optional
        Of an encrypted file.

    Raises
    ------
    KeyFileError
        If the file is not there, is a link, may be read by others, is no private key on one of
        ``CURVES``, or the password is missing or wrong. Nothing of its content is told.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    place = Path(path)
    _refuse_public(place)
    content = read_owned(place, what="key", named_by="key= (--key)")
    try:
        found = serialization.load_pem_private_key(
            content, None if password is None else password.encode()
        )
    except TypeError as fault:
        what = "is encrypted" if password is None else "is not encrypted, and a password was given"
        raise KeyFileError(f"key {place} {what}; its password stands in {PASSWORD}") from fault
    except (ValueError, UnsupportedAlgorithm):
        # the library's words could quote what it read
        raise KeyFileError(
            f"{place} is no private key as PEM, or its password is wrong; it is named by key= "
            f"(--key), and its password stands in {PASSWORD}"
        ) from None
    if not isinstance(found, ec.EllipticCurvePrivateKey):
        raise KeyFileError(f"{place} is a key of another kind than an elliptic curve")
    return PrivateKey(place, PublicKey.of(found.public_key()), lambda: found, lambda: password)


def _refuse_public(place: Path) -> None:
    """Refuse the half that everyone may read, before anything is said of who may."""
    try:
        if not stat.S_ISREG(place.lstat().st_mode):
            return
        with place.open("rb") as stream:
            PublicKey.from_pem(stream.read(2**14))
    except (OSError, ValueError, KeyFileError):
        return  # whatever else it is, its reader says
    raise KeyFileError(
        f"{place} is the public half of a key, which signs nothing; key= (--key) names the "
        f"private one, which riskscreen keys new wrote as {place.name.removesuffix('.pub')}"
    )


def named_key(key: PrivateKey | str | Path) -> PrivateKey:
    """Return the key that a caller holds, or that of a file; the environment opens it.

    Raises
    ------
    KeyFileError
        As for ``read_private``.
    """
    if isinstance(key, PrivateKey):
        return key
    # an empty one is none, as for a key that is made
    return read_private(key, password=os.environ.get(PASSWORD) or None)


Key = PrivateKey | str | Path
"""What a caller may give where a key is due."""


def _algorithm(curve: str) -> ec.ECDSA:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    return ec.ECDSA(getattr(hashes, CURVES[curve])())

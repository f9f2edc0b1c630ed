"""Under which secret does a service write down whom it scored, and name nobody?

HMAC-SHA256, so that a hash of a child's id or of its rows tells nothing to whoever lacks the
secret: ids and answers are few enough to try them all against a plain hash.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass, field
from pathlib import Path

from riskscreen.errors import KeyFileError
from riskscreen.signing.owned import read_owned, write_new

__all__ = ["Secret", "SecretFile", "make_secret", "named_secret", "read_secret"]

FEWEST_BYTES = 32
_FEWEST_VALUES = 8
"""Of 32 random bytes some 30 differ: fewer than 8 is a file of zeros or of one word."""

_NAME = 16
_NAMED_BY = "secret= (--secret) or RISKSCREEN_LOG_SECRET"


@dataclass(frozen=True, slots=True)
class Secret:
    """What a service hashes ids and rows under; it is never printed, logged or copied.

    Parameters
    ----------
    name : str
        16 hexadecimal digits that tell two secrets apart and nothing of either.
    """

    name: str
    _bytes: bytes = field(repr=False, compare=False)

    def __repr__(self) -> str:
        return f"Secret({self.name})"

    def __reduce__(self) -> str:
        raise TypeError("a secret is not copied between processes; read its file there")

    @classmethod
    def of(cls, content: bytes) -> Secret:
        """Return the secret of these bytes.

        Raises
        ------
        KeyFileError
            If they are too few, or nearly all alike, or a key.
        """
        if b"-----BEGIN" in content:
            raise KeyFileError(
                "this is a key or a certificate (PEM), and no secret of a log: who reads the log "
                "must not hold what signs. riskscreen keys log-secret makes one"
            )
        if len(content) < FEWEST_BYTES or len(set(content)) < _FEWEST_VALUES:
            raise KeyFileError(
                f"a secret of {len(content)} bytes, {len(set(content))} of them distinct; "
                f"riskscreen keys log-secret makes one of {FEWEST_BYTES} random bytes"
            )
        return cls(_keyed(content, "name", b"")[:_NAME], content)

    def keyed(self, purpose: str, content: bytes) -> str:
        """Return the HMAC-SHA256 of ``purpose``, a zero byte and ``content``, as hexadecimal.

        Parameters
        ----------
        purpose : str
            What is hashed, so that a hash of one thing is never that of another.
        content : bytes
        """
        return _keyed(self._bytes, purpose, content)


SecretFile = Secret | str | Path
"""What a caller may give where a secret is due."""


def make_secret(path: str | Path) -> Secret:
    """Write a new secret of 32 random bytes, readable by its owner alone, and return it.

    Raises
    ------
    KeyFileError
        If the file exists or cannot be written.
    """
    content = os.urandom(FEWEST_BYTES)
    write_new(Path(path), content, mode=0o600)
    return Secret.of(content)


def read_secret(path: str | Path) -> Secret:
    """Return the secret of a file: all of its bytes, as they are.

    Raises
    ------
    KeyFileError
        If the file is not there, is a link, may be read by others, or holds too little.
    """
    content = read_owned(Path(path), what="secret", named_by=_NAMED_BY)
    try:
        return Secret.of(content)
    except KeyFileError as fault:
        raise KeyFileError(f"{path}: {fault}; it is named by {_NAMED_BY}") from fault


def named_secret(secret: SecretFile) -> Secret:
    """Return the secret that a caller holds, or that of a file.

    Raises
    ------
    KeyFileError
        As for ``read_secret``.
    """
    return secret if isinstance(secret, Secret) else read_secret(secret)


def _keyed(key: bytes, purpose: str, content: bytes) -> str:
    return hmac.new(key, purpose.encode() + b"\0" + content, hashlib.sha256).hexdigest()

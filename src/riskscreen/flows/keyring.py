"""How does a person get a key, and a service a list of whom it trusts?"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from riskscreen import signing
from riskscreen.core import counted
from riskscreen.errors import KeyFileError

__all__ = ["make_key", "trust_key"]


def make_key(path: str | Path) -> dict[str, str]:
    """Write a new key pair and return where it lies and how it is called.

    The private half is encrypted where ``RISKSCREEN_KEY_PASSWORD`` stands in the environment, and
    readable by its owner alone in any case.

    Raises
    ------
    KeyFileError
        If the file exists or cannot be written.
    """
    password = os.environ.get(signing.PASSWORD)
    public = signing.make_key(path, password=password or None)
    return {
        "private key": f"{path}, {'encrypted' if password else 'not encrypted'}; never send it",
        "public key": f"{path}.pub; send it to whoever runs the service",
        "fingerprint": public.fingerprint,
    }


def trust_key(
    public: str | Path, *, trust: str | Path, holder: str, roles: Sequence[str], demo: bool = False
) -> dict[str, str]:
    """Add a public key to a service's ``trust.toml`` and return what stands there then.

    Parameters
    ----------
    public : str or Path
        The ``.pub`` file.
    trust : str or Path
        Made where absent.
    holder : str
        The person or service that holds the private half.
    roles : sequence of str
        Of ``release``, ``approve``, ``operate``.
    demo : bool
        A throw-away key: what it signs is marked DEMO. One that ``riskscreen demo`` made says so
        itself.

    Raises
    ------
    InputError
        If a role is unknown or the holder is nobody.
    KeyFileError
        If the file holds no public key.
    AlreadyDoneError
        If the trust file holds the key already.
    TrustError
        If the trust file cannot be read or written.
    """
    try:
        content = Path(public).read_bytes()
    except OSError as fault:
        raise KeyFileError(f"{public} cannot be read: {fault.strerror}") from fault
    except ValueError as fault:
        raise KeyFileError(f"{str(public)!r} cannot be a file: {fault}") from fault
    try:
        key = signing.PublicKey.from_pem(content)
    except KeyFileError as fault:
        raise KeyFileError(f"{public}: {fault}") from fault
    marked = demo or signing.is_throw_away(content)
    held = signing.trust_key(trust, key, holder=holder, roles=roles, demo=marked)
    kind = ", as a throw-away key: what it signs is DEMO" if marked else ""
    counts = counted(len(held.keys), "key")
    return {
        "trusted": f"{holder}, to {', '.join(roles)}{kind}",
        "fingerprint": key.fingerprint,
        "file": f"{trust}, {counts}; compare the fingerprint with its holder",
    }

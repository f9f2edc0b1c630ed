"""Where is the store, and what of its address may be said aloud?

An address may hold a password. Messages, logs and reports hold the address with three stars in
its place, so what is said of a store goes through here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from riskscreen.errors import RegistryError

__all__ = ["Address", "parse"]

_STARS = "***"
_SERVERS = ("http", "https")
# A Path takes one of the two slashes away.
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")
_USER = re.compile(r"(?<=://)[^/\s]*@")
_BEFORE_HOST = re.compile(r"(?<=:/).*@", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Address:
    """A folder, or a tracking server; ``uri`` is for MLflow alone, ``shown`` for everyone."""

    uri: str = field(repr=False)
    shown: str
    folder: Path | None = None
    secrets: tuple[str, ...] = field(default=(), repr=False)

    def mask(self, text: str) -> str:
        """Return the text with stars for what the address keeps to itself.

        Examples
        --------
        >>> parse("http://ann:pass@host:5000").mask("GET http://ann:pass@host:5000/x: pass refused")
        'GET http://***@host:5000/x: *** refused'
        """
        for secret in self.secrets:
            text = text.replace(secret, _STARS)
        return _USER.sub(f"{_STARS}@", text)


def parse(address: str | Path) -> Address:
    """Return the address of a folder, or of an MLflow tracking server.

    Parameters
    ----------
    address : str or Path
        A folder, or text that begins with ``http://`` or ``https://``.

    Raises
    ------
    RegistryError
        If it is another kind of address, or one that cannot be told from its password.

    Examples
    --------
    >>> parse("https://ann:pass@mlflow.example/base/")
    Address(shown='https://***@mlflow.example/base', folder=None)
    >>> parse("postgresql://ann:pass@host/mlflow")
    Traceback (most recent call last):
        ...
    riskscreen.errors.RegistryError: postgresql://***@host/mlflow is no store; give a folder, or \
http:// or https:// of an MLflow tracking server (a database is reached through one)
    """
    text = str(address)
    if not _SCHEME.match(text):
        folder = Path(address).resolve()
        return Address(f"sqlite:///{folder / 'mlflow.db'}", str(folder), folder)
    shown = _BEFORE_HOST.sub(f"/{_STARS}@", text)
    if "://" not in text:
        raise RegistryError(f"{shown} lost a slash on its way; give the address as text, no path")
    if text.partition(":")[0].lower() not in _SERVERS:
        raise RegistryError(
            f"{shown} is no store; give a folder, or http:// or https:// of an MLflow tracking "
            "server (a database is reached through one)"
        )
    return _server(text, shown)


def _server(text: str, shown: str) -> Address:
    try:
        parts = urlsplit(text)
        whole = bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, half an IPv6 address; it may quote a password
        whole = False
    if not whole or "@" in parts.path or parts.query or parts.fragment or re.search(r"\s", text):
        raise RegistryError(
            f"{shown} is not the address of a server; write https://user:password@host:port, with "
            "/ ? # and @ in the password percent-encoded"
        )
    plain = parts._replace(path=parts.path.rstrip("/"))
    user, _, host = plain.netloc.rpartition("@")
    said = plain._replace(netloc=f"{_STARS}@{host}" if user else host)
    return Address(plain.geturl(), said.geturl(), secrets=_secrets(parts, user))


def _secrets(parts: SplitResult, user: str) -> tuple[str, ...]:
    """Return every spelling of the password, or of a token that stands in a user's place."""
    secret = parts.password if parts.password else parts.username
    spelt = {user, secret or "", unquote(secret or "")} - {""}
    return tuple(sorted(spelt, key=len, reverse=True))

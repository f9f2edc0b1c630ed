"""A service's secret: who may read it, and what its hashes tell."""

from __future__ import annotations

import hashlib
import hmac
import pickle
from pathlib import Path

import pytest

from riskscreen import signing
from riskscreen.errors import KeyFileError

BYTES = bytes(range(32))


def test_a_secret_is_made_for_its_owner_alone_and_read_back(tmp_path: Path) -> None:
    made = signing.make_secret(tmp_path / "keys" / "log.secret")
    path = tmp_path / "keys" / "log.secret"
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(path.read_bytes()) == 32
    assert signing.read_secret(path) == made
    assert signing.named_secret(path) == signing.named_secret(made) == made


def test_two_secrets_have_two_names(tmp_path: Path) -> None:
    names = {signing.make_secret(tmp_path / str(n)).name for n in range(5)}
    assert len(names) == 5


def test_a_hash_is_what_anyone_with_the_secret_can_make() -> None:
    due = hmac.new(BYTES, b"child\0c1", hashlib.sha256).hexdigest()
    assert signing.Secret.of(BYTES).keyed("child", b"c1") == due


def test_a_hash_for_one_purpose_is_never_that_for_another() -> None:
    secret = signing.Secret.of(BYTES)
    assert secret.keyed("child", b"c1") != secret.keyed("input", b"c1")


def test_a_secret_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "log.secret"
    signing.make_secret(path)
    before = path.read_bytes()
    with pytest.raises(KeyFileError, match="cannot be written: File exists"):
        signing.make_secret(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "mode", "words"),
    [
        (BYTES, 0o640, "may be read or written by others"),
        (BYTES, 0o602, "may be read or written by others"),
        (BYTES[:31], 0o600, "a secret of 31 bytes"),
        (b"", 0o600, "a secret of 0 bytes"),
        (bytes(64), 0o600, "1 of them distinct; riskscreen keys log-secret"),
        (BYTES * 1000, 0o600, "larger than any secret"),
    ],
    ids=["group", "others_write", "short", "empty", "zeros", "huge"],
)
def test_what_is_no_secret_is_refused(
    tmp_path: Path, content: bytes, mode: int, words: str
) -> None:
    path = tmp_path / "log.secret"
    path.write_bytes(content)
    path.chmod(mode)
    with pytest.raises(KeyFileError, match=words):
        signing.read_secret(path)


def test_a_secret_that_is_not_there_or_a_link_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        KeyFileError, match=r"secret \S+/log\.secret cannot be opened.*RISKSCREEN_LOG_SECRET"
    ):
        signing.read_secret(tmp_path / "log.secret")
    signing.make_secret(tmp_path / "log.secret")
    (tmp_path / "link").symlink_to(tmp_path / "log.secret")
    with pytest.raises(KeyFileError, match=r"secret \S+/link cannot be opened"):
        signing.read_secret(tmp_path / "link")


def test_a_secret_is_neither_shown_nor_copied() -> None:
    secret = signing.Secret.of(BYTES)
    assert repr(secret) == f"Secret({secret.name})"
    with pytest.raises(TypeError, match="not copied between processes"):
        pickle.dumps(secret)


@pytest.mark.parametrize("name", ["key", "key.pub"])
def test_a_signing_key_is_no_secret_of_a_log(tmp_path: Path, name: str) -> None:
    signing.make_key(tmp_path / "key")
    (tmp_path / name).chmod(0o600)
    with pytest.raises(KeyFileError, match="this is a key or a certificate"):
        signing.read_secret(tmp_path / name)

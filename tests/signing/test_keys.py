"""A private key is for its owner's eyes, of one kind, and told to nobody."""

from __future__ import annotations

import copy
import logging
import os
import pickle
import stat
import traceback
from collections.abc import Callable
from dataclasses import asdict, astuple
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa, x25519

from riskscreen import signing
from riskscreen.core import digest_bytes
from riskscreen.errors import KeyFileError

PASSWORD = "correct horse"  # noqa: S105 - of a key that lives for one test


@pytest.fixture
def place(tmp_path: Path) -> Path:
    signing.make_key(tmp_path / "key.pem")
    return tmp_path / "key.pem"


def test_a_new_key_is_its_owners_alone_from_its_first_byte(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        public = signing.make_key(tmp_path / "key.pem")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "key.pem").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "key.pem.pub").stat().st_mode) & 0o022 == 0
    assert (tmp_path / "key.pem.pub").read_text() == public.pem
    assert b"PRIVATE" not in (tmp_path / "key.pem.pub").read_bytes()


def test_a_key_is_named_by_the_digest_of_its_public_half(place: Path) -> None:
    """As model-signing names it, in the hint of a signature."""
    key = signing.read_private(place)
    pem = place.with_name("key.pem.pub").read_bytes()
    assert key.public.fingerprint == digest_bytes(pem)
    assert signing.PublicKey.from_pem(pem) == key.public
    assert signing.PublicKey.from_pem(pem.decode()) == key.public


@pytest.mark.parametrize("taken", ["key.pem", "key.pem.pub"])
def test_a_key_is_never_written_over_anything(tmp_path: Path, taken: str) -> None:
    (tmp_path / taken).write_text("mine")
    with pytest.raises(KeyFileError, match="never overwritten"):
        signing.make_key(tmp_path / "key.pem")
    assert (tmp_path / taken).read_text() == "mine"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_link_to_nowhere_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "key.pem").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(KeyFileError, match="never overwritten"):
        signing.make_key(tmp_path / "key.pem")
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o602, 0o660, 0o644, 0o610, 0o777])
def test_a_key_that_others_may_read_or_write_is_refused(place: Path, mode: int) -> None:
    place.chmod(mode)
    with pytest.raises(KeyFileError, match="may be read or written by others"):
        signing.read_private(place)


def test_its_owner_may_read_it_alone(place: Path) -> None:
    place.chmod(0o400)
    assert signing.read_private(place)


def test_what_is_no_plain_file_is_refused_and_not_waited_for(place: Path, tmp_path: Path) -> None:
    link, pipe = tmp_path / "link.pem", tmp_path / "pipe.pem"
    link.symlink_to(place)
    os.mkfifo(pipe, 0o600)
    for odd in (link, pipe, tmp_path, tmp_path / "nowhere.pem"):
        with pytest.raises(KeyFileError, match=r"cannot be opened|no plain file"):
            signing.read_private(odd)


def test_a_path_that_no_file_can_have_is_refused() -> None:
    for odd in ("key\0.pem", "key\ud800.pem"):
        with pytest.raises(KeyFileError, match="cannot be a file"):
            signing.named_key(odd)
        with pytest.raises(KeyFileError, match="cannot be a file"):
            signing.make_key(odd)


def test_a_file_larger_than_any_key_is_refused(place: Path) -> None:
    place.write_bytes(b"x" * 2**14 + b"x")
    with pytest.raises(KeyFileError, match="larger than any"):
        signing.read_private(place)


class TestAnEncryptedKey:
    @pytest.fixture
    def place(self, tmp_path: Path) -> Path:
        signing.make_key(tmp_path / "key.pem", password=PASSWORD)
        return tmp_path / "key.pem"

    def test_its_password_opens_it(self, place: Path) -> None:
        assert b"ENCRYPTED" in place.read_bytes()
        key = signing.read_private(place, password=PASSWORD)
        assert key.public.verifies(b"x", key.sign(b"x"))

    @pytest.mark.parametrize(
        ("password", "words"),
        [
            (None, "is encrypted; its password stands in RISKSCREEN_KEY_PASSWORD"),
            ("wrong", "its password is wrong"),
            ("", "password"),
            ("correct horse ", "its password is wrong"),
            ("\ud800", "its password is wrong"),
            ("x" * 5000, "its password is wrong"),
        ],
        ids=["none", "wrong", "empty", "blank", "half a pair", "long"],
    )
    def test_another_does_not_and_is_not_told(
        self, place: Path, password: str | None, words: str
    ) -> None:
        with pytest.raises(KeyFileError, match=words) as refusal:
            signing.read_private(place, password=password)
        if password and password != "wrong":  # noqa: S105 - the word of the message
            assert password not in "".join(traceback.format_exception(refusal.value))

    def test_the_environment_opens_it(self, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(signing.PASSWORD, PASSWORD)
        key = signing.named_key(place)
        assert key.password == PASSWORD
        assert signing.named_key(key) is key

    def test_an_empty_password_in_the_environment_is_none(
        self, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(signing.PASSWORD, "")
        signing.make_key(tmp_path / "open.pem")
        assert signing.named_key(tmp_path / "open.pem").password is None
        with pytest.raises(KeyFileError, match="is encrypted; its password stands in"):
            signing.named_key(place)

    @pytest.mark.parametrize("password", ["", "x" * 2000, "\ud800"])
    def test_a_password_that_encrypts_nothing_makes_no_key(
        self, tmp_path: Path, password: str
    ) -> None:
        with pytest.raises(KeyFileError, match="encrypts nothing"):
            signing.make_key(tmp_path / "other.pem", password=password)
        assert not (tmp_path / "other.pem").exists()


def test_a_password_for_a_key_that_is_not_encrypted_is_refused(place: Path) -> None:
    with pytest.raises(KeyFileError, match="is not encrypted, and a password was given"):
        signing.read_private(place, password=PASSWORD)


OTHERS: dict[str, Callable[[], object]] = {
    "rsa": lambda: rsa.generate_private_key(65537, 2048),
    "ed25519": ed25519.Ed25519PrivateKey.generate,
    "x25519": x25519.X25519PrivateKey.generate,
    "dsa": lambda: dsa.generate_private_key(2048),
    "secp256k1": lambda: ec.generate_private_key(ec.SECP256K1()),
    "p192": lambda: ec.generate_private_key(ec.SECP224R1()),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_a_key_of_another_kind_is_refused_in_both_halves(tmp_path: Path, kind: str) -> None:
    key = OTHERS[kind]()
    place = tmp_path / "key.pem"
    place.touch(0o600)
    place.write_bytes(
        key.private_bytes(  # type: ignore[attr-defined]
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    with pytest.raises(KeyFileError, match="of another kind"):
        signing.read_private(place)
    pem = key.public_key().public_bytes(  # type: ignore[attr-defined]
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    with pytest.raises(KeyFileError, match="of another kind"):
        signing.PublicKey.from_pem(pem)


@pytest.mark.parametrize(
    "content",
    ["", "x", "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n", "\x00" * 99, "đ"],
)
def test_what_is_no_key_is_refused_in_both_halves(tmp_path: Path, content: str) -> None:
    place = tmp_path / "key.pem"
    place.touch(0o600)
    place.write_text(content)
    with pytest.raises(KeyFileError, match="is no private key"):
        signing.read_private(place)
    with pytest.raises(KeyFileError, match="is no public key"):
        signing.PublicKey.from_pem(content)


def test_a_private_half_is_no_public_one(place: Path) -> None:
    with pytest.raises(KeyFileError, match="no public key") as refusal:
        signing.PublicKey.from_pem(place.read_bytes())
    assert "PRIVATE" not in "".join(traceback.format_exception(refusal.value))


def test_a_private_key_is_told_and_copied_nowhere(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    signing.make_key(tmp_path / "key.pem", password=PASSWORD)
    key = signing.read_private(tmp_path / "key.pem", password=PASSWORD)
    secret = key._key().private_numbers().private_value
    key.sign(b"content")
    told = [repr(key), str(key), f"{key}", f"{[key]} { ({'k': key})!r}", f"{key!s:}"]
    told += [repr(asdict(key)), repr(astuple(key)), str(key.__getstate__())]
    for copying in (pickle.dumps, copy.copy, copy.deepcopy, lambda held: pickle.dumps([held], 2)):
        with pytest.raises(TypeError) as refusal:
            copying(key)
        told += traceback.format_exception(refusal.value)
    with pytest.raises(KeyFileError) as refused:
        signing.read_private(tmp_path / "key.pem", password="wrong")  # noqa: S106
    told += [*traceback.format_exception(refused.value), caplog.text]
    for text in told:
        for shown in (PASSWORD, str(secret), f"{secret:x}", "PRIVATE"):
            assert shown not in text


def test_it_is_compared_by_its_public_half(place: Path) -> None:
    one, other = signing.read_private(place), signing.read_private(place)
    assert one == other
    assert hash(one) == hash(other)
    assert repr(one) == f"PrivateKey({one.public.fingerprint[:12]})"


def test_a_throw_away_key_says_so_before_its_public_half(tmp_path: Path) -> None:
    public = signing.make_key(tmp_path / "demo", throw_away=True)
    content = (tmp_path / "demo.pub").read_bytes()
    assert signing.is_throw_away(content)
    assert signing.PublicKey.from_pem(content) == public
    signing.make_key(tmp_path / "real")
    assert not signing.is_throw_away((tmp_path / "real.pub").read_bytes())


def test_the_public_half_is_named_as_such_and_not_as_one_to_hide(tmp_path: Path) -> None:
    signing.make_key(tmp_path / "release.pem")
    with pytest.raises(
        KeyFileError, match=r"release.pem.pub is the public half.* wrote as release.pem$"
    ):
        signing.read_private(tmp_path / "release.pem.pub")

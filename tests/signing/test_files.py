"""What model-signing signs is verified here, and what is signed here is verified by it."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, utils
from hypothesis import given
from hypothesis import strategies as st
from tests import signers
from tests.attacks import mutations, shelf

from riskscreen import bundle, releasing, signing
from riskscreen.core import digest_bytes
from riskscreen.errors import SignatureError
from riskscreen.signing import envelope

GOLDEN = Path(__file__).parent / "golden"
CURVES = ("p256", "p384", "p521")
IN_TOTO = "application/vnd.in-toto+json"


def trust_in(place: Path, curve: str = "p256", *roles: str) -> signing.Trust:
    public = signing.PublicKey.from_pem((GOLDEN / f"{curve}.pub").read_bytes())
    return signing.trust_key(place, public, holder="golden", roles=roles or ("release",))


@pytest.fixture
def trust(tmp_path: Path) -> signing.Trust:
    return trust_in(tmp_path / "trust.toml")


@pytest.mark.parametrize("curve", CURVES)
def test_a_golden_signature_of_model_signing_is_verified(tmp_path: Path, curve: str) -> None:
    """Made by its version 1.1.1, see golden/make.py; each has to be verified for ever."""
    trust = trust_in(tmp_path / "trust.toml", curve)
    found = signing.signed_files((GOLDEN / f"{curve}.sig").read_bytes(), trust=trust)
    signed = GOLDEN / "signed"
    assert (found.name, found.key.holder) == ("signed", "golden")
    assert dict(found.digests) == {
        path.relative_to(signed).as_posix(): digest_bytes(path.read_bytes())
        for path in signed.rglob("*")
        if path.is_file()
    }


def test_every_flipped_byte_of_a_signature_is_refused(trust: signing.Trust) -> None:
    content = (GOLDEN / "p256.sig").read_bytes()
    for at in range(len(content)):
        with pytest.raises(SignatureError):
            signing.signed_files(mutations.flipped(content, at), trust=trust)


def test_the_golden_bytes_and_another_key_are_refused(tmp_path: Path) -> None:
    trust = trust_in(tmp_path / "trust.toml", "p384")
    with pytest.raises(SignatureError, match=r"is not among the 1 of \S+/trust\.toml"):
        signing.signed_files((GOLDEN / "p256.sig").read_bytes(), trust=trust)
    # in the name of the key that is trusted
    hint = digest_bytes((GOLDEN / "p256.pub").read_bytes())
    other = digest_bytes((GOLDEN / "p384.pub").read_bytes())
    content = (GOLDEN / "p256.sig").read_bytes().replace(hint.encode(), other.encode())
    with pytest.raises(SignatureError, match=r"did not sign this application/vnd.in-toto"):
        signing.signed_files(content, trust=trust)


def test_a_key_that_may_not_release_signs_no_bundle(tmp_path: Path) -> None:
    trust = trust_in(tmp_path / "trust.toml", "p256", "approve", "operate")
    with pytest.raises(SignatureError, match="trusted to approve, operate, and not to release"):
        signing.signed_files((GOLDEN / "p256.sig").read_bytes(), trust=trust)


class TestOursIsVerifiedByModelSigning:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        return Path(shutil.copytree(GOLDEN / "signed", tmp_path / "signed"))

    @pytest.fixture
    def public(self, tmp_path: Path) -> Path:
        place = tmp_path / "key.pub"
        place.write_text(signers.RELEASER.public.pem)
        return place

    @pytest.fixture
    def verify(self, folder: Path, public: Path) -> Callable[[], None]:
        from model_signing import hashing, verifying

        def run() -> None:
            hashed = hashing.Config().set_ignored_paths(paths=[folder / "model.sig"])
            verifying.Config().use_elliptic_key_verifier(public_key=public).set_hashing_config(
                hashed
            ).verify(folder, folder / "model.sig")

        return run

    def test_by_its_library(self, folder: Path, verify: Callable[[], None]) -> None:
        signers.resign(folder)
        verify()
        for change in (
            lambda: (folder / "model.txt").write_bytes(b"tree2\n"),
            (folder / "model.txt").unlink,
            lambda: (folder / "more.txt").write_bytes(b""),
        ):
            change()
            with pytest.raises(ValueError, match=r"mismatch|[Ee]xtra|[Mm]issing|differ"):
                verify()
            signers.resign(folder)

    def test_that_of_a_release_too(self, folder: Path, verify: Callable[[], None]) -> None:
        """``releasing.signer`` is model-signing itself; both halves read what it writes."""
        content = releasing.signer(signers.RELEASER)(folder)
        (folder / "model.sig").write_bytes(content)
        verify()
        found = signing.signed_files(content, trust=signers.TRUST)
        assert set(found.digests) == {"card.json", "deeper/model.json", "empty.txt", "model.txt"}

    def test_a_bundle_by_the_command_line_alone(self, tmp_path: Path, public: Path) -> None:
        """Anyone can, with that tool and the public key, and nothing of riskscreen."""
        shelf.build(tmp_path / "models")
        folder = tmp_path / "models" / shelf.NAME / "2"
        (folder / "model.sig").unlink()
        (folder / "model.sig").write_bytes(releasing.signer(signers.RELEASER)(folder))
        assert bundle.read(folder, trust=signers.TRUST)
        command = [
            str(Path(sys.executable).with_name("model_signing")), "verify", "key", str(folder),
            "--signature", str(folder / "model.sig"), "--public_key", str(public),
            "--ignore-paths", str(folder / "model.sig"),
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        (folder / "card.json").write_bytes(b"{}")
        assert subprocess.run(command, capture_output=True, check=False).returncode != 0


def statement(**changes: Any) -> dict[str, Any]:
    plain = signers.statement(GOLDEN / "signed")
    for path, value in changes.items():
        held = plain
        *steps, last = path.split("__")
        for step in steps:
            held = held[int(step) if step.isdigit() else step]
        held[last] = value
    return plain


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"_type": "https://in-toto.io/Statement/v0.1"}, "this reader knows"),
        ({"predicateType": "https://model_signing/signature/v2.0"}, "this reader knows"),
        ({"predicate__serialization__method": "shards"}, "this reader knows"),
        ({"predicate__serialization__hash_type": "md5"}, "this reader knows"),
        ({"predicate__more": 1}, r"holds unknown \['more'\]"),
        ({"predicate__resources": []}, "has 0 entries"),
        ({"predicate__resources__0__algorithm": "md5"}, "this reader knows"),
        ({"predicate__resources__0__digest": "A" * 64}, "it matches"),
        ({"predicate__resources__0__digest": "a" * 64}, "subject is not the digest"),
        ({"predicate__resources__0__name": "model.txt"}, "names a file twice"),
        ({"predicate__resources__0__size": 1}, r"holds unknown \['size'\]"),
        ({"subject": []}, "has 0 entries"),
        ({"subject__0__digest": {"sha256": "0" * 64}}, "subject is not the digest"),
        ({"subject__0__digest": {"sha512": "0" * 64}}, "lacks"),
    ],
    ids=lambda entry: next(iter(entry)) if isinstance(entry, dict) else "",
)
def test_a_statement_of_another_shape_is_refused_though_the_right_key_signed_it(
    changes: dict[str, Any], words: str
) -> None:
    content = signers.signature_of(statement(**changes))
    with pytest.raises(SignatureError, match=words):
        signing.signed_files(content, trust=signers.TRUST)


def plain_signature() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(signers.signature_of(statement()))
    return found


ENVELOPES: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "newer": (
        lambda plain: plain.update(mediaType="application/vnd.dev.sigstore.bundle.v0.4+json"),
        "this reader knows",
    ),
    "another kind": (
        lambda plain: plain["dsseEnvelope"].update(payloadType="text/plain"),
        "an envelope of 'text/plain'",
    ),
    "no signature": (lambda plain: plain["dsseEnvelope"].update(signatures=[]), "has 0 entries"),
    "two signatures": (
        lambda plain: plain["dsseEnvelope"]["signatures"].append(
            plain["dsseEnvelope"]["signatures"][0]
        ),
        "has 2 entries",
    ),
    "empty signature": (
        lambda plain: plain["dsseEnvelope"]["signatures"][0].update(sig=""),
        "did not sign this",
    ),
    "a name of its key": (
        lambda plain: plain["dsseEnvelope"]["signatures"][0].update(keyid="anything"),
        "this reader knows",
    ),
    "a log": (
        lambda plain: plain["verificationMaterial"].update(tlogEntries=[{}]),
        "has 1 entries",
    ),
    "no key": (lambda plain: plain["verificationMaterial"].pop("publicKey"), "by none or both"),
    "a certificate": (
        lambda plain: plain["verificationMaterial"].update(certificate={}),
        r"holds unknown \['certificate'\]",
    ),
    "more": (lambda plain: plain.update(more=1), r"holds unknown \['more'\]"),
    "a payload of blanks": (
        lambda plain: plain["dsseEnvelope"].update(payload="IA=="),
        "did not sign this",
    ),
    "base64 with loose bits": (
        lambda plain: plain["dsseEnvelope"].update(payload="IB=="),
        "last bits are not zero",
    ),
    "base64 of another alphabet": (
        lambda plain: plain["dsseEnvelope"].update(payload="__--"),
        "it matches",
    ),
}


@pytest.mark.parametrize("name", ENVELOPES)
def test_an_envelope_of_another_shape_is_refused(name: str) -> None:
    change, words = ENVELOPES[name]
    plain = plain_signature()
    change(plain)
    content = json.dumps(plain, separators=(",", ":")).encode()
    with pytest.raises(SignatureError, match=words):
        signing.signed_files(content, trust=signers.TRUST)


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b"null", b"\xff", b'{"a":NaN}', b"[" * 9000, b"\x00" * 100],
    ids=["empty", "object", "array", "null", "bytes", "nan", "deep", "zeros"],
)
def test_what_is_no_signature_is_refused(content: bytes) -> None:
    with pytest.raises(SignatureError):
        signing.signed_files(content, trust=signers.TRUST)


def test_a_signature_has_one_way_to_be_written() -> None:
    plain = plain_signature()
    for content in (json.dumps(plain).encode(), json.dumps(plain, indent=2).encode()):
        with pytest.raises(SignatureError, match="not written as model-signing writes"):
            signing.signed_files(content, trust=signers.TRUST)


def test_whoever_lacks_the_key_cannot_write_a_signature_in_its_other_form() -> None:
    """model-signing writes either; ``in_lower_form`` makes it the one that is read."""
    plain = plain_signature()
    held = plain["dsseEnvelope"]["signatures"][0]
    r, s = utils.decode_dss_signature(base64.b64decode(held["sig"]))
    other = utils.encode_dss_signature(r, ec.SECP256R1().group_order - s)
    held["sig"] = base64.b64encode(other).decode()
    content = json.dumps(plain, separators=(",", ":")).encode()
    with pytest.raises(SignatureError, match="did not sign this"):
        signing.signed_files(content, trust=signers.TRUST)
    lower = signing.in_lower_form(content, signers.RELEASER.public)
    assert lower == signers.signature_of(statement())
    assert signing.signed_files(lower, trust=signers.TRUST).sha256 == digest_bytes(lower)


def test_no_two_folders_are_signed_by_a_form_that_is_not_read(tmp_path: Path) -> None:
    """model-signing gives the upper form of every other signature."""
    for at in range(8):
        folder = tmp_path / str(at)
        folder.mkdir()
        (folder / "one.txt").write_bytes(b"%d" % at)
        content = releasing.signer(signers.RELEASER)(folder)
        assert signing.signed_files(content, trust=signers.TRUST).name == str(at)


@given(st.binary(max_size=300))
def test_no_signed_bytes_do_anything_but_be_refused(payload: bytes) -> None:
    """Whatever the right key signed as a statement, the reader refuses it by its own error."""
    plain = plain_signature()
    plain["dsseEnvelope"]["payload"] = base64.b64encode(payload).decode()
    sig = envelope.sign_as(IN_TOTO, payload, signers.RELEASER)
    plain["dsseEnvelope"]["signatures"][0]["sig"] = sig
    content = json.dumps(plain, separators=(",", ":")).encode()
    with pytest.raises(SignatureError):
        signing.signed_files(content, trust=signers.TRUST)

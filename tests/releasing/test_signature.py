"""What signs a folder is model-signing itself, with a key alone or with its certificate."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from tests import signers
from tests.attacks import shelf
from tests.signing.golden import make

from riskscreen import bundle, releasing, signing
from riskscreen.errors import KeyFileError, SignatureError


class TestSigningWithOne:
    @pytest.mark.parametrize("code", [False, True], ids=["signature", "code"])
    def test_ours_and_model_signing_verify_it(self, tmp_path: Path, *, code: bool) -> None:
        leaf, authority = make.certified(tmp_path, tmp_path, code=code, usage=not code)
        public = tmp_path / "certified.pub"
        key = signing.read_private(tmp_path / "certified.pem")
        shelf.build(tmp_path / "models")
        folder = tmp_path / "models" / shelf.NAME / "2"
        (folder / "model.sig").unlink()
        sign = releasing.signer(key, certificates=[leaf, authority])
        (folder / "model.sig").write_bytes(sign(folder))
        trust = signing.trust_key(
            tmp_path / "trust.toml",
            signing.PublicKey.from_pem(public.read_bytes()), holder="certified",
            roles=("release", "approve"),
        )  # fmt: skip
        found = signing.signed_files((folder / "model.sig").read_bytes(), trust=trust)
        assert found.key.public == key.public
        command = [
            str(Path(sys.executable).with_name("model_signing")), "verify", "certificate",
            str(folder), "--signature", str(folder / "model.sig"),
            "--certificate_chain", str(authority), "--ignore-paths", str(folder / "model.sig"),
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        with pytest.raises(SignatureError, match="not among"):
            bundle.read(folder, trust=signers.TRUST)

    def refused(self, place: Path, why: str, **changes: Any) -> None:
        leaf, authority = make.certified(place, place, **changes)
        key = signing.read_private(place / "certified.pem")
        with pytest.raises(KeyFileError, match=why):
            releasing.signer(key, certificates=[leaf, authority])

    def test_one_that_is_over_is_refused(self, tmp_path: Path) -> None:
        self.refused(tmp_path, "valid from 2026-01-01 to 2026-01-02, today is", until=2026)

    def test_one_that_may_not_sign_is_refused(self, tmp_path: Path) -> None:
        self.refused(tmp_path, "does not allow its key to sign", usage=False)

    def test_the_wrong_order_is_refused(self, tmp_path: Path) -> None:
        leaf, authority = make.certified(tmp_path, tmp_path)
        key = signing.read_private(tmp_path / "certified.pem")
        with pytest.raises(KeyFileError, match="give the signer's first"):
            releasing.signer(key, certificates=[authority, leaf])

    def test_another_keys_is_refused(self, tmp_path: Path) -> None:
        leaf, authority = make.certified(tmp_path, tmp_path)
        with pytest.raises(KeyFileError, match="give that key's own certificate first"):
            releasing.signer(signers.RELEASER, certificates=[leaf, authority])

    def test_a_file_that_is_none_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "notes.txt").write_text("no certificate")
        with pytest.raises(KeyFileError, match="not each is one certificate as PEM"):
            releasing.signer(signers.RELEASER, certificates=[tmp_path / "notes.txt"])
        with pytest.raises(KeyFileError, match="cannot be read: No such file"):
            releasing.signer(signers.RELEASER, certificates=[tmp_path / "absent.crt"])

    def test_an_encrypted_key_is_told_that_model_signing_cannot(self, tmp_path: Path) -> None:
        leaf, authority = make.certified(tmp_path, tmp_path)
        plain = serialization.load_pem_private_key((tmp_path / "certified.pem").read_bytes(), None)
        closed = tmp_path / "closed.pem"
        closed.write_bytes(
            plain.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.BestAvailableEncryption(b"a password"),
            )
        )
        closed.chmod(0o600)
        key = signing.read_private(closed, password="a password")  # noqa: S106 - of a test
        with pytest.raises(KeyFileError, match="no encrypted key beside a certificate") as refusal:
            releasing.signer(key, certificates=[leaf, authority])
        assert "unencrypted" not in str(refusal.value)  # nobody is told to leave a key open

"""A key writes what its role is for, up to the line where it was retired, and for one purpose."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from tests import signers
from tests.attacks import shelf
from tests.attacks.lines import CONTENT, NOW, closed, following, lines, refuse, signed, write
from tests.signers import APPROVERS, OPERATOR, RELEASER, STRANGER, TRUST

from riskscreen import bundle, ledger, scoring, signing
from riskscreen.core import canonical_json
from riskscreen.errors import LedgerError, SignatureError
from riskscreen.ledger import line
from riskscreen.signing import envelope


class TestAKeyWithoutTheRight:
    @pytest.mark.parametrize(
        ("key", "words"),
        [
            (APPROVERS[0], "is trusted to approve, and not to release"),
            (OPERATOR, "is trusted to operate, and not to release"),
            (STRANGER, "is not among the 4"),
        ],
        ids=["approver", "operator", "stranger"],
    )
    def test_it_writes_no_release(self, path: Path, key: signing.PrivateKey, words: str) -> None:
        before = path.read_bytes()
        with pytest.raises(SignatureError, match=words):
            ledger.append(
                path, "release", {"manifest_sha256": "b" * 64}, name="small", version="3",
                key=key, trust=TRUST,
            )  # fmt: skip
        assert path.read_bytes() == before
        # and one that it writes all the same is refused
        write(path, [*lines(path), signed(following(path), key)])
        refuse(path, f"ledger line 4 cannot be trusted: .*{words}")

    def test_nobody_signs_in_anothers_name(self, path: Path) -> None:
        forged = signed(following(path), STRANGER) | {"key": RELEASER.public.fingerprint}
        write(path, [*lines(path), closed(forged)])
        refuse(path, "the key .* of releaser did not sign it")

    def test_a_retired_key_signs_nothing_behind_its_last_line(
        self, models: Path, path: Path, tmp_path: Path
    ) -> None:
        text = signers.TRUST_FILE.read_text(encoding="utf-8")
        retired = tmp_path / "trust.toml"
        named = 'holder = "releaser"\n'
        retired.write_text(text.replace(named, f"{named}until_line = 2\n"), encoding="utf-8")
        trust = signing.read_trust(retired)
        # what it signed up to there goes on to be served
        assert len(ledger.read(path, trust=trust)) == 3
        assert scoring.load_release("small", models=models, trust=trust, today=shelf.TODAY)
        write(path, [*lines(path), signed(following(path), RELEASER)])
        with pytest.raises(
            LedgerError, match="trusted up to line 2 of the ledger, and signed line 4"
        ):
            ledger.read(path, trust=trust)

    def test_a_retired_key_signs_no_new_bundle(self, models: Path, tmp_path: Path) -> None:
        text = signers.TRUST_FILE.read_text(encoding="utf-8")
        named = 'holder = "releaser"\n'
        (tmp_path / "trust.toml").write_text(text.replace(named, f"{named}until_line = 1\n"))
        trust = signing.read_trust(tmp_path / "trust.toml")
        for line_of, words in ((None, "signed something new"), (2, "signed line 2")):
            with pytest.raises(SignatureError, match=words):
                bundle.read(models / shelf.NAME / "2", trust=trust, line=line_of)
        assert bundle.read(models / shelf.NAME / "1", trust=trust, line=1)


SUBJECT = bundle.Subject(
    "run", "d" * 64, {"dropout": "e" * 64}, {"dropout": "f" * 64}, synthetic=True, logged="0" * 64
)


class TestASignatureMadeForSomethingElse:
    @pytest.mark.parametrize(
        "kind",
        ["application/vnd.riskscreen.approval+json", "application/vnd.in-toto+json", ""],
        ids=["approval", "bundle", "nothing"],
    )
    def test_it_is_none_of_a_line(self, path: Path, kind: str) -> None:
        write(path, [*lines(path), signed(following(path), RELEASER, kind=kind)])
        refuse(path, "did not sign it")

    def test_the_bare_bytes_of_a_line_are_not_enough(self, path: Path) -> None:
        plain = following(path)
        content = canonical_json({name: plain[name] for name in CONTENT})
        plain["key"] = RELEASER.public.fingerprint
        plain["signature"] = base64.b64encode(RELEASER.sign(content)).decode()
        write(path, [*lines(path), closed(plain)])
        refuse(path, "did not sign it")

    def test_a_signature_of_a_line_is_no_approval(self) -> None:
        key = APPROVERS[0]
        given = bundle.approve(SUBJECT, key=key, time=NOW)
        content = envelope.plain_bytes(given["payload"])
        given["signatures"][0]["sig"] = envelope.sign_as(line.SIGNED_AS, content, key)
        with pytest.raises(SignatureError, match="did not sign this"):
            bundle.approvals([given], SUBJECT, needed=1, trust=TRUST)

    def test_an_envelope_of_another_kind_is_no_approval(self) -> None:
        key = APPROVERS[0]
        given = bundle.approve(SUBJECT, key=key, time=NOW)
        sealed = envelope.seal(line.SIGNED_AS, envelope.plain_bytes(given["payload"]), key)
        with pytest.raises(SignatureError, match=r"an envelope of 'application/vnd.riskscreen.led"):
            bundle.approvals([sealed], SUBJECT, needed=1, trust=TRUST)

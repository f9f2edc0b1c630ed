"""A bundle is served as the ledger's line committed it: signature, demonstration and waivers."""

from __future__ import annotations

import base64
import dataclasses
import datetime
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from tests import signers
from tests.attacks import lines, shelf
from tests.signers import OPERATOR, RELEASER, SIGNED, TRUST
from tests.signing.golden import make

from riskscreen import bundle, ledger, releasing, scoring, signing
from riskscreen.core import Finding, Verdict
from riskscreen.errors import BundleError, IntegrityError, LedgerError, StaleLedgerError

NAME = "small"
WAIVER = {"code": "AUD-07", "why": "no census yet", "by": "A. Nguyen"}
GOLDEN = Path(__file__).parents[1] / "signing" / "golden"


def throw_away(*keys: signing.PrivateKey) -> signing.Trust:
    prints = {key.public.fingerprint for key in keys}
    held = {name: dataclasses.replace(key, demo=name in prints) for name, key in TRUST.keys.items()}
    return dataclasses.replace(TRUST, keys=MappingProxyType(held))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two releases of one name."""
    folder = tmp_path_factory.mktemp("models")
    shelf.build(folder)
    return folder


@pytest.fixture
def models(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "models"))


def recommit(models: Path, *, earlier: int = 1, **facts: Any) -> None:
    """Write the line of version 2 anew with other facts, as who holds the releaser's key can."""
    path = models / scoring.LEDGER
    kept = path.read_bytes().splitlines(keepends=True)[:earlier]
    path.write_bytes(b"".join(kept))
    bound = signers.binding(models / NAME / "2", **facts)
    bound = {name: entry for name, entry in bound.items() if entry is not None}
    ledger.append(path, "release", bound, name=NAME, version="2", time=lines.NOW, **SIGNED)


class TestTheSignature:
    def test_it_is_the_one_of_the_line(self, models: Path) -> None:
        release = shelf.load(models)
        held = ledger.read(models / scoring.LEDGER, trust=TRUST)
        found = scoring.committed(models, held, held[-1], trust=TRUST)
        assert found.digest == release.digest
        assert found.signature_sha256 == held[-1].facts["signature_sha256"]

    def test_a_line_without_it_serves_nothing(self, models: Path) -> None:
        recommit(models, signature_sha256=None)
        with pytest.raises(BundleError, match="not the signature that was released"):
            shelf.load(models)

    @pytest.mark.parametrize("how", ["other form", "a name", "certificates"])
    def test_whoever_lacks_the_key_cannot_write_it_otherwise(self, models: Path, how: str) -> None:
        place = models / NAME / "2" / "model.sig"
        plain = json.loads(place.read_bytes())
        (held,) = plain["dsseEnvelope"]["signatures"]
        if how == "other form":
            r, s = utils.decode_dss_signature(base64.b64decode(held["sig"]))
            other = utils.encode_dss_signature(r, ec.SECP256R1().group_order - s)
            held["sig"] = base64.b64encode(other).decode()
        elif how == "a name":
            held["keyid"] = "somebody else"
        else:
            golden = json.loads((GOLDEN / "certified.sig").read_bytes())
            plain["verificationMaterial"] = golden["verificationMaterial"]
        place.write_bytes(json.dumps(plain, separators=(",", ":")).encode())
        with pytest.raises(IntegrityError):
            shelf.load(models)

    @pytest.mark.parametrize("how", ["their authority", "a bare key"])
    def test_other_people_who_vouch_for_the_same_key_are_seen(
        self, tmp_path: Path, how: str
    ) -> None:
        """Anybody issues a certificate of a public key, and the signature is verified with it."""
        leaf, authority = make.certified(tmp_path, tmp_path)
        key = signing.read_private(tmp_path / "certified.pem")
        trust = tmp_path / "trust.toml"
        trust.write_bytes(signers.TRUST_FILE.read_bytes())
        trusted = signing.trust_key(trust, key.public, holder="office", roles=["release"])
        models = tmp_path / "models"
        shelf.build(models)
        folder, path = models / NAME / "2", models / scoring.LEDGER
        (folder / "model.sig").unlink()
        content = releasing.signer(key, certificates=[leaf, authority])(folder)
        (folder / "model.sig").write_bytes(content)
        path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
        ledger.append(
            path, "release", signers.binding(folder), name=NAME, version="2", time=lines.NOW,
            key=RELEASER, trust=trusted,
        )  # fmt: skip
        load = {"models": models, "trust": trust, "today": shelf.TODAY}
        assert scoring.load_release(NAME, **load)
        plain = json.loads(content)
        material = {"publicKey": {"hint": key.public.fingerprint}}
        if how == "their authority":
            root = ec.generate_private_key(ec.SECP256R1())
            theirs = make.issued("Them", key._key(), "Them too", root)
            above = make.issued("Them too", root, "Them too", root, signs=False)
            raw = [{"rawBytes": base64.b64encode(_der(one)).decode()} for one in (theirs, above)]
            material = {"x509CertificateChain": {"certificates": raw}}
        plain["verificationMaterial"] = {**material, "tlogEntries": []}
        (folder / "model.sig").write_bytes(json.dumps(plain, separators=(",", ":")).encode())
        assert bundle.read(folder, trust=trusted)  # the line alone tells
        with pytest.raises(BundleError, match="not the signature that was released"):
            scoring.load_release(NAME, **load)


def _der(pem: bytes) -> bytes:
    return x509.load_pem_x509_certificate(pem).public_bytes(serialization.Encoding.DER)


class TestADemonstration:
    @pytest.mark.parametrize("said", [None, False, 1, "true"])
    def test_line_and_bundle_say_the_same(self, models: Path, said: object) -> None:
        assert shelf.load(models).demo
        recommit(models, demo=said)
        with pytest.raises(BundleError, match=r"line 2 of the ledger, a release .* says demo: "):
            shelf.load(models)

    def test_a_throw_away_key_commits_no_real_release(
        self, contents: Any, meta_with: Callable[..., Any], release_again: Callable[..., Any],
        tmp_path: Path,
    ) -> None:  # fmt: skip
        """The bundle is whole, signed and approved by real keys; the line alone is the demo's."""
        real = dataclasses.replace(contents, meta=meta_with(demo=False))
        path = release_again(real, tmp_path).models / scoring.LEDGER
        facts = json.loads(path.read_bytes())["facts"]
        path.unlink()
        trust = throw_away(OPERATOR)
        keys = dict(trust.keys)
        print_of = OPERATOR.public.fingerprint
        keys[print_of] = dataclasses.replace(keys[print_of], roles=frozenset(["release"]))
        trust = dataclasses.replace(trust, keys=MappingProxyType(keys))
        line = {"name": NAME, "version": "1", "key": OPERATOR, "trust": trust}
        with pytest.raises(IntegrityError, match="throw-away"):
            ledger.append(path, "release", facts, **line)
        ledger.append(path, "release", {**facts, "demo": True}, **line)
        with pytest.raises(BundleError, match="says demo: True, its bundle False"):
            scoring.load_release(NAME, models=tmp_path, trust=trust)

    def test_nor_goes_back_to_one(
        self, contents: Any, meta_with: Callable[..., Any], release_again: Callable[..., Any],
        tmp_path: Path,
    ) -> None:  # fmt: skip
        for counter in (1, 2):
            real = dataclasses.replace(contents, meta=meta_with(demo=False, counter=counter))
            release_again(real, tmp_path, version=str(counter))
        path = tmp_path / scoring.LEDGER
        first = ledger.read(path, trust=TRUST)[0]
        back = {"why": "x", "manifest_sha256": first.manifest_sha256}
        before = path.read_bytes()
        ledger.append(path, "rollback", {**back, "demo": True}, name=NAME, version="1", **SIGNED)
        with pytest.raises(BundleError, match="a rollback of small 1, says demo: True"):
            scoring.load_release(NAME, models=tmp_path, trust=TRUST)
        for said in ({}, {"demo": False}):
            path.write_bytes(before)
            ledger.append(path, "rollback", back | said, name=NAME, version="1", **SIGNED)
            assert scoring.load_release(NAME, models=tmp_path, trust=TRUST).version == "1"

    def test_its_verifications_keep_no_real_release_fresh(
        self, contents: Any, meta_with: Callable[..., Any], release_again: Callable[..., Any],
        tmp_path: Path,
    ) -> None:  # fmt: skip
        now = datetime.datetime.now(tz=datetime.UTC)
        long_ago = now - datetime.timedelta(days=91)
        created = {"created": f"{long_ago:%Y-%m-%dT%H:%M:%SZ}"}
        for demo, folder in ((True, tmp_path / "demo"), (False, tmp_path / "real")):
            meta = meta_with(demo=demo, expires=str(now.date()), **created)
            release_again(dataclasses.replace(contents, meta=meta), folder, time=long_ago)
            ledger.append(
                folder / scoring.LEDGER, "verification", {}, name=NAME, version="1",
                key=OPERATOR, trust=TRUST,
            )  # fmt: skip
            assert scoring.load_release(NAME, models=folder, trust=TRUST)
        trust = throw_away(OPERATOR)
        assert scoring.load_release(NAME, models=tmp_path / "demo", trust=trust)
        with pytest.raises(StaleLedgerError, match="91 days old"):
            scoring.load_release(NAME, models=tmp_path / "real", trust=trust)


class TestWaivers:
    @pytest.fixture
    def waived(self, contents: Any) -> Any:
        """What a release of two outcomes holds that rests on a waiver."""
        finding = Finding(
            code="AUD-07", title="coverage", verdict=Verdict.INSUFFICIENT, group="sex=female",
            outcome="dropout", judges=True, detail="no share of the population is given",
        ).to_dict()  # fmt: skip
        until = datetime.datetime.now(tz=datetime.UTC).date() + datetime.timedelta(days=10)
        verdicts = json.loads(json.dumps(contents.verdicts))
        verdicts["dropout"]["findings"].append(finding)
        verdicts["dropout"]["waived"] = [
            {"finding": finding, "waiver": {**WAIVER, "until": str(until)}}
        ]
        return dataclasses.replace(contents, verdicts=verdicts)

    @pytest.mark.parametrize(
        "change",
        [
            lambda line, waiver: line["facts"].pop("waivers"),
            lambda line, waiver: line["facts"].update(waivers=[]),
            lambda line, waiver: line["facts"].update(waivers=[2]),
            lambda line, waiver: line["facts"].update(waivers=[True]),
            lambda line, waiver: line["facts"].update(waivers=[0]),
            lambda line, waiver: line["facts"].update(waivers={"1": 1}),
            lambda line, waiver: waiver["facts"].update(by="B. Tran"),
            lambda line, waiver: waiver["facts"].update(until="2999-12-31"),
            lambda line, waiver: waiver["facts"].update(code="AUD-08"),
            lambda line, waiver: waiver["facts"].pop("why"),
            lambda line, waiver: waiver.update(version="2"),
            lambda line, waiver: waiver.update(name="other"),
            lambda line, waiver: waiver.update(kind="refusal"),
        ],
        ids=[
            "named nowhere", "none named", "itself", "true", "none", "no list", "another person",
            "another day", "another check", "no reason", "another version", "another name",
            "no waiver",
        ],
    )  # fmt: skip
    def test_each_has_its_line_that_the_release_names(
        self, waived: Any, release_again: Callable[..., Any], tmp_path: Path,
        change: Callable[..., object],
    ) -> None:  # fmt: skip
        made = release_again(waived, tmp_path)
        assert made.load()
        path = tmp_path / scoring.LEDGER
        waiver, line = lines.lines(path)
        change(line, waiver)
        path.unlink()
        for one in (waiver, line):
            time = datetime.datetime.fromisoformat(one["time"])
            ledger.append(
                path, one["kind"], one["facts"], name=one["name"], version=one["version"],
                time=time, **SIGNED,
            )  # fmt: skip
        with pytest.raises(BundleError, match="1 of 1 waivers of small 1 stand in no line that"):
            made.load()


def test_a_return_to_what_no_line_released_is_refused(models: Path) -> None:
    held = ledger.read(models / scoring.LEDGER, trust=TRUST)
    for change in ({"version": "9"}, {"name": "other"}, {"facts": {"manifest_sha256": "0" * 64}}):
        line = dataclasses.replace(held[-1], kind="rollback", counter=3, **change)
        with pytest.raises(BundleError, match="binds a bundle that no line before it released"):
            scoring.committed(models, [*held, line], line, trust=TRUST)
    later = dataclasses.replace(held[-1], kind="rollback", counter=1)
    with pytest.raises((BundleError, LedgerError)):
        scoring.committed(models, held[:1], later, trust=TRUST)

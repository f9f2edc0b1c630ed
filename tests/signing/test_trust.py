"""Whose signature counts, and for what, is said in one file that lies among no releases."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.signers import APPROVERS, RELEASER, STRANGER

from riskscreen import signing
from riskscreen.errors import InputError, SignatureError, TrustError
from riskscreen.signing import trust as reading

PEM = RELEASER.public.pem


def entry(**fields: Any) -> str:
    """Return a [[key]] of the file; a field of None is left out."""
    held = {"holder": "anna", "roles": ["release"], "public": PEM} | fields
    lines = [f"{name} = {json.dumps(value)}" for name, value in held.items() if value is not None]
    return "\n".join(["[[key]]", *lines, ""])


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "trust.toml"


def written(place: Path, text: str) -> Path:
    place.write_text(text, encoding="utf-8")
    return place


def test_a_key_is_trusted_for_its_roles_alone(place: Path) -> None:
    trust = signing.read_trust(written(place, entry(roles=["release", "operate"])))
    own = RELEASER.public.fingerprint
    assert trust.key(own, role="release").holder == "anna"
    assert trust.key(own, role=("approve", "operate")).holder == "anna"
    with pytest.raises(SignatureError, match="to operate, release, and not to approve"):
        trust.key(own, role="approve")
    with pytest.raises(SignatureError, match=r"is not among the 1 of \S+/trust\.toml"):
        trust.key(STRANGER.public.fingerprint, role="release")


def test_a_retired_key_is_trusted_up_to_its_last_line(place: Path) -> None:
    trust = signing.read_trust(written(place, entry(until_line=7)))
    own = RELEASER.public.fingerprint
    assert trust.key(own, role="release", line=7)
    for line, words in ((8, "and signed line 8"), (None, "and signed something new")):
        with pytest.raises(SignatureError, match=f"up to line 7 of the ledger, {words}"):
            trust.key(own, role="release", line=line)


def test_a_key_that_was_lost_before_it_signed_is_trusted_for_nothing(place: Path) -> None:
    trust = signing.read_trust(written(place, entry(until_line=0)))
    with pytest.raises(SignatureError, match="up to line 0"):
        trust.key(RELEASER.public.fingerprint, role="release", line=1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "holds nothing"),
        ("# keys\n", "holds nothing"),
        ("key = 1", "give one"),
        ("key = []", "give one"),
        ("[key]\nholder = 'x'", "give one"),
        ("key = [1]", "key 1: give"),
        ("[[keys]]\n", "give one"),
        (f"{entry()}\n[more]\n", "holds key, more; give one"),
        (entry(public=None), "give"),
        (entry(holder=None), "give"),
        (entry(roles=None), "give"),
        (entry(role="release"), "and only"),
        (entry(holder=""), "says nobody"),
        (entry(holder="  "), "says nobody"),
        (entry(holder=3), "says nobody"),
        (entry(roles="release"), "give some of release"),
        (entry(roles=[]), "give some of release"),
        (entry(roles=["admin"]), "give some of release"),
        (entry(roles=["Release"]), "give some of release"),
        (entry(roles=["release "]), "give some of release"),
        (entry(roles=["rele\u0430se"]), "give some of release"),
        (entry(roles=[["release"]]), "give some of release"),
        (entry(until_line=-1), "counter of a ledger line"),
        (entry(until_line=True), "counter of a ledger line"),
        (entry(until_line=1.5), "counter of a ledger line"),
        (entry(until_line="7"), "counter of a ledger line"),
        (entry(demo="yes"), "demo is true or false"),
        (entry(demo=1), "demo is true or false"),
        (entry(public="x"), "no public key"),
        (entry(public=7), "no public key"),
        (entry(public=PEM.replace("PUBLIC", "PRIVATE")), "no public key"),
        (entry() + entry(holder="bert"), "key 2: the same key stands there before"),
        (entry() + entry(public=PEM + "\n\n"), "the same key stands there before"),
        ("[[key]]\nholder = 'a'\nholder = 'b'\n", "is no TOML"),
        ("\x00", "is no TOML"),
        ("key = " + "[" * 5000, "is no TOML"),
        ("key = " + "{a=" * 5000, "is no TOML"),
    ],
)
def test_a_hostile_or_mistaken_file_trusts_nobody(place: Path, text: str, words: str) -> None:
    with pytest.raises(TrustError, match=words):
        signing.read_trust(written(place, text))


def test_bytes_that_are_no_text_are_refused(place: Path) -> None:
    place.write_bytes(b"\xff\xfe")
    with pytest.raises(TrustError, match="not UTF-8"):
        signing.read_trust(place)


def test_what_is_no_plain_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    for odd in (tmp_path / "pipe.toml", tmp_path, Path("/dev/zero")):
        with pytest.raises(TrustError, match="no plain file"):
            signing.read_trust(odd)
    with pytest.raises(TrustError, match="cannot be read: No such file"):
        signing.read_trust(tmp_path / "nowhere.toml")


@pytest.mark.parametrize("text", [None, "", "x"], ids=["absent", "empty", "no TOML"])
def test_a_file_of_no_use_is_named_as_it_was_given_and_by_what(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("settings").mkdir()
    if text is not None:
        Path("settings/trust.toml").write_text(text, encoding="utf-8")
    with pytest.raises(TrustError) as caught:
        signing.read_trust("settings/trust.toml")
    said = str(caught.value)
    assert "settings/trust.toml " in said
    assert "it is named by trust= (--trust) or RISKSCREEN_TRUST" in said


def test_a_file_beyond_measure_is_not_read(place: Path) -> None:
    with written(place, entry()).open("a") as stream:
        stream.write("#" * reading.MOST_BYTES)
    with pytest.raises(TrustError, match="of at most"):
        signing.read_trust(place)


@given(st.text(max_size=200))
def test_no_text_does_anything_but_be_refused(tmp_path_factory: Any, text: str) -> None:
    place = tmp_path_factory.getbasetemp() / "any.toml"
    place.write_text(text, encoding="utf-8", errors="surrogatepass")
    with pytest.raises(TrustError):
        signing.read_trust(place)


class TestWhereItLies:
    def test_not_among_the_releases(self, tmp_path: Path) -> None:
        models = tmp_path / "models"
        (models / "deeper").mkdir(parents=True)
        for inside in (models / "trust.toml", models / "deeper" / "trust.toml"):
            written(inside, entry())
            with pytest.raises(TrustError, match="could trust himself"):
                signing.read_trust(inside, models=models)

    def test_nor_there_by_a_link_or_a_detour(self, tmp_path: Path) -> None:
        models = tmp_path / "models"
        models.mkdir()
        written(models / "trust.toml", entry())
        (tmp_path / "link.toml").symlink_to(models / "trust.toml")
        (tmp_path / "other").symlink_to(models)
        for detour in (
            tmp_path / "link.toml",
            tmp_path / "other" / "trust.toml",
            tmp_path / "nowhere" / ".." / "models" / "trust.toml",
        ):
            for named in (models, tmp_path / "other"):
                with pytest.raises(TrustError, match="could trust himself"):
                    signing.read_trust(detour, models=named)

    def test_nor_among_them_when_it_was_read_before(self, tmp_path: Path) -> None:
        models = tmp_path / "models"
        models.mkdir()
        trust = signing.read_trust(written(models / "trust.toml", entry()))
        with pytest.raises(TrustError, match="could trust himself"):
            signing.named_trust(trust, models=models)
        assert signing.named_trust(trust, models=tmp_path / "other") is trust

    def test_a_loop_of_links_is_no_place(self, tmp_path: Path) -> None:
        loop = tmp_path / "trust.toml"
        loop.symlink_to(loop)
        for path, models in ((loop, tmp_path / "models"), (tmp_path / "t.toml", loop)):
            with pytest.raises(TrustError, match="nobody can say whether"):
                signing.read_trust(path, models=models)
        with pytest.raises(TrustError, match="cannot be read"):
            signing.read_trust(loop)

    @pytest.mark.parametrize("odd", ["trust\0.toml", "trust\ud800.toml"], ids=["zero", "half"])
    def test_a_path_that_no_file_can_have_is_refused(self, tmp_path: Path, odd: str) -> None:
        with pytest.raises(TrustError, match="nobody can say whether"):
            signing.named_trust(odd, models=tmp_path)
        with pytest.raises(TrustError, match="cannot be a file"):
            signing.read_trust(odd)
        with pytest.raises(TrustError, match="cannot be a file"):
            signing.trust_key(tmp_path / odd, RELEASER.public, holder="anna", roles=["release"])
        assert not list(tmp_path.iterdir())

    def test_beside_them_it_may(self, tmp_path: Path) -> None:
        (tmp_path / "models").mkdir()
        place = written(tmp_path / "models.toml", entry())
        assert signing.read_trust(place, models=tmp_path / "models")


class TestNaming:
    def test_a_call_names_it_or_the_environment(
        self, place: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        written(place, entry())
        monkeypatch.delenv(signing.ENVIRONMENT, raising=False)
        with pytest.raises(TrustError, match="no trusted keys: name"):
            signing.named_trust(None, models="models")
        trust = signing.named_trust(place, models="models")
        assert signing.named_trust(trust, models="models") is trust
        monkeypatch.setenv(signing.ENVIRONMENT, str(place))
        assert signing.named_trust(None, models="models").keys == trust.keys

    def test_an_empty_name_names_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(signing.ENVIRONMENT, "")
        with pytest.raises(TrustError, match="no trusted keys: name"):
            signing.named_trust("", models="models")


class TestAdding:
    def test_what_is_added_is_read(self, place: Path) -> None:
        signing.trust_key(place, RELEASER.public, holder='Anna "A" \\ Đỗ', roles=["release"])
        added = signing.trust_key(
            place, APPROVERS[0].public, holder="Bert", roles=["approve"], demo=True
        )
        assert signing.read_trust(place).keys == added.keys
        first, second = added.keys.values()
        assert (first.holder, first.demo, second.demo) == ('Anna "A" \\ Đỗ', False, True)
        assert place.stat().st_mode & 0o022 == 0

    def test_what_stood_there_is_kept_to_the_letter(self, place: Path) -> None:
        before = f"# who may\n{entry()}"
        written(place, before)
        signing.trust_key(place, APPROVERS[0].public, holder="b", roles=["approve"])
        assert place.read_text(encoding="utf-8").startswith(before.rstrip())

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"roles": ["approve", "admin"]}, "1 of 2 roles are unknown; first is 'admin'"),
            ({"roles": []}, "give some of release, approve, operate"),
            ({"holder": " "}, "the holder is nobody"),
            ({"public": RELEASER.public}, r"is in \S+/trust.toml already, of anna"),
        ],
    )
    def test_a_refusal_leaves_the_file_as_it_was(
        self, place: Path, fields: dict[str, Any], words: str
    ) -> None:
        before = written(place, entry()).read_bytes()
        given = {"public": APPROVERS[0].public, "holder": "b", "roles": ["approve"]} | fields
        with pytest.raises(InputError, match=words):
            signing.trust_key(place, given.pop("public"), **given)
        assert place.read_bytes() == before

    def test_a_holder_writes_no_second_key(self, place: Path) -> None:
        holder = 'x"\nroles = ["release"]\n[[key]]\n#'
        trust = signing.trust_key(place, RELEASER.public, holder=holder, roles=["approve"])
        (key,) = signing.read_trust(place).keys.values()
        assert (key.holder, key.roles) == (holder, {"approve"})
        assert len(trust.keys) == 1

"""A line that was changed, moved, replayed, borrowed or cut off is found, by whoever can see it.

Without a key nobody writes a line; with a key nobody writes one beyond its role. What one file
cannot show, that its end was cut off, a running service and another copy show.
"""

from __future__ import annotations

import base64
import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, utils
from tests.attacks import shelf
from tests.attacks.lines import (
    CONTENT,
    NOW,
    Plain,
    chained,
    following,
    lines,
    refuse,
    signed,
    write,
)
from tests.signers import OPERATOR, RELEASER, SIGNED, TRUST

from riskscreen import flows, ledger, scoring
from riskscreen.core import appending, canonical_json
from riskscreen.errors import BundleError, InputError, LedgerError, StoppedReleaseError
from riskscreen.ledger import line, store
from riskscreen.signing import envelope

ORDERS: dict[str, Callable[[list[Plain]], list[Plain]]] = {
    "first removed": lambda held: held[1:],
    "middle removed": lambda held: [held[0], held[2]],
    "reordered": lambda held: [held[1], held[0], held[2]],
    "replayed at the end": lambda held: [*held, held[0]],
    "replayed in its place": lambda held: [held[0], held[0], *held[1:]],
    "replaced by another": lambda held: [held[0], held[0], held[2]],
}


@pytest.mark.parametrize("order", ORDERS)
def test_lines_removed_moved_or_replayed_are_found(path: Path, order: str) -> None:
    write(path, ORDERS[order](lines(path)))
    refuse(path, r"ledger line \d cannot be trusted: it has counter")


@pytest.mark.parametrize("order", ORDERS)
def test_they_are_found_though_all_is_numbered_and_chained_anew(path: Path, order: str) -> None:
    write(path, chained(ORDERS[order](lines(path))))
    refuse(path, r"ledger line \d cannot be trusted: the key [0-9a-f]{12} of .* did not sign it")


@pytest.mark.parametrize(
    "change",
    [
        {"time": "2027-03-01T09:00:00Z"},
        {"kind": "rollback"},
        {"version": "7"},
        {"name": "other"},
        {"facts": {"manifest_sha256": "c" * 64}},
        {"facts": {"manifest_sha256": "c" * 64, "more": None}},
    ],
    ids=lambda change: next(iter(change)),
)
@pytest.mark.parametrize("at", [0, 1])
def test_a_changed_line_is_found_though_its_digest_is_true(
    path: Path, at: int, change: Plain
) -> None:
    held = lines(path)
    held[at] |= change
    write(path, chained(held))
    refuse(path, f"ledger line {at + 1} cannot be trusted: .* did not sign it")


def test_a_line_is_not_signed_in_another_way_by_one_without_the_key(path: Path) -> None:
    """Of an ECDSA signature (r, s) everybody can make (r, n - s), which is verified as well."""
    held = lines(path)
    r, s = utils.decode_dss_signature(envelope.plain_bytes(held[-1]["signature"]))
    other = utils.encode_dss_signature(r, ec.SECP256R1().group_order - s)
    content = canonical_json({name: held[-1][name] for name in CONTENT})
    assert OPERATOR.public.verifies(envelope.pae(line.SIGNED_AS, content), other)
    held[-1]["signature"] = base64.b64encode(other).decode()
    write(path, chained(held))
    refuse(path, "ledger line 3 cannot be trusted: .* did not sign it")


class TestARolledBackRelease:
    def test_an_old_bundle_in_the_place_of_the_new_one_is_refused(self, models: Path) -> None:
        old, new = models / shelf.NAME / "1", models / shelf.NAME / "2"
        shutil.rmtree(new)
        shutil.copytree(old, new)  # valid, and signed by the right key
        with pytest.raises(BundleError, match="not the bundle that was released"):
            shelf.load(models)

    def test_an_old_ledger_put_back_is_found_by_a_running_service(
        self, models: Path, path: Path
    ) -> None:
        release = shelf.load(models)
        release.require_fresh(shelf.TODAY)
        path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
        release.ledger.forget()
        with pytest.raises(LedgerError, match="no longer begins with the 3 lines"):
            release.require_fresh(shelf.TODAY)

    def test_it_is_found_against_a_copy(self, models: Path, path: Path, tmp_path: Path) -> None:
        copy = Path(shutil.copy(path, tmp_path / "copy.jsonl"))
        path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
        assert flows.verify(models, trust=TRUST)  # alone, it is a ledger like any other
        with pytest.raises(LedgerError, match="holds 2 lines more, the first a release"):
            flows.verify(models, trust=TRUST, against=copy)

    def test_a_removed_stop_is_found(self, models: Path, path: Path, tmp_path: Path) -> None:
        release = shelf.load(models)
        before = path.read_bytes()
        ledger.append(path, "stop", {"why": "harm"}, name="small", time=NOW, **SIGNED)
        copy = Path(shutil.copy(path, tmp_path / "copy.jsonl"))
        release.ledger.forget()
        release.ledger.lines()
        path.write_bytes(before)
        release.ledger.forget()
        with pytest.raises(LedgerError, match="no longer begins"):
            release.require_fresh(shelf.TODAY)
        with pytest.raises(LedgerError, match="holds 1 line more, the first a stop"):
            flows.verify(models, trust=TRUST, against=copy)

    def test_a_version_released_a_second_time_is_found(self, models: Path, path: Path) -> None:
        """By the key that may, past our own writer: every reader sees the replay."""
        _added(path, "release", lines(path)[0]["facts"])
        for look in (lambda: shelf.load(models), lambda: flows.verify(models, trust=TRUST)):
            with pytest.raises(LedgerError, match="a replayed release"):
                look()

    def test_going_back_to_what_was_never_released_is_found(self, models: Path, path: Path) -> None:
        _added(path, "rollback", lines(path)[1]["facts"])
        for look in (lambda: shelf.load(models), lambda: flows.verify(models, trust=TRUST)):
            with pytest.raises(LedgerError, match="which no earlier line released with this"):
                look()


def _added(path: Path, kind: str, facts: Plain) -> None:
    """Sign and add a line about version 1, as somebody with the key and another writer can."""
    after = ledger.read(path, trust=TRUST)[-1]
    made = line.make(kind, facts, name="small", version="1", time=NOW, after=after, **SIGNED)
    with path.open("ab") as stream:
        stream.write(line.encode(made))


def test_two_copies_that_part_are_found_from_either_side(
    models: Path, path: Path, tmp_path: Path
) -> None:
    other = Path(shutil.copytree(models, tmp_path / "other"))
    ledger.append(path, "stop", {"why": "here"}, name="small", time=NOW, **SIGNED)
    ledger.append(
        other / scoring.LEDGER, "verification", {}, name="small", time=NOW, key=OPERATOR,
        trust=TRUST,
    )  # fmt: skip
    for mine, its in ((models, other), (other, models)):
        with pytest.raises(LedgerError, match=r"part at line 4: .* One of the two is a fork"):
            flows.verify(mine, trust=TRUST, against=its / scoring.LEDGER)


ODD_NAMES = {
    "another script": "sm\u0430ll",
    "wide letters": "\uff53mall",
    "turned round": "\u202esmall",
    "no width": "small\u200b",
    "composed": "sma\u0301ll",
    "capital": "Small",
    "a space": "small ",
    "a line": "small\n",
    "nothing": "\x00",
    "a path": "../small",
    "half a pair": "\ud800",
}


@pytest.mark.parametrize("name", ODD_NAMES.values(), ids=ODD_NAMES)
def test_a_name_is_plain_letters_so_that_none_looks_like_another(path: Path, name: str) -> None:
    for field in ("name", "version"):
        with pytest.raises(InputError, match=r"cannot be|a version number"):
            ledger.append(
                path, "release", {"manifest_sha256": "b" * 64},
                **{"name": "small", "version": "3", field: name}, **SIGNED,
            )  # fmt: skip
    if name != "\ud800":  # which nobody can write
        write(path, [*lines(path), signed(following(path, name=name), RELEASER)])
        refuse(path, "ledger line 4 cannot be trusted: the name")


@pytest.mark.parametrize(
    "change",
    [
        {"time": "\uff12026-03-02T09:00:00Z"},
        {"time": "2026-3-2T9:0:0Z"},
        {"time": "0001-01-01T00:00:00Z "},
        {"version": "\u0663"},
        {"version": "03"},
        {"version": "3a"},
        {"version": "-3"},
        {"counter": 4.0},
        {"facts": {"manifest_sha256": "\uff11" * 64}},
    ],
    ids=["wide digit", "short", "blank", "arabic", "zero", "letter", "minus", "float", "digest"],
)
def test_even_with_the_key_each_field_has_one_way_to_be_written(path: Path, change: Plain) -> None:
    write(path, [*lines(path), signed(following(path, **change), RELEASER)])
    refuse(path, "ledger line 4 cannot be trusted")


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: b"\xef\xbb\xbf" + raw,
        lambda raw: raw.replace(b"\n", b"\r\n"),
        lambda raw: raw + b"\n",
        lambda raw: raw.replace(b'"counter":1', b'"counter":1,"counter":1', 1),
        lambda raw: raw.replace(b'"counter":1', b'"counter":1.0', 1),
        lambda raw: raw.replace(b'"small"', b'"sm\\u0061ll"', 1),
        lambda raw: raw.replace(b"{", b"{ ", 1),
        lambda raw: raw.decode().encode("utf-16"),
        lambda raw: raw + b"\x00" * 4096 + b"\n",
        lambda raw: raw + b"9" * 5000 + b"\n",
    ],
    ids=["mark", "returns", "empty line", "twice", "float", "escape", "blank", "utf-16", "zeros",
         "digits"],
)  # fmt: skip
def test_a_line_is_read_in_the_one_form_that_is_written(
    path: Path, change: Callable[[bytes], bytes]
) -> None:
    path.write_bytes(change(path.read_bytes()))
    refuse(path, r"ledger line \d")


class TestAFileThatIsNoFile:
    def test_a_pipe_is_not_waited_for(self, path: Path, models: Path) -> None:
        release = shelf.load(models)
        path.unlink()
        os.mkfifo(path)
        release.ledger.forget()
        for look in (
            lambda: ledger.read(path, trust=TRUST),
            lambda: ledger.append(path, "stop", {}, name="small", **SIGNED),
            release.require_fresh,
        ):
            with pytest.raises(LedgerError, match="no plain file"):
                look()

    def test_a_folder_is_refused(self, path: Path) -> None:
        path.unlink()
        path.mkdir()
        with pytest.raises(LedgerError, match="no plain file"):
            ledger.read(path, trust=TRUST)

    def test_who_may_only_read_holds_back_nobody(self, path: Path, models: Path) -> None:
        with path.open("rb") as stream:  # whoever may read the file can lock it
            fcntl.flock(stream, fcntl.LOCK_EX)
            assert shelf.load(models)
            ledger.append(path, "stop", {"why": "harm"}, name="small", **SIGNED)
        with pytest.raises(StoppedReleaseError, match="harm"):
            shelf.load(models)

    def test_a_turn_that_is_never_given_back_ends_in_a_refusal(
        self, path: Path, models: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(store, "_WRITER_WAITS", 0.05)
        with appending.opened(path.with_name(f"{path.name}.lock")):
            with pytest.raises(LedgerError, match=r"by another process since 0\.05 s"):
                ledger.append(path, "stop", {}, name="small", **SIGNED)
            assert shelf.load(models)  # readers wait for nobody

    def test_one_beyond_all_measure_is_not_read(self, path: Path) -> None:
        with path.open("ab") as stream:
            stream.truncate(store.MOST_BYTES + 1)
        refuse(path, "the ledger has .* bytes; at most")

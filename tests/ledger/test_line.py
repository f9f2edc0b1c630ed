from __future__ import annotations

import dataclasses
import datetime
import json
from types import MappingProxyType

import pytest
from tests.signers import OPERATOR, RELEASER, SIGNED, TRUST

from riskscreen import ledger
from riskscreen.core import canonical_json, digest_json
from riskscreen.errors import InputError, LedgerError, SignatureError

BOUND = {"manifest_sha256": "b" * 64}


@pytest.mark.parametrize(
    ("kind", "facts", "more", "words"),
    [
        ("approval", {}, {}, "the kind 'approval' is unknown"),
        ("release", {}, {"name": "north", "version": "1"}, "manifest_sha256"),
        ("release", {"manifest_sha256": "b" * 63}, {"name": "n", "version": "1"}, "manifest"),
        ("release", {"manifest_sha256": 7}, {"name": "n", "version": "1"}, "manifest_sha256"),
        ("rollback", BOUND, {"name": "north"}, "a name, a version"),
        ("release", BOUND, {"name": "../north", "version": "1"}, "cannot be"),
        ("stop", {}, {"name": "north", "version": ".."}, "cannot be"),
        ("stop", {"at": float("nan")}, {"name": "north"}, "not JSON"),
        ("stop", {"at": {1}}, {"name": "north"}, "not JSON"),
        ("stop", {}, {"time": datetime.datetime(2026, 1, 1)}, "no zone"),  # noqa: DTZ001
        ("stop", {"why": "x" * 2**20}, {"name": "north"}, "at most"),
    ],
    ids=[
        "kind", "unbound", "short", "number", "no version", "path", "version path", "nan", "set",
        "zone", "long",
    ],
)  # fmt: skip
def test_what_can_be_no_line_is_refused_and_adds_nothing(path, kind, facts, more, words):
    before = path.read_bytes()
    with pytest.raises(InputError, match=words):
        ledger.append(path, kind, facts, **more, **SIGNED)
    assert path.read_bytes() == before


def test_no_file_is_made_for_a_line_that_cannot_be(tmp_path):
    with pytest.raises(InputError):
        ledger.append(tmp_path / "ledger.jsonl", "approval", {}, **SIGNED)
    assert not (tmp_path / "ledger.jsonl").exists()


def test_each_line_holds_its_own_digest_and_that_of_the_line_before(path):
    plain = [json.loads(entry) for entry in path.read_text().splitlines()]
    assert [entry["counter"] for entry in plain] == [1, 2, 3, 4]
    assert [entry["previous"] for entry in plain[1:]] == [entry["sha256"] for entry in plain[:-1]]
    for entry in plain:
        assert entry.pop("sha256") == digest_json(entry)


def test_times_are_utc_whatever_the_zone_of_the_writer(tmp_path):
    hanoi = datetime.timezone(datetime.timedelta(hours=7))
    place = tmp_path / "ledger.jsonl"
    written = ledger.append(
        place, "stop", {}, time=datetime.datetime(2026, 3, 1, 3, tzinfo=hanoi), **SIGNED
    )
    assert written.time == datetime.datetime(2026, 2, 28, 20, tzinfo=datetime.UTC)
    assert ledger.read(place, trust=TRUST) == (written,)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"counter": 7}, "counter 7"),
        ({"counter": True}, "wrong type"),
        ({"kind": "approval"}, "unknown"),
        ({"time": "2026-13-01T00:00:00Z"}, "the time"),
        ({"previous": "0" * 64}, "are due"),
        ({"facts": []}, "no object"),
        ({"name": 3}, "wrong type"),
        ({"more": 1}, "not written as"),
    ],
    ids=["counter", "bool", "kind", "time", "previous", "facts", "name", "field"],
)
def test_a_line_with_a_true_digest_and_a_wrong_field_is_refused(path, change, words):
    first, second, *_ = path.read_bytes().splitlines(keepends=True)
    plain = {**json.loads(second), **change}
    del plain["sha256"]
    path.write_bytes(first + canonical_json({**plain, "sha256": digest_json(plain)}))
    with pytest.raises(LedgerError, match=f"line 2 cannot be trusted: .*{words}"):
        ledger.read(path, trust=TRUST)


def throw_away(*keys):
    prints = {key.public.fingerprint for key in keys}
    held = {name: dataclasses.replace(key, demo=name in prints) for name, key in TRUST.keys.items()}
    return dataclasses.replace(TRUST, keys=MappingProxyType(held))


@pytest.mark.parametrize("kind", ["release", "rollback"])
@pytest.mark.parametrize("said", [{}, {"demo": False}, {"demo": None}, {"demo": 1}])
def test_a_throw_away_key_commits_nothing_but_a_demonstration(tmp_path, kind, said):
    """Neither writing nor reading: the line may have been written while the key was another."""
    path, bound = tmp_path / "ledger.jsonl", {**BOUND, **said}
    line = {"name": "north", "version": "1"}
    ledger.append(path, "release", {**BOUND, "demo": True}, **line, **SIGNED)
    demo, before = throw_away(RELEASER), path.read_bytes()
    line = {"name": "north", "version": "1" if kind == "rollback" else "2"}
    with pytest.raises(SignatureError, match=f"throw-away one, which signs a {kind} only of a dem"):
        ledger.append(path, kind, bound, **line, key=RELEASER, trust=demo)
    assert path.read_bytes() == before
    ledger.append(path, kind, bound, **line, **SIGNED)
    with pytest.raises(LedgerError, match=f"line 2 cannot be .* signs a {kind} only of a dem"):
        ledger.read(path, trust=demo)


def test_it_commits_a_demonstration_and_may_stop_anything(tmp_path):
    path, demo = tmp_path / "ledger.jsonl", throw_away(RELEASER, OPERATOR)
    line = {"name": "north", "version": "1"}
    given = {**line, "key": RELEASER, "trust": demo}
    ledger.append(path, "release", {**BOUND, "demo": True}, **given)
    ledger.append(path, "rollback", {**BOUND, "demo": True}, **given)
    ledger.append(path, "stop", {"why": "harm"}, **line, key=OPERATOR, trust=demo)
    assert [one.kind for one in ledger.read(path, trust=demo)] == ["release", "rollback", "stop"]

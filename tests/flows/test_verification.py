"""Somebody looked, and the ledger says so."""

import dataclasses
import datetime
import json
import shutil
from pathlib import Path
from types import MappingProxyType

import pytest
from tests.scoring.conftest import contents, held, put  # noqa: F401 - fixtures
from tests.signers import OPERATOR, RELEASER, SIGNED, TRUST

from riskscreen import bundle, errors, flows, ledger, scoring, signing

from ..conftest import Trained  # noqa: TID252 - a test reads its own fixtures


@pytest.fixture
def released(trained: Trained) -> Trained:
    for name in ("small", "small", "other"):
        flows.release(
            trained.run.run_id, name=name, store=trained.store, models=trained.models, **SIGNED
        )
    return trained


def load(released: Trained, days: int) -> scoring.Release:
    today = datetime.datetime.now(tz=datetime.UTC).date() + datetime.timedelta(days=days)
    return scoring.load_release("small", models=released.models, today=today, trust=TRUST)


def test_the_advice_for_a_stale_ledger_works(
    released: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(errors.StaleLedgerError, match="riskscreen verify models --key"):
        load(released, 91)
    later = datetime.datetime.now(tz=datetime.UTC) + datetime.timedelta(days=91)
    append = ledger.append
    monkeypatch.setattr(ledger, "append", lambda *a, **k: append(*a, **k, time=later))
    assert (
        flows.verify(released.models, key=RELEASER, trust=TRUST)["recorded"] == "small 2, other 1"
    )
    lines = ledger.read(released.models / "ledger.jsonl", trust=TRUST)[-2:]
    assert [(line.kind, line.name, line.version) for line in lines] == [
        ("verification", "small", "2"),
        ("verification", "other", "1"),
    ]
    assert load(released, 91).label == "small 2"


def test_without_being_asked_nothing_is_written(released: Trained) -> None:
    before = (released.models / "ledger.jsonl").read_bytes()
    found = flows.verify(released.models, trust=TRUST)
    assert (released.models / "ledger.jsonl").read_bytes() == before
    assert list(found) == [
        "ledger", "small 1", "small 2", "other 1", "small today", "other today", "at fault",
    ]  # fmt: skip
    assert found["small 1"].endswith(
        "signed by releaser, approved by first approver, second approver"
    )
    assert found["at fault"] == []


def test_nothing_is_noted_where_one_bundle_fails(released: Trained) -> None:
    report = released.models / "other" / "1" / "report_en.html"
    report.write_bytes(report.read_bytes() + b" ")
    before = (released.models / "ledger.jsonl").read_bytes()
    with pytest.raises(errors.BundleError, match=r"report_en.html"):
        flows.verify(released.models, key=RELEASER, trust=TRUST)
    assert (released.models / "ledger.jsonl").read_bytes() == before


def test_every_bundle_is_looked_at_before_the_first_fault_is_told(released: Trained) -> None:
    for name in ("small/1", "other/1"):
        report = released.models / name / "report_en.html"
        report.write_bytes(report.read_bytes() + b" ")
    with pytest.raises(errors.BundleError) as refused:
        flows.verify(released.models, trust=TRUST)
    said = str(refused.value)
    place = released.models / "small" / "1"
    assert said.startswith(f"2 of 3 bundles fail; first is small 1 in {place}: report_en.html has ")
    assert "the others: other 1. Put back a copy of each folder" in said
    assert said.count(str(place)) == 1


def test_what_is_not_covered_by_the_signature_is_told_in_words(released: Trained) -> None:
    (released.models / "other" / "1" / "report_vi.html").unlink()
    with pytest.raises(
        errors.BundleError,
        match=r"^1 of 3 bundles fails; first is other 1 in \S+/other/1: the bundle lacks "
        r"report_vi.html of what was signed, and holds nothing that was not; take the release",
    ):
        flows.verify(released.models, trust=TRUST)


def test_a_fault_of_the_other_ledger_names_the_other_ledger(
    released: Trained, tmp_path: Path
) -> None:
    other = tmp_path / "copy.jsonl"
    lines = (released.models / "ledger.jsonl").read_bytes()
    other.write_bytes(lines.replace(b"small", b"smalt", 1))
    with pytest.raises(errors.LedgerError, match=rf"^the other copy, {other}, does not hold.*line"):
        flows.verify(released.models, against=other, trust=TRUST)
    with pytest.raises(errors.LedgerError, match=rf"^no ledger at {tmp_path}; --against names"):
        flows.verify(released.models, against=tmp_path, trust=TRUST)


def test_the_advice_of_a_half_written_line_names_the_folder(released: Trained) -> None:
    with (released.models / "ledger.jsonl").open("ab") as stream:
        stream.write(b"{")
    with pytest.raises(
        errors.LedgerError, match=rf"1 byte without .*verify {released.models} --repair"
    ):
        flows.verify(released.models, trust=TRUST)


def test_a_name_that_was_stopped_gets_no_line(released: Trained) -> None:
    ledger.append(
        released.models / "ledger.jsonl", "stop", {"why": "a test"}, name="small", **SIGNED
    )
    assert flows.verify(released.models, key=RELEASER, trust=TRUST)["recorded"] == "other 1"


def test_a_clock_behind_the_ledger_records_and_serves_nothing(released: Trained) -> None:
    path = released.models / "ledger.jsonl"
    today = datetime.datetime.now(tz=datetime.UTC).date()
    ahead = datetime.datetime.combine(  # at any hour two days ahead, late in the evening too
        today + datetime.timedelta(days=2), datetime.time(0, 30), tzinfo=datetime.UTC
    )
    ledger.append(path, "verification", {}, name="small", version="2", time=ahead, **SIGNED)
    before = path.read_bytes()
    with pytest.raises(errors.StaleLedgerError, match="2 days ahead of this clock"):
        flows.verify(released.models, key=RELEASER, trust=TRUST)
    with pytest.raises(errors.StaleLedgerError, match="2 days ahead of this clock"):
        load(released, 0)
    assert load(released, 1).label == "small 2"
    assert path.read_bytes() == before


def test_a_whole_ledger_needs_no_repair(released: Trained) -> None:
    assert flows.verify(released.models, repair=True, trust=TRUST)["repair"].startswith(
        "nothing to mend"
    )
    path = released.models / "ledger.jsonl"
    path.write_bytes(path.read_bytes()[:-1])
    assert "added" in flows.verify(released.models, repair=True, trust=TRUST)["repair"]


def test_a_folder_without_a_ledger_is_refused_and_left_alone(tmp_path: Path) -> None:
    with pytest.raises(errors.LedgerError, match="no ledger"):
        flows.verify(tmp_path, key=RELEASER, repair=True, trust=TRUST)
    assert not list(tmp_path.iterdir())


def test_an_older_bundle_may_be_deleted_and_the_one_that_serves_may_not(released: Trained) -> None:
    shutil.rmtree(released.models / "small" / "1")
    found = flows.verify(released.models, trust=TRUST, key=RELEASER)
    assert found["small 1"] == "its bundle is no longer here: nothing goes back"
    assert found["recorded"] == "small 2, other 1"
    shutil.rmtree(released.models / "small" / "2")
    with pytest.raises(errors.BundleError, match=r"no readable bundle \S+/models/small/2"):
        flows.verify(released.models, trust=TRUST)


def test_what_is_sound_and_stopped_is_said_to_be_both(released: Trained) -> None:
    flows.stop("small", why="a complaint", key=OPERATOR, trust=TRUST, models=released.models)
    found = flows.verify(released.models, trust=TRUST)
    assert found["ledger"].startswith("4 lines, chain and signatures hold")
    assert found["small 2"].startswith("holds (stopped), ")
    assert found["small today"].startswith("STOPPED, nobody is scored: on ")
    assert found["small today"].endswith(" UTC, a complaint")
    assert found["other today"].startswith("version 1 serves, until ")
    flows.rollback("small", "1", why="x", key=RELEASER, trust=TRUST, models=released.models)
    found = flows.verify(released.models, trust=TRUST)
    assert found["small 1"].startswith("holds, ")
    assert found["small 2"].startswith("holds (superseded by version 1), ")
    assert found["small today"].startswith("version 1 serves, until ")


def test_a_ledger_that_nobody_looked_after_is_sound_and_scores_nobody_until_it_is_noted(
    released: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = datetime.datetime.now(tz=datetime.UTC) + datetime.timedelta(days=91)
    monkeypatch.setattr("riskscreen.scoring.release._clock", later.date)
    found = flows.verify(released.models, trust=TRUST)
    assert found["small today"].startswith("NOBODY IS SCORED: newest line of the ledger is 91 days")
    append = ledger.append
    monkeypatch.setattr(ledger, "append", lambda *a, **k: append(*a, **k, time=later))
    found = flows.verify(released.models, key=RELEASER, trust=TRUST)
    assert found["small today"].startswith("version 2 serves, until ")


def test_grace_and_its_end_are_told(
    contents: bundle.BundleContents,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    today = datetime.datetime.now(tz=datetime.UTC).date()
    days = {n: today + datetime.timedelta(days=n) for n in (-10, -3, 11, 12)}
    limits = json.loads(json.dumps(contents.policy))
    limits["grace_days"]["value"] = 14
    meta = {
        **contents.meta, "created": f"{days[-10]}T09:00:00Z", "expires": str(days[-3]),
    }  # fmt: skip
    put(dataclasses.replace(contents, policy=limits, meta=meta), tmp_path)
    assert flows.verify(tmp_path, trust=TRUST)["small today"] == (
        f"version 1 serves IN GRACE (expired {days[-3]}, in grace until {days[11]}); every score "
        "says so"
    )
    monkeypatch.setattr("riskscreen.scoring.release._clock", lambda: days[12])
    found = flows.verify(tmp_path, trust=TRUST)
    assert found["small 1"].startswith("holds, ")
    assert found["small today"].startswith(
        f"NOBODY IS SCORED: release small 1 expired on {days[-3]}"
    )


def _demonstrating(key: signing.PrivateKey) -> signing.Trust:
    """Return the trusted keys, this one as a throw-away one."""
    own = key.public.fingerprint
    held = {  # noqa: F811
        name: dataclasses.replace(one, demo=name == own) for name, one in TRUST.keys.items()
    }
    return dataclasses.replace(TRUST, keys=MappingProxyType(held))


def test_a_throw_away_key_notes_nothing_in_a_real_ledger(released: Trained) -> None:
    path = released.models / "ledger.jsonl"
    before = path.read_bytes()
    with pytest.raises(
        errors.SignatureError,
        match=r"of operator is a throw-away one \(demo\).* 2 of 2 releases that serve are none, "
        r"first is small 2\. .*Nothing was recorded",
    ):
        flows.verify(released.models, key=OPERATOR, trust=_demonstrating(OPERATOR))
    assert path.read_bytes() == before
    assert flows.verify(released.models, key=OPERATOR, trust=TRUST)["recorded"]


def test_a_throw_away_key_notes_a_demonstration(
    contents: bundle.BundleContents,  # noqa: F811
    tmp_path: Path,
) -> None:
    put(contents, tmp_path)
    ledger.append(tmp_path / "ledger.jsonl", "stop", {"why": "x"}, name="small", **SIGNED)
    flows.rollback("small", "1", why="y", key=RELEASER, trust=TRUST, models=tmp_path)
    found = flows.verify(tmp_path, key=OPERATOR, trust=_demonstrating(OPERATOR))
    assert found["recorded"] == "small 1"


def test_where_the_registry_disagrees_is_at_fault_and_mended_is_not(released: Trained) -> None:
    flows.stop("small", why="x", key=OPERATOR, trust=TRUST, models=released.models)
    found = flows.verify(released.models, store=released.store, trust=TRUST)
    assert found["at fault"] == found["registry"].split("; ")
    assert any("the registry's alias of small" in one for one in found["at fault"])
    flows.doctor(store=released.store, models=released.models, trust=TRUST, repair=True)
    found = flows.verify(released.models, store=released.store, trust=TRUST)
    assert (found["registry"], found["at fault"]) == ("agrees", [])

"""Somebody looked, and the ledger says so."""

import datetime
import shutil
from pathlib import Path

import pytest
from tests.signers import RELEASER, SIGNED, TRUST

from riskscreen import errors, flows, ledger, scoring

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
    assert list(found) == ["ledger", "small 1", "small 2", "other 1"]
    assert found["small 1"].endswith(
        "signed by releaser, approved by first approver, second approver"
    )


def test_nothing_is_noted_where_one_bundle_fails(released: Trained) -> None:
    report = released.models / "other" / "1" / "report_en.html"
    report.write_bytes(report.read_bytes() + b" ")
    before = (released.models / "ledger.jsonl").read_bytes()
    with pytest.raises(errors.BundleError, match=r"report_en.html"):
        flows.verify(released.models, key=RELEASER, trust=TRUST)
    assert (released.models / "ledger.jsonl").read_bytes() == before


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
    with pytest.raises(errors.BundleError, match="no readable bundle 2"):
        flows.verify(released.models, trust=TRUST)

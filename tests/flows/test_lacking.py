"""Who is refused learns at once of all that a release lacks."""

from __future__ import annotations

import datetime
import json

import pytest
from tests.signers import APPROVERS, SIGNED, TRUST

from riskscreen import errors, flows, registry
from riskscreen.flows.lacking import lacking

from ..conftest import Trained  # noqa: TID252 - a test reads its own fixtures


def of(place: Trained) -> tuple[str, ...]:
    return flows.lacking_of("latest", store=place.store, models=place.models, trust=TRUST)


def test_a_run_that_is_signed_off_lacks_nothing_but_the_gate(pristine: Trained) -> None:
    assert of(pristine) == ()


def test_sign_offs_that_are_missing_are_counted(trained: Trained) -> None:
    for path in (trained.artifacts() / "approvals").glob("*.json"):
        path.unlink()
    (said,) = of(trained)
    assert said.startswith("0 of 2 sign-offs for run ")
    flows.approve(
        "latest", key=APPROVERS[0], trust=TRUST, store=trained.store, models=trained.models
    )
    (said,) = of(trained)
    assert said.startswith("1 of 2 sign-offs for run ")
    assert "first approver" in said


def test_records_that_may_be_held_no_longer_are_told(pristine: Trained) -> None:
    held = registry.Store.existing(pristine.store)
    record = held.record(held.resolve("latest"))
    meta = json.loads(held.read(record.run_id, "candidate/meta.json"))
    end = datetime.date.fromisoformat(meta["retention_until"]) + datetime.timedelta(days=1)
    late = datetime.datetime.combine(end, datetime.time(), tzinfo=datetime.UTC)
    found = lacking(held, record, trust=TRUST, today=late)
    assert any("the records that it learned from may be held until" in one for one in found)


def test_a_run_that_was_changed_lacks_what_was_audited(trained: Trained) -> None:
    report = trained.artifacts() / "report" / "report_en.html"
    report.write_bytes(report.read_bytes() + b" ")
    (said,) = of(trained)
    assert said.startswith("1 file of run ")
    assert "what was audited is gone, train again" in said


def test_an_audit_of_another_model_is_lacking_too(trained: Trained) -> None:
    path = trained.artifacts() / "audit" / "not_vaccinated.json"
    audit = json.loads(path.read_bytes())
    path.write_text(json.dumps(audit | {"model_sha256": "0" * 64}), encoding="utf-8")
    trained.log_again()
    (said,) = of(trained)
    assert said == "not_vaccinated: an audit of this model (its audit is of another); train again"


def test_without_trusted_keys_nothing_is_counted(
    pristine: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RISKSCREEN_TRUST", raising=False)
    (said,) = flows.lacking_of("latest", store=pristine.store)
    assert said.startswith("sign-offs cannot be counted: no trusted keys")


@pytest.mark.parametrize("signed", [True, False])
def test_a_refusal_says_what_was_decided_and_what_else_is_missing(
    trained: Trained, signed: bool
) -> None:
    for path in (trained.artifacts() / "audit").glob("*.json"):
        path.write_text('{"findings": []}', encoding="utf-8")
    trained.log_again()
    if not signed:
        for path in (trained.artifacts() / "approvals").glob("*.json"):
            path.unlink()
    with pytest.raises(errors.GateError) as caught:
        flows.release("latest", name="small", store=trained.store, models=trained.models, **SIGNED)
    said = str(caught.value)
    assert said.startswith("small not released: 0 of 2 outcomes pass the gate, and one has to. ")
    assert said.count(" refused by the gate, fail: ") == 2
    assert ("besides the gate a release lacks nothing" in said) == signed
    assert ("besides the gate a release lacks: 0 of 2 sign-offs" in said) == (not signed)


def test_what_passes_the_gate_and_waits_for_sign_offs_is_told_so(trained: Trained) -> None:
    for path in (trained.artifacts() / "approvals").glob("*.json"):
        path.unlink()
    with pytest.raises(
        errors.GateError,
        match=r"^small not released: 2 of 2 outcomes pass the gate \(child_labour, "
        r"not_vaccinated\), and sign-offs are missing: 0 of 2 sign-offs for run ",
    ):
        flows.release("latest", name="small", store=trained.store, models=trained.models, **SIGNED)

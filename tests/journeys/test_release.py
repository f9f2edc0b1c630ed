"""From a logged run to a released score, and what must stop on the way."""

import json
import math
import socket
import sqlite3
from pathlib import Path

import numpy as np
import pytest
from tests.signers import SIGNED, TRUST

import riskscreen
from riskscreen import bundle, errors, flows, ledger, registry, scoring
from riskscreen.core import alone

from ..conftest import NOW, Trained  # noqa: TID252 - a test reads its own fixtures

OWN = "not_vaccinated"


def release(trained: Trained, **more: object) -> flows.Released:
    return flows.release(
        trained.run.run_id,
        name="small",
        store=trained.store,
        models=trained.models,
        population="a test",
        demo=True,
        **more,
        **SIGNED,
    )


def score(trained: Trained, **more: object) -> scoring.Scores:
    return riskscreen.score(
        trained.held,
        **{
            "release": "small", "as_of": NOW, "models": trained.models, "trust": TRUST,
            **more,
        },
    )  # fmt: skip


def test_ones_own_outcome_reaches_a_released_score(trained: Trained) -> None:
    made = release(trained)
    assert made.decisions[OWN].passed, made.decisions[OWN].sentence()
    scores = score(trained).of(OWN)
    risks = scores["risk"][~np.isnan(scores["risk"])]
    assert risks.size > 100
    assert ((risks > 0) & (risks < 1)).all()
    assert set(scores["release"].tolist()) == {"small 1"}


def test_a_release_is_bundle_version_line_and_alias(trained: Trained) -> None:
    made = release(trained)
    lines = ledger.read(trained.models / "ledger.jsonl", trust=TRUST)
    assert [line.kind for line in lines] == ["release"]
    store = registry.Store(trained.store)
    assert store.released("small") == lines[0].facts["registered_version"]
    assert (made.folder / "manifest.json").is_file()
    assert release(trained).version == 2
    assert flows.verify(trained.models, trust=TRUST)["small 2"].startswith("holds")


def test_reading_a_score_opens_no_socket(trained: Trained, monkeypatch: pytest.MonkeyPatch) -> None:
    release(trained)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    assert score(trained).n_rows > 0


def test_without_trusted_keys_nothing_is_scored(
    trained: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    release(trained)
    monkeypatch.delenv("RISKSCREEN_TRUST", raising=False)
    with pytest.raises(errors.TrustError, match="no trusted keys"):
        score(trained, trust=None)


def test_without_enough_sign_offs_nothing_is_released(trained: Trained) -> None:
    given = sorted((trained.artifacts() / "approvals").glob("*.json"))
    assert len(given) == 2
    given[0].unlink()
    with pytest.raises(errors.GateError, match="1 of 2 sign-offs"):
        release(trained)
    given[1].unlink()
    with pytest.raises(errors.GateError, match="0 of 2 sign-offs"):
        release(trained)
    assert not list((trained.models / "small").glob("[0-9]*"))


def test_a_sign_off_of_other_bytes_counts_for_nothing(trained: Trained) -> None:
    target = trained.artifacts() / "candidate" / "child_labour" / "cutoffs.json"
    cutoffs = json.loads(target.read_text("utf-8"))
    target.write_text(json.dumps(cutoffs | {"added": 1}), encoding="utf-8")
    trained.log_again(approve=False)
    with pytest.raises(errors.BundleError, match="is about something else"):
        release(trained)


@pytest.mark.parametrize("name", ["audit/child_labour.json", "report/facts.json"])
def test_what_the_audit_found_is_signed_off_too(trained: Trained, name: str) -> None:
    """Whoever writes the MLflow store rewrites a finding, its digest and all but the sign-offs."""
    target = trained.artifacts() / name
    target.write_text(
        target.read_text("utf-8").replace('"verdict": "fail"', '"verdict": "pass"') + " ",
        encoding="utf-8",
    )
    trained.log_again(approve=False)
    with pytest.raises(errors.BundleError, match="is about something else, first in logged"):
        release(trained)
    assert not list((trained.models / "small").glob("[0-9]*"))


def test_one_byte_of_a_bundle_is_seen(trained: Trained) -> None:
    folder = release(trained).folder
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        whole = path.read_bytes()
        middle = len(whole) // 2
        path.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
        with pytest.raises(errors.IntegrityError):
            score(trained)
        path.write_bytes(whole)
    assert score(trained).n_rows > 0


def test_no_audit_is_no_release(trained: Trained) -> None:
    for path in (trained.artifacts() / "audit").glob("*.json"):
        path.unlink()
    with pytest.raises(errors.GateError, match="0 of 2 outcomes pass") as caught:
        release(trained)
    assert {"GAT-01", "GAT-04"} <= {finding.code for finding in caught.value.findings}
    assert not list((trained.models / "small").glob("[0-9]*"))
    assert [line.kind for line in ledger.read(trained.models / "ledger.jsonl", trust=TRUST)] == [
        "refusal"
    ]


def test_an_audit_without_findings_refuses(trained: Trained) -> None:
    for path in (trained.artifacts() / "audit").glob("*.json"):
        path.write_text(json.dumps({"findings": []}), encoding="utf-8")
    trained.log_again()
    with pytest.raises(errors.GateError, match="0 of 2 outcomes pass"):
        release(trained)


@pytest.mark.parametrize(
    "path", ["audit/child_labour.json", "candidate/child_labour/model.txt", "candidate/policy.json"]
)
def test_a_file_that_is_not_what_the_run_logged_refuses(trained: Trained, path: str) -> None:
    target = trained.artifacts() / path
    target.write_bytes(target.read_bytes() + b" ")
    with pytest.raises(errors.RegistryError, match="not what it logged"):
        release(trained)


def test_the_verdict_of_one_model_releases_no_other(trained: Trained) -> None:
    target = trained.artifacts() / "audit" / "child_labour.json"
    audit = json.loads(target.read_text("utf-8"))
    target.write_text(json.dumps(audit | {"model_sha256": "0" * 64}), encoding="utf-8")
    trained.log_again()
    decision = release(trained).decisions["child_labour"]
    assert [finding.code for finding in decision.refusing] == ["GAT-04"]


def test_a_policy_that_was_changed_after_the_audit_releases_nothing(trained: Trained) -> None:
    target = trained.artifacts() / "candidate" / "policy.json"
    policy = json.loads(target.read_text("utf-8"))
    policy["expiry_months"]["value"] = 24
    target.write_text(json.dumps(policy), encoding="utf-8")
    trained.log_again()
    with pytest.raises(errors.GateError, match="audit of this policy"):
        release(trained)


def test_nan_in_a_metric_refuses_its_outcome_and_no_other(trained: Trained) -> None:
    with sqlite3.connect(trained.store / "mlflow.db") as connection:
        for table in ("latest_metrics", "metrics"):
            connection.execute(
                f"UPDATE {table} SET value = 0, is_nan = 1 "  # noqa: S608
                "WHERE key = 'child_labour.judged.auc'"
            )
    connection.close()
    made = release(trained)
    assert made.decisions[OWN].passed
    (refusing,) = made.decisions["child_labour"].refusing
    assert "logged as nan" in refusing.detail
    assert not (made.folder / "child_labour").exists()


@pytest.mark.parametrize("measured", [math.nan, None])
def test_nan_in_a_finding_that_passes_refuses(trained: Trained, measured: float | None) -> None:
    for path in (trained.artifacts() / "audit").glob("*.json"):
        audit = json.loads(path.read_text("utf-8"))
        judging = next(row for row in audit["findings"] if row["judges"])
        judging["measured"] = measured
        path.write_text(json.dumps(audit), encoding="utf-8")
    trained.log_again()
    with pytest.raises(errors.GateError, match="GAT-02"):
        release(trained)


def test_a_demo_stays_a_demo(trained: Trained) -> None:
    with sqlite3.connect(trained.store / "mlflow.db") as connection:
        connection.execute("UPDATE tags SET value = 'true' WHERE key = 'demo'")
    connection.close()
    made = flows.release(
        trained.run.run_id, name="small", store=trained.store, models=trained.models, **SIGNED
    )
    assert json.loads((made.folder / "manifest.json").read_text("utf-8"))["demo"] is True


def test_of_two_releases_at_once_one_wins_and_the_other_is_told(trained: Trained) -> None:
    (trained.models / "small").mkdir(parents=True)
    with (
        alone(trained.models / "small"),
        pytest.raises(errors.RegistryError, match="is being released by another process"),
    ):
        release(trained)
    assert not (trained.models / "ledger.jsonl").exists()
    assert release(trained).version == 1


def test_a_killed_release_does_not_block_its_name(trained: Trained) -> None:
    (trained.models / "small" / "1").mkdir(parents=True)
    assert release(trained).version == 2


@pytest.mark.parametrize("name", ["../up", "Upper", "", "a/b"])
def test_a_name_that_is_a_path_is_refused(trained: Trained, name: str) -> None:
    with pytest.raises(errors.InputError, match="cannot be the name"):
        flows.release("latest", name=name, store=trained.store, models=trained.models, **SIGNED)


def test_each_thing_that_a_release_rests_on_is_missed(trained: Trained) -> None:
    for path in registry.REQUIRED_FILES:
        target = trained.artifacts() / path
        whole = target.read_bytes()
        target.unlink()
        with pytest.raises(errors.RegistryError, match=Path(path).name):
            release(trained)
        target.write_bytes(whole)


def test_a_release_of_synthetic_children_scores_no_others(trained: Trained) -> None:
    release(trained)
    frames = trained.held.to_frames("pandas")
    real = [frame.drop(columns="synthetic") for frame in frames]
    with pytest.raises(errors.ReleaseError, match="synthetic"):
        riskscreen.score(*real, release="small", as_of=NOW, models=trained.models, trust=TRUST)


def test_a_line_taken_out_of_the_ledger_is_seen(trained: Trained) -> None:
    release(trained)
    release(trained)
    path = trained.models / "ledger.jsonl"
    path.write_bytes(path.read_bytes().split(b"\n", 1)[1])
    with pytest.raises(errors.LedgerError):
        score(trained)


@pytest.mark.parametrize(
    ("code", "until", "why"),
    [
        ("AUD-03", "2020-01-01", "its last day 2020-01-01 is past"),
        ("AUD-99", "2999-01-01", "no finding of this name lacks evidence"),
        ("AUD-08", "2999-01-01", "no finding of this name lacks evidence"),
    ],
    ids=["past", "unknown", "passes already"],
)
def test_a_waiver_that_lifts_nothing_is_refused(
    trained: Trained, code: str, until: str, why: str
) -> None:
    given = flows.waivers([code], why="a test", until=until, by="A. Nguyen")
    with pytest.raises(errors.InputError, match=why):
        release(trained, waivers=given)
    assert not list((trained.models / "small").glob("[0-9]*"))


def test_a_waiver_has_a_line_of_its_own_before_the_release(trained: Trained) -> None:
    _lacking(trained, "AUD-04")
    with pytest.raises(errors.GateError, match="AUD-04"):
        release(trained)
    given = flows.waivers(["AUD-04"], why="no later wave", until="2999-01-01", by="A. Nguyen")
    release(trained, waivers=given)
    lines = ledger.read(trained.models / "ledger.jsonl", trust=TRUST)
    assert [line.kind for line in lines] == ["refusal", "waiver", "release"]
    waived = lines[1]
    assert (waived.name, waived.version) == ("small", "1")
    assert waived.facts["why"] == "no later wave"
    assert waived.facts["by"] == "A. Nguyen"
    assert set(waived.facts["lifts"]) == {"child_labour", OWN}
    assert lines[2].facts["waivers"] == [2]
    assert flows.verify(trained.models, trust=TRUST)["small 1"].startswith("holds")


def test_a_stop_while_a_release_is_made_is_not_undone(
    trained: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    release(trained)
    write = bundle.write

    def slow(*given: object, **named: object) -> object:
        monkeypatch.undo()
        flows.stop("small", why="harm", models=trained.models, **SIGNED)
        return write(*given, **named)

    monkeypatch.setattr(bundle, "write", slow)
    with pytest.raises(errors.LedgerMovedError, match="a stop of small 1, was added"):
        release(trained)
    with pytest.raises(errors.StoppedReleaseError, match="harm"):
        score(trained)
    assert release(trained).version == 3  # once somebody has looked


def test_a_release_whose_registry_fails_after_its_line_is_one_and_says_so(
    trained: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise errors.RegistryError("server away")

    monkeypatch.setattr(registry.Store, "mark_released", away)
    made = release(trained)
    assert "not brought after the ledger: server away; riskscreen doctor --mend" in made.registry
    assert score(trained).n_rows > 0
    monkeypatch.undo()
    flows.doctor(store=trained.store, models=trained.models, trust=TRUST, repair=True)
    assert registry.Store(trained.store).released("small") == 1


def _lacking(trained: Trained, code: str) -> None:
    """Let the stored audits say that the evidence for one check is too little."""
    for path in (trained.artifacts() / "audit").glob("*.json"):
        audit = json.loads(path.read_text("utf-8"))
        for finding in audit["findings"]:
            if finding["code"] == code:
                finding["verdict"] = "insufficient evidence"
        path.write_text(json.dumps(audit), encoding="utf-8")
    trained.log_again()

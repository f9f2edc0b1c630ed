"""What may be told of an audit with overrides: by the verb, in the run, in its report."""

import json
import re
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.signers import TRUST

from riskscreen import auditing, errors, flows, registry, releasing, signing
from riskscreen.auditing.disclosing.quotient import quotient
from riskscreen.core import Finding, Verdict
from riskscreen.flows import audited, notes

from ..conftest import LATER, Trained, copied  # noqa: TID252 - a test reads its own fixtures


def decide(trained: Trained, folder: Path, count: int) -> tuple[Path, Path]:
    """The service's file with decisions against visits of minority children, and its secret."""
    book, secret = folder / "overrides.jsonl", folder / "log.secret"
    if not secret.exists():
        signing.make_secret(secret)
    judged = trained.held.as_of(LATER)
    grown = judged.column("age_years") >= 12  # whom the list holds more often
    minority = judged.ids[(judged.column("ethnicity") != "Kinh") & grown].tolist()
    for child in minority[:count]:
        flows.override(
            book, secret=secret, child_id=child, outcome="child_labour", decision="no_visit",
            tier="intervention", release="small 1", as_of=LATER, by="social worker", reason="full",
        )  # fmt: skip
    return book, secret


def audit(trained: Trained, files: tuple[Path, Path]) -> dict[str, releasing.Decision]:
    return flows.audit(
        "latest", records=trained.held, test_as_of=LATER, store=trained.store, trust=TRUST,
        overrides=files[0], secret=files[1],
    )  # fmt: skip


@pytest.fixture(scope="module")
def again(pristine: Trained, tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """A copy of the run that is audited again on the same children, with what people decided."""
    return copied(pristine, tmp_path_factory.mktemp("service") / "small")


@pytest.fixture(scope="module")
def anew(again: Trained) -> dict[str, releasing.Decision]:
    return audit(again, decide(again, again.folder, count=250))


@pytest.fixture(scope="module")
def told(again: Trained, anew: dict[str, releasing.Decision]) -> dict[str, Any]:
    """The facts of the run's report after that audit."""
    return json.loads(flows.report("latest", format="json", store=again.store))


def test_overrides_are_told_beside_the_decision_and_judge_nobody(
    anew: dict[str, releasing.Decision],
) -> None:
    found = anew["child_labour"]
    assert isinstance(found, flows.Audited)
    assert not [one for one in found.refusing if one.code == "AUD-27"]
    assert {one.code for one in found.reported} == {"AUD-27"}
    assert found.overrides[0]["group"] == "overall"
    assert "decided about within the time of the list" in found.reported[0].detail
    assert json.loads(json.dumps(found.to_dict()))["reported"]
    assert any("reported: AUD-27" in line for line in flows.decision_lines(found))
    assert found.to_dict()["n_lines"] == found.n_lines == 250
    assert f"overrides: 250 lines read; kept in the run as {found.noted}" in found.lines()


def test_the_report_prints_what_the_audit_told(
    anew: dict[str, releasing.Decision], told: dict[str, Any]
) -> None:
    for outcome in told["outcomes"]:
        found = anew[outcome["name"]]
        assert isinstance(found, flows.Audited)
        held = outcome["overrides"]
        assert held["groups"] == [dict(row) for row in found.overrides]
        assert (held["day"], held["until"]) == (LATER, "2025-09-14")
        assert held["same_children"]
        assert held["earlier_audits"] == 0
        # about the other outcome nobody decided: that is no missing record
        assert held["n_decided"] == (250 if outcome["name"] == "child_labour" else 0)
        own = [one for one in outcome["findings"] if one["code"] == "AUD-27"]
        assert own == [one.to_dict() for one in found.reported]


def test_a_finding_says_no_more_than_the_row_of_its_group(told: dict[str, Any]) -> None:
    for outcome in told["outcomes"]:
        rows = {row["group"]: row for row in outcome["overrides"]["groups"]}
        for one in outcome["findings"]:
            if one["code"] == "AUD-27":
                row = rows[one["group"]]
                assert one["measured"] == row["away_share"]
                assert one["measured"] is None or row["n_listed"] >= 30
                counts = [int(count) for count in re.findall(r"\d+(?= children)", one["detail"])]
                assert all(count == auditing.rounded(count) for count in counts if count != 5)
                assert (one["interval"] is None) == (row["away_share"] is None)
                assert row["n_away"] or row["away_share"] is None
                if row["away_share"] is not None:
                    assert row["away_share"] == quotient(row["n_away"], row["n_listed"])


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_only_then_the_page_has_the_table(
    again: Trained, pristine: Trained, told: dict[str, Any], lang: str
) -> None:
    before = flows.report("latest", lang=lang, store=pristine.store)
    after = flows.report("latest", lang=lang, store=again.store)
    for name in ("child_labour-overrides-table", "def-AUD-27"):
        assert f'id="{name}"' in after
        assert f'id="{name}"' not in before
    assert 'id="child_labour-overrides"' in before


def test_a_small_group_of_the_report_is_small_in_its_table_of_overrides(
    told: dict[str, Any],
) -> None:
    for outcome in told["outcomes"]:
        hidden = {row["group"] for row in outcome["groups"] if row["suppressed"]}
        for row in outcome["overrides"]["groups"]:
            if row["group"] in hidden or row["suppressed"]:
                assert row["n_listed"] is row["n_away"] is row["away_share"] is None
            counts = [row[name] for name in ("n_listed", "n_away", "n_towards", "n_children")]
            assert all(one == auditing.rounded(one) for one in counts if one is not None)


def test_the_run_is_whole_and_its_own_report_as_it_was(
    again: Trained, told: dict[str, Any]
) -> None:
    held = registry.Store(again.store)
    record = held.record(again.run.run_id)
    assert registry.changed(record, lambda path: held.read(record.run_id, path)) == ()
    logged = json.loads(held.read(record.run_id, "report/facts.json"))
    assert "overrides" not in logged["outcomes"][0]


def test_the_newest_record_is_shown_and_earlier_ones_are_counted(
    trained: Trained, tmp_path: Path
) -> None:
    files = decide(trained, tmp_path, count=2)
    for _ in range(2):  # the same again is one
        first = audit(trained, files)["child_labour"]
    decide(trained, tmp_path, count=60)
    second = audit(trained, files)["child_labour"]
    assert first.noted < second.noted
    told = json.loads(flows.report("latest", format="json", store=trained.store))
    held = told["outcomes"][0]["overrides"]
    assert (held["earlier_audits"], held["n_decided"]) == (1, 60)


def test_a_file_whose_end_was_cut_is_not_shown_as_the_newest(
    trained: Trained, tmp_path: Path
) -> None:
    files = decide(trained, tmp_path, count=60)
    found = audit(trained, files)["child_labour"]
    assert isinstance(found, flows.Audited)
    lines = files[0].read_bytes().splitlines(keepends=True)
    files[0].write_bytes(b"".join(lines[:20]))
    with pytest.raises(errors.OverrideError, match="60 lines then, 20 now") as caught:
        audit(trained, files)
    assert f"{found.noted} of run {trained.run.run_id}" in str(caught.value)
    files[0].write_bytes(b"")
    with pytest.raises(errors.OverrideFileError, match="holds no line"):
        audit(trained, files)
    told = json.loads(flows.report("latest", format="json", store=trained.store))
    assert told["outcomes"][0]["overrides"]["n_decided"] == 60
    assert told["outcomes"][0]["overrides"]["earlier_audits"] == 0


@pytest.mark.parametrize("method", ["add_file", "log"])
def test_what_the_run_cannot_keep_is_told_to_nobody(
    trained: Trained, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    """No later report would be held against it."""

    def refuse(*_: object, **__: object) -> None:
        raise errors.RegistryError("the store can only be read")

    monkeypatch.setattr(registry.Store, method, refuse)
    with pytest.raises(errors.RegistryError, match="is not told: run") as caught:
        audit(trained, decide(trained, tmp_path, count=2))
    assert "the store can only be read" in str(caught.value)
    assert "audit without the overrides" in str(caught.value)
    monkeypatch.undo()
    record = registry.Store(trained.store).record(trained.run.run_id)
    assert not notes.logged(record)
    assert not [path for path in record.files if path.startswith("overrides/")]
    # the gate's answer needs no note
    flows.audit("latest", records=trained.held, test_as_of=LATER, store=trained.store, trust=TRUST)


def test_two_audits_at_once_are_told_one_after_the_other(
    trained: Trained, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second holds its own against what the first has told, and waits until it can."""
    held, add_now = registry.Store(trained.store), notes.add
    seen: list[str] = []

    def note(store: registry.Store, run_id: str, facts: Any) -> str:
        second = threading.Thread(target=lambda: seen.append(waits()))
        second.start()
        second.join(timeout=0.5)
        waiting.append(second)
        assert seen == []
        return add_now(store, run_id, facts)

    def waits() -> str:
        with registry.Store(trained.store).one_report_at_a_time():
            return ", ".join(notes.logged(held.record(trained.run.run_id)))

    waiting: list[threading.Thread] = []
    monkeypatch.setattr(notes, "add", note)
    found = audit(trained, decide(trained, tmp_path, count=2))["child_labour"]
    waiting[0].join(timeout=60)
    assert isinstance(found, flows.Audited)
    assert seen == [found.noted]


def test_a_forged_note_adds_nothing_to_a_report(trained: Trained, tmp_path: Path) -> None:
    found = audit(trained, decide(trained, tmp_path, count=40))["child_labour"]
    assert isinstance(found, flows.Audited)
    written = trained.artifacts() / found.noted
    forged = json.loads(written.read_text("utf-8"))
    for outcome in forged["outcomes"]:
        outcome["overrides"]["n_decided"] = 0
    (written.parent / "zz.json").write_text(json.dumps(forged), encoding="utf-8")
    match = "zz.json: the run never logged it"
    with pytest.raises(errors.RunChangedError, match=match):
        flows.report("latest", format="json", store=trained.store)
    (written.parent / "zz.json").unlink()
    written.write_text(json.dumps(forged), encoding="utf-8")
    for ask in (
        lambda: flows.report("latest", format="json", store=trained.store),
        lambda: audit(trained, (tmp_path / "overrides.jsonl", tmp_path / "log.secret")),
    ):
        with pytest.raises(errors.RunChangedError, match=f"{found.noted}: it is not what"):
            ask()


def test_a_few_decisions_more_do_not_show_whose_they_are(trained: Trained, tmp_path: Path) -> None:
    """Of 34 listed children and of 36: no group's figures move unless its printed count does."""
    first = audit(trained, decide(trained, tmp_path, count=34))["child_labour"]
    second = audit(trained, decide(trained, tmp_path, count=36))["child_labour"]
    assert isinstance(first, flows.Audited)
    assert isinstance(second, flows.Audited)
    for before, after in zip(first.overrides, second.overrides, strict=True):
        if before["n_away"] == after["n_away"]:
            shares = [
                name for name in before if name.startswith("away_share") and "others" not in name
            ]
            assert [before[name] for name in shares] == [after[name] for name in shares]
        if not before["n_away"]:
            assert before["away_share"] is before["compared"] is None


def test_what_an_earlier_report_and_the_overrides_give_away_together_is_refused(
    trained: Trained, tmp_path: Path
) -> None:
    """Where counts of the same children contradict an earlier report's, nobody can say."""
    path = trained.artifacts() / "report" / "facts.json"
    facts = json.loads(path.read_text("utf-8"))
    for outcome in facts["outcomes"]:
        for row in outcome["groups"]:
            if row["kind"] == "intersection" and row["n_children"]:
                row["n_children"] *= 50
    path.write_text(json.dumps(facts), encoding="utf-8")
    with pytest.raises(errors.DisclosureError, match="against the list is not told") as caught:
        audit(trained, decide(trained, tmp_path, count=2))
    assert caught.value.findings
    assert not (trained.artifacts() / "overrides").exists()


@pytest.mark.parametrize("n_away", [7, 2], ids=["ten", "a_few"])
def test_a_finding_is_told_as_its_row_is_printed(pristine: Trained, n_away: int) -> None:
    names = {"group": "overall", "attribute": "", "level": "", "kind": "overall"}
    size = {**names, "n_children": 5000, "n_at_risk": 3000, "suppressed": False}
    told_of = (0.25, 0.0, 0.75) if n_away == 7 else (None, None, None)
    row = {
        **size, "n_listed": 38, "n_listed_others": None, "n_away": n_away,
        "away_share_others": None, "compared": None, "n_towards": 0, "towards_share": None,
        **dict(zip(("away_share", "away_share_lo", "away_share_hi"), told_of, strict=True)),
    }  # fmt: skip
    found = Finding(
        code="AUD-27", title="x", verdict=Verdict.PASS, outcome="dropout", measured=7 / 38,
        interval=(0.08, 0.34), detail="7 children decided about",
    )  # fmt: skip
    counts = {
        "n_decided": 7, "n_not_judged": 2, "n_away_off_list": 0, "n_towards_listed": 0,
        "n_something_else": 0, "n_other_times": 0, "n_other_releases": 0, "n_other_outcomes": 0,
        "releases": ["small 1"],
    }  # fmt: skip
    one = auditing.Audit(
        outcome="dropout", findings=(found,), window="later", design={},
        tables={"groups": [size], "overrides": [row], "overrides_counted": counts},
    )  # fmt: skip
    facts = audited.tell(
        {"dropout": one},
        on=pristine.held,
        day="2031-09-15",
        end={"n_lines": 9, "newest": "0" * 64},
        record=SimpleNamespace(parameters={"horizon_months": "12", "dropout.definition": "d"}),
        store=SimpleNamespace(records=lambda: ()),
        limits=pristine.run.plan.limits,
    )
    (told,) = facts["outcomes"]
    (printed,) = told["overrides"]["groups"]
    (finding,) = told["findings"]
    assert (printed["n_listed"], printed["n_away"]) == (40, 10 if n_away == 7 else 0)
    assert (finding["measured"], finding["interval"]) == (
        (told_of[0], list(told_of[1:])) if n_away == 7 else (None, None)
    )
    assert finding["detail"] == (
        "10 children decided about within the time of the list; fewer than 5 children of them are "
        "not judged here"
    )

"""What may be told of an audit with overrides: by the verb, in the run, in its report."""

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.signers import TRUST

from riskscreen import auditing, errors, flows, registry, releasing, signing
from riskscreen.core import Finding, Verdict
from riskscreen.flows import audited

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


def test_who_may_only_read_the_store_learns_what_the_audit_found(
    trained: Trained, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise errors.RegistryError("the store can only be read")

    monkeypatch.setattr(registry.Store, "log", refuse)
    found = audit(trained, decide(trained, tmp_path, count=2))["child_labour"]
    assert found.overrides
    assert (found.noted, found.not_noted) == ("", "the store can only be read")
    assert "not in the run's report: the store can only be read" in found.lines()
    assert "overrides" not in flows.report("latest", format="json", store=trained.store)


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


def test_a_figure_is_no_finer_than_one_listed_child(pristine: Trained) -> None:
    """Forty of five thousand children are listed: of these the share is, not of those at risk."""
    names = {"group": "overall", "attribute": "", "level": "", "kind": "overall"}
    size = {**names, "n_children": 5000, "n_at_risk": 3000, "suppressed": False}
    row = {
        **size, "n_listed": 40, "n_listed_others": None, "n_away": 5, "away_share": 0.125,
        "away_share_lo": 0.0419, "away_share_hi": 0.2681, "away_share_others": None,
        "compared": None, "n_towards": 0, "towards_share": 0.0,
    }  # fmt: skip
    found = Finding(
        code="AUD-27", title="x", verdict=Verdict.PASS, outcome="dropout", measured=0.125,
        interval=(0.0419, 0.2681), detail="7 children decided about",
    )  # fmt: skip
    counts = {"n_decided": 7, "n_not_judged": 2, "n_other_times": 0, "n_other_releases": 0,
              "n_other_outcomes": 0, "releases": ["small 1"]}  # fmt: skip
    audit = auditing.Audit(
        outcome="dropout", findings=(found,), window="later", design={},
        tables={"groups": [size], "overrides": [row], "overrides_counted": counts},
    )  # fmt: skip
    facts = audited.tell(
        {"dropout": audit},
        on=pristine.held,
        day="2031-09-15",
        record=SimpleNamespace(parameters={"horizon_months": "12", "dropout.definition": "d"}),
        store=SimpleNamespace(records=lambda: ()),
        limits=pristine.run.plan.limits,
    )
    (told,) = facts["outcomes"]
    (printed,) = told["overrides"]["groups"]
    (one,) = told["findings"]
    assert (printed["away_share"], printed["n_away"]) == (0.1, 10)
    assert (one["measured"], one["interval"]) == (0.1, [0.05, 0.25])
    assert one["detail"] == (
        "10 children decided about within the time of the list; fewer than 5 children of them are "
        "not judged here"
    )

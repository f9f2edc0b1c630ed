"""A note is added once and read as it was logged, or the run is said to have changed."""

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from tests.flows.made_note import told

from riskscreen import errors, registry
from riskscreen.core import digest_bytes
from riskscreen.flows import notes

NOW = datetime.datetime.now(tz=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def store(tmp_path: Path) -> registry.Store:
    return registry.Store(tmp_path / "mlruns")


@pytest.fixture
def run_id(store: registry.Store) -> str:
    return store.start("train")


def file(store: registry.Store, run_id: str, path: str) -> Path:
    return store.path(run_id, path)


def forge(store: registry.Store, run_id: str, path: str, content: bytes) -> None:
    """Write a note and its digest, as only somebody can who may do both."""
    store.add_file(run_id, path, content)
    store.log(run_id, parameters={f"noted/{path}": digest_bytes(content)})


def test_what_was_noted_is_read_in_its_order(store: registry.Store, run_id: str) -> None:
    for count in (30, 10, 20):
        notes.add(store, run_id, told(count))
    assert notes.read(store, store.record(run_id)) == [told(30), told(10), told(20)]
    # a list of runs comes without their files
    (listed,) = store.records()
    assert notes.read(store, listed) == [told(30), told(10), told(20)]


def test_a_run_without_any_has_none(store: registry.Store, run_id: str) -> None:
    assert notes.read(store, store.record(run_id)) == []


@pytest.mark.parametrize(
    "content", [b"{", b"[]", b'{"outcomes": []}', b"\xff", b"{}"],
    ids=["half", "array", "no_meta", "no_text", "empty"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["zz.json", "20261129T083000.000000Z.json"])
def test_a_file_that_the_run_never_logged_is_named(
    store: registry.Store, run_id: str, content: bytes, name: str
) -> None:
    notes.add(store, run_id, told())
    store.add_file(run_id, f"overrides/{name}", content)
    with pytest.raises(errors.RunChangedError) as caught:
        notes.read(store, store.record(run_id))
    said = str(caught.value)
    assert said.startswith(f"1 of 2 notes of overrides of run {run_id} do not hold")
    assert f"first is overrides/{name}: the run never logged it" in said
    assert "from a copy of the store" in said
    # nothing of it was told: who asks for what is out already goes on
    (listed,) = store.records()
    assert notes.read(store, listed) == [told()]


@pytest.mark.parametrize("listed", [True, False], ids=["record", "list_of_runs"])
@pytest.mark.parametrize(
    ("changed", "why"), [(b"{}", "it is not what the run logged"), (None, "it is gone")],
    ids=["changed", "removed"],
)  # fmt: skip
def test_a_note_that_was_changed_or_removed_is_named(
    store: registry.Store, run_id: str, changed: bytes | None, why: str, listed: bool
) -> None:
    path = notes.add(store, run_id, told())
    if changed is None:
        file(store, run_id, path).unlink()
    else:
        file(store, run_id, path).write_bytes(changed)
    record = store.records()[0] if listed else store.record(run_id)
    with pytest.raises(errors.RunChangedError, match=rf"{run_id}.*{path}: {why}"):
        notes.read(store, record)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("overrides/zz.json", "its name is no time"),
        ("overrides/20261399T083000.000000Z.json", "its name is no time"),
        (notes.path_at(NOW + 25 * HOUR), "more than a day ahead"),
        ("overrides/99991231T235959.999999Z.json", "more than a day ahead"),
    ],
    ids=["no_time", "no_day", "ahead", "for_ever"],
)
def test_a_name_that_would_be_the_newest_for_ever_is_refused(
    store: registry.Store, run_id: str, path: str, why: str
) -> None:
    forge(store, run_id, path, json.dumps(told()).encode())
    with pytest.raises(errors.RunChangedError, match=why):
        notes.read(store, store.record(run_id))


def test_another_machines_clock_may_be_a_little_ahead(store: registry.Store, run_id: str) -> None:
    forge(store, run_id, notes.path_at(NOW + 23 * HOUR), json.dumps(told()).encode())
    assert notes.read(store, store.record(run_id)) == [told()]


def with_finding(**changes: Any) -> dict[str, Any]:
    (one,) = told()["outcomes"][0]["findings"]
    return told(findings=[{**one, **changes}])


def with_overrides(**changes: Any) -> dict[str, Any]:
    return told(overrides={**told()["outcomes"][0]["overrides"], **changes})


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (with_finding(code="AUD-03"), "a finding AUD-03 is none of an audit with overrides"),
        (with_finding(judges=True), "a finding AUD-27 is none"),
        (with_finding(verdict="fail"), "a finding AUD-27 is none"),
        (with_finding(outcome="exclusion"), "a finding AUD-27 is none"),
        (with_finding(measured="x"), r"findings\[0\].measured is no number or null"),
        (with_overrides(groups=[{"group": "overall"}]), r"groups\[0\].suppressed is missing"),
        (with_overrides(day=3), "overrides.day is no string"),
        (told(overrides=None), "overrides is empty"),
        (told(window="soon"), "this reader knows"),
        (told(title_en="Dropout"), "holds unknown"),
        (told(groups=[{"group": "overall"}]), "lacks"),
        ({**told(), "policy": {}}, "holds unknown"),
        ({**told(), "outcomes": told()["outcomes"] * 2}, "an outcome twice"),
    ],
)  # fmt: skip
def test_what_is_no_note_is_refused_also_where_it_was_logged(
    store: registry.Store, run_id: str, facts: dict[str, Any], why: str
) -> None:
    with pytest.raises(errors.IntegrityError, match=why):
        notes.parse(json.dumps(facts).encode(), where="note")
    forge(store, run_id, notes.path_at(NOW), json.dumps(facts).encode())
    with pytest.raises(errors.RunChangedError, match=why):
        notes.read(store, store.record(run_id))


def test_a_note_made_before_its_file_was_counted_is_read(
    store: registry.Store, run_id: str
) -> None:
    facts = told()
    del facts["meta"]["overrides"]
    for name in ("n_away_off_list", "n_towards_listed", "n_something_else"):
        del facts["outcomes"][0]["overrides"][name]
    forge(store, run_id, notes.path_at(NOW), json.dumps(facts).encode())
    assert notes.read(store, store.record(run_id)) == [facts]


@pytest.mark.parametrize(
    "end", [None, {}, {"n_lines": 0, "newest": "0" * 64}, {"n_lines": 3, "newest": "x"}],
    ids=["null", "nothing", "no_line", "no_hash"],
)  # fmt: skip
def test_a_note_that_does_not_say_how_far_its_file_reached_is_refused(end: Any) -> None:
    facts = told()
    facts["meta"]["overrides"] = end
    with pytest.raises(errors.IntegrityError, match=r"note.meta.overrides"):
        notes.parse(json.dumps(facts).encode(), where="note")


def test_a_logged_digest_cannot_be_logged_again(store: registry.Store, run_id: str) -> None:
    """MLflow keeps a parameter as it was first: its own interface changes no digest."""
    path = notes.add(store, run_id, told())
    with pytest.raises(errors.RegistryError):
        store.log(run_id, parameters={f"noted/{path}": "0" * 64})
    assert notes.read(store, store.record(run_id)) == [told()]


def test_all_faults_of_a_run_come_at_once(store: registry.Store, run_id: str) -> None:
    paths = [notes.add(store, run_id, told(count)) for count in (10, 20)]
    for path in paths:
        file(store, run_id, path).unlink()
    with pytest.raises(errors.RunChangedError, match="2 of 2 notes"):
        notes.read(store, store.record(run_id))


def report() -> dict[str, Any]:
    outcome = {"window": "later", "findings": [{"code": "AUD-01"}]}
    return {
        "meta": {"data_digest": "d", "test_day": "2024-09-15"},
        "outcomes": [{"name": "dropout", **outcome}, {"name": "exclusion", **outcome}],
    }


def test_each_audit_is_a_file_of_its_own_and_logged_with_its_digest(store: registry.Store) -> None:
    run_id = store.start("train")
    paths = [notes.add(store, run_id, told(count)) for count in (30, 10, 20)]
    assert paths == sorted(set(paths))
    assert list(notes.logged(store.record(run_id))) == paths


def test_the_same_twice_is_noted_once(store: registry.Store) -> None:
    run_id = store.start("train")
    first = notes.add(store, run_id, told(30))
    assert notes.add(store, run_id, told(30)) == first
    assert len(notes.read(store, store.record(run_id))) == 1


def test_what_could_not_be_read_again_is_not_written(store: registry.Store) -> None:
    run_id = store.start("train")
    with pytest.raises(errors.IntegrityError, match="what an audit told"):
        notes.add(store, run_id, told(window="soon"))
    assert store.record(run_id).files == ()


def test_beside_a_note_that_does_not_hold_none_is_added(store: registry.Store) -> None:
    run_id = store.start("train")
    store.path(run_id, notes.add(store, run_id, told(10))).unlink()
    with pytest.raises(errors.RunChangedError, match="it is gone"):
        notes.add(store, run_id, told(20))


def test_what_comes_later_is_the_newest_also_after_a_clock_was_set_back(
    store: registry.Store,
) -> None:
    run_id = store.start("train")
    first = notes.add(store, run_id, told(10))
    ahead = datetime.datetime.now(tz=datetime.UTC) + datetime.timedelta(hours=20)
    later = notes._next([notes.path_at(ahead)])
    assert first < notes.path_at(ahead) < later
    assert notes.time_of(later) - ahead == datetime.timedelta(microseconds=1)


def test_the_report_gets_the_newest_beside_its_own_tables() -> None:
    facts = report()
    dropout, exclusion = notes.with_newest(facts, [told(1), told(2)])["outcomes"]
    assert dropout["overrides"]["n_decided"] == 2
    assert dropout["overrides"]["earlier_audits"] == 1
    assert [one["code"] for one in dropout["findings"]] == ["AUD-01", "AUD-27"]
    # an outcome that the audit did not judge has no record
    assert exclusion == report()["outcomes"][1]
    assert facts == report()


def test_without_any_the_report_is_as_it_was() -> None:
    assert notes.with_newest(report(), []) == report()


@pytest.mark.parametrize(
    ("changes", "same"),
    [({}, True), ({"day": "2025-09-15"}, False), ({"window": "out_of_fold"}, False)],
    ids=["same", "another_day", "held_out"],
)
def test_whether_they_are_the_children_of_the_other_tables_is_said(
    changes: dict[str, str], same: bool
) -> None:
    (dropout, _) = notes.with_newest(report(), [told(1, **changes)])["outcomes"]
    assert dropout["overrides"]["same_children"] is same

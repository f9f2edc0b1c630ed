"""What an audit told is added to its run once, and the newest is what the report shows."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.flows.made_note import told

from riskscreen import errors, registry
from riskscreen.flows import noted, noting


def report() -> dict[str, Any]:
    outcome = {"window": "later", "findings": [{"code": "AUD-01"}]}
    return {
        "meta": {"data_digest": "d", "test_day": "2024-09-15"},
        "outcomes": [{"name": "dropout", **outcome}, {"name": "exclusion", **outcome}],
    }


@pytest.fixture
def store(tmp_path: Path) -> registry.Store:
    return registry.Store(tmp_path / "mlruns")


def test_each_audit_is_a_file_of_its_own_and_logged_with_its_digest(store: registry.Store) -> None:
    run_id = store.start("train")
    paths = [noting.note(store, run_id, told(count)) for count in (30, 10, 20)]
    assert paths == sorted(set(paths))
    assert list(noted.logged(store.record(run_id))) == paths


def test_the_same_twice_is_noted_once(store: registry.Store) -> None:
    run_id = store.start("train")
    first = noting.note(store, run_id, told(30))
    assert noting.note(store, run_id, told(30)) == first
    assert len(noted.notes(store, store.record(run_id))) == 1


def test_what_could_not_be_read_again_is_not_written(store: registry.Store) -> None:
    run_id = store.start("train")
    with pytest.raises(errors.IntegrityError, match="what an audit told"):
        noting.note(store, run_id, told(window="soon"))
    assert store.record(run_id).files == ()


def test_beside_a_note_that_does_not_hold_none_is_added(store: registry.Store) -> None:
    run_id = store.start("train")
    store.path(run_id, noting.note(store, run_id, told(10))).unlink()
    with pytest.raises(errors.RunChangedError, match="it is gone"):
        noting.note(store, run_id, told(20))


def test_what_comes_later_is_the_newest_also_after_a_clock_was_set_back(
    store: registry.Store,
) -> None:
    run_id = store.start("train")
    first = noting.note(store, run_id, told(10))
    ahead = datetime.datetime.now(tz=datetime.UTC) + datetime.timedelta(hours=20)
    later = noting._next([noted.path_at(ahead)])
    assert first < noted.path_at(ahead) < later
    assert noted.time_of(later) - ahead == datetime.timedelta(microseconds=1)


def test_the_report_gets_the_newest_beside_its_own_tables() -> None:
    facts = report()
    dropout, exclusion = noting.with_newest(facts, [told(1), told(2)])["outcomes"]
    assert dropout["overrides"]["n_decided"] == 2
    assert dropout["overrides"]["earlier_audits"] == 1
    assert [one["code"] for one in dropout["findings"]] == ["AUD-01", "AUD-27"]
    # an outcome that the audit did not judge has no record
    assert exclusion == report()["outcomes"][1]
    assert facts == report()


def test_without_any_the_report_is_as_it_was() -> None:
    assert noting.with_newest(report(), []) == report()


@pytest.mark.parametrize(
    ("changes", "same"),
    [({}, True), ({"day": "2025-09-15"}, False), ({"window": "out_of_fold"}, False)],
    ids=["same", "another_day", "held_out"],
)
def test_whether_they_are_the_children_of_the_other_tables_is_said(
    changes: dict[str, str], same: bool
) -> None:
    (dropout, _) = noting.with_newest(report(), [told(1, **changes)])["outcomes"]
    assert dropout["overrides"]["same_children"] is same

"""What an audit told is added to its run once, and the newest is what the report shows."""

from pathlib import Path
from typing import Any

import pytest

from riskscreen import registry
from riskscreen.flows import noting


def told(n_decided: int, *, day: str = "2024-09-15", window: str = "later") -> dict[str, Any]:
    row = {"group": "overall", "suppressed": False}
    return {
        "meta": {"data_digest": "d", "test_day": day},
        "outcomes": [
            {
                "name": "dropout", "window": window, "findings": [{"code": "AUD-27"}],
                "overrides": {"n_decided": n_decided, "groups": [row]},
            }
        ],
    }  # fmt: skip


def report() -> dict[str, Any]:
    outcome = {"window": "later", "findings": [{"code": "AUD-01"}]}
    return {
        "meta": {"data_digest": "d", "test_day": "2024-09-15"},
        "outcomes": [{"name": "dropout", **outcome}, {"name": "exclusion", **outcome}],
    }


@pytest.fixture
def store(tmp_path: Path) -> registry.Store:
    return registry.Store(tmp_path / "mlruns")


def test_what_was_noted_is_read_in_its_order(store: registry.Store) -> None:
    run_id = store.start("train")
    paths = [noting.note(store, store.record(run_id), told(n)) for n in (3, 1, 2)]
    assert paths == sorted(paths)
    assert len(set(paths)) == 3
    assert noting.notes(store, store.record(run_id)) == [told(3), told(1), told(2)]
    # a list of runs comes without their files
    (listed,) = store.records()
    assert noting.notes(store, listed) == [told(3), told(1), told(2)]


def test_the_same_twice_is_noted_once(store: registry.Store) -> None:
    run_id = store.start("train")
    first = noting.note(store, store.record(run_id), told(3))
    assert noting.note(store, store.record(run_id), told(3)) == first
    assert len(noting.notes(store, store.record(run_id))) == 1


def test_a_run_without_any_is_not_searched(store: registry.Store) -> None:
    run_id = store.start("train")
    store.log_files(run_id, {"overrides/strange.json": "{"})
    assert noting.notes(store, store.record(run_id)) == []


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

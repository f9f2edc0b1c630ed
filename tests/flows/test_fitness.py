import datetime

import pytest

from riskscreen import errors, policy, registry
from riskscreen.flows import fitness

from ..conftest import Trained  # noqa: TID252 - a test reads its own fixtures

LIMITS = policy.load("demo")
DAY = datetime.datetime(2026, 11, 29, tzinfo=datetime.UTC)


def test_a_release_does_not_outlive_the_right_to_hold_its_data(pristine: Trained) -> None:
    store = registry.Store(pristine.store)
    record = store.record(pristine.run.run_id)
    last = fitness.expiry(store, record, LIMITS, DAY)
    assert last <= pristine.held.retention_until
    late = datetime.datetime.fromisoformat(f"{pristine.held.retention_until}T12:00:00+00:00")
    assert fitness.expiry(store, record, LIMITS, late) == pristine.held.retention_until


def test_nothing_is_released_once_its_data_may_be_held_no_longer(pristine: Trained) -> None:
    store = registry.Store(pristine.store)
    record = store.record(pristine.run.run_id)
    last = pristine.held.retention_until
    late = datetime.datetime.fromisoformat(f"{last}T12:00:00+00:00") + datetime.timedelta(days=1)
    with pytest.raises(errors.GateError, match=f"may be held until {last}, today is"):
        fitness.expiry(store, record, LIMITS, late)


def test_a_whole_run_is_fit(pristine: Trained) -> None:
    store = registry.Store(pristine.store)
    record = store.record(pristine.run.run_id)
    fitness.refuse_incomplete(store, record)
    for outcome, result in pristine.run.results.items():
        assert fitness.unfit(store, record, outcome, pristine.run.plan.limits) == []
        judged = fitness.audited(store, record, outcome)
        assert judged["model_sha256"] == result.trained.model.digest
        assert judged["served_sha256"] == fitness.stored_served(store, record.run_id, outcome)


def test_another_policy_is_not_the_one_that_judged(pristine: Trained) -> None:
    store = registry.Store(pristine.store)
    record = store.record(pristine.run.run_id)
    (found,) = fitness.unfit(store, record, "child_labour", policy.load("default"))
    assert (found.code, found.verdict) == ("GAT-04", "fail")
    assert "policy" in found.detail

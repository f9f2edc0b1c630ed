import copy
import json
from types import SimpleNamespace

import pytest
from tests.flows import made_note

from riskscreen import auditing, policy, registry
from riskscreen.core import Verdict
from riskscreen.errors import DisclosureError, RunChangedError
from riskscreen.flows import notes
from riskscreen.flows.publishing import beside_earlier

from ..conftest import Trained  # noqa: TID252 - a test reads its own fixtures

LIMITS = policy.load("demo")


def facts_of(trained: Trained) -> dict:
    return json.loads((trained.artifacts() / "report" / "facts.json").read_text("utf-8"))


def test_the_same_report_again_gives_nothing_away(pristine: Trained) -> None:
    store = registry.Store(pristine.store)
    facts = facts_of(pristine)
    again = copy.deepcopy(facts)
    again["meta"]["run_id"] = "another"
    shown = beside_earlier(again, store=store, limits=pristine.run.plan.limits)
    assert shown["outcomes"] == facts["outcomes"]


def test_a_group_that_grew_by_a_few_children_is_hidden(pristine: Trained) -> None:
    """Twenty children more than the earlier report printed are a small cell of their own."""
    store, limits = registry.Store(pristine.store), pristine.run.plan.limits
    facts = facts_of(pristine)
    facts["meta"] |= {"run_id": "another", "data_digest": "0" * 64}
    groups = facts["outcomes"][0]["groups"]
    grown = next(
        row["group"]
        for row in groups
        if row["kind"] == "reported" and not row["suppressed"] and row["n_children"] < 800
    )
    for table in facts["outcomes"][0].values():
        for row in table if isinstance(table, list) else ():
            if row.get("group") == grown and row.get("n_children"):
                row["n_children"] += 20
    shown = beside_earlier(facts, store=store, limits=limits)
    (kept,) = [row for row in shown["outcomes"][0]["groups"] if row["group"] == grown]
    assert kept["suppressed"]
    assert kept["n_children"] is None


@pytest.mark.parametrize("horizon", [0, 12, None])
def test_reports_of_one_window_are_found_whatever_its_horizon(horizon: int | None) -> None:
    """0 is a horizon, and is not the same as none."""

    class Store:
        def records(self) -> tuple[object, ...]:
            said = "" if horizon is None else str(horizon)
            parameters = {"test_as_of": "2024-09-15", "horizon_months": said}
            return (SimpleNamespace(run_id="before", parameters=parameters, tags={}),)

        def find(self, run_id: str, path: str) -> bytes | None:
            return None

    asked: list[str] = []

    class Asked(Store):
        def find(self, run_id: str, path: str) -> bytes | None:
            asked.append(path)
            return super().find(run_id, path)

    facts = {"meta": {"run_id": "now", "test_day": "2024-09-15", "horizon_months": horizon},
             "outcomes": []}  # fmt: skip
    beside_earlier(facts, store=Asked(), limits=LIMITS)  # type: ignore[arg-type]
    assert asked == ["report/facts.json"]


def test_what_an_audit_with_overrides_told_is_an_earlier_report(trained: Trained) -> None:
    """Of a group that it printed with twenty children fewer the later report prints nothing."""
    store, limits = registry.Store(trained.store), trained.run.plan.limits
    facts = facts_of(trained)
    facts["meta"] |= {"run_id": "another", "test_day": "2031-09-15", "data_digest": "0" * 64}
    made = made_note.told()
    same = {name: facts["meta"][name] for name in ("population", "test_day", "horizon_months")}
    meta = {**made["meta"], **same, "data_digest": "1" * 64}
    names = (*made_note.NAMES, *made_note.SIZES, "kind")
    outcomes = [
        {
            **{key: one[key] for key in ("name", "definition", "window")},
            "groups": [{name: row[name] for name in names} for row in one["groups"]],
            "overrides": made["outcomes"][0]["overrides"],
            "findings": [],
        }
        for one in facts["outcomes"]
    ]
    told = {"meta": meta, "outcomes": outcomes}
    row = next(
        one
        for one in told["outcomes"][0]["groups"]
        if one["kind"] == "reported" and not one["suppressed"] and 300 < one["n_children"] < 800
    )
    row["n_children"] -= 20
    alone = beside_earlier(facts, store=store, limits=limits)
    path = notes.add(store, trained.run.run_id, told)
    shown = beside_earlier(facts, store=store, limits=limits)
    for held, hides in ((alone, False), (shown, True)):
        groups = held["outcomes"][0]["groups"]
        (kept,) = [one for one in groups if one["group"] == row["group"]]
        assert kept["suppressed"] is hides
    # what was told and is gone can be held against nothing
    store.path(trained.run.run_id, path).unlink()
    with pytest.raises(RunChangedError, match=rf"{trained.run.run_id}.*{path}: it is gone"):
        beside_earlier(facts, store=store, limits=limits)


def test_a_table_that_gives_a_group_away_is_not_written(pristine: Trained) -> None:
    store, limits = registry.Store(pristine.store), pristine.run.plan.limits
    facts = facts_of(pristine)
    facts["meta"] |= {"run_id": "another", "test_day": "1999-01-01"}  # nothing earlier
    size = {"attribute": "sex", "kind": "required", "suppressed": False}
    facts["outcomes"][0]["groups"] = [
        {"group": "overall", "attribute": "", "level": "", "n_children": 1003, "n_at_risk": 203},
        {**size, "group": "sex=male", "level": "male", "n_children": 991, "n_at_risk": 201},
        {**size, "group": "sex=female", "level": "female", "n_children": None, "n_at_risk": None},
    ]
    with pytest.raises(DisclosureError, match="1 groups that it hides could be derived"):
        beside_earlier(facts, store=store, limits=limits)


def test_what_a_report_holds_was_published(pristine: Trained) -> None:
    for outcome in facts_of(pristine)["outcomes"]:
        tables = {name: value for name, value in outcome.items() if isinstance(value, list)}
        found = auditing.check(tables, policy=pristine.run.plan.limits)
        assert {one.verdict for one in found} == {Verdict.PASS}
        counts = [row["n_children"] for row in outcome["groups"] if row["n_children"] is not None]
        assert counts
        assert all(count == auditing.rounded(count) for count in counts)

import datetime
import json

from riskscreen import releasing
from riskscreen.core import Finding, Verdict
from riskscreen.flows.outcome_facts import (
    TABLES,
    counted,
    published_decision,
    verdict_findings,
)

from ..conftest import Trained  # noqa: TID252 - a test reads its own fixtures


def facts_of(trained: Trained) -> dict:
    return json.loads((trained.artifacts() / "report" / "facts.json").read_text("utf-8"))


def test_every_table_of_the_audit_reaches_the_report(pristine: Trained) -> None:
    for outcome in facts_of(pristine)["outcomes"]:
        absent = {name for name in TABLES if name not in outcome} - {"prevalence"}
        assert absent == set()
        assert set(outcome["importance_by_group"]) >= {"sex=female", "sex=male"}


def test_a_hidden_group_keeps_its_verdict_and_loses_its_figure(pristine: Trained) -> None:
    limits = pristine.run.plan.limits
    finding = Finding(
        code="AUD-03", title="children missed", verdict=Verdict.FAIL, group="sex=female",
        outcome="x", measured=0.3, interval=(0.2, 0.4), judges=True,
    )  # fmt: skip
    decision = releasing.decide(
        [finding], outcome="x", policy=limits, today=datetime.date(2026, 1, 1)
    )
    row = {"group": "sex=female", "attribute": "sex", "level": "female", "suppressed": True,
           "n_children": None, "n_at_risk": None}  # fmt: skip
    overall = {"group": "overall", "attribute": "", "level": "", "n_children": 1000,
               "n_at_risk": 200, "suppressed": False}  # fmt: skip
    shown = published_decision(decision, {"groups": [overall, row]}, limits)
    (told,) = [one for one in shown.refusing if one.code == "AUD-03" and one.verdict == "fail"]
    assert (told.group, told.measured, told.interval) == ("sex=female", None, None)


def test_rows_that_no_fold_judges_are_counted(pristine: Trained) -> None:
    for result in pristine.run.results.values():
        assert all(one["code"] for one in counted(result))


def test_a_bundle_keeps_the_figure_of_a_judging_pass_and_no_more(pristine: Trained) -> None:
    """A bundle's reader holds that a check which measured nothing cannot pass."""
    limits = pristine.run.plan.limits
    passing = Finding(
        code="AUD-03", title="children missed", verdict=Verdict.PASS, group="sex=female",
        outcome="x", measured=0.01234, interval=(-0.05, 0.05), judges=True,
    )  # fmt: skip
    row = {"group": "sex=female", "attribute": "sex", "level": "female", "suppressed": True,
           "n_children": None, "n_at_risk": None}  # fmt: skip
    overall = {"group": "overall", "attribute": "", "level": "", "n_children": 1000,
               "n_at_risk": 200, "suppressed": False}  # fmt: skip
    (told,) = verdict_findings([passing], {"groups": [overall, row]}, limits)
    assert (told["measured"], told["interval"]) == (0.01, None)
    assert Finding.from_dict(told).verdict is Verdict.PASS


def test_what_moves_the_scores_of_a_hidden_group_is_not_told(pristine: Trained) -> None:
    for outcome in facts_of(pristine)["outcomes"]:
        printed = {row["group"] for row in outcome["groups"] if not row["suppressed"]}
        assert set(outcome["importance_by_group"]) <= printed
        figures = [row["importance"] for row in outcome["importance"]]
        assert figures == [round(value, 3) for value in figures]

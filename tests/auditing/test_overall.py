from dataclasses import replace

import numpy as np
import pytest

from riskscreen.auditing.overall import list_at_capacity
from riskscreen.core import Verdict


def test_a_good_list_passes_overall(audited):
    found = {f.code: f for f in audited.findings if f.group == "overall" and f.judges}
    for code in ("AUD-08", "AUD-09", "AUD-10"):
        assert found[code].verdict is Verdict.PASS


def test_ties_at_the_end_of_a_list_are_shared():
    got = list_at_capacity(np.array([2.0, 1, 1, 1, np.nan]), np.array([1.0, 1, 2, 1, 1]), 3.0)
    assert got == pytest.approx([1, 0.5, 0.5, 0.5, 0])


def test_a_list_never_takes_a_child_without_a_score():
    assert list_at_capacity(np.array([np.nan, 1.0]), np.ones(2), 2.0).tolist() == [0, 1]


@pytest.mark.parametrize("score", ["the same list", "a better one"])
def test_no_gain_over_the_checklist_fails(fair, run, score):
    better = fair.risk if score == "the same list" else fair.label + fair.risk / 10
    rows = replace(fair, baselines={"checklist": better}, weight=np.ones(fair.n_children))
    assert run(rows)["AUD-10", "overall"].verdict is Verdict.FAIL


def test_the_gain_equals_a_count_by_hand(fair, run):
    rows = replace(fair, baselines={"checklist": np.zeros(fair.n_children)})
    w = rows.weight
    share = w[rows.selected].sum() / w.sum()
    by_hand = w @ (rows.label * rows.selected) - share * (w @ rows.label)
    got = run(rows)["AUD-10", "overall"].measured
    assert got == pytest.approx(1000 * by_hand / w.sum())


def test_without_a_checklist_the_gain_is_insufficient(fair, run):
    finding = run(replace(fair, baselines={}))["AUD-10", "overall"]
    assert (finding.verdict, finding.judges) == (Verdict.INSUFFICIENT, True)


def test_questions_that_the_records_do_not_answer_are_named(fair, limits, run):
    asked = limits.checklist["dropout"]
    answered = np.column_stack([fair.features, fair.features, np.full(fair.n_children, np.nan)])
    rows = replace(
        fair, baselines={}, features=answered, feature_names=tuple(rule.feature for rule in asked)
    )
    detail = run(rows)["AUD-10", "overall"].detail
    assert (
        f"1 of its 3 questions are not answered by these records; first is {asked[2].feature}"
        in detail
    )
    detail = run(replace(rows, outcome="not_vaccinated"))["AUD-10", "overall"].detail
    assert "the policy has no checklist for this outcome" in detail


def test_a_checklist_that_scores_nobody_is_none(fair, run):
    nobody = np.full(fair.n_children, np.nan)
    finding = run(replace(fair, baselines={"checklist": nobody}))["AUD-10", "overall"]
    assert (finding.verdict, finding.judges) == (Verdict.INSUFFICIENT, True)
    assert finding.measured is None


@pytest.mark.parametrize("nowcast", [True, False])
@pytest.mark.parametrize("how", ["value", "missingness", "reversed"])
def test_an_input_that_tells_all_is_named_and_judges_in_a_nowcast(fair, run, nowcast, how):
    told = {
        "value": fair.label,
        "missingness": np.where(fair.label == 1, np.nan, 1.0),
        "reversed": -fair.label,
    }[how]
    rows = replace(fair, features=told[:, None], nowcast=nowcast)
    finding = run(rows)["AUD-11", "overall"]
    assert finding.verdict is Verdict.FAIL
    assert "hint" in finding.title
    assert finding.judges is nowcast


def test_inputs_that_cannot_be_looked_at_do_not_pass(fair, run):
    rows = replace(fair, features=None, feature_names=(), nowcast=True)
    assert run(rows)["AUD-11", "overall"].verdict is Verdict.INSUFFICIENT


def test_bounds_stand_beside_the_recall_when_many_are_lost(fair, run):
    label = np.where(np.arange(fair.n_children) % 5 == 0, np.nan, fair.label)
    finding = run(replace(fair, label=label))["AUD-13", "overall"]
    assert finding.measured == pytest.approx(0.2, abs=0.01)
    assert "whatever happened to the lost" in finding.detail


def test_few_lost_need_no_bounds(audited):
    finding = next(f for f in audited.findings if f.code == "AUD-13")
    assert "whatever" not in finding.detail


def test_all_scores_the_same_is_no_ranking_and_no_slope(fair, run):
    found = run(replace(fair, risk=np.full(fair.n_children, 0.15)))
    assert found["AUD-08", "overall"].verdict is not Verdict.PASS
    assert found["AUD-09", "overall"].measured is None

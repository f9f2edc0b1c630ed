"""Simple lists see the same folds, and say what they would have said without a booster."""

import dataclasses

import numpy as np
import pytest

from riskscreen import measures, policy, synthetic, tables, training
from riskscreen.errors import TrainingError
from riskscreen.training import baselines

RULES = (policy.Rule("a", 0.5), policy.Rule("c", 1.0))
UNANSWERED = (*RULES, policy.Rule("grade_gap_years", 2.0))


@pytest.fixture(scope="module")
def lists(world, limits):
    rows = world.rows
    folds = training.assign_folds(
        rows.household, rows.psu, cases=rows.label, rng=np.random.default_rng(0)
    )
    ruled = dataclasses.replace(limits, checklist={"dropout": RULES})
    found = baselines.simple_lists(rows, folds=folds, policy=ruled, outcome="dropout")
    return found, folds


def test_all_four_stand_beside_the_model(lists):
    assert set(lists[0]) == {"prevalence", "area", "checklist", "logistic"}


def test_an_outcome_without_a_checklist_has_none(world, limits, lists):
    found = baselines.simple_lists(
        world.rows, folds=lists[1], policy=limits, outcome="not_vaccinated"
    )
    assert "checklist" not in found


def test_a_checklist_of_which_one_rule_is_unanswered_is_no_checklist(world, limits, lists):
    assert training.answerable(world.rows, RULES)
    assert not training.answerable(world.rows, UNANSWERED)
    assert not training.answerable(world.rows, ())
    ruled = dataclasses.replace(limits, checklist={"dropout": UNANSWERED})
    found = baselines.simple_lists(world.rows, folds=lists[1], policy=ruled, outcome="dropout")
    assert "checklist" not in found


def test_a_rule_recorded_for_no_child_is_unanswered(world):
    X = world.rows.X.copy()
    X[:, world.rows.names.index("c")] = np.nan
    assert not training.answerable(dataclasses.replace(world.rows, X=X), RULES)


def test_a_table_that_answers_part_of_the_checklist_gets_no_list_from_it(world, lists):
    X = world.rows.X.copy()
    X[:, world.rows.names.index("c")] = np.nan
    partly = dataclasses.replace(world.rows, X=X)
    assert np.isnan(lists[0]["checklist"].score(partly)).all()
    assert np.isfinite(lists[0]["logistic"].score(partly)).all()


@pytest.mark.parametrize("name", ["unheard_of", "grade_gap_yaers"])
def test_a_misspelt_rule_is_named(world, limits, lists, name):
    ruled = dataclasses.replace(limits, checklist={"dropout": (*RULES, policy.Rule(name, 1.0))})
    with pytest.raises(TrainingError, match=f"1 of 3 rules of checklist dropout .* is {name}"):
        baselines.simple_lists(world.rows, folds=lists[1], policy=ruled, outcome="dropout")


@pytest.mark.parametrize("outcome", ["dropout", "child_labour", "exclusion"])
def test_every_shipped_checklist_is_answered_by_the_shipped_panel(panel, limits, outcome):
    table = tables.build_table(
        panel.records(), outcome, as_of=synthetic.WAVE_DAYS[0], policy=limits
    )
    assert training.answerable(training.Rows.of(table), limits.checklist[outcome])


def test_what_is_not_recorded_meets_no_rule(world):
    rows = world.rows
    met = training.rules_met(rows, UNANSWERED)
    missing = np.isnan(rows.X[:, 0]) & np.isnan(rows.X[:, 2])
    assert (met[missing] == 0).all()
    assert met.max() == 2


def test_the_checklist_orders_by_rules_met_and_breaks_ties_by_chance(world, lists):
    risk = lists[0]["checklist"].score(world.rows)
    met = training.rules_met(world.rows, RULES)
    order = np.argsort(risk)
    assert (np.diff(met[order]) >= 0).all()
    assert np.unique(risk).size == risk.size


def test_a_place_with_few_children_is_drawn_to_its_region(world):
    rows = world.rows.take(np.arange(40))
    same = dataclasses.replace(
        rows,
        commune=np.where(np.arange(40) == 0, "tiny", "large"),
        region=np.full(40, "north"),
        label=np.append(1.0, np.zeros(39)),
        weight=np.ones(40),
    )
    risk = baselines._fit_area(same, prior=20)(same)
    assert risk[1] < risk[0] < 0.15


def test_an_unseen_place_takes_its_regions_rate(world):
    rows = world.rows
    predict = baselines._fit_area(rows, prior=20)
    unseen = dataclasses.replace(rows, commune=np.full(rows.n_rows, "new"))
    north = predict(unseen)[rows.region == "north"]
    assert np.unique(north).size == 1
    expected = np.average(
        rows.label[rows.region == "north"], weights=rows.weight[rows.region == "north"]
    )
    assert north[0] == pytest.approx(expected, abs=0.01)


def test_labels_of_a_fold_do_not_reach_its_own_risks(world, limits, lists):
    rows, folds = world.rows, lists[1]
    label = rows.label.copy()
    label[folds.inside(0)] = 1 - label[folds.inside(0)]
    again = baselines.simple_lists(
        dataclasses.replace(rows, label=label), folds=folds, policy=limits, outcome="none"
    )
    for name, one in again.items():
        inside = folds.inside(0)
        np.testing.assert_array_equal(one.oof_risk[inside], lists[0][name].oof_risk[inside])


def test_logistic_regression_finds_a_straight_truth(world, other_world, lists):
    risk = lists[0]["logistic"].score(other_world.rows)
    weight = other_world.rows.weight
    truth = measures.weighted_auc(other_world.rows.label, other_world.risk, weight)
    found = measures.weighted_auc(other_world.rows.label, risk, weight)
    assert found > truth - 0.06

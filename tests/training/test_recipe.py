"""One call makes a model that was never judged on what it learned from."""

import numpy as np
import pytest

from riskscreen import measures, training


def test_out_of_fold_figures_exist_exactly_where_a_row_trains(table, trained):
    assert np.array_equal(np.isfinite(trained.oof_risk), table.trains)
    assert np.array_equal(trained.fold >= 0, table.trains)


def test_folds_keep_households_and_psus(table, trained):
    training.check_folds(trained.fold, household=table.household_id, psu=table.psu)


def test_the_model_ranks_the_later_window_above_the_checklist(table, trained, later):
    known = later.trains
    label, weight = later.label[known], later.weight[known]
    auc = {
        name: measures.weighted_auc(label, risk[known], weight)
        for name, risk in {
            "model": trained.model.predict(later.features.values).risk,
            **{name: one.predict(later) for name, one in trained.baselines.items()},
        }.items()
    }
    assert auc["model"] > max(auc["checklist"], auc["area"], 0.65)
    assert auc["prevalence"] == pytest.approx(0.5)


def test_risk_lies_in_its_interval(trained, later):
    said = trained.model.predict(later.features.values)
    assert ((said.lo < said.risk) & (said.risk < said.hi)).all()


def test_the_same_seed_gives_the_same_text_with_one_and_two_threads(table, trained, limits, quick):
    again = training.fit_outcome(table, policy=limits, seed=3, n_threads=1, search=quick)
    assert again.model.booster.text == trained.model.booster.text
    assert again.model.to_dict() == trained.model.to_dict()


def test_lost_children_have_a_probability_and_a_weight_only_if_followed(table, trained):
    assert np.array_equal(np.isfinite(trained.followed_probability), table.eligible == 1)
    assert np.array_equal(np.isfinite(trained.weight), table.trains)
    assert trained.weight[table.trains].mean() == pytest.approx(1)


def test_fold_metrics_say_what_was_chosen(trained):
    assert [one["fold"] for one in trained.fold_metrics] == [0, 1, 2, 3, 4]
    assert {"auc", "rounds", "num_leaves", "cases"} <= set(trained.fold_metrics[0])

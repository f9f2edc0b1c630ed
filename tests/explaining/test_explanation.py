"""An explanation adds up, speaks of groups and never of a child."""

import dataclasses
import json

import numpy as np
import pytest

from riskscreen import explaining, model
from riskscreen.errors import IntegrityError


def test_importance_is_the_mean_size_of_all_contributions(table, trained, limits):
    found = explaining.explain(
        trained.model, table, policy=limits, rng=np.random.default_rng(0), max_children=10**6
    )
    rows = (table.eligible == 1) & np.isfinite(table.weight)
    sizes = np.abs(trained.model.contributions(table.features.values[rows]))
    by_hand = np.average(sizes, axis=0, weights=table.weight[rows])
    first = found.importance[0]
    at = trained.model.feature_names.index(first.feature)
    assert first.mean_size == pytest.approx(by_hand[at])
    assert sum(one.share for one in found.importance) == pytest.approx(1)


def test_contributions_that_do_not_add_up_are_refused(table, trained, limits, monkeypatch):
    whole = model.Booster.contributions
    monkeypatch.setattr(
        model.Booster, "contributions", lambda self, X: whole(self, X) + 1e-3, raising=True
    )
    with pytest.raises(IntegrityError, match="contributions do not sum to the margin in"):
        explaining.explain(trained, table, policy=limits, rng=np.random.default_rng(0))


def test_no_more_children_than_asked_for_are_explained(explanation, table):
    assert explanation.n_children == 400
    assert explanation.n_table == table.n_rows


def test_groups_of_the_policy_have_their_own_importance(explanation):
    assert {"ethnicity=minority", "sex=female", "region=north"} <= set(explanation.by_group)


def test_a_small_group_is_named_and_left_out(table, trained, limits):
    larger = dataclasses.replace(limits, smallest_cell=(10**6, 10))
    found = explaining.explain(trained, table, policy=larger, rng=np.random.default_rng(0))
    assert not found.by_group
    assert "sex=female" in found.left_out


def test_every_dependence_bin_holds_the_smallest_cell(explanation, limits):
    sizes = [one.n_children for bins in explanation.dependence.values() for one in bins]
    assert min(sizes) >= limits.smallest_cell[0]


def test_it_is_json(explanation):
    plain = json.loads(json.dumps(explanation.to_dict(), allow_nan=False))
    assert plain["importance"][0]["feature"] == explanation.importance[0].feature


def test_a_frame_has_a_row_per_group_and_feature(explanation):
    frame = explanation.to_frame()
    assert set(frame["group"]) == {"overall", *explanation.by_group}


def test_labels_are_words_in_both_languages(explanation):
    for lang in ("en", "vi"):
        assert not any("_" in label for label in explanation.labels[lang].values())
    assert explanation.labels["en"] != explanation.labels["vi"]

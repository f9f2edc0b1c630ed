"""What may not be trained on is refused by name."""

import dataclasses

import numpy as np
import pytest

from riskscreen import features, records, training
from riskscreen.errors import FeatureError, OutcomeError, TrainingError
from riskscreen.training import admission


@pytest.mark.parametrize(
    ("name", "column"),
    [("child_is_girl", "sex"), ("child_of_minority", "ethnicity"), ("extra_region", "region")],
)
def test_a_protected_column_needs_a_policy_reason(limits, name, column):
    with pytest.raises(TrainingError, match=f"1 of 2 features rests .* first is {name}: {column}"):
        training.refuse_protected(("age", name), limits)


def test_a_written_reason_admits_it(limits):
    reasoned = dataclasses.replace(limits, protected_features={"sex": "the ministry asks for it"})
    training.refuse_protected(("child_is_girl",), reasoned)


def test_no_shipped_feature_needs_one(table, limits):
    training.refuse_protected(table.features.names, limits)


def with_column(table, name):
    matrix = features.FeatureMatrix(
        names=(*table.features.names[:-1], name),
        values=table.features.values,
        area_fallback=table.features.area_fallback,
    )
    return dataclasses.replace(table, features=matrix)


def test_training_itself_refuses_a_protected_feature(table, limits, quick):
    with pytest.raises(TrainingError, match="rests on a protected column"):
        training.fit_outcome(
            with_column(table, "child_is_girl"), policy=limits, seed=0, search=quick
        )


def test_a_nowcast_may_not_see_what_decides_its_outcome(table, limits):
    concurrent = dataclasses.replace(table, horizon_months=0)
    assert "attending_school" in table.outcome.sources
    with pytest.raises(TrainingError, match="of a nowcast rest on a column that decides dropout"):
        admission.admit(concurrent, limits)


def test_too_few_cases_are_refused(table, limits):
    few = table.take(np.flatnonzero(table.trains)[:60])
    with pytest.raises(TrainingError, match="training needs 20 of each"):
        admission.admit(few, limits)


def unanswered(table, **changes):
    return dataclasses.replace(table, label=np.full(table.n_rows, np.nan), **changes)


def test_one_wave_asked_for_a_year_ahead_is_told_of_the_nowcast(table, limits):
    with pytest.raises(TrainingError, match=r"12 months after the day.*--horizon-months 0"):
        admission.admit(unanswered(table), limits)


def test_where_nobody_answered_the_columns_are_named(table, limits):
    age = features.FeatureMatrix(
        names=("child_age_years",), values=table.features.values[:, :1],
        area_fallback=table.features.area_fallback,
    )  # fmt: skip
    bare = unanswered(table, horizon_months=0, features=age)
    with pytest.raises(TrainingError, match="record attending_school"):
        admission.admit(bare, limits)


def test_a_follow_up_cannot_become_features(panel, table, limits):
    held = panel.records()
    snapshot = held.as_of("2023-09-15")
    follow_up = held.follow_up(snapshot)
    assert isinstance(follow_up, records.FollowUp)
    with pytest.raises((FeatureError, OutcomeError)):
        features.build(follow_up, state=table.state, policy=limits)

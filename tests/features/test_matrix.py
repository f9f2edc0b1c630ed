import dataclasses
import subprocess
import sys
import time

import numpy as np
import pytest

from riskscreen import features, policy, synthetic
from riskscreen.errors import FeatureError


def test_only_a_snapshot_is_accepted(panel_records, snapshot, state):
    later = panel_records.follow_up(snapshot)
    with pytest.raises(FeatureError, match="built from a Snapshot, not from FollowUp"):
        features.build(later, state=state)
    with pytest.raises(FeatureError, match="built from a Snapshot, not from FollowUp"):
        features.fit(later, policy=policy.load("default"))


def test_what_is_not_recorded_stays_not_recorded(make_snapshot):
    snapshot = make_snapshot({"age_years": [9.0, 3.0]})
    state = features.fit(snapshot, policy=policy.load("default"))
    built = features.build(snapshot, state=state)
    known = [
        name
        for name, column in zip(built.names, built.values.T, strict=True)
        if not np.isnan(column).all()
    ]
    assert known == [
        "child_age_years", "nears_age_limit", "out_of_school", "siblings_out_of_school",
        "school_age_children", "birth_order", "small_sibling", "area_out_of_school_share",
    ]  # fmt: skip


def test_an_infinite_value_is_refused(make_snapshot):
    def forever(age_years):
        """Without end."""
        return age_years / 0.0

    words = features.Words("a", "b", "c", "d")
    own = features.describe(
        forever, unit="years", domain="child", malleability="fixed", audience="auditor",
        en=words, vi=words,
    )  # fmt: skip
    snapshot = make_snapshot({"age_years": [9.0]})
    state = features.fit(snapshot, policy=policy.load("default"))
    with np.errstate(divide="ignore"), pytest.raises(FeatureError, match="forever is infinite"):
        features.build(snapshot, state=state, extra=[own])


def test_the_order_of_rows_changes_no_feature(panel_records, snapshot, matrix, state):
    rng = np.random.default_rng(3)
    shuffled = dataclasses.replace(
        panel_records,
        children=panel_records.children.take(rng.permutation(panel_records.children.n_rows)),
        households=panel_records.households.take(rng.permutation(panel_records.households.n_rows)),
    )
    again = shuffled.as_of(synthetic.WAVE_DAYS[0])
    np.testing.assert_array_equal(again.ids, snapshot.ids)
    np.testing.assert_array_equal(features.build(again, state=state).values, matrix.values)


def test_splitting_a_batch_by_household_changes_no_feature(snapshot, matrix, state):
    rng = np.random.default_rng(4)
    part = rng.integers(0, 3, snapshot.household_group.max() + 1)[snapshot.household_group]
    for number in range(3):
        rows = np.flatnonzero(part == number)
        built = features.build(snapshot.take(rows), state=state)
        np.testing.assert_array_equal(built.values, matrix.values[rows])
        np.testing.assert_array_equal(built.area_fallback, matrix.area_fallback[rows])


@pytest.mark.parametrize("group", [0, 7, 1900])
def test_other_households_change_no_feature_of_a_child(snapshot, matrix, state, group):
    rows = np.flatnonzero(snapshot.household_group == group)
    alone = features.build(snapshot.take(rows), state=state)
    np.testing.assert_array_equal(alone.values, matrix.values[rows])


def test_siblings_do_change_the_features_of_a_child(snapshot, matrix, state):
    rows = np.flatnonzero(snapshot.household.size == 2)[:1]
    alone = features.build(snapshot.take(rows), state=state)
    assert alone.column("school_age_children")[0] <= matrix.column("school_age_children")[rows[0]]
    assert np.isnan(alone.column("siblings_uninsured_share")[0])


@pytest.mark.parametrize("n", [0, 1])
def test_none_and_one_child_are_batches_too(snapshot, state, n):
    assert features.build(snapshot.take(np.arange(n)), state=state).n_children == n


def test_one_household_takes_less_than_two_milliseconds(snapshot, matrix, state):
    one = snapshot.take(np.flatnonzero(snapshot.household_group == 7))
    features.build(one, state=state, only=matrix.names)

    def once():
        start = time.perf_counter()
        features.build(one, state=state, only=matrix.names)
        return time.perf_counter() - start

    assert min(once() for _ in range(200)) < 0.002


def test_fifty_thousand_children_take_less_than_two_seconds(snapshot, state):
    many = snapshot.take(np.resize(np.arange(snapshot.n_children), 50_000))
    start = time.process_time()
    features.build(many, state=state)
    assert time.process_time() - start < 2.0


def test_importing_features_brings_numpy_and_nothing_else():
    heavy = ("pandas", "pyarrow", "narwhals", "scipy", "sklearn", "lightgbm", "polars")
    code = (
        "import sys, riskscreen.features\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_no_feature_is_constant_on_the_demo_panel(matrix):
    for name, column in zip(matrix.names, matrix.values.T, strict=True):
        assert len(np.unique(column[~np.isnan(column)])) > 1, name


def ranks(column):
    known = ~np.isnan(column)
    ranked = np.full(len(column), np.nan)
    _, code, count = np.unique(column[known], return_inverse=True, return_counts=True)
    ranked[known] = (np.cumsum(count) - (count - 1) / 2)[code]
    return ranked


def correlation(a, b):
    both = ~np.isnan(a) & ~np.isnan(b)
    if both.sum() < 30 or not (np.ptp(a[both]) and np.ptp(b[both])):
        return 0.0
    return float(np.corrcoef(a[both], b[both])[0, 1])


def copies(matrix, missing):
    columns = matrix.values.T
    if missing == "as_the_lowest":
        columns = np.where(np.isnan(columns), -1e9, columns)
    ranked = [ranks(column) for column in columns]
    return [
        (one, other)
        for i, one in enumerate(matrix.names)
        for j, other in enumerate(matrix.names[:i])
        if abs(correlation(ranked[i], ranked[j])) >= 0.98
    ]


@pytest.mark.parametrize("missing", ["left_out", "as_the_lowest"])
def test_no_feature_is_a_copy_of_another_on_the_demo_panel(matrix, missing):
    assert copies(matrix, missing) == []


@pytest.mark.long
def test_no_feature_is_constant_or_a_copy_on_the_whole_demo_panel():
    whole = (
        synthetic.panel(households=30_000, seed=7, profile="demo")
        .records()
        .as_of(synthetic.WAVE_DAYS[1])
    )
    state = features.fit(whole, policy=policy.load("demo"))
    matrix = features.build(whole, state=state)
    assert all(len(np.unique(column[~np.isnan(column)])) > 1 for column in matrix.values.T)
    assert copies(matrix, "left_out") == copies(matrix, "as_the_lowest") == []


def test_medians_are_the_reference_of_the_known(matrix):
    medians = matrix.medians()
    column = matrix.column("income_per_person")
    assert medians["income_per_person"] == np.median(column[~np.isnan(column)])
    assert set(medians) == set(matrix.names)


def test_take_and_column_keep_names(matrix):
    part = matrix.take(np.array([2, 0]))
    assert part.names == matrix.names
    assert part.column("child_age_years")[0] == matrix.column("child_age_years")[2]
    with pytest.raises(FeatureError, match="shoe_size is not among"):
        part.column("shoe_size")
    assert list(part.to_frame().columns) == list(matrix.names)

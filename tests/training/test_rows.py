"""Rows are a table's arrays, in its order."""

import numpy as np

from riskscreen import training


def test_rows_of_a_table_keep_its_order(table):
    rows = training.Rows.of(table)
    assert np.array_equal(rows.child, table.child_id)
    assert np.array_equal(rows.known, table.followed)
    np.testing.assert_array_equal(
        rows.column("child_age_years"), table.features.column("child_age_years")
    )


def test_a_feature_that_is_not_there_is_none(world):
    assert world.rows.column("no_such_feature") is None


def test_taken_rows_keep_the_names_of_features(world):
    taken = world.rows.take(np.array([4, 2]))
    assert taken.names == world.rows.names
    assert taken.child.tolist() == ["c4", "c2"]

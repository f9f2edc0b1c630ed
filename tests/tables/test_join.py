from dataclasses import replace

import numpy as np
import pytest

from riskscreen import outcomes, tables
from riskscreen.errors import TrainingError


@pytest.fixture(scope="module")
def windows(panel_records):
    first = tables.build_table(panel_records, "dropout", as_of="2023-09-15")
    second = tables.build_table(panel_records, "dropout", as_of="2024-09-15", state=first.state)
    return first, second


def test_windows_are_joined_in_the_order_of_their_days(windows):
    joined = tables.concatenate(windows[::-1])
    assert joined.n_rows == sum(window.n_rows for window in windows)
    assert joined.day == windows[1].day
    np.testing.assert_array_equal(
        joined.window, np.repeat([0, 1], [window.n_rows for window in windows])
    )
    np.testing.assert_array_equal(joined.child_id[joined.window == 0], windows[0].child_id)


def test_weights_of_a_joined_table_have_mean_one_over_the_eligible(windows):
    joined = tables.concatenate(windows)
    assert joined.weight[joined.eligible == 1].mean() == pytest.approx(1.0)
    assert joined.weight_sum == pytest.approx(sum(window.weight_sum for window in windows))


def test_children_in_both_windows_are_counted(windows):
    joined = tables.concatenate(windows)
    both = len(np.intersect1d(windows[0].child_id, windows[1].child_id))
    assert next(f for f in joined.findings if f.code == "TAB-08").measured == both


def test_one_window_stays_as_it_is(windows):
    assert tables.concatenate(windows[:1]) is windows[0]


@pytest.mark.parametrize(
    ("change", "wording"),
    [
        ({"outcome": outcomes.get("dropout", "out_of_school")}, "differ in definition"),
        ({"outcome": outcomes.get("exclusion")}, "differ in outcome"),
        ({"horizon_months": 6}, "differ in horizon_months"),
        ({"groups": {}}, "differ in groups"),
    ],
)
def test_windows_that_differ_are_refused(windows, change, wording):
    with pytest.raises(TrainingError, match=wording):
        tables.concatenate([windows[0], replace(windows[1], **change)])


def test_the_same_day_twice_is_refused(windows):
    with pytest.raises(TrainingError, match="two windows open on 2023-09-15"):
        tables.concatenate([windows[0], windows[0]])


def test_nothing_to_join_is_refused():
    with pytest.raises(TrainingError, match="0 tables to concatenate"):
        tables.concatenate([])

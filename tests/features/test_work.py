import numpy as np

from riskscreen.features import work


def test_any_hour_in_the_last_week_is_work():
    np.testing.assert_array_equal(work.working(np.array([0.0, 1.0, np.nan])), [0, 1, np.nan])


def test_hours_add_up_and_are_unknown_only_where_both_are():
    economic = np.array([3.0, np.nan, 2.0, np.nan])
    chores = np.array([4.0, 5.0, np.nan, np.nan])
    np.testing.assert_array_equal(work.busy_hours_week(economic, chores), [7, 5, 2, np.nan])

import numpy as np

from riskscreen.features import siblings
from riskscreen.records import Household

# Two households: three children, and one alone.
FAMILY = Household(np.array([0, 0, 0, 1]))
UNKNOWN = np.nan


def test_only_siblings_count_and_an_only_child_has_none():
    out = np.array([1.0, 0.0, 1.0, 1.0])
    np.testing.assert_array_equal(siblings.siblings_out_of_school(FAMILY, out), [1, 2, 1, 0])


def test_a_sibling_whose_answer_is_unknown_is_left_out():
    working = np.array([1.0, UNKNOWN, 0.0, 1.0])
    np.testing.assert_array_equal(
        siblings.siblings_working_share(FAMILY, working), [0, 0.5, 1, UNKNOWN]
    )


def test_means_are_over_the_others():
    hours = np.array([10.0, 20.0, 60.0, 5.0])
    expected = [40, 35, 15, UNKNOWN]
    np.testing.assert_array_equal(siblings.siblings_busy_hours(FAMILY, hours), expected)
    np.testing.assert_array_equal(siblings.siblings_grade_gap(FAMILY, hours), expected)
    np.testing.assert_array_equal(siblings.siblings_absence_days(FAMILY, hours), expected)


def test_shares_of_siblings_without_a_paper():
    lacking = np.array([1.0, 0.0, 0.0, 1.0])
    expected = [0, 0.5, 0.5, UNKNOWN]
    np.testing.assert_array_equal(siblings.siblings_uninsured_share(FAMILY, lacking), expected)
    np.testing.assert_array_equal(siblings.siblings_unregistered_share(FAMILY, lacking), expected)
    np.testing.assert_array_equal(siblings.siblings_school_helped_share(FAMILY, lacking), expected)


def test_two_siblings_in_danger_are_one_yes():
    danger = np.array([1.0, 1.0, 0.0, 1.0])
    np.testing.assert_array_equal(siblings.sibling_in_danger(FAMILY, danger), [1, 1, 1, UNKNOWN])

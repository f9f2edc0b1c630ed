import numpy as np

from riskscreen.features import position
from riskscreen.records import Household

FAMILY = Household(np.array([0, 0, 0, 0, 1]))
AGES = np.array([3.0, 12.0, 12.0, 8.0, 15.0])
UNKNOWN = np.nan


def test_the_oldest_has_rank_one_and_twins_share():
    np.testing.assert_array_equal(position.birth_order(FAMILY, AGES), [4, 1.5, 1.5, 3, 1])


def test_the_next_older_sibling_is_the_nearest_above():
    np.testing.assert_array_equal(
        position.years_to_older(FAMILY, AGES), [5, UNKNOWN, UNKNOWN, 4, UNKNOWN]
    )


def test_an_unknown_age_is_nobodys_next_older():
    ages = np.array([3.0, UNKNOWN, 12.0, 8.0, UNKNOWN])
    np.testing.assert_array_equal(
        position.years_to_older(FAMILY, ages), [5, UNKNOWN, UNKNOWN, 4, UNKNOWN]
    )


def test_a_small_child_is_no_small_sibling_of_its_own():
    np.testing.assert_array_equal(position.small_sibling(FAMILY, AGES), [0, 1, 1, 1, 0])


def test_children_of_school_age_include_the_child():
    at_age = np.array([0.0, 1.0, 1.0, 1.0, 1.0])
    np.testing.assert_array_equal(position.school_age_children(FAMILY, at_age), [3, 3, 3, 3, 1])


def test_dependants_are_a_share_of_all_members_and_never_above_one():
    members, elderly = np.array([6.0] * 4 + [1.0]), np.array([1.0, 1.0, 1.0, UNKNOWN, 1.0])
    share = position.dependants_share(FAMILY, members, elderly)
    np.testing.assert_allclose(share, [5 / 6, 5 / 6, 5 / 6, UNKNOWN, 1.0])


def test_own_hours_and_grades_are_set_beside_the_others():
    hours = np.array([0.0, 30.0, 0.0, 0.0, 9.0])
    expected = [-10, 30, -10, -10, UNKNOWN]
    np.testing.assert_array_equal(position.hours_beside_siblings(FAMILY, hours), expected)
    np.testing.assert_array_equal(position.grade_gap_beside_siblings(FAMILY, hours), expected)


def test_the_top_grade_is_that_of_the_household():
    grades = np.array([UNKNOWN, 5.0, 6.0, 2.0, UNKNOWN])
    np.testing.assert_array_equal(
        position.household_top_grade(FAMILY, grades), [6, 6, 6, 6, UNKNOWN]
    )

import numpy as np
import pytest

from riskscreen.features import child


@pytest.mark.parametrize(
    ("age", "horizon", "expected"),
    [(5, 12, 1), (4, 12, 0), (4, 24, 1), (6, 12, 0), (15, 6, 1), (15, 0, 0), (np.nan, 12, np.nan)],
)
def test_an_age_limit_is_near_where_it_falls_before_the_target_day(age, horizon, expected):
    answer = child.nears_age_limit(np.array([float(age)]), float(horizon))
    np.testing.assert_array_equal(answer, [expected])


def test_both_parents_who_died_count_two():
    orphan = np.array(["no", "mother", "father", "both", ""])
    np.testing.assert_array_equal(child.parents_died(orphan), [0, 1, 1, 2, np.nan])


def test_a_caregiver_stands_further_away_the_higher_the_number():
    carer = np.array(["mother", "father", "grandparent", "other", "none", ""])
    np.testing.assert_array_equal(child.carer_distance(carer), [0, 0, 1, 2, 3, np.nan])


def test_a_grandchild_of_the_head_is_not_the_heads_own():
    relation = np.array(["child", "grandchild", ""])
    np.testing.assert_array_equal(child.head_no_parent(relation), [0, 1, np.nan])


def test_schooling_of_parents_is_ordered():
    education = np.array(["none", "upper_secondary", "vocational", ""])
    np.testing.assert_array_equal(child.mother_schooling_level(education), [0, 3, 4, np.nan])
    np.testing.assert_array_equal(child.father_schooling_level(education), [0, 3, 4, np.nan])


def test_a_parent_in_the_household_is_not_elsewhere():
    lives = np.array([1.0, 0.0, np.nan])
    np.testing.assert_array_equal(child.mother_elsewhere(lives), [0, 1, np.nan])
    np.testing.assert_array_equal(child.father_elsewhere(lives), [0, 1, np.nan])

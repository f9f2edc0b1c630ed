import numpy as np
import pytest

from riskscreen.features import schooling

UNKNOWN = np.nan


@pytest.mark.parametrize(
    ("age", "attained", "ever", "expected"),
    [
        (6, 0, 1, 0),
        (10, 4, 1, 0),
        (10, 2, 1, 2),
        (10, 5, 1, -1),
        (17, 11, 1, 0),
        (5, 0, 1, UNKNOWN),
        (12, UNKNOWN, 0, 6),
        (12, UNKNOWN, 1, UNKNOWN),
        (12, 6, UNKNOWN, 0),
        (UNKNOWN, 6, 1, UNKNOWN),
    ],
    ids=[
        "enters_at_six", "on_time", "two_behind", "ahead", "last_year", "too_young",
        "never_attended", "grade_unknown", "attendance_unknown", "age_unknown",
    ],
)  # fmt: skip
def test_a_grade_gap_counts_from_school_entry_at_six(age, attained, ever, expected):
    gap = schooling.grade_gap_years(*(np.array([float(x)]) for x in (age, attained, ever)))
    np.testing.assert_array_equal(gap, [expected])


@pytest.mark.parametrize(
    ("age", "attends", "ever", "expected"),
    [
        (9, 1, 1, 0),
        (9, 0, 1, 1),
        (9, UNKNOWN, 0, 1),
        (9, UNKNOWN, 1, UNKNOWN),
        (3, UNKNOWN, UNKNOWN, 0),
        (UNKNOWN, 1, 1, UNKNOWN),
    ],
    ids=["attends", "left", "never", "unknown", "too_young", "age_unknown"],
)
def test_out_of_school_is_said_of_school_ages_only(age, attends, ever, expected):
    at_age = schooling.school_age(np.array([float(age)]))
    answer = schooling.out_of_school(at_age, np.array([float(attends)]), np.array([float(ever)]))
    np.testing.assert_array_equal(answer, [expected])


def test_school_ages_are_five_to_seventeen():
    ages = np.array([4.0, 5.0, 17.0, 18.0, np.nan])
    np.testing.assert_array_equal(schooling.school_age(ages), [0, 1, 1, 0, np.nan])


def test_the_last_grades_of_a_level_are_five_and_nine():
    grades = np.array([4.0, 5.0, 9.0, 12.0, np.nan])
    np.testing.assert_array_equal(schooling.last_grade_of_level(grades), [0, 1, 1, 0, np.nan])

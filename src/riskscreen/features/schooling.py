"""How far has the child come at school, and how firmly is it there?"""

from __future__ import annotations

import numpy as np

from riskscreen.features.arrays import flag, opposite
from riskscreen.features.mechanism import YES_NO, Array, Words, feature, quantity

__all__: list[str] = []

# A child enters grade 1 in the year it turns six and can complete one grade a year, up to 12
# (Education Law 43/2019, article 28).
_ENTRY_AGE = 6.0
_LAST_GRADE = 12.0
# Free preschool for five-year-olds is the first duty to attend.
_SCHOOL_AGES = (5.0, 17.0)
_LAST_OF_LEVEL = (5.0, 9.0)


@quantity
def school_age(age_years: Array) -> Array:
    """Whether the child is aged 5 to 17."""
    youngest, oldest = _SCHOOL_AGES
    return flag((age_years >= youngest) & (age_years <= oldest), age_years)


@feature(
    unit="grades",
    domain="child",
    malleability="malleable",
    audience="family",
    above=0.0,
    en=Words(
        "grades behind for the age",
        "the child is behind the usual grade for the age",
        "the child is not behind the usual grade for the age",
        "the grade completed is not recorded, or the child is too young for a grade",
    ),
    vi=Words(
        "số lớp học chậm so với tuổi",
        "trẻ học chậm lớp so với độ tuổi",
        "trẻ không học chậm lớp so với độ tuổi",
        "chưa ghi nhận lớp đã học xong hoặc trẻ chưa đến tuổi vào lớp một",
    ),
)
def grade_gap_years(age_years: Array, grade_attained: Array, ever_attended: Array) -> Array:
    """Grades that a child of this age can have completed, less those it has; from age six."""
    completed = np.where(ever_attended == 0, 0.0, grade_attained)
    usual = np.minimum(age_years - _ENTRY_AGE, _LAST_GRADE)
    return np.where(age_years >= _ENTRY_AGE, usual - completed, np.nan)


@feature(
    unit=YES_NO,
    domain="child",
    malleability="malleable",
    audience="family",
    en=Words(
        "out of school",
        "the child is of school age and does not attend school",
        "the child attends school or is too young for it",
        "it is not recorded whether the child attends school",
    ),
    vi=Words(
        "trẻ ngoài nhà trường",
        "trẻ trong độ tuổi đi học nhưng không đi học",
        "trẻ đang đi học hoặc chưa đến tuổi đi học",
        "chưa ghi nhận trẻ có đang đi học hay không",
    ),
)
def out_of_school(school_age: Array, attending_school: Array, ever_attended: Array) -> Array:
    """Whether a child aged 5 to 17 does not attend school; 0 for a younger one."""
    attends = np.where(ever_attended == 0, 0.0, attending_school)
    return np.where(school_age == 0, 0.0, np.where(np.isnan(school_age), np.nan, 1.0 - attends))


@feature(
    unit=YES_NO,
    domain="child",
    malleability="malleable",
    audience="family",
    en=Words(
        "never attended school",
        "the child has never attended school",
        "the child has attended school at some time",
        "it is not recorded whether the child has ever attended school",
    ),
    vi=Words(
        "chưa từng đi học",
        "trẻ chưa từng đi học",
        "trẻ đã từng đi học",
        "chưa ghi nhận trẻ đã từng đi học hay chưa",
    ),
)
def never_at_school(ever_attended: Array) -> Array:
    """Whether the child has never attended school."""
    return opposite(ever_attended)


@feature(
    unit=YES_NO,
    domain="child",
    malleability="fixed",
    audience="family",
    en=Words(
        "no school in the year before",
        "the child did not attend school in the year before",
        "the child attended school in the year before",
        "it is not recorded whether the child attended school in the year before",
    ),
    vi=Words(
        "không đi học năm học trước",
        "trẻ không đi học trong năm học trước",
        "trẻ có đi học trong năm học trước",
        "chưa ghi nhận trẻ có đi học trong năm học trước hay không",
    ),
)
def missed_last_year(attended_last_year: Array) -> Array:
    """Whether the child did not attend in the school year before."""
    return opposite(attended_last_year)


@feature(
    unit=YES_NO,
    domain="child",
    malleability="fixed",
    audience="family",
    en=Words(
        "last grade of a school level",
        "the child is in the last grade of primary or lower secondary school",
        "the child is not in the last grade of primary or lower secondary school",
        "the present grade is not recorded, or the child is in none",
    ),
    vi=Words(
        "lớp cuối cấp",
        "trẻ đang học lớp cuối cấp tiểu học hoặc trung học cơ sở",
        "trẻ không học lớp cuối cấp tiểu học hoặc trung học cơ sở",
        "chưa ghi nhận lớp đang học hoặc trẻ không học lớp nào",
    ),
)
def last_grade_of_level(grade_current: Array) -> Array:
    """Whether the child must change school to go on: grade 5 or 9."""
    return flag(np.isin(grade_current, _LAST_OF_LEVEL), grade_current)


@feature(
    unit="days in the last month",
    domain="child",
    malleability="malleable",
    audience="family",
    en=Words(
        "days absent from school",
        "the child missed more days of school in the last month than usual",
        "the child missed fewer days of school in the last month than usual",
        "absence from school is not recorded, or the child does not attend",
    ),
    vi=Words(
        "số ngày nghỉ học",
        "trẻ nghỉ học trong tháng qua nhiều ngày hơn mức thường gặp",
        "trẻ nghỉ học trong tháng qua ít ngày hơn mức thường gặp",
        "chưa ghi nhận số ngày nghỉ học hoặc trẻ không đi học",
    ),
)
def absence_days(school_absence_days: Array) -> Array:
    """Days absent from school in the last month."""
    return school_absence_days


@feature(
    unit="km",
    domain="access",
    malleability="fixed",
    audience="family",
    en=Words(
        "way to school",
        "the way to school is longer than usual",
        "the way to school is shorter than usual",
        "the way to school is not recorded, or the child does not attend",
    ),
    vi=Words(
        "khoảng cách đến trường",
        "quãng đường đến trường xa hơn mức thường gặp",
        "quãng đường đến trường gần hơn mức thường gặp",
        "chưa ghi nhận khoảng cách đến trường hoặc trẻ không đi học",
    ),
)
def school_journey_km(school_distance_km: Array) -> Array:
    """Length of the way to school."""
    return school_distance_km

"""Where does the child stand among the children of its household?"""

from __future__ import annotations

import numpy as np

from riskscreen import records
from riskscreen.features.arrays import flag
from riskscreen.features.mechanism import YES_NO, Array, Words, feature

__all__: list[str] = []

_UNDER_FIVE = 5.0
# Differences of means are exact only up to rounding: a tie must not read as "more than".
_TIE = 1e-9


@feature(
    unit="children",
    domain="household",
    malleability="fixed",
    audience="family",
    en=Words(
        "children of school age in the household",
        "more children of school age live in the household than usual",
        "fewer children of school age live in the household than usual",
        "the ages of the children of the household are not recorded",
    ),
    vi=Words(
        "số trẻ trong độ tuổi đi học của hộ",
        "hộ gia đình có nhiều trẻ trong độ tuổi đi học hơn mức thường gặp",
        "hộ gia đình có ít trẻ trong độ tuổi đi học hơn mức thường gặp",
        "chưa ghi nhận tuổi của trẻ em trong hộ gia đình",
    ),
)
def school_age_children(household: records.Household, school_age: Array) -> Array:
    """Children of the household aged 5 to 17, the child included."""
    return household.sum(school_age)


@feature(
    unit="rank, 1 the oldest",
    domain="household",
    malleability="fixed",
    audience="family",
    above=1.0,
    en=Words(
        "place among the siblings by age",
        "an older sibling, or one of the same age, lives in the household",
        "the child is the oldest child of the household",
        "the age of the child is not recorded",
    ),
    vi=Words(
        "thứ tự theo tuổi trong số anh, chị, em",
        "trong hộ gia đình có anh, chị hoặc trẻ cùng tuổi với trẻ",
        "trẻ là trẻ lớn tuổi nhất trong hộ gia đình",
        "chưa ghi nhận tuổi của trẻ",
    ),
)
def birth_order(household: records.Household, age_years: Array) -> Array:
    """Rank by age among the children of the household; equal ages share their mean rank."""
    return household.rank(-age_years)


@feature(
    unit="years",
    domain="household",
    malleability="fixed",
    audience="family",
    en=Words(
        "years to the next older sibling",
        "the next older sibling is older by more years than usual",
        "the next older sibling is older by fewer years than usual",
        "no older sibling is recorded in the household",
    ),
    vi=Words(
        "khoảng cách tuổi với anh, chị liền trên",
        "khoảng cách tuổi với anh, chị liền trên lớn hơn mức thường gặp",
        "khoảng cách tuổi với anh, chị liền trên nhỏ hơn mức thường gặp",
        "chưa ghi nhận anh hoặc chị của trẻ trong hộ gia đình",
    ),
)
def years_to_older(household: records.Household, age_years: Array) -> Array:
    """Years to the next older child of the household; NaN for the oldest."""
    return _next_above(household, age_years)


@feature(
    unit=YES_NO,
    domain="household",
    malleability="fixed",
    audience="family",
    en=Words(
        "small sibling in the household",
        "a sibling under five lives in the household",
        "no sibling under five lives in the household",
        "the ages of the siblings are not recorded",
    ),
    vi=Words(
        "có em nhỏ dưới năm tuổi",
        "trong hộ gia đình có anh, chị hoặc em dưới năm tuổi",
        "trong hộ gia đình không có anh, chị hoặc em dưới năm tuổi",
        "chưa ghi nhận tuổi của anh, chị, em",
    ),
)
def small_sibling(household: records.Household, age_years: Array) -> Array:
    """Whether another child of the household is under five."""
    return np.minimum(household.others_count(flag(age_years < _UNDER_FIVE, age_years)), 1.0)


@feature(
    unit="share of the members",
    domain="household",
    malleability="fixed",
    audience="family",
    en=Words(
        "children and older people among the members",
        "children and older people make up more of the household than usual",
        "children and older people make up less of the household than usual",
        "the members of the household are not recorded",
    ),
    vi=Words(
        "tỷ lệ người phụ thuộc trong hộ",
        "tỷ lệ trẻ em và người cao tuổi trong hộ gia đình cao hơn mức thường gặp",
        "tỷ lệ trẻ em và người cao tuổi trong hộ gia đình thấp hơn mức thường gặp",
        "chưa ghi nhận đầy đủ thành viên của hộ gia đình",
    ),
)
def dependants_share(
    household: records.Household, household_size: Array, n_elderly: Array
) -> Array:
    """Children and members of 60 and over as a share of all members, at most 1."""
    dependants = household.size + n_elderly
    return np.minimum(dependants / np.maximum(household_size, 1.0), 1.0)


@feature(
    unit="hours in the last week",
    domain="household",
    malleability="malleable",
    audience="family",
    above=_TIE,
    en=Words(
        "hours of work and chores beside the siblings",
        "the child spends more hours on work and chores than its siblings",
        "the child does not spend more hours on work and chores than its siblings",
        "the hours of the child or its siblings are not recorded, or there are no siblings",
    ),
    vi=Words(
        "số giờ làm việc so với anh, chị, em",
        "số giờ làm việc và làm việc nhà của trẻ nhiều hơn anh, chị, em trong hộ",
        "số giờ làm việc và làm việc nhà của trẻ không nhiều hơn anh, chị, em trong hộ",
        "chưa ghi nhận số giờ làm việc của trẻ hoặc của anh, chị, em",
    ),
)
def hours_beside_siblings(household: records.Household, busy_hours_week: Array) -> Array:
    """Own hours of work and chores less the mean of the other children's."""
    return busy_hours_week - household.others_mean(busy_hours_week)


@feature(
    unit="grades",
    domain="household",
    malleability="malleable",
    audience="family",
    above=_TIE,
    en=Words(
        "grades behind beside the siblings",
        "the child is further behind the usual grade than its siblings",
        "the child is not further behind the usual grade than its siblings",
        "the grades of the child or its siblings are not recorded, or there are no siblings",
    ),
    vi=Words(
        "mức học chậm so với anh, chị, em",
        "trẻ học chậm lớp nhiều hơn so với anh, chị, em trong hộ",
        "trẻ không học chậm lớp nhiều hơn so với anh, chị, em trong hộ",
        "chưa ghi nhận lớp học của trẻ hoặc của anh, chị, em",
    ),
)
def grade_gap_beside_siblings(household: records.Household, grade_gap_years: Array) -> Array:
    """Own grade gap less the mean of the other children's."""
    return grade_gap_years - household.others_mean(grade_gap_years)


@feature(
    unit="grade",
    domain="household",
    malleability="fixed",
    audience="family",
    en=Words(
        "highest grade of the children in the household",
        "the highest grade that a child of the household completed is higher than usual",
        "the highest grade that a child of the household completed is lower than usual",
        "the grades of the children of the household are not recorded",
    ),
    vi=Words(
        "lớp cao nhất trẻ em trong hộ đã học xong",
        "lớp cao nhất mà trẻ em trong hộ đã học xong cao hơn mức thường gặp",
        "lớp cao nhất mà trẻ em trong hộ đã học xong thấp hơn mức thường gặp",
        "chưa ghi nhận lớp học của trẻ em trong hộ gia đình",
    ),
)
def household_top_grade(household: records.Household, grade_attained: Array) -> Array:
    """Highest grade completed by any child of the household."""
    return household.max(grade_attained)


def _next_above(household: records.Household, values: Array) -> Array:
    """Return by how much the next larger value of the household exceeds the child's own."""
    gap = np.full(len(values), np.nan)
    known = np.flatnonzero(~np.isnan(values))
    ordered = known[np.lexsort((values[known], household.code[known]))]
    if len(ordered) == 0:
        return gap
    code, sorted_values = household.code[ordered], values[ordered]
    # Equal values share the step that follows the last of them.
    new = np.r_[True, (code[1:] != code[:-1]) | (sorted_values[1:] != sorted_values[:-1])]
    first = np.flatnonzero(new)
    same_household = code[first[1:]] == code[first[:-1]]
    steps = np.where(same_household, sorted_values[first[1:]] - sorted_values[first[:-1]], np.nan)
    gap[ordered] = np.r_[steps, np.nan][np.cumsum(new) - 1]
    return gap

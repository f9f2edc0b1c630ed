"""How are the other children of the household doing?

Every child of the household counts as a sibling here: records hold who lives together, not who
is born to whom. An only child has no value, except in a count, which is 0.
"""

from __future__ import annotations

import numpy as np

from riskscreen import records
from riskscreen.features.mechanism import YES_NO, Array, Words, feature

__all__: list[str] = []


@feature(
    unit="children",
    domain="household",
    malleability="malleable",
    audience="family",
    above=0.0,
    en=Words(
        "siblings out of school",
        "a sibling of school age does not attend school",
        "no sibling of school age is known to be out of school",
        "it is not recorded whether the siblings attend school",
    ),
    vi=Words(
        "số anh, chị, em không đi học",
        "có anh, chị hoặc em trong độ tuổi đi học nhưng không đi học",
        "không ghi nhận anh, chị hoặc em nào trong độ tuổi đi học mà không đi học",
        "chưa ghi nhận anh, chị, em của trẻ có đi học hay không",
    ),
)
def siblings_out_of_school(household: records.Household, out_of_school: Array) -> Array:
    """Other children of the household who are of school age and do not attend."""
    return household.others_count(out_of_school)


@feature(
    unit="share of the siblings",
    domain="household",
    malleability="malleable",
    audience="family",
    above=0.0,
    en=Words(
        "siblings who work",
        "a sibling did economic work in the last week",
        "no sibling is known to have done economic work in the last week",
        "the work of siblings is not recorded, or there are none",
    ),
    vi=Words(
        "tỷ lệ anh, chị, em làm việc",
        "có anh, chị hoặc em tham gia hoạt động kinh tế trong tuần qua",
        "không ghi nhận anh, chị hoặc em nào tham gia hoạt động kinh tế trong tuần qua",
        "chưa ghi nhận việc làm của anh, chị, em hoặc trẻ không có anh, chị, em",
    ),
)
def siblings_working_share(household: records.Household, working: Array) -> Array:
    """Share of the other children who did economic work in the last week."""
    return household.others_mean(working)


@feature(
    unit="hours in the last week",
    domain="household",
    malleability="malleable",
    audience="caseworker",
    en=Words(
        "hours of work and chores of the siblings",
        "the siblings spend more hours on work and chores than usual",
        "the siblings spend fewer hours on work and chores than usual",
        "the hours of the siblings are not recorded, or there are none",
    ),
    vi=Words(
        "số giờ làm việc của anh, chị, em",
        "anh, chị, em của trẻ làm việc và làm việc nhà nhiều giờ hơn mức thường gặp",
        "anh, chị, em của trẻ làm việc và làm việc nhà ít giờ hơn mức thường gặp",
        "chưa ghi nhận số giờ làm việc của anh, chị, em hoặc trẻ không có anh, chị, em",
    ),
)
def siblings_busy_hours(household: records.Household, busy_hours_week: Array) -> Array:
    """Mean hours of economic work and chores of the other children."""
    return household.others_mean(busy_hours_week)


@feature(
    unit=YES_NO,
    domain="household",
    malleability="malleable",
    audience="caseworker",
    en=Words(
        "dangerous work of a sibling",
        "a sibling does heavy, harmful or dangerous work",
        "no sibling is known to do heavy, harmful or dangerous work",
        "it is not recorded whether the work of siblings is dangerous, or none of them works",
    ),
    vi=Words(
        "anh, chị, em làm việc nguy hiểm",
        "có anh, chị hoặc em làm công việc nặng nhọc, độc hại hoặc nguy hiểm",
        "không ghi nhận anh, chị hoặc em nào làm công việc nặng nhọc, độc hại hoặc nguy hiểm",
        "chưa ghi nhận tính chất công việc của anh, chị, em hoặc không ai trong số đó làm việc",
    ),
)
def sibling_in_danger(household: records.Household, hazardous_work: Array) -> Array:
    """Whether any other child does hazardous work."""
    return np.minimum(household.others_sum(hazardous_work), 1.0)


@feature(
    unit="grades",
    domain="household",
    malleability="malleable",
    audience="family",
    above=0.0,
    en=Words(
        "grades the siblings are behind",
        "the siblings are on average behind the usual grade for their age",
        "the siblings are on average not behind the usual grade for their age",
        "the grades of the siblings are not recorded, or there are none of an age for a grade",
    ),
    vi=Words(
        "số lớp anh, chị, em học chậm",
        "anh, chị, em của trẻ nhìn chung học chậm lớp so với độ tuổi",
        "anh, chị, em của trẻ nhìn chung không học chậm lớp so với độ tuổi",
        "chưa ghi nhận lớp học của anh, chị, em hoặc không ai trong số đó đến tuổi vào lớp một",
    ),
)
def siblings_grade_gap(household: records.Household, grade_gap_years: Array) -> Array:
    """Mean number of grades that the other children are behind."""
    return household.others_mean(grade_gap_years)


@feature(
    unit="days in the last month",
    domain="household",
    malleability="malleable",
    audience="family",
    en=Words(
        "days the siblings were absent from school",
        "the siblings missed more days of school in the last month than usual",
        "the siblings missed fewer days of school in the last month than usual",
        "absence of siblings from school is not recorded, or none attends",
    ),
    vi=Words(
        "số ngày nghỉ học của anh, chị, em",
        "anh, chị, em của trẻ nghỉ học trong tháng qua nhiều ngày hơn mức thường gặp",
        "anh, chị, em của trẻ nghỉ học trong tháng qua ít ngày hơn mức thường gặp",
        "chưa ghi nhận số ngày nghỉ học của anh, chị, em hoặc không ai trong số đó đi học",
    ),
)
def siblings_absence_days(household: records.Household, school_absence_days: Array) -> Array:
    """Mean days absent from school of the other children."""
    return household.others_mean(school_absence_days)


@feature(
    unit="share of the siblings",
    domain="household",
    malleability="malleable",
    audience="family",
    above=0.0,
    en=Words(
        "siblings without health insurance",
        "a sibling has no valid health insurance card",
        "no sibling is known to lack a health insurance card",
        "it is not recorded whether siblings are insured, or there are none",
    ),
    vi=Words(
        "tỷ lệ anh, chị, em không có bảo hiểm y tế",
        "có anh, chị hoặc em không có thẻ bảo hiểm y tế còn giá trị sử dụng",
        "không ghi nhận anh, chị hoặc em nào thiếu thẻ bảo hiểm y tế",
        "chưa ghi nhận bảo hiểm y tế của anh, chị, em hoặc trẻ không có anh, chị, em",
    ),
)
def siblings_uninsured_share(household: records.Household, uninsured: Array) -> Array:
    """Share of the other children without a valid health insurance card."""
    return household.others_mean(uninsured)


@feature(
    unit="share of the siblings",
    domain="household",
    malleability="administrative",
    audience="family",
    above=0.0,
    en=Words(
        "siblings whose birth is not registered",
        "the birth of a sibling is not registered",
        "no sibling is known to lack birth registration",
        "it is not recorded whether the births of siblings are registered, or there are none",
    ),
    vi=Words(
        "tỷ lệ anh, chị, em chưa đăng ký khai sinh",
        "có anh, chị hoặc em chưa được đăng ký khai sinh",
        "không ghi nhận anh, chị hoặc em nào chưa được đăng ký khai sinh",
        "chưa ghi nhận việc đăng ký khai sinh của anh, chị, em hoặc trẻ không có anh, chị, em",
    ),
)
def siblings_unregistered_share(household: records.Household, birth_unregistered: Array) -> Array:
    """Share of the other children whose birth is not registered."""
    return household.others_mean(birth_unregistered)


@feature(
    unit="share of the siblings",
    domain="household",
    malleability="malleable",
    audience="family",
    above=0.0,
    en=Words(
        "siblings with support at school",
        "a sibling gets support at school",
        "no sibling is known to get support at school",
        "it is not recorded whether siblings get support at school, or none attends",
    ),
    vi=Words(
        "tỷ lệ anh, chị, em được hỗ trợ học tập",
        "có anh, chị hoặc em được hỗ trợ khi đi học",
        "không ghi nhận anh, chị hoặc em nào được hỗ trợ khi đi học",
        "chưa ghi nhận hỗ trợ học tập của anh, chị, em hoặc không ai trong số đó đi học",
    ),
)
def siblings_school_helped_share(household: records.Household, school_helped: Array) -> Array:
    """Share of the other children with tuition waived or study costs helped."""
    return household.others_mean(school_helped)

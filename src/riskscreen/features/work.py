"""How much does the child work, and at what?"""

from __future__ import annotations

import numpy as np

from riskscreen.features.arrays import flag
from riskscreen.features.mechanism import YES_NO, Array, Words, feature, quantity

__all__: list[str] = []


@quantity
def working(economic_hours_week: Array) -> Array:
    """Whether the child did any economic work in the last week."""
    return flag(economic_hours_week > 0, economic_hours_week)


@quantity
def busy_hours_week(economic_hours_week: Array, chores_hours_week: Array) -> Array:
    """Hours of economic work and chores together, of which at least one is known."""
    known = ~(np.isnan(economic_hours_week) & np.isnan(chores_hours_week))
    hours = np.nan_to_num(economic_hours_week) + np.nan_to_num(chores_hours_week)
    return np.where(known, hours, np.nan)


@feature(
    unit="hours in the last week",
    domain="child",
    malleability="malleable",
    audience="family",
    above=0.0,
    en=Words(
        "hours of economic work",
        "the child did economic work in the last week",
        "the child did no economic work in the last week",
        "the working hours of the child are not recorded",
    ),
    vi=Words(
        "số giờ làm kinh tế",
        "trẻ có tham gia hoạt động kinh tế trong tuần qua",
        "trẻ không tham gia hoạt động kinh tế trong tuần qua",
        "chưa ghi nhận số giờ làm việc của trẻ",
    ),
)
def work_hours(economic_hours_week: Array) -> Array:
    """Hours of work for pay, on the farm, in the business or fishing."""
    return economic_hours_week


@feature(
    unit="hours in the last week",
    domain="child",
    malleability="malleable",
    audience="family",
    en=Words(
        "hours of household chores",
        "the child spends more hours on household chores than usual",
        "the child spends fewer hours on household chores than usual",
        "the hours of household chores are not recorded",
    ),
    vi=Words(
        "số giờ làm việc nhà",
        "trẻ làm việc nhà nhiều giờ hơn mức thường gặp",
        "trẻ làm việc nhà ít giờ hơn mức thường gặp",
        "chưa ghi nhận số giờ làm việc nhà của trẻ",
    ),
)
def chores_hours(chores_hours_week: Array) -> Array:
    """Hours of unpaid household services, water and firewood."""
    return chores_hours_week


@feature(
    unit=YES_NO,
    domain="child",
    malleability="fixed",
    audience="family",
    en=Words(
        "worked in the last twelve months",
        "the child worked at some time in the last twelve months",
        "the child did not work in the last twelve months",
        "it is not recorded whether the child worked in the last twelve months",
    ),
    vi=Words(
        "có làm việc trong mười hai tháng qua",
        "trẻ có làm việc trong mười hai tháng qua",
        "trẻ không làm việc trong mười hai tháng qua",
        "chưa ghi nhận trẻ có làm việc trong mười hai tháng qua hay không",
    ),
)
def worked_past_year(worked_12_months: Array) -> Array:
    """Whether the child did any economic work in twelve months."""
    return worked_12_months


@feature(
    unit=YES_NO,
    domain="child",
    malleability="malleable",
    audience="family",
    en=Words(
        "dangerous work",
        "the work of the child is heavy, harmful or dangerous",
        "the work of the child is not recorded as heavy, harmful or dangerous",
        "it is not recorded whether the work is dangerous, or the child does not work",
    ),
    vi=Words(
        "công việc nặng nhọc, độc hại, nguy hiểm",
        "trẻ làm công việc nặng nhọc, độc hại hoặc nguy hiểm",
        "công việc của trẻ không được ghi nhận là nặng nhọc, độc hại hoặc nguy hiểm",
        "chưa ghi nhận tính chất công việc của trẻ hoặc trẻ không làm việc",
    ),
)
def dangerous_work(hazardous_work: Array) -> Array:
    """Whether the child's work is hazardous."""
    return hazardous_work

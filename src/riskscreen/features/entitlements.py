"""Which papers and benefits does the child have?"""

from __future__ import annotations

import numpy as np

from riskscreen.features.arrays import opposite
from riskscreen.features.mechanism import YES_NO, Array, Words, feature, quantity

__all__: list[str] = []

# The vaccination columns of the schema are asked for a child under one, and under five.
_UNDER_ONE = 1.0
_UNDER_FIVE = 5.0


@feature(
    unit=YES_NO,
    domain="access",
    malleability="administrative",
    audience="family",
    en=Words(
        "birth not registered",
        "the birth of the child is not registered",
        "the birth of the child is registered",
        "it is not recorded whether the birth is registered",
    ),
    vi=Words(
        "chưa đăng ký khai sinh",
        "trẻ chưa được đăng ký khai sinh",
        "trẻ đã được đăng ký khai sinh",
        "chưa ghi nhận trẻ đã được đăng ký khai sinh hay chưa",
    ),
)
def birth_unregistered(birth_registered: Array) -> Array:
    """Whether the birth is not registered with the civil authority."""
    return opposite(birth_registered)


@feature(
    unit=YES_NO,
    domain="access",
    malleability="administrative",
    audience="family",
    en=Words(
        "no personal identity code",
        "the child has no personal identity code",
        "the child has a personal identity code",
        "it is not recorded whether the child has a personal identity code",
    ),
    vi=Words(
        "chưa có mã định danh cá nhân",
        "trẻ chưa được cấp mã định danh cá nhân",
        "trẻ đã được cấp mã định danh cá nhân",
        "chưa ghi nhận trẻ đã được cấp mã định danh cá nhân hay chưa",
    ),
)
def identity_code_lacking(has_identity_code: Array) -> Array:
    """Whether no personal identity code is issued."""
    return opposite(has_identity_code)


@feature(
    unit=YES_NO,
    domain="access",
    malleability="malleable",
    audience="family",
    en=Words(
        "no health insurance card",
        "the child has no valid health insurance card",
        "the child has a valid health insurance card",
        "it is not recorded whether the child has a health insurance card",
    ),
    vi=Words(
        "không có thẻ bảo hiểm y tế",
        "trẻ không có thẻ bảo hiểm y tế còn giá trị sử dụng",
        "trẻ có thẻ bảo hiểm y tế còn giá trị sử dụng",
        "chưa ghi nhận trẻ có thẻ bảo hiểm y tế hay không",
    ),
)
def uninsured(health_insurance: Array) -> Array:
    """Whether the child holds no valid health insurance card."""
    return opposite(health_insurance)


@feature(
    unit=YES_NO,
    domain="access",
    malleability="malleable",
    audience="family",
    en=Words(
        "tuition waived or reduced",
        "tuition is waived or reduced for the child",
        "tuition is neither waived nor reduced for the child",
        "it is not recorded whether tuition is waived or reduced, or the child does not attend",
    ),
    vi=Words(
        "được miễn, giảm học phí",
        "trẻ được miễn, giảm học phí",
        "trẻ không được miễn, giảm học phí",
        "chưa ghi nhận việc miễn, giảm học phí hoặc trẻ không đi học",
    ),
)
def tuition_waived(tuition_support: Array) -> Array:
    """Whether tuition is waived or reduced."""
    return tuition_support


@feature(
    unit=YES_NO,
    domain="access",
    malleability="malleable",
    audience="family",
    en=Words(
        "help with study costs, boarding or meals",
        "the child gets help with study costs, boarding or meals",
        "the child gets no help with study costs, boarding or meals",
        "it is not recorded whether the child gets help with study costs, or it does not attend",
    ),
    vi=Words(
        "được hỗ trợ chi phí học tập, bán trú hoặc ăn trưa",
        "trẻ được hỗ trợ chi phí học tập, bán trú hoặc ăn trưa",
        "trẻ không được hỗ trợ chi phí học tập, bán trú hoặc ăn trưa",
        "chưa ghi nhận việc hỗ trợ chi phí học tập hoặc trẻ không đi học",
    ),
)
def study_costs_helped(school_support: Array) -> Array:
    """Whether the child receives study-cost, boarding or meal support."""
    return school_support


@quantity
def school_helped(tuition_support: Array, school_support: Array) -> Array:
    """Whether the child receives either support at school, of which at least one is known."""
    return np.fmax(tuition_support, school_support)


@feature(
    unit=YES_NO,
    domain="access",
    malleability="malleable",
    audience="family",
    en=Words(
        "monthly social assistance for the child",
        "the child receives monthly social assistance",
        "the child receives no monthly social assistance",
        "it is not recorded whether the child receives monthly social assistance",
    ),
    vi=Words(
        "trợ giúp xã hội hằng tháng cho trẻ",
        "trẻ đang hưởng trợ giúp xã hội hằng tháng",
        "trẻ không hưởng trợ giúp xã hội hằng tháng",
        "chưa ghi nhận trẻ có hưởng trợ giúp xã hội hằng tháng hay không",
    ),
)
def assisted_child(social_assistance: Array) -> Array:
    """Whether the child receives monthly social assistance."""
    return social_assistance


@feature(
    unit="visits in 12 months",
    domain="access",
    malleability="malleable",
    audience="family",
    en=Words(
        "visits to health care",
        "the child saw health care more often than usual in the last twelve months",
        "the child saw health care less often than usual in the last twelve months",
        "visits to health care are not recorded",
    ),
    vi=Words(
        "số lần khám, chữa bệnh",
        "số lần khám, chữa bệnh của trẻ trong mười hai tháng qua nhiều hơn mức thường gặp",
        "số lần khám, chữa bệnh của trẻ trong mười hai tháng qua ít hơn mức thường gặp",
        "chưa ghi nhận số lần khám, chữa bệnh của trẻ",
    ),
)
def health_visits(health_visits_12_months: Array) -> Array:
    """Outpatient and inpatient contacts in twelve months."""
    return health_visits_12_months


@feature(
    unit=YES_NO,
    domain="access",
    malleability="malleable",
    audience="family",
    en=Words(
        "vaccines missing for the age",
        "the child has not had all the vaccines for the age",
        "the child has had all the vaccines for the age",
        "vaccines are not recorded, or the child is five or older",
    ),
    vi=Words(
        "tiêm chủng chưa đầy đủ theo tuổi",
        "trẻ chưa được tiêm chủng đầy đủ theo độ tuổi",
        "trẻ đã được tiêm chủng đầy đủ theo độ tuổi",
        "chưa ghi nhận việc tiêm chủng hoặc trẻ đã từ năm tuổi trở lên",
    ),
)
def vaccines_incomplete(
    age_years: Array, vaccinated_8_under1: Array, vaccinated_12_under5: Array
) -> Array:
    """Whether vaccines of the age are missing, for a child under five."""
    received = np.where(age_years < _UNDER_ONE, vaccinated_8_under1, vaccinated_12_under5)
    return np.where(age_years < _UNDER_FIVE, opposite(received), np.nan)

"""Where and with whom does the child live?"""

from __future__ import annotations

import numpy as np

from riskscreen.features.arrays import EDUCATION, is_one_of, level, opposite
from riskscreen.features.mechanism import YES_NO, Array, Text, Words, feature

__all__: list[str] = []


@feature(
    unit=YES_NO,
    domain="household",
    malleability="malleable",
    audience="family",
    en=Words(
        "no mains electricity",
        "the home has no mains electricity",
        "the home has mains electricity",
        "it is not recorded whether the home has electricity",
    ),
    vi=Words(
        "nhà chưa có điện lưới",
        "nhà ở chưa có điện lưới",
        "nhà ở có điện lưới",
        "chưa ghi nhận nhà ở có điện hay không",
    ),
)
def no_electricity(has_electricity: Array) -> Array:
    """Whether there is no mains electricity."""
    return opposite(has_electricity)


@feature(
    unit=YES_NO,
    domain="household",
    malleability="malleable",
    audience="family",
    en=Words(
        "unsafe drinking water",
        "the household drinks water from an unsafe source",
        "the household drinks water from a safe source",
        "the source of drinking water is not recorded",
    ),
    vi=Words(
        "nguồn nước không hợp vệ sinh",
        "hộ gia đình dùng nguồn nước ăn uống không hợp vệ sinh",
        "hộ gia đình dùng nguồn nước ăn uống hợp vệ sinh",
        "chưa ghi nhận nguồn nước ăn uống của hộ gia đình",
    ),
)
def unsafe_water(safe_water: Array) -> Array:
    """Whether drinking water comes from a source that is not improved."""
    return opposite(safe_water)


@feature(
    unit=YES_NO,
    domain="household",
    malleability="malleable",
    audience="family",
    en=Words(
        "no hygienic toilet of its own",
        "the household has no hygienic toilet of its own",
        "the household has a hygienic toilet of its own",
        "the toilet of the household is not recorded",
    ),
    vi=Words(
        "không có nhà tiêu hợp vệ sinh riêng",
        "hộ gia đình không có nhà tiêu hợp vệ sinh dùng riêng",
        "hộ gia đình có nhà tiêu hợp vệ sinh dùng riêng",
        "chưa ghi nhận loại nhà tiêu của hộ gia đình",
    ),
)
def poor_sanitation(improved_sanitation: Array) -> Array:
    """Whether the toilet is shared or not improved."""
    return opposite(improved_sanitation)


@feature(
    unit=YES_NO,
    domain="household",
    malleability="malleable",
    audience="family",
    en=Words(
        "home not of lasting material",
        "the home is not built of lasting material",
        "the home is built of lasting material",
        "the material of the home is not recorded",
    ),
    vi=Words(
        "nhà ở không kiên cố",
        "nhà ở không được xây bằng vật liệu bền chắc",
        "nhà ở được xây bằng vật liệu bền chắc",
        "chưa ghi nhận vật liệu xây dựng nhà ở",
    ),
)
def weak_dwelling(permanent_dwelling: Array) -> Array:
    """Whether floor, walls or roof are not of lasting material."""
    return opposite(permanent_dwelling)


@feature(
    unit="sleeping rooms per member",
    domain="household",
    malleability="malleable",
    audience="family",
    en=Words(
        "room to sleep",
        "the household has more room to sleep for each member than usual",
        "the household has less room to sleep for each member than usual",
        "the rooms of the home are not recorded",
    ),
    vi=Words(
        "số phòng ngủ bình quân đầu người",
        "số phòng ngủ bình quân đầu người của hộ cao hơn mức thường gặp",
        "số phòng ngủ bình quân đầu người của hộ thấp hơn mức thường gặp",
        "chưa ghi nhận số phòng ngủ của hộ gia đình",
    ),
)
def sleeping_room(rooms_per_person: Array) -> Array:
    """Sleeping rooms for each member."""
    return rooms_per_person


@feature(
    unit=YES_NO,
    domain="household",
    malleability="fixed",
    audience="family",
    en=Words(
        "farm or business in the household",
        "the household lives mainly from farming or runs a business",
        "the household neither lives mainly from farming nor runs a business",
        "it is not recorded whether the household has a farm or a business",
    ),
    vi=Words(
        "hộ làm nông nghiệp hoặc kinh doanh",
        "hộ gia đình sống chủ yếu bằng nghề nông hoặc có cơ sở kinh doanh",
        "hộ gia đình không sống chủ yếu bằng nghề nông và không có cơ sở kinh doanh",
        "chưa ghi nhận hộ gia đình có làm nông nghiệp hoặc kinh doanh hay không",
    ),
)
def farm_or_business(agricultural_household: Array, owns_business: Array) -> Array:
    """Whether work is at hand at home: a farm or a business; 0 only where neither is known."""
    either = np.fmax(agricultural_household, owns_business)
    unsure = np.isnan(agricultural_household) | np.isnan(owns_business)
    return np.where((either == 0) & unsure, np.nan, either)


@feature(
    unit=YES_NO,
    domain="household",
    malleability="fixed",
    audience="family",
    en=Words(
        "household business",
        "the household runs a business",
        "the household runs no business",
        "it is not recorded whether the household runs a business",
    ),
    vi=Words(
        "cơ sở kinh doanh của hộ",
        "hộ gia đình có cơ sở kinh doanh",
        "hộ gia đình không có cơ sở kinh doanh",
        "chưa ghi nhận hộ gia đình có cơ sở kinh doanh hay không",
    ),
)
def runs_business(owns_business: Array) -> Array:
    """Whether the household runs a business."""
    return owns_business


@feature(
    unit="0 none to 5 higher",
    domain="household",
    malleability="fixed",
    audience="caseworker",
    en=Words(
        "schooling of the household head",
        "the head of the household has more schooling than usual",
        "the head of the household has less schooling than usual",
        "the schooling of the head of the household is not recorded",
    ),
    vi=Words(
        "trình độ học vấn của chủ hộ",
        "chủ hộ có trình độ học vấn cao hơn mức thường gặp",
        "chủ hộ có trình độ học vấn thấp hơn mức thường gặp",
        "chưa ghi nhận trình độ học vấn của chủ hộ",
    ),
)
def head_schooling_level(head_education: Text) -> Array:
    """Highest level of education that the head completed."""
    return level(head_education, EDUCATION)


@feature(
    unit="years",
    domain="household",
    malleability="fixed",
    audience="family",
    en=Words(
        "age of the household head",
        "the head of the household is older than usual",
        "the head of the household is younger than usual",
        "the age of the head of the household is not recorded",
    ),
    vi=Words(
        "tuổi của chủ hộ",
        "chủ hộ lớn tuổi hơn mức thường gặp",
        "chủ hộ trẻ tuổi hơn mức thường gặp",
        "chưa ghi nhận tuổi của chủ hộ",
    ),
)
def head_age(head_age_years: Array) -> Array:
    """Age of the household head."""
    return head_age_years


@feature(
    unit=YES_NO,
    domain="household",
    malleability="fixed",
    # The sex of a head is no reason to tell anybody; auditors see that it is an input.
    audience="auditor",
    en=Words(
        "woman as household head",
        "the head of the household is a woman",
        "the head of the household is a man",
        "it is not recorded whether the head of the household is a woman",
    ),
    vi=Words(
        "chủ hộ là phụ nữ",
        "chủ hộ là phụ nữ",
        "chủ hộ là nam giới",
        "chưa ghi nhận chủ hộ có phải là phụ nữ hay không",
    ),
)
def head_is_woman(head_sex: Text) -> Array:
    """Whether the head of the household is a woman."""
    return is_one_of(head_sex, ("female",))


@feature(
    unit="persons",
    domain="household",
    malleability="fixed",
    audience="family",
    en=Words(
        "members of the household",
        "the household has more members than usual",
        "the household has fewer members than usual",
        "the number of members of the household is not recorded",
    ),
    vi=Words(
        "số người trong hộ",
        "hộ gia đình có nhiều người hơn mức thường gặp",
        "hộ gia đình có ít người hơn mức thường gặp",
        "chưa ghi nhận số người trong hộ gia đình",
    ),
)
def household_members(household_size: Array) -> Array:
    """Usual members of the household."""
    return household_size


@feature(
    unit="persons",
    domain="household",
    malleability="fixed",
    audience="family",
    above=0.0,
    en=Words(
        "members aged sixty and over",
        "somebody aged sixty or over lives in the household",
        "nobody aged sixty or over lives in the household",
        "it is not recorded whether older people live in the household",
    ),
    vi=Words(
        "số người cao tuổi trong hộ",
        "hộ gia đình có người từ sáu mươi tuổi trở lên",
        "hộ gia đình không có người từ sáu mươi tuổi trở lên",
        "chưa ghi nhận hộ gia đình có người cao tuổi hay không",
    ),
)
def elderly_members(n_elderly: Array) -> Array:
    """Members aged 60 and over."""
    return n_elderly

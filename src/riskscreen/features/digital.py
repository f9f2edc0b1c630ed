"""Can the household reach services through a screen?"""

from __future__ import annotations

from riskscreen.features.arrays import opposite
from riskscreen.features.mechanism import YES_NO, Array, Words, feature

__all__: list[str] = []


@feature(
    unit=YES_NO,
    domain="access",
    malleability="malleable",
    audience="family",
    en=Words(
        "no internet at home",
        "the household has no internet at home",
        "the household has internet at home",
        "it is not recorded whether the household has internet at home",
    ),
    vi=Words(
        "nhà không có internet",
        "hộ gia đình không có kết nối internet tại nhà",
        "hộ gia đình có kết nối internet tại nhà",
        "chưa ghi nhận hộ gia đình có kết nối internet tại nhà hay không",
    ),
)
def no_internet_home(has_internet: Array) -> Array:
    """Whether there is no internet at home."""
    return opposite(has_internet)


@feature(
    unit=YES_NO,
    domain="access",
    malleability="malleable",
    audience="family",
    en=Words(
        "no computer at home",
        "the household has no computer or tablet",
        "the household has a computer or tablet",
        "it is not recorded whether the household has a computer",
    ),
    vi=Words(
        "nhà không có máy tính",
        "hộ gia đình không có máy tính hoặc máy tính bảng",
        "hộ gia đình có máy tính hoặc máy tính bảng",
        "chưa ghi nhận hộ gia đình có máy tính hay không",
    ),
)
def no_computer(has_computer: Array) -> Array:
    """Whether there is no computer or tablet at home."""
    return opposite(has_computer)


@feature(
    unit=YES_NO,
    domain="access",
    malleability="malleable",
    audience="family",
    en=Words(
        "no smartphone in the household",
        "nobody in the household has a smartphone",
        "somebody in the household has a smartphone",
        "it is not recorded whether anybody in the household has a smartphone",
    ),
    vi=Words(
        "hộ không có điện thoại thông minh",
        "không ai trong hộ gia đình có điện thoại thông minh",
        "có người trong hộ gia đình có điện thoại thông minh",
        "chưa ghi nhận hộ gia đình có điện thoại thông minh hay không",
    ),
)
def no_smartphone(has_smartphone: Array) -> Array:
    """Whether no member has a smartphone."""
    return opposite(has_smartphone)


@feature(
    unit=YES_NO,
    domain="access",
    malleability="malleable",
    audience="family",
    en=Words(
        "no use of online public services",
        "the household used no online public service in the last twelve months",
        "the household used an online public service in the last twelve months",
        "it is not recorded whether the household uses online public services",
    ),
    vi=Words(
        "không dùng dịch vụ công trực tuyến",
        "hộ gia đình không dùng dịch vụ công trực tuyến trong mười hai tháng qua",
        "hộ gia đình có dùng dịch vụ công trực tuyến trong mười hai tháng qua",
        "chưa ghi nhận hộ gia đình có dùng dịch vụ công trực tuyến hay không",
    ),
)
def no_online_services(uses_online_services: Array) -> Array:
    """Whether no online public service was used in twelve months."""
    return opposite(uses_online_services)


@feature(
    unit=YES_NO,
    domain="access",
    malleability="malleable",
    audience="family",
    en=Words(
        "caregiver not online",
        "the caregiver has not used the internet in the last three months",
        "the caregiver has used the internet in the last three months",
        "it is not recorded whether the caregiver uses the internet",
    ),
    vi=Words(
        "người chăm sóc không dùng internet",
        "người chăm sóc không dùng internet trong ba tháng qua",
        "người chăm sóc có dùng internet trong ba tháng qua",
        "chưa ghi nhận người chăm sóc có dùng internet hay không",
    ),
)
def caregiver_offline(caregiver_uses_internet: Array) -> Array:
    """Whether the main caregiver has not used the internet in three months."""
    return opposite(caregiver_uses_internet)

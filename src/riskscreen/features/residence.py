"""Do the registers know where the household lives, and what kind of place is it?"""

from __future__ import annotations

from riskscreen.features.arrays import level, opposite
from riskscreen.features.mechanism import YES_NO, Array, Text, Words, feature

__all__: list[str] = []

_DIFFICULTY = ("none", "area_1", "area_2", "area_3")


@feature(
    unit=YES_NO,
    domain="household",
    malleability="administrative",
    audience="family",
    en=Words(
        "residence not registered here",
        "the household is not registered as resident in this commune or ward",
        "the household is registered as resident in this commune or ward",
        "it is not recorded whether the household is registered as resident here",
    ),
    vi=Words(
        "chưa đăng ký cư trú tại địa phương",
        "hộ gia đình chưa đăng ký cư trú tại xã, phường này",
        "hộ gia đình đã đăng ký cư trú tại xã, phường này",
        "chưa ghi nhận hộ gia đình đã đăng ký cư trú tại địa phương hay chưa",
    ),
)
def residence_unregistered(residence_registered: Array) -> Array:
    """Whether residence in this commune is not registered."""
    return opposite(residence_registered)


@feature(
    unit=YES_NO,
    domain="household",
    malleability="fixed",
    audience="family",
    en=Words(
        "moved in the last twelve months",
        "the household moved here from another commune or ward in the last twelve months",
        "the household did not move from another commune or ward in the last twelve months",
        "it is not recorded whether the household moved in the last twelve months",
    ),
    vi=Words(
        "mới chuyển đến trong mười hai tháng qua",
        "hộ gia đình chuyển đến từ xã, phường khác trong mười hai tháng qua",
        "hộ gia đình không chuyển đến từ xã, phường khác trong mười hai tháng qua",
        "chưa ghi nhận hộ gia đình có chuyển nơi ở trong mười hai tháng qua hay không",
    ),
)
def moved_recently(moved_12_months: Array) -> Array:
    """Whether the household moved from another commune in twelve months."""
    return moved_12_months


@feature(
    unit=YES_NO,
    domain="area",
    malleability="fixed",
    audience="family",
    en=Words(
        "town or city",
        "the household lives in a town or city",
        "the household lives in the countryside",
        "it is not recorded whether the household lives in a town or in the countryside",
    ),
    vi=Words(
        "khu vực thành thị",
        "hộ gia đình sống ở khu vực thành thị",
        "hộ gia đình sống ở khu vực nông thôn",
        "chưa ghi nhận hộ gia đình sống ở thành thị hay nông thôn",
    ),
)
def lives_in_town(urban: Array) -> Array:
    """Whether the household lives in an urban area."""
    return urban


@feature(
    unit="0 none to 3 most difficult",
    domain="area",
    malleability="fixed",
    audience="family",
    above=0.0,
    en=Words(
        "official class of difficult areas",
        "the commune or ward is officially classed as a difficult area",
        "the commune or ward is not officially classed as a difficult area",
        "it is not recorded whether the commune or ward is classed as a difficult area",
    ),
    vi=Words(
        "xã thuộc khu vực khó khăn",
        "xã, phường nơi trẻ sống được xếp vào khu vực khó khăn theo quy định",
        "xã, phường nơi trẻ sống không thuộc khu vực khó khăn theo quy định",
        "chưa ghi nhận xã, phường nơi trẻ sống có thuộc khu vực khó khăn hay không",
    ),
)
def difficult_area_level(difficult_area: Text) -> Array:
    """Official difficulty class of the commune."""
    return level(difficult_area, _DIFFICULTY)

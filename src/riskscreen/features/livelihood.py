"""What does the household have to live on?"""

from __future__ import annotations

import numpy as np

from riskscreen.features.arrays import is_one_of
from riskscreen.features.mechanism import YES_NO, Array, Text, Words, feature
from riskscreen.features.state import AreaMeans

__all__: list[str] = []


@feature(
    unit=YES_NO,
    domain="household",
    malleability="administrative",
    audience="family",
    en=Words(
        "poor or near-poor list",
        "the household is on the list of poor or near-poor households",
        "the household is not on the list of poor or near-poor households",
        "it is not recorded whether the household is on the list of poor or near-poor households",
    ),
    vi=Words(
        "hộ nghèo hoặc hộ cận nghèo",
        "hộ gia đình thuộc danh sách hộ nghèo hoặc hộ cận nghèo",
        "hộ gia đình không thuộc danh sách hộ nghèo, hộ cận nghèo",
        "chưa ghi nhận hộ gia đình có thuộc danh sách hộ nghèo, hộ cận nghèo hay không",
    ),
)
def poor_or_near_poor(poverty_status: Text) -> Array:
    """Whether the household is on the official list as poor or near-poor."""
    return is_one_of(poverty_status, ("poor", "near_poor"))


@feature(
    unit=YES_NO,
    domain="household",
    malleability="administrative",
    audience="family",
    en=Words(
        "list of poor households",
        "the household is on the list of poor households",
        "the household is not on the list of poor households",
        "it is not recorded whether the household is on the list of poor households",
    ),
    vi=Words(
        "hộ nghèo",
        "hộ gia đình thuộc danh sách hộ nghèo",
        "hộ gia đình không thuộc danh sách hộ nghèo",
        "chưa ghi nhận hộ gia đình có thuộc danh sách hộ nghèo hay không",
    ),
)
def on_poor_list(poverty_status: Text) -> Array:
    """Whether the household is on the official list as poor."""
    return is_one_of(poverty_status, ("poor",))


@feature(
    unit="thousand VND per person per month",
    domain="household",
    malleability="malleable",
    audience="caseworker",
    en=Words(
        "income per person",
        "income per person is higher than usual",
        "income per person is lower than usual",
        "the income of the household is not recorded",
    ),
    vi=Words(
        "thu nhập bình quân đầu người",
        "thu nhập bình quân đầu người cao hơn mức thường gặp",
        "thu nhập bình quân đầu người thấp hơn mức thường gặp",
        "chưa ghi nhận thu nhập của hộ gia đình",
    ),
)
def income_per_person(income_kvnd_month: Array) -> Array:
    """Income per person and month."""
    return income_kvnd_month


@feature(
    unit="thousand VND per person per month",
    domain="household",
    malleability="malleable",
    audience="caseworker",
    en=Words(
        "spending per person",
        "spending per person is higher than usual",
        "spending per person is lower than usual",
        "the spending of the household is not recorded",
    ),
    vi=Words(
        "chi tiêu bình quân đầu người",
        "chi tiêu bình quân đầu người cao hơn mức thường gặp",
        "chi tiêu bình quân đầu người thấp hơn mức thường gặp",
        "chưa ghi nhận chi tiêu của hộ gia đình",
    ),
)
def spending_per_person(expenditure_kvnd_month: Array) -> Array:
    """Expenditure per person and month."""
    return expenditure_kvnd_month


@feature(
    unit="ratio",
    domain="household",
    malleability="malleable",
    audience="caseworker",
    area_of=("income_per_person",),
    en=Words(
        "income beside that of the commune or ward",
        "income per person is higher beside the commune or ward than usual",
        "income per person is lower beside the commune or ward than usual",
        "the income of the household or of its commune or ward is not recorded",
    ),
    vi=Words(
        "thu nhập so với mức chung của xã, phường",
        "thu nhập bình quân so với mức chung của xã, phường cao hơn mức thường gặp",
        "thu nhập bình quân so với mức chung của xã, phường thấp hơn mức thường gặp",
        "chưa ghi nhận thu nhập của hộ gia đình hoặc mức chung của xã, phường",
    ),
)
def income_beside_area(income_kvnd_month: Array, areas: AreaMeans) -> Array:
    """Income per person over the mean of the commune."""
    around = areas["income_per_person"]
    known = np.where(around > 0, around, np.nan)
    return np.asarray(income_kvnd_month / known, dtype=np.float64)


@feature(
    unit="standard deviations",
    domain="household",
    malleability="malleable",
    audience="caseworker",
    en=Words(
        "belongings of the household",
        "the household owns more than usual",
        "the household owns less than usual",
        "the belongings of the household are not recorded",
    ),
    vi=Words(
        "tài sản của hộ gia đình",
        "tài sản của hộ gia đình nhiều hơn mức thường gặp",
        "tài sản của hộ gia đình ít hơn mức thường gặp",
        "chưa ghi nhận tài sản của hộ gia đình",
    ),
)
def wealth_level(wealth_score: Array) -> Array:
    """Asset index."""
    return wealth_score


@feature(
    unit="months in 12",
    domain="household",
    malleability="malleable",
    audience="family",
    above=0.0,
    en=Words(
        "months without enough food",
        "the household had months without enough food in the last year",
        "the household had no month without enough food in the last year",
        "it is not recorded whether the household had months without enough food",
    ),
    vi=Words(
        "số tháng thiếu ăn",
        "hộ gia đình có tháng thiếu ăn trong mười hai tháng qua",
        "hộ gia đình không có tháng thiếu ăn trong mười hai tháng qua",
        "chưa ghi nhận hộ gia đình có tháng thiếu ăn hay không",
    ),
)
def hungry_months(food_shortage_months: Array) -> Array:
    """Months without enough food in twelve."""
    return food_shortage_months


@feature(
    unit="0 enough, 1 not of the kind needed, 2 not enough",
    domain="household",
    malleability="malleable",
    audience="family",
    above=0.0,
    en=Words(
        "food in the last month",
        "the household lacked enough food, or food of the kind needed, in the last month",
        "the household had enough food of the kind needed in the last month",
        "it is not recorded whether the household had enough food in the last month",
    ),
    vi=Words(
        "lương thực trong tháng qua",
        "hộ gia đình thiếu ăn hoặc ăn chưa đủ chất trong tháng qua",
        "hộ gia đình đủ ăn, đủ chất trong tháng qua",
        "chưa ghi nhận hộ gia đình có đủ ăn trong tháng qua hay không",
    ),
)
def food_lacking(food_insufficient: Array, food_inadequate: Array) -> Array:
    """How far food lacked in the last month: not enough weighs more than not of the kind."""
    enough = np.where((food_insufficient == 0) & (food_inadequate == 0), 0.0, np.nan)
    return np.where(food_insufficient == 1, 2.0, np.where(food_inadequate == 1, 1.0, enough))


@feature(
    unit=YES_NO,
    domain="household",
    malleability="fixed",
    audience="family",
    en=Words(
        "a blow in the last twelve months",
        "the household met a death, severe illness, loss of work or crops, or disaster in the "
        "last twelve months",
        "the household met no death, severe illness, loss of work or crops, or disaster in the "
        "last twelve months",
        "it is not recorded whether the household met a death, illness, loss or disaster",
    ),
    vi=Words(
        "cú sốc trong mười hai tháng qua",
        "trong mười hai tháng qua hộ gia đình gặp biến cố như có người mất, bệnh nặng, mất việc, "
        "mất mùa hoặc thiên tai",
        "trong mười hai tháng qua hộ gia đình không gặp biến cố lớn nào được ghi nhận",
        "chưa ghi nhận hộ gia đình có gặp biến cố lớn trong mười hai tháng qua hay không",
    ),
)
def recent_shock(shock_12_months: Array) -> Array:
    """Whether death, severe illness, job or crop loss, or disaster struck in twelve months."""
    return shock_12_months


@feature(
    unit=YES_NO,
    domain="household",
    malleability="malleable",
    audience="family",
    en=Words(
        "regular cash assistance",
        "the household receives regular social assistance in cash",
        "the household receives no regular social assistance in cash",
        "it is not recorded whether the household receives regular social assistance",
    ),
    vi=Words(
        "trợ giúp xã hội bằng tiền",
        "hộ gia đình đang hưởng trợ giúp xã hội thường xuyên bằng tiền",
        "hộ gia đình không hưởng trợ giúp xã hội thường xuyên bằng tiền",
        "chưa ghi nhận hộ gia đình có hưởng trợ giúp xã hội thường xuyên hay không",
    ),
)
def cash_assisted(receives_cash_assistance: Array) -> Array:
    """Whether the household receives regular social assistance in cash."""
    return receives_cash_assistance

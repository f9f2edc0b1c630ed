"""How are children doing where this child lives?

Fitted means only: the code of a place never reaches a model. A sentence about the place is said as
the place's, never as the child's.
"""

from __future__ import annotations

from riskscreen.features.mechanism import Array, Words, feature
from riskscreen.features.state import AreaMeans

__all__: list[str] = []

_SHARE = "share of the children"


def _en(label: str, *, share_of: str) -> Words:
    """Return the words for a share in the commune or ward, in English."""
    return Words(
        f"{label} in the commune or ward",
        f"in the commune or ward, the share of {share_of} is higher than usual",
        f"in the commune or ward, the share of {share_of} is lower than usual",
        f"in the commune or ward, the share of {share_of} is not recorded",
    )


def _vi(label: str, *, share_of: str) -> Words:
    """Return the words for a share in the commune or ward, in Vietnamese."""
    return Words(
        f"tỷ lệ {label} của xã, phường",
        f"tại xã, phường nơi trẻ sống, tỷ lệ {share_of} cao hơn mức thường gặp",
        f"tại xã, phường nơi trẻ sống, tỷ lệ {share_of} thấp hơn mức thường gặp",
        f"chưa ghi nhận tỷ lệ {share_of} tại xã, phường nơi trẻ sống",
    )


@feature(
    unit=_SHARE,
    domain="area",
    malleability="malleable",
    audience="caseworker",
    area_of=("poor_or_near_poor",),
    en=_en("poor and near-poor households", share_of="children in poor or near-poor households"),
    vi=_vi("hộ nghèo, hộ cận nghèo", share_of="trẻ em thuộc hộ nghèo, hộ cận nghèo"),
)
def area_poor_share(areas: AreaMeans) -> Array:
    """Share of children in poor or near-poor households."""
    return areas["poor_or_near_poor"]


@feature(
    unit=_SHARE,
    domain="area",
    malleability="malleable",
    audience="caseworker",
    area_of=("out_of_school",),
    en=_en("children out of school", share_of="children out of school"),
    vi=_vi("trẻ em ngoài nhà trường", share_of="trẻ em ngoài nhà trường"),
)
def area_out_of_school_share(areas: AreaMeans) -> Array:
    """Share of children who are of school age and out of school."""
    return areas["out_of_school"]


@feature(
    unit=_SHARE,
    domain="area",
    malleability="malleable",
    audience="caseworker",
    area_of=("working",),
    en=_en("working children", share_of="children who work"),
    vi=_vi("trẻ em tham gia hoạt động kinh tế", share_of="trẻ em tham gia hoạt động kinh tế"),
)
def area_working_share(areas: AreaMeans) -> Array:
    """Share of children who did economic work in the last week."""
    return areas["working"]


@feature(
    unit=_SHARE,
    domain="area",
    malleability="malleable",
    audience="caseworker",
    area_of=("no_internet_home",),
    en=_en("homes without internet", share_of="children without internet at home"),
    vi=_vi("hộ không có internet", share_of="trẻ em không có internet tại nhà"),
)
def area_offline_share(areas: AreaMeans) -> Array:
    """Share of children without internet at home."""
    return areas["no_internet_home"]


@feature(
    unit=_SHARE,
    domain="area",
    malleability="malleable",
    audience="caseworker",
    area_of=("uninsured",),
    en=_en("children without health insurance", share_of="children without health insurance"),
    vi=_vi("trẻ em không có thẻ bảo hiểm y tế", share_of="trẻ em không có thẻ bảo hiểm y tế"),
)
def area_uninsured_share(areas: AreaMeans) -> Array:
    """Share of children without a valid health insurance card."""
    return areas["uninsured"]


@feature(
    unit=_SHARE,
    domain="area",
    malleability="administrative",
    audience="caseworker",
    area_of=("birth_unregistered",),
    en=_en("births not registered", share_of="children whose birth is not registered"),
    vi=_vi("trẻ em chưa đăng ký khai sinh", share_of="trẻ em chưa được đăng ký khai sinh"),
)
def area_birth_unregistered_share(areas: AreaMeans) -> Array:
    """Share of children whose birth is not registered."""
    return areas["birth_unregistered"]


@feature(
    unit=_SHARE,
    domain="area",
    malleability="fixed",
    audience="caseworker",
    area_of=("moved_recently",),
    en=_en("newcomers", share_of="children who moved here lately"),
    vi=_vi("hộ mới chuyển đến", share_of="trẻ em mới chuyển đến"),
)
def area_moved_share(areas: AreaMeans) -> Array:
    """Share of children whose household moved in twelve months."""
    return areas["moved_recently"]


@feature(
    unit=_SHARE,
    domain="area",
    malleability="malleable",
    audience="caseworker",
    area_of=("no_online_services",),
    en=_en(
        "homes not using online public services", share_of="homes that use no online public service"
    ),
    vi=_vi(
        "hộ không dùng dịch vụ công trực tuyến", share_of="hộ không dùng dịch vụ công trực tuyến"
    ),
)
def area_online_lacking_share(areas: AreaMeans) -> Array:
    """Share of children whose household used no online public service."""
    return areas["no_online_services"]


@feature(
    unit="km",
    domain="area",
    malleability="fixed",
    audience="caseworker",
    area_of=("school_journey_km",),
    en=Words(
        "way to school in the commune or ward",
        "in the commune or ward, the way to school is on average longer than usual",
        "in the commune or ward, the way to school is on average shorter than usual",
        "in the commune or ward, the way to school is not recorded",
    ),
    vi=Words(
        "khoảng cách đến trường trung bình của xã, phường",
        "tại xã, phường nơi trẻ sống, khoảng cách đến trường trung bình xa hơn mức thường gặp",
        "tại xã, phường nơi trẻ sống, khoảng cách đến trường trung bình gần hơn mức thường gặp",
        "chưa ghi nhận khoảng cách đến trường tại xã, phường nơi trẻ sống",
    ),
)
def area_school_journey_km(areas: AreaMeans) -> Array:
    """Mean way to school."""
    return areas["school_journey_km"]


@feature(
    unit="thousand VND per person per month",
    domain="area",
    malleability="malleable",
    audience="caseworker",
    area_of=("income_per_person",),
    en=Words(
        "income in the commune or ward",
        "in the commune or ward, incomes are on average higher than usual",
        "in the commune or ward, incomes are on average lower than usual",
        "in the commune or ward, incomes are not recorded",
    ),
    vi=Words(
        "thu nhập trung bình của xã, phường",
        "tại xã, phường nơi trẻ sống, thu nhập trung bình cao hơn mức thường gặp",
        "tại xã, phường nơi trẻ sống, thu nhập trung bình thấp hơn mức thường gặp",
        "chưa ghi nhận thu nhập trung bình tại xã, phường nơi trẻ sống",
    ),
)
def area_income(areas: AreaMeans) -> Array:
    """Mean income per person of the households of children."""
    return areas["income_per_person"]


@feature(
    unit="grades",
    domain="area",
    malleability="malleable",
    audience="caseworker",
    area_of=("grade_gap_years",),
    en=Words(
        "grades behind in the commune or ward",
        "in the commune or ward, children are on average further behind at school than usual",
        "in the commune or ward, children are on average less far behind at school than usual",
        "in the commune or ward, the grades of children are not recorded",
    ),
    vi=Words(
        "mức học chậm lớp trung bình của xã, phường",
        "tại xã, phường nơi trẻ sống, trẻ em nhìn chung học chậm lớp nhiều hơn mức thường gặp",
        "tại xã, phường nơi trẻ sống, trẻ em nhìn chung học chậm lớp ít hơn mức thường gặp",
        "chưa ghi nhận lớp học của trẻ em tại xã, phường nơi trẻ sống",
    ),
)
def area_grade_gap(areas: AreaMeans) -> Array:
    """Mean number of grades behind for the age."""
    return areas["grade_gap_years"]

"""Which features are built only where a policy says why?

What rests on a protected column, and what others reported about a household. They are marked for
auditors, so that no reason can ever name them.
"""

from __future__ import annotations

import numpy as np

from riskscreen import schema
from riskscreen.features.arrays import is_one_of, level
from riskscreen.features.mechanism import YES_NO, Array, Text, Words, feature

__all__: list[str] = []

# The two groups that official statistics set beside all others.
_MAJORITY = ("Kinh", "Hoa")


@feature(
    unit=YES_NO,
    domain="child",
    malleability="fixed",
    audience="auditor",
    needs_reason=True,
    en=Words("girl", "the child is a girl", "the child is a boy", "girl or boy is not recorded"),
    vi=Words("trẻ em gái", "trẻ là trẻ em gái", "trẻ là trẻ em trai", "chưa ghi nhận trai hay gái"),
)
def child_is_girl(sex: Text) -> Array:
    """Whether the child is a girl."""
    return is_one_of(sex, ("female",))


@feature(
    unit=YES_NO,
    domain="child",
    malleability="fixed",
    audience="auditor",
    needs_reason=True,
    en=Words(
        "ethnic minority child",
        "the child belongs to an ethnic minority",
        "the child belongs to the Kinh or Hoa, or is a foreigner",
        "the ethnic group of the child is not recorded",
    ),
    vi=Words(
        "trẻ em dân tộc thiểu số",
        "trẻ là người dân tộc thiểu số",
        "trẻ là người Kinh, người Hoa hoặc người nước ngoài",
        "chưa ghi nhận dân tộc của trẻ",
    ),
)
def child_of_minority(ethnicity: Text) -> Array:
    """Whether the child is of another group than Kinh and Hoa."""
    return _minority(ethnicity)


@feature(
    unit=YES_NO,
    domain="household",
    malleability="fixed",
    audience="auditor",
    needs_reason=True,
    en=Words(
        "ethnic minority head",
        "the head of the household belongs to an ethnic minority",
        "the head of the household belongs to the Kinh or Hoa, or is a foreigner",
        "the ethnic group of the head of the household is not recorded",
    ),
    vi=Words(
        "chủ hộ dân tộc thiểu số",
        "chủ hộ là người dân tộc thiểu số",
        "chủ hộ là người Kinh, người Hoa hoặc người nước ngoài",
        "chưa ghi nhận dân tộc của chủ hộ",
    ),
)
def head_of_minority(head_ethnicity: Text) -> Array:
    """Whether the household head is of another group than Kinh and Hoa."""
    return _minority(head_ethnicity)


@feature(
    unit="0 north to 5 south",
    domain="area",
    malleability="fixed",
    audience="auditor",
    needs_reason=True,
    en=Words(
        "part of the country from north to south",
        "the household lives further south than usual",
        "the household lives further north than usual",
        "the part of the country is not recorded, or is none of the six",
    ),
    vi=Words(
        "vùng kinh tế - xã hội từ bắc vào nam",
        "vùng kinh tế - xã hội nằm về phía nam hơn mức thường gặp",
        "vùng kinh tế - xã hội nằm về phía bắc hơn mức thường gặp",
        "chưa ghi nhận vùng kinh tế - xã hội",
    ),
)
def region_southward(region: Text) -> Array:
    """Place of the region in the official order, which runs roughly from north to south."""
    return level(region, schema.REGIONS)


@feature(
    unit=YES_NO,
    domain="child",
    malleability="fixed",
    audience="auditor",
    needs_reason=True,
    en=Words(
        "functional difficulty",
        "the child has a functional difficulty",
        "the child has no functional difficulty",
        "it is not recorded whether the child has a functional difficulty",
    ),
    vi=Words(
        "khó khăn về chức năng",
        "trẻ có khó khăn về chức năng",
        "trẻ không có khó khăn về chức năng",
        "chưa ghi nhận trẻ có khó khăn về chức năng hay không",
    ),
)
def functional_difficulty(disability: Array) -> Array:
    """Whether the child has a functional difficulty in at least one domain."""
    return disability


@feature(
    unit="reports in 24 months",
    domain="household",
    malleability="administrative",
    audience="auditor",
    needs_reason=True,
    above=0.0,
    en=Words(
        "reports that named the household",
        "somebody made a report that named the household",
        "nobody made a report that named the household",
        "it is not recorded whether reports named the household",
    ),
    vi=Words(
        "số lần báo tin liên quan đến hộ",
        "có tin báo liên quan đến hộ gia đình",
        "không có tin báo liên quan đến hộ gia đình",
        "chưa ghi nhận tin báo liên quan đến hộ gia đình",
    ),
)
def reports_received(hotline_reports: Array) -> Array:
    """Reports to hotline 111 or the commune's protection group that named the household."""
    return hotline_reports


def _minority(group: Text) -> Array:
    minority = np.where(is_one_of(group, (*_MAJORITY, "foreigner")) == 1, 0.0, 1.0)
    return np.where((group == "") | (group == "not_recorded"), np.nan, minority)

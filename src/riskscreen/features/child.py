"""Who is the child, and who looks after it?"""

from __future__ import annotations

import numpy as np

from riskscreen.features.arrays import EDUCATION, flag, is_one_of, level, opposite
from riskscreen.features.mechanism import YES_NO, Array, Text, Words, feature

__all__: list[str] = []

# Completed ages at which entitlements change: health insurance paid for every child until six,
# "child" in the Law on Children (102/2016, article 1) until sixteen.
_AGE_LIMITS = (6.0, 16.0)


@feature(
    unit="completed years",
    domain="child",
    malleability="fixed",
    audience="family",
    en=Words(
        "age of the child",
        "the child is older than usual among the children screened",
        "the child is younger than usual among the children screened",
        "the age of the child is not recorded",
    ),
    vi=Words(
        "tuổi của trẻ",
        "trẻ lớn tuổi hơn mức thường gặp trong số trẻ được sàng lọc",
        "trẻ nhỏ tuổi hơn mức thường gặp trong số trẻ được sàng lọc",
        "chưa ghi nhận tuổi của trẻ",
    ),
)
def child_age_years(age_years: Array) -> Array:
    """Age on the day of the snapshot."""
    return age_years


@feature(
    unit=YES_NO,
    domain="child",
    malleability="fixed",
    audience="family",
    en=Words(
        "close to an age at which benefits change",
        "the child is about to turn six or sixteen, when the rules for benefits change",
        "the child is not about to turn six or sixteen",
        "the age of the child is not recorded",
    ),
    vi=Words(
        "sắp đến mốc tuổi thay đổi chế độ",
        "trẻ sắp tròn sáu hoặc mười sáu tuổi, là mốc tuổi thay đổi chế độ được hưởng",
        "trẻ chưa sắp đến mốc sáu hoặc mười sáu tuổi",
        "chưa ghi nhận tuổi của trẻ",
    ),
)
def nears_age_limit(age_years: Array, horizon_months: float) -> Array:
    """Whether the child turns six or sixteen before the target day."""
    later = age_years + np.ceil(horizon_months / 12)
    crossed = [(age_years < limit) & (limit <= later) for limit in _AGE_LIMITS]
    return flag(np.logical_or(*crossed), age_years)


@feature(
    unit=YES_NO,
    domain="child",
    malleability="fixed",
    audience="family",
    en=Words(
        "mother lives elsewhere",
        "the mother does not live in the household",
        "the mother lives in the household",
        "it is not recorded whether the mother lives in the household",
    ),
    vi=Words(
        "mẹ không sống cùng hộ",
        "mẹ của trẻ không sống trong hộ gia đình",
        "mẹ của trẻ sống trong hộ gia đình",
        "chưa ghi nhận việc mẹ của trẻ có sống trong hộ gia đình hay không",
    ),
)
def mother_elsewhere(lives_with_mother: Array) -> Array:
    """Whether the mother lives outside the household."""
    return opposite(lives_with_mother)


@feature(
    unit=YES_NO,
    domain="child",
    malleability="fixed",
    audience="family",
    en=Words(
        "father lives elsewhere",
        "the father does not live in the household",
        "the father lives in the household",
        "it is not recorded whether the father lives in the household",
    ),
    vi=Words(
        "cha không sống cùng hộ",
        "cha của trẻ không sống trong hộ gia đình",
        "cha của trẻ sống trong hộ gia đình",
        "chưa ghi nhận việc cha của trẻ có sống trong hộ gia đình hay không",
    ),
)
def father_elsewhere(lives_with_father: Array) -> Array:
    """Whether the father lives outside the household."""
    return opposite(lives_with_father)


@feature(
    unit="parents",
    domain="child",
    malleability="fixed",
    audience="caseworker",
    above=0.0,
    en=Words(
        "parents who have died",
        "at least one parent of the child has died",
        "no parent of the child is known to have died",
        "it is not recorded whether both parents are alive",
    ),
    vi=Words(
        "số cha, mẹ đã mất",
        "cha hoặc mẹ của trẻ, hoặc cả hai, đã mất",
        "không ghi nhận cha hoặc mẹ của trẻ đã mất",
        "chưa ghi nhận việc cha, mẹ của trẻ còn sống hay đã mất",
    ),
)
def parents_died(orphan: Text) -> Array:
    """Number of parents who have died."""
    return is_one_of(orphan, ("mother", "father", "both")) + is_one_of(orphan, ("both",))


@feature(
    unit=YES_NO,
    domain="child",
    malleability="fixed",
    audience="family",
    en=Words(
        "household head is no parent of the child",
        "the head of the household is not a parent of the child",
        "the head of the household is a parent of the child",
        "it is not recorded how the child is related to the head of the household",
    ),
    vi=Words(
        "chủ hộ không phải cha, mẹ của trẻ",
        "chủ hộ không phải là cha hoặc mẹ của trẻ",
        "chủ hộ là cha hoặc mẹ của trẻ",
        "chưa ghi nhận quan hệ của trẻ với chủ hộ",
    ),
)
def head_no_parent(relation_to_head: Text) -> Array:
    """Whether the child is something else than a child of the household head."""
    return opposite(is_one_of(relation_to_head, ("child",)))


@feature(
    unit="0 parent, 1 grandparent, 2 other, 3 nobody",
    domain="child",
    malleability="malleable",
    audience="caseworker",
    above=0.0,
    en=Words(
        "who looks after the child",
        "somebody other than a parent, or nobody, looks after the child",
        "a parent looks after the child",
        "it is not recorded who looks after the child",
    ),
    vi=Words(
        "người chăm sóc chính của trẻ",
        "người chăm sóc trẻ không phải là cha, mẹ, hoặc trẻ không có người chăm sóc",
        "trẻ được cha hoặc mẹ chăm sóc",
        "chưa ghi nhận người chăm sóc chính của trẻ",
    ),
)
def carer_distance(main_caregiver: Text) -> Array:
    """How far the main caregiver stands from the child."""
    known = ("mother", "grandparent", "other", "none")
    return level(np.where(main_caregiver == "father", "mother", main_caregiver), known)


@feature(
    unit="0 none to 5 higher",
    domain="child",
    malleability="fixed",
    audience="caseworker",
    en=Words(
        "schooling of the mother or caregiver",
        "the mother or caregiver has more schooling than usual",
        "the mother or caregiver has less schooling than usual",
        "the schooling of the mother or caregiver is not recorded",
    ),
    vi=Words(
        "trình độ học vấn của mẹ hoặc người chăm sóc",
        "mẹ hoặc người chăm sóc có trình độ học vấn cao hơn mức thường gặp",
        "mẹ hoặc người chăm sóc có trình độ học vấn thấp hơn mức thường gặp",
        "chưa ghi nhận trình độ học vấn của mẹ hoặc người chăm sóc",
    ),
)
def mother_schooling_level(mother_education: Text) -> Array:
    """Highest level of education that the mother or caregiver completed."""
    return level(mother_education, EDUCATION)


@feature(
    unit="0 none to 5 higher",
    domain="child",
    malleability="fixed",
    audience="caseworker",
    en=Words(
        "schooling of the father",
        "the father has more schooling than usual",
        "the father has less schooling than usual",
        "the schooling of the father is not recorded",
    ),
    vi=Words(
        "trình độ học vấn của cha",
        "cha của trẻ có trình độ học vấn cao hơn mức thường gặp",
        "cha của trẻ có trình độ học vấn thấp hơn mức thường gặp",
        "chưa ghi nhận trình độ học vấn của cha",
    ),
)
def father_schooling_level(father_education: Text) -> Array:
    """Highest level of education that the father completed."""
    return level(father_education, EDUCATION)


@feature(
    unit=YES_NO,
    domain="child",
    malleability="malleable",
    audience="family",
    en=Words(
        "nothing to play with",
        "the child has no toy, book or place to play",
        "the child has toys, books or a place to play",
        "it is not recorded whether the child has toys, books or a place to play",
    ),
    vi=Words(
        "thiếu điều kiện vui chơi, giải trí",
        "trẻ không có đồ chơi, sách truyện hoặc nơi vui chơi",
        "trẻ có đồ chơi, sách truyện hoặc nơi vui chơi",
        "chưa ghi nhận trẻ có đồ chơi, sách truyện hoặc nơi vui chơi hay không",
    ),
)
def lacks_play(recreation_deprived: Array) -> Array:
    """Whether the child lacks toys, books and a place to play."""
    return recreation_deprived

"""In which words may a caseworker read a score to a family, and where does a refused child go?

Reviewed sentences in two languages around the reasons that `decisions.reasons` makes; nothing is
put together from what a family may not be told, and every sentence ends with the right to a person.
Nor may a sentence hint at it: who reads along may be the one of whom somebody made a report.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from riskscreen.scoring.table import Lang

__all__ = ["LANGUAGES", "family", "route"]

LANGUAGES: tuple[Lang, ...] = ("vi", "en")

_WHAT_IT_IS = {
    "en": "The score only helps to decide whom to visit first.",
    "vi": "Điểm số chỉ giúp xếp thứ tự thăm hỏi.",
}
_TOLD = {
    "en": "What raised it most: {things}{others}.",
    "vi": "Những điều làm điểm cao lên nhiều nhất: {things}{others}.",
}
_AND = {
    "en": ("; and 1 other thing", "; and {n} other things"),
    "vi": ("; và 1 điều khác", "; và {n} điều khác"),
}
_NOTHING_TOLD = {
    "en": "It rests on many things together, and no single one is named for it.",
    "vi": "Điểm số dựa trên nhiều điều cùng lúc và không nêu riêng điều nào.",
}
"""One sentence for whatever the ground is that nothing is told, and of no number."""

_REFUSED = {
    "en": "No score was made for the child; a person looks at the matter instead.",
    "vi": "Không có điểm số nào cho cháu; một người sẽ xem xét thay cho công cụ.",
}
_NOT_ASKED = {
    "en": "No score was made for the child: the question does not concern it.",
    "vi": "Không có điểm số nào cho cháu, vì câu hỏi này không áp dụng cho cháu.",
}
_RIGHT = {
    "en": "You may ask at any time for a person to look at it again.",
    "vi": "Gia đình có quyền yêu cầu một người xem xét lại bất cứ lúc nào.",
}

_NOT_ELIGIBLE = "not_eligible"
_ROUTE = {
    "en": "{whys}. A person decides: the child counts among those without a score, for whom part "
    "of the visits is kept back.",
    "vi": "{whys}. Người phụ trách quyết định: trẻ thuộc nhóm không có điểm, được dành riêng một "
    "phần lượt thăm hỏi.",
}
_NO_ROUTE = {
    "en": "{whys}. No visit is due because of this; a person may always decide otherwise.",
    "vi": "{whys}. Không cần thăm hỏi vì việc này; người phụ trách luôn có thể quyết định khác.",
}
_WHY: Mapping[str, Mapping[str, str]] = {
    _NOT_ELIGIBLE: {
        "en": "the question does not concern this child (too old, too young, or not at school)",
        "vi": "câu hỏi không áp dụng cho trẻ này (quá tuổi, chưa đến tuổi hoặc không đi học)",
    },
    "eligibility_not_known": {
        "en": "what decides whether the question concerns this child is not recorded",
        "vi": "chưa ghi nhận điều quyết định câu hỏi có áp dụng cho trẻ này hay không",
    },
    "outcome_not_released": {
        "en": "the release has no model for this question",
        "vi": "bản phát hành không có mô hình cho câu hỏi này",
    },
    "too_little_known": {
        "en": "too little of what the model rests on is recorded",
        "vi": "quá ít thông tin mà mô hình cần được ghi nhận",
    },
    "outside_training": {
        "en": "the model has seen no child like this one (age, region, code list or a value)",
        "vi": "mô hình chưa từng thấy trẻ nào như vậy (tuổi, vùng, danh mục mã hoặc một giá trị)",
    },
    "missing_never_seen": {
        "en": "something is not recorded that was recorded for every child the model learned from",
        "vi": "chưa ghi nhận một thông tin mà mọi trẻ trong dữ liệu huấn luyện đều có",
    },
    "outside_support": {
        "en": "what is recorded of the child is unlike that of any child the model learned from",
        "vi": "thông tin ghi nhận về trẻ khác với mọi trẻ mà mô hình đã học",
    },
}
_OTHER_WHY = {
    "en": "the tool gives no score ({code})",
    "vi": "công cụ không cho điểm ({code})",
}


def family(told: Sequence[str], *, things: int, refused: Sequence[str], lang: Lang) -> str:
    """Return what a caseworker may read to a family.

    Parameters
    ----------
    told : sequence of str
        Reasons that a family may be told, from ``decisions.reasons``.
    things : int
        How many things that somebody may be told raised the score, from ``decisions.raised_by``.
    refused : sequence of str
        Codes of a child without a score.
    lang : {"en", "vi"}
        Language.

    Examples
    --------
    >>> family(["the way to school is longer than usual"], things=4, refused=(), lang="en")
    'The score only helps to decide whom to visit first. What raised it most: the way to school is \
longer than usual; and 3 other things. You may ask at any time for a person to look at it again.'
    """
    if refused:
        asked = _NOT_ASKED if _NOT_ELIGIBLE in refused else _REFUSED
        return f"{asked[lang]} {_RIGHT[lang]}"
    return f"{_WHAT_IT_IS[lang]} {_raised(told, things, lang)} {_RIGHT[lang]}"


def route(refused: Sequence[str], *, lang: Lang) -> str:
    """Return why a child has no score and where it goes, for the caseworker; empty with a score.

    Parameters
    ----------
    refused : sequence of str
        Codes of ``decisions.CODES``.
    lang : {"en", "vi"}
        Language.
    """
    if not refused:
        return ""
    unknown = _OTHER_WHY[lang]
    whys = [_WHY[code][lang] if code in _WHY else unknown.format(code=code) for code in refused]
    sentence = _NO_ROUTE if _NOT_ELIGIBLE in refused else _ROUTE
    said = sentence[lang].format(whys="; ".join(whys))
    return said[0].upper() + said[1:]


def _raised(told: Sequence[str], things: int, lang: Lang) -> str:
    if not told:
        return _NOTHING_TOLD[lang]
    others = things - len(told)
    one, many = _AND[lang]
    rest = "" if others <= 0 else one if others == 1 else many.format(n=others)
    return _TOLD[lang].format(things="; ".join(told), others=rest)

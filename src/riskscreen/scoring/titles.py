"""How does a person read a finding about scored records in the language asked for?

A finding bears its title in English, whoever made it, and the checks of records speak English
alone. What is not known in Vietnamese stands as it is and is said to be English, never guessed.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping

from riskscreen.core import Finding
from riskscreen.scoring.showing import Lang
from riskscreen.scoring.unlike import NOT_TOLD

__all__ = ["in_language"]

_OF_SCORES: Mapping[str, str] = {
    "SCO-01": "{about} nằm ngoài khoảng hoặc danh mục cho phép",
    "SCO-02": "trẻ đã lâu không được ghi nhận",
    "SCO-03": "chưa ghi nhận {about}, mô hình chưa biết trường hợp này",
    "SCO-04": "trẻ khác với mọi trẻ trong dữ liệu huấn luyện",
    "SCO-05": "trẻ chỉ có dữ liệu sau ngày chấm điểm",
    "SCO-06": "trẻ không có dữ liệu hộ dùng được",
    "SCO-07": "trẻ có ngày quan sát ngoài khoảng cho phép",
    "SCO-08": "trẻ có độ tuổi, vùng hoặc danh mục mã chưa có trong dữ liệu huấn luyện",
}
_OF_RECORDS: Mapping[str, str] = {
    "SCH-06": "giá trị ngoài khoảng cho phép",
    "SCH-07": "giá trị ngoài danh mục",
    "SCH-10": "trẻ không có dòng của hộ",
    "SCH-11": "mã không rõ thuộc danh mục năm nào",
    "SCH-12": "mã không có trong danh mục của năm",
    "SCH-13": "lẫn hai danh mục mã",
    "SCH-14": "số dân tộc không rõ thuộc danh mục nào",
    "SCH-15": "dân tộc không có trong danh mục",
    "SCH-16": "quyền số không lớn hơn 0",
    "SCH-24": "chữ bị lỗi mã hóa",
    "SCH-26": "không phải số nguyên",
    "SCH-31": "xã thuộc tỉnh khác",
}
"""What fails of single children; what fails of whole tables is an error, and nobody is scored."""

_BEFORE = re.compile("(.+) (?:outside its range or codes|missing, which the model does not know)")
_IN_ENGLISH = "(tiếng Anh) "


def in_language(finding: Finding, lang: Lang) -> Finding:
    """Return the finding as it is read in a language; details of SCO were made in it already.

    Parameters
    ----------
    finding : Finding
        Of the records, or of scoring them in this language.
    lang : {"en", "vi"}
        Language.

    Examples
    --------
    >>> from riskscreen.core import Verdict
    >>> found = Finding("SCH-26", "not a whole number: age_years", Verdict.FAIL, detail="Check")
    >>> in_language(found, "vi").sentence()
    'SCH-26 không phải số nguyên: age_years; (tiếng Anh) Check'
    >>> in_language(found, "en") is found
    True
    """
    if lang == "en":
        return finding
    about = _about(finding.title)
    if finding.code in _OF_SCORES:
        return dataclasses.replace(finding, title=_OF_SCORES[finding.code].format(about=about))
    known = _OF_RECORDS.get(finding.code)
    if known is None:
        return dataclasses.replace(finding, title=f"{_IN_ENGLISH}{finding.title}")
    return dataclasses.replace(
        finding,
        title=f"{known}: {about}" if about else known,
        detail=f"{_IN_ENGLISH}{finding.detail}",
    )


def _about(title: str) -> str:
    """Return the column or feature that a title is about; empty where it names none."""
    found = _BEFORE.fullmatch(title)
    about = found[1] if found else title.partition(": ")[2]
    return NOT_TOLD["vi"] if about == NOT_TOLD["en"] else about

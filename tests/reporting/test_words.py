from typing import Any

import pytest

from riskscreen.reporting.words import words


def keys(texts: Any, prefix: str = "") -> set[str]:
    if not isinstance(texts, dict):
        return {prefix}
    return {name for key, entry in texts.items() for name in keys(entry, f"{prefix}/{key}")}


def test_both_languages_say_the_same_things() -> None:
    vi, en = words("vi").texts, words("en").texts
    assert keys({**vi, "glossary": 0}) == keys({**en, "glossary": 0})
    assert len(vi["glossary"]) == len(en["glossary"])


@pytest.mark.parametrize(
    ("lang", "value", "digits", "text"),
    [
        ("vi", 1234.5, 1, "1.234,5"),
        ("en", 1234.5, 1, "1,234.5"),
        ("vi", -0.25, 2, "−0,25"),
        ("en", -0.001, 2, "0.00"),
        ("en", float("nan"), 2, "–"),
        ("en", None, 2, "–"),
    ],
)
def test_numbers_follow_the_language(
    lang: str, value: float | None, digits: int, text: str
) -> None:
    assert words(lang).number(value, digits) == text


def test_groups_and_their_intersections_have_names() -> None:
    assert words("vi").group("sex=female") == "Trẻ em gái"
    assert words("en").group("ethnicity=minority × sex=male") == "Ethnic minorities × Boys"
    assert words("en").group("region=not_recorded") == "Region: not recorded"
    assert words("en").group("region=own code 7") == "Region: own code 7"


def test_a_count_of_children_is_whole_from_ten_up():
    en = words("en")
    assert [en.about(count) for count in (3.27, 45.43, 387.2, 12345)] == [
        "3.3", "45", "387", "12,300",
    ]  # fmt: skip

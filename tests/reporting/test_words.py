import string
from typing import Any

import pytest

from riskscreen.reporting.words import words


def keys(texts: Any, prefix: str = "") -> set[str]:
    if not isinstance(texts, dict):
        return {prefix}
    return {name for key, entry in texts.items() for name in keys(entry, f"{prefix}/{key}")}


def test_both_languages_say_the_same_things() -> None:
    vi, en = words("vi").texts, words("en").texts
    assert keys(vi) == keys(en)
    assert list(vi["terms"]) == list(en["terms"])


def test_a_sentence_takes_the_same_figures_in_both_languages() -> None:
    def fields(texts: Any) -> dict[str, list[str]]:
        return {
            key: sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)
            for key, text in texts.items()
            if isinstance(text, str)
        }

    assert fields(words("vi").texts) == fields(words("en").texts)


def test_vietnamese_has_its_diacritics() -> None:
    letters = set("ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỷỹỵ")
    vi = words("vi").texts
    long = [text for text in vi.values() if isinstance(text, str) and len(text) > 20]
    long += [entry["text"] for entry in vi["terms"].values()]
    assert [text for text in long if not letters & set(text)] == []


@pytest.mark.parametrize(("lang", "text"), [("vi", "01/10/2026"), ("en", "1 October 2026")])
def test_a_day_is_written_as_the_language_writes_it(lang: str, text: str) -> None:
    assert words(lang).day("2026-10-01T08:00:00Z") == text
    assert words(lang).day("autumn") == "autumn"


def test_points_have_a_sign_unless_they_are_nothing() -> None:
    assert [words("en").points(one) for one in (0.031, -0.031, 0.0, 0.0001, None)] == [
        "+3.1", "−3.1", "0.0", "0.0", "–",
    ]  # fmt: skip


def test_a_percent_sign_stays_on_the_line_of_its_number() -> None:
    assert words("vi").share(0.1) == "10,0\N{NO-BREAK SPACE}%"


def test_a_name_that_is_new_is_printed_as_it_stands() -> None:
    assert words("vi").name("random") == "Ngẫu nhiên"
    assert words("vi").name("village_elders") == "village elders"


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

"""A word passes if it is spelt like a syllable of Vietnamese; other languages do not."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskscreen.records.files.syllables import is_syllable


@pytest.mark.parametrize(
    "word",
    ["nghèo", "Trường", "HUYỆN", "quyết", "giếng", "gì", "ỷ", "khuỷu", "Đắk", "thuở", "ương", "y"],
)
def test_a_syllable_passes(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize(
    "word",
    ["Kh«ng", "Hµ", "Café", "Éducation", "Größe", "naïve", "với4", "", "bà ba", "Nguyenx", "cê",
     "nghà", "ngê"],
)  # fmt: skip
def test_what_is_none_does_not(word: str) -> None:
    assert not is_syllable(word)


@pytest.mark.parametrize("word", ["bét", "bẹt", "cách", "cạp"])
def test_a_stop_takes_the_acute_or_the_dot(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["bèt", "bẻt", "càch", "cãp"])
def test_a_stop_takes_no_other_tone(word: str) -> None:
    assert not is_syllable(word)


def test_a_word_has_one_tone_at_most() -> None:
    assert is_syllable("hoà")
    assert not is_syllable("hòà")


def test_the_names_of_the_communes_are_syllables(commune_names: list[str]) -> None:
    """Nineteen in twenty: the rest are names of the highlands (Krông, Plông)."""
    words = {w for name in commune_names for w in re.findall(r"[^\W\d_]+", name)
             if not w.isascii()}  # fmt: skip
    assert len(words) > 700
    assert sum(map(is_syllable, words)) / len(words) > 0.94


@given(st.text())
def test_any_text_is_answered(word: str) -> None:
    assert is_syllable(word) in (True, False)

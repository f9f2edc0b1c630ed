"""Every letter of Vietnamese reads back from each of the old tables, and signs stay signs."""

import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskscreen.records.files.fonts import FONTS, from_bytes, to_bytes, western

_TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
_LOWER = sorted(
    {unicodedata.normalize("NFC", a + b) for a, b in itertools.product("aăâeêioôơuưy", _TONES)}
    - set("aeiouy") | {"đ"}
)  # fmt: skip
LETTERS = _LOWER + [letter.upper() for letter in _LOWER]
# One real word for each small letter, so that capitals and neighbours are tried as they occur.
WORDS = [
    "đà", "bả", "lã", "cá", "hạ", "ăn", "lắm", "bằng", "thẳng", "vẫn", "sẵn", "nặng", "cân",
    "nhất", "lần", "mẩu", "mẫu", "tập", "mẹ", "vẻ", "bé", "kẽ", "mè", "tên", "biết", "về", "nghề",
    "để", "dễ", "lệ", "chị", "chỉ", "chí", "nghĩ", "gì", "con", "có", "bò", "bỏ", "võ", "họ",
    "công", "nội", "tốt", "hồ", "hổ", "đỗ", "sơn", "mới", "lờ", "lở", "lỡ", "lợp", "tú", "bù",
    "củ", "cũ", "bụng", "tư", "từ", "tứ", "tử", "chữ", "lực", "ý", "kỳ", "kỷ", "kỹ", "kỵ",
]  # fmt: skip
# What the tables spell, letter by letter, as the fonts' own documents print it.
KNOWN = [
    ("tcvn3", "Cộng hòa xã hội chủ nghĩa Việt Nam",
     b"C\xe9ng h\xdfa x\xb7 h\xe9i ch\xf1 ngh\xdca Vi\xd6t Nam"),
    ("tcvn3", "Đường", b"\xa7\xad\xeang"),
    ("vni", "Cộng hòa xã hội chủ nghĩa Việt Nam",
     b"Co\xe4ng ho\xf8a xa\xf5 ho\xe4i chu\xfb ngh\xf3a Vie\xe4t Nam"),
    ("vni", "ĐẶNG THỊ THUỲ ƯƠNG", b"\xd1A\xcbNG TH\xd2 THUY\xd8 \xd6\xd4NG"),
    ("cp1258", "Việt", b"Vi\xea\xf2t"),
]  # fmt: skip


def test_there_are_134_letters() -> None:
    assert len(set(LETTERS)) == 134


@pytest.mark.parametrize("font", FONTS)
def test_the_words_below_hold_every_letter(font: str) -> None:
    assert set("".join(WORDS)) >= set(_LOWER), sorted(set(_LOWER) - set("".join(WORDS)))


@pytest.mark.parametrize("font", FONTS)
def test_every_word_reads_back(font: str) -> None:
    for word in [*WORDS, *map(str.upper, WORDS), *map(str.title, WORDS)]:
        assert from_bytes(to_bytes(word, font), font) == word


@pytest.mark.parametrize("font", FONTS)
def test_every_word_reads_back_within_a_sentence(font: str) -> None:
    for words in (WORDS, [word.upper() for word in WORDS]):
        sentence = f"1) “{' '.join(words)}” – {', '.join(words)}…"
        assert from_bytes(to_bytes(sentence, font), font) == sentence


@pytest.mark.parametrize("font", ["vni", "cp1258"])
@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_reads_back_alone(font: str, letter: str) -> None:
    assert from_bytes(to_bytes(letter, font), font) == letter


@pytest.mark.parametrize("letter", [*_LOWER, *"ĂÂÊÔƠƯĐ"])
def test_every_letter_of_the_abc_fonts_reads_back_alone(letter: str) -> None:
    assert from_bytes(to_bytes(letter, "tcvn3"), "tcvn3") == letter


@pytest.mark.parametrize(("font", "text", "stored"), KNOWN)
def test_known_bytes_are_known_words(font: str, text: str, stored: bytes) -> None:
    assert (from_bytes(stored, font), to_bytes(text, font)) == (text, stored)


@pytest.mark.parametrize(("stored", "text"), [
    (b"H\xb5 N\xe9I", "HÀ NỘI"),
    (b"UBND x\xb7", "UBND xã"),
    (b"Y t\xd5", "Y tế"),
])  # fmt: skip
def test_the_font_of_capitals_gives_capitals(stored: bytes, text: str) -> None:
    assert from_bytes(stored, "tcvn3") == text


@pytest.mark.parametrize("sign", ["–", "“", "”", "…", "°C", "20 °C", "m²", "€", "™", "Nº 5", "¿"])
def test_signs_that_share_a_byte_with_a_capital_stay_signs(sign: str) -> None:
    assert from_bytes(sign.encode("cp1252"), "tcvn3") == sign


def test_a_mark_in_the_other_case_is_read_after_a_capital() -> None:
    assert from_bytes(b"A\xf9 A\xd9 O\xe4", "vni") == "Á Á Ộ"


def test_bytes_that_no_table_has_stay_western() -> None:
    assert western(bytes(range(256))).encode("latin-1", errors="ignore")
    assert western(b"\x81\x93") == "\x81“"


@pytest.mark.parametrize("font", FONTS)
@given(content=st.binary())
def test_any_bytes_are_text(font: str, content: bytes) -> None:
    text = from_bytes(content, font)
    assert text == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("font", FONTS)
def test_the_names_of_the_communes_read_back(font: str, commune_names: list[str]) -> None:
    odd = [n for n in commune_names if from_bytes(to_bytes(n, font), font) != n]
    # single capitals that share their byte with a Western letter, and SRó, taken for capitals
    assert len(odd) <= (4 if font == "tcvn3" else 0), odd

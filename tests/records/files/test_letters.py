"""A file's own words say which table they were written by; other languages are left alone."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskscreen.records.files.fonts import FONTS, to_bytes, western
from riskscreen.records.files.letters import Letters

LABELS = ["Có", "Không", "Không biết", "Đang đi học", "Nghỉ hè", "Thành thị", "Nông thôn"]
FRENCH = ["Oui", "Non", "Né à l'étranger", "Éducation", "Où travaille l'élève ?", "Été", "âge",
          "Niveau d’études achevé", "Garçon", "Très élevé", "Ménage n° 3", "Thé",
          "Clé"]  # fmt: skip
# Five of its words would be Vietnamese by TCVN3 (pồ, sồ, mồ, nồ, gồ); most would not.
DANISH = ["på skole", "så", "må ikke", "nå", "gå i skole", "børn", "år", "når", "også", "læse",
          "Færøerne", "køn", "født"]  # fmt: skip
ENGLISH = ["Yes", "No", "Don’t know", "5–11 years", "Child’s age", "Household – rural", "20 °C",
           "“Other”", "Naïve", "Café"]  # fmt: skip


CODEBOOKS = Path(__file__).parents[2] / "surveys" / "codebooks"


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _texts(part)


def stored(texts: list[str], font: str, *, as_bytes: bool) -> list[str]:
    read = (lambda content: content.decode("latin-1")) if as_bytes else western
    return [read(to_bytes(text, font)) for text in texts]


@pytest.mark.parametrize("as_bytes", [True, False])
@pytest.mark.parametrize("font", FONTS)
def test_the_labels_of_a_file_say_their_font(font: str, as_bytes: bool) -> None:
    texts = stored(LABELS, font, as_bytes=as_bytes)
    letters = Letters(texts, declared="" if as_bytes else None)
    assert letters.font == font
    assert [letters.read(text) for text in texts] == LABELS


@pytest.mark.parametrize("font", FONTS)
def test_the_communes_say_their_font(font: str, commune_names: list[str]) -> None:
    texts = stored(commune_names, font, as_bytes=True)
    letters = Letters(texts, declared="")
    wrong = [n for n, t in zip(commune_names, texts, strict=True) if letters.read(t) != n]
    # names of the highlands alone, spelt unlike any Vietnamese word
    assert (letters.font, len(wrong) / len(texts) < 0.01) == (font, True), wrong


@pytest.mark.parametrize(
    "texts",
    [FRENCH, DANISH, ENGLISH, FRENCH + ENGLISH, LABELS, [], ["Có", "Không"]],
    ids=["French", "Danish", "English", "both", "Vietnamese", "none", "yes and no"],
)
def test_text_of_today_is_left_alone(texts: list[str]) -> None:
    letters = Letters(texts, declared=None)
    assert (letters.font, [letters.read(text) for text in texts]) == ("", texts)


@pytest.mark.parametrize("text", [*FRENCH, *ENGLISH])
def test_a_single_label_of_another_language_is_left_alone(text: str) -> None:
    assert Letters([text], declared=None).read(text) == text


@pytest.mark.parametrize("text", ["Éducation", "Café", "Où", "Niveau d’études", "Naïve", "20 °C",
                                  "Child’s", "Tür"])  # fmt: skip
@pytest.mark.parametrize("font", ["tcvn3", "vni"])
def test_a_foreign_label_in_an_old_file_is_left_alone(font: str, text: str) -> None:
    texts = stored(LABELS, font, as_bytes=False)
    assert Letters([*texts, text], declared=None).read(text) == text


def test_old_western_bytes_are_read_as_declared() -> None:
    letters = Letters([text.encode("cp1252").decode("latin-1") for text in FRENCH], declared="")
    assert letters.read("\xc9ducation d\x92adultes") == "Éducation d’adultes"


def test_utf8_that_an_old_file_does_not_declare_is_read() -> None:
    texts = [label.encode().decode("latin-1") for label in LABELS]
    letters = Letters(texts, declared="WINDOWS-1252")
    assert [letters.read(text) for text in texts] == LABELS


def test_another_declared_encoding_is_used() -> None:
    text = "Школа".encode("cp1251").decode("latin-1")
    assert Letters([text], declared="CP1251").read(text) == "Школа"


def test_an_encoding_that_nobody_knows_is_windows_1252() -> None:
    assert Letters(["\x80"], declared="CP-NOBODY").read("\x80") == "€"


def test_one_short_stray_word_decides_nothing() -> None:
    assert Letters(["µm", "dû"], declared=None).font == ""


def test_a_capital_alone_is_read_in_a_file_of_its_font() -> None:
    texts = stored([*LABELS, "Ea Ô"], "tcvn3", as_bytes=False)
    assert Letters(texts, declared=None).read(texts[-1]) == "Ea Ô"


@pytest.mark.parametrize("path", sorted(CODEBOOKS.glob("*.json")), ids=lambda path: path.stem)
def test_the_published_codebooks_are_left_alone(path: Path) -> None:
    texts = sorted(set(_texts(json.loads(path.read_text(encoding="utf-8")))))
    assert len(texts) > 20
    letters = Letters(texts, declared=None)
    assert (letters.font, [letters.read(text) for text in texts]) == ("", texts)


@given(st.lists(st.text()), st.text())
def test_any_text_is_text(texts: list[str], text: str) -> None:
    assert isinstance(Letters(texts, declared=None).read(text), str)


@given(st.lists(st.text(st.characters(max_codepoint=255))))
def test_any_bytes_are_text(texts: list[str]) -> None:
    letters = Letters(texts, declared="")
    assert all(isinstance(letters.read(text), str) for text in texts)

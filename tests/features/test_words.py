"""Every sentence that may ever be said, printed and checked."""

import re
import unicodedata

import pytest

from riskscreen import features, schema

ENTRIES = [entry for entry in features.registered().values() if isinstance(entry, features.Feature)]
TOLD = [entry for entry in ENTRIES if entry.audience != "auditor"]
PARTS = ("label", "high", "low", "missing")
COLUMNS = {*schema.CHILDREN, *schema.HOUSEHOLDS, *(entry.name for entry in ENTRIES)}
CAUSES = {
    "en": r"\b(because|due to|causes?|caused|leads? to|therefore|results? in)\b",
    "vi": r"\b(vì|do|bởi|khiến|dẫn đến|gây|nguyên nhân)\b",
}
PROTECTED = {
    "en": r"\b(girls?|boys?|sex|gender|females?|males?|wom[ae]n|m[ae]n|ethnic\w*|minorit\w+|kinh|"
    r"region\w*|disab\w*|functional|sister|brother|daughter|son)\b",
    "vi": r"dân tộc|giới tính|trẻ em gái|trẻ em trai|phụ nữ|nam giới|khuyết tật|vùng|chức năng|"
    r"con gái|con trai",
}
REPORTS = {"en": r"\b(reports?|reported|hotline|accus\w+)\b", "vi": r"báo tin|tin báo|tố"}


def said(entry, lang):
    return [getattr(entry.words(lang), part) for part in PARTS]


def each(entries):
    return pytest.mark.parametrize("entry", entries, ids=[entry.name for entry in entries])


@each(ENTRIES)
def test_every_sentence_is_plain_and_in_its_own_language(entry):
    for lang in ("en", "vi"):
        for part, sentence in zip(PARTS, said(entry, lang), strict=True):
            print(f"{entry.name:32} {lang} {part:8} {sentence}")  # noqa: T201 - the review list
            assert "_" not in sentence
            assert not COLUMNS & set(re.findall(r"\w+", sentence)), sentence
            assert sentence == sentence.strip()
            assert not sentence.endswith(".")
            assert unicodedata.is_normalized("NFC", sentence)
            assert len(sentence) <= 150
    for english, vietnamese in zip(said(entry, "en"), said(entry, "vi"), strict=True):
        assert english.isascii()
        assert english != vietnamese
        letters = unicodedata.normalize("NFD", vietnamese)
        assert any(unicodedata.combining(letter) for letter in letters), vietnamese


@each(ENTRIES)
def test_high_low_missing_and_label_differ(entry):
    for lang in ("en", "vi"):
        high, low, missing = said(entry, lang)[1:]
        assert len({high, low, missing}) == 3


@each(ENTRIES)
def test_no_sentence_claims_a_cause(entry):
    for lang, pattern in CAUSES.items():
        assert not [text for text in said(entry, lang) if re.search(pattern, text, re.IGNORECASE)]


@each(TOLD)
def test_no_sentence_that_is_told_names_a_protected_attribute_or_a_report(entry):
    assert not entry.withheld
    for patterns in (PROTECTED, REPORTS):
        for lang, pattern in patterns.items():
            found = [text for text in said(entry, lang) if re.search(pattern, text, re.IGNORECASE)]
            assert not found


def test_no_two_features_say_the_same():
    for lang in ("en", "vi"):
        for part in ("label", "high"):
            sentences = [getattr(entry.words(lang), part) for entry in ENTRIES]
            assert len(set(sentences)) == len(sentences)

from pathlib import Path

import pytest

from riskscreen import features
from riskscreen.errors import FeatureError

PAGE = Path(__file__).parents[2] / "docs" / "data_dictionary.md"


def test_the_page_is_what_the_features_say():
    assert PAGE.read_text(encoding="utf-8") == features.dictionary_markdown(), (
        "write docs/data_dictionary.md again from features.dictionary_markdown()"
    )


def test_every_feature_has_one_row_in_its_section():
    page = features.dictionary_markdown()
    for entry in features.dictionary():
        assert page.count(f"\n| `{entry['name']}`") == 1
        assert entry["columns"], entry["name"]


def test_the_dictionary_speaks_both_languages_and_no_third():
    english, vietnamese = features.dictionary("en"), features.dictionary("vi")
    assert [entry["name"] for entry in english] == [entry["name"] for entry in vietnamese]
    with pytest.raises(FeatureError, match="no words in 'fr'"):
        features.dictionary("fr")

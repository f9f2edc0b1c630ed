import json
import re
from typing import Any

import pytest

from riskscreen import reporting
from riskscreen.errors import InputError


@pytest.mark.parametrize("lang", reporting.LANGUAGES)
def test_the_page_is_one_offline_file(facts: dict[str, Any], lang: str) -> None:
    page = reporting.render(facts, lang=lang)
    assert len(page.encode()) < 2_000_000
    assert not re.search(r"https?://|<script|<link|<img|url\(", page)
    assert f'<html lang="{lang}">' in page


@pytest.mark.parametrize("lang", reporting.LANGUAGES)
def test_names_from_the_data_are_text_not_markup(facts: dict[str, Any], lang: str) -> None:
    page = reporting.render(facts, lang=lang)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "Đắk Lắk" in page


def test_vietnamese_prints_comma_decimals(facts: dict[str, Any]) -> None:
    page = reporting.render(facts, lang="vi")
    assert "12.300" in page
    assert "62,0 %" in page
    assert "Dân tộc thiểu số" in page


def test_a_cell_of_few_children_is_not_printed(facts: dict[str, Any]) -> None:
    page = reporting.render(facts, lang="en", format="md")
    rows = [line for line in page.splitlines() if line.startswith("| Ethnic minorities | too few")]
    assert len(rows) == 1
    assert "1,234" not in rows[0]


def test_an_undefined_figure_is_not_a_zero(facts: dict[str, Any]) -> None:
    assert "not defined" in reporting.render(facts, lang="en")


def test_synthetic_and_demo_stand_on_top(facts: dict[str, Any]) -> None:
    page = reporting.render(facts, lang="vi")
    assert page.index("DỮ LIỆU MÔ PHỎNG") < page.index("<h1>")
    assert page.index("BẢN TRÌNH DIỄN") < page.index("<h1>")


def test_json_is_the_facts_themselves(facts: dict[str, Any]) -> None:
    assert json.loads(reporting.render(facts, format="json")) == json.loads(json.dumps(facts))


@pytest.mark.parametrize(("lang", "format"), [("fr", "html"), ("vi", "pdf")])
def test_an_unknown_language_or_format_is_refused(
    facts: dict[str, Any],
    lang: str,
    format: str,  # noqa: A002 - its name
) -> None:
    with pytest.raises(InputError, match="ask for one of"):
        reporting.render(facts, lang=lang, format=format)


def test_the_card_says_who_is_missed_most_and_how_sure_that_is(facts: dict[str, Any]) -> None:
    page = reporting.render(facts, lang="en")
    card = page[page.index('class="card') : page.index("</nav>")]
    assert "62 missed in 100" in card
    assert "Largest difference: Ethnic minorities at risk are missed 161 percentage points" in card

from collections.abc import Iterator
from typing import Any

import pytest

from riskscreen import reporting
from riskscreen.reporting.layout import Section, Table
from riskscreen.reporting.view import page_view
from riskscreen.reporting.words import words


def tables(sections: list[Section]) -> Iterator[Table]:
    for one in sections:
        yield from (block for block in one.blocks if isinstance(block, Table))
        yield from tables(list(one.parts))


@pytest.mark.parametrize("lang", reporting.LANGUAGES)
def test_every_table_has_as_many_heads_as_cells(full: dict[str, Any], lang: str) -> None:
    view = page_view(full, words(lang))
    held = [one for outcome in view["outcomes"] for one in tables(outcome["sections"])]
    assert len(held) > 80
    for table in held:
        assert {len(row) for row in table.rows} <= {len(table.columns)}, table


@pytest.mark.parametrize("lang", reporting.LANGUAGES)
def test_every_head_of_a_column_has_a_definition(full: dict[str, Any], lang: str) -> None:
    view = page_view(full, words(lang))
    known = {one["term"] for one in view["terms"]}
    held = [one for outcome in view["outcomes"] for one in tables(outcome["sections"])]
    asked = {column.term for table in held for column in table.columns if column.term}
    assert asked <= known
    assert len(asked) > 20


def test_nothing_of_a_vietnamese_report_is_marked_as_english(full: dict[str, Any]) -> None:
    view = page_view(full, words("vi"))
    held = [one for outcome in view["outcomes"] for one in tables(outcome["sections"])]
    cells = [cell for table in held for row in table.rows for cell in row]
    assert [cell for cell in cells if cell.lang or "(tiếng Anh)" in cell.text] == []


@pytest.mark.parametrize("lang", reporting.LANGUAGES)
def test_no_two_tables_of_an_outcome_bear_the_same_caption(full: dict[str, Any], lang: str) -> None:
    for outcome in page_view(full, words(lang))["outcomes"]:
        captions = [table.caption for table in tables(outcome["sections"])]
        assert len(captions) > 20
        assert sorted(captions) == sorted(set(captions))

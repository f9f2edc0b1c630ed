from typing import Any

import pytest

from riskscreen.reporting import ends
from riskscreen.reporting.layout import Table
from riskscreen.reporting.words import words

VI, EN = words("vi"), words("en")


def texts(block: Any) -> list[list[str]]:
    assert isinstance(block, Table)
    return [[cell.text for cell in row] for row in block.rows]


def test_the_policy_is_printed_in_vietnamese_with_comma_decimals(full: dict[str, Any]) -> None:
    table = ends.limits(full, VI)[-1]
    assert isinstance(table, Table)
    rows = {row[0].text: row for row in table.rows}
    assert rows["Trẻ em bị bỏ sót: chênh lệch tối đa"][1].text == "0,1 chênh lệch tỷ lệ bỏ sót"
    assert all(cell.lang == "" for row in table.rows for cell in row)


def test_waivers_stand_beside_the_limits_or_their_absence_is_said(
    full: dict[str, Any], facts: dict[str, Any]
) -> None:
    assert "Trần Văn Minh" in ends.limits(full, EN)[1].text  # type: ignore[union-attr]
    assert ends.limits(facts, EN)[1].text == "No waiver was given."  # type: ignore[union-attr]


def test_what_was_counted_while_reading_is_told_in_words(full: dict[str, Any]) -> None:
    (_, counted, *_) = ends.data(full, VI)
    assert texts(counted)[0][1:] == ["Trẻ em thuộc diện xét chưa biết kết quả", "1.288 trẻ em"]


def test_every_code_of_the_facts_is_defined(full: dict[str, Any]) -> None:
    codes = {one["code"] for one in ends.checks(full, VI)}
    assert {one["code"] for one in full["outcomes"][0]["findings"]} <= codes
    assert all(one["text"] for one in ends.checks(full, VI))


def test_digests_tie_the_report_to_data_policy_and_models(full: dict[str, Any]) -> None:
    said = [row[1] for row in texts(ends.digests(full, EN))]
    assert {"d" * 64, "a" * 64, full["policy"]["digest"]} <= set(said)


@pytest.mark.parametrize(("concurrent", "word"), [(True, "foretells"), (False, "a year later")])
def test_the_method_is_that_of_the_window(
    facts: dict[str, Any], concurrent: bool, word: str
) -> None:
    held = {**facts, "outcomes": [{**facts["outcomes"][0], "concurrent": concurrent}]}
    assert word in ends.method(held, EN)[0].text  # type: ignore[union-attr]

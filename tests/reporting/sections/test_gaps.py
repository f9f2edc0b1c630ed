from typing import Any

from riskscreen.reporting.layout import Figure, Table
from riskscreen.reporting.sections import gaps
from riskscreen.reporting.words import words

EN = words("en")


def test_coverage_is_drawn_against_the_policys_limit(full: dict[str, Any]) -> None:
    section = gaps.coverage(full["outcomes"][0], EN)
    figure = next(one for one in section.blocks if isinstance(one, Figure))
    assert 'class="band"' in figure.svg


def test_missing_data_by_group_with_interval(full: dict[str, Any]) -> None:
    section = gaps.missing(full["outcomes"][0], EN)
    table = next(one for one in section.blocks if isinstance(one, Table))
    assert table.rows[0][-1].text == "12.0\N{NO-BREAK SPACE}% [8.0; 16.0]"


def test_missed_is_shown_with_and_without_children_who_got_no_risk(full: dict[str, Any]) -> None:
    section = gaps.scored(full["outcomes"][0], EN)
    table = next(one for one in section.blocks if isinstance(one, Table))
    assert [cell.text for cell in table.rows[0][2:4]] == [
        "63.0\N{NO-BREAK SPACE}%", "62.0\N{NO-BREAK SPACE}%",
    ]  # fmt: skip

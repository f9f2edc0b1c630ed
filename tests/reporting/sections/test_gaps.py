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


def test_why_no_risk_was_given_stands_by_group(full: dict[str, Any]) -> None:
    for lang, head in (("en", "A gap never seen"), ("vi", "Thiếu điều chưa từng thiếu")):
        section = gaps.scored(full["outcomes"][0], words(lang))
        codes = [one for one in section.blocks if isinstance(one, Table)][1]
        assert [column.text for column in codes.columns][1] == head
        assert [cell.text for cell in codes.rows[0][1:]] == [
            words(lang).share(0.002), words(lang).share(0.001),
        ]  # fmt: skip


def test_a_run_before_there_were_codes_has_no_table_of_them(full: dict[str, Any]) -> None:
    held = [
        {name: value for name, value in row.items() if not name.startswith("refused_")}
        for row in full["outcomes"][0]["scored_only"]
    ]
    section = gaps.scored({**full["outcomes"][0], "scored_only": held}, EN)
    assert sum(isinstance(one, Table) for one in section.blocks) == 1

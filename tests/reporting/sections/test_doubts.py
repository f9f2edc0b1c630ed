from typing import Any

from riskscreen.reporting.layout import Figure, Note, Table
from riskscreen.reporting.sections import doubts
from riskscreen.reporting.words import words

EN, VI = words("en"), words("vi")


def first(section: Any, kind: type) -> Any:
    return next(one for one in section.blocks if isinstance(one, kind))


def test_carriers_are_named_in_words(full: dict[str, Any]) -> None:
    table = first(doubts.proxy(full["outcomes"][0], VI), Table)
    assert table.rows[0][0].text == "Kinh và Hoa"
    assert table.rows[0][2].text.startswith("số lớp chậm so với tuổi (0,83), ")


def test_the_share_from_which_the_verdict_turns_or_that_it_never_does(
    full: dict[str, Any],
) -> None:
    rows = first(doubts.labels(full["outcomes"][0], EN), Table).rows
    assert [cell.text for cell in rows[0][3:]] == ["10\N{NO-BREAK SPACE}%", "insufficient evidence"]
    assert [cell.text for cell in rows[1][3:]] == ["not up to 90 %", "–"]


def test_a_suppressed_group_is_not_told_in_the_label_study(full: dict[str, Any]) -> None:
    rows = [{**row, "suppressed": True, "curve": None} for row in
            full["outcomes"][0]["label_sensitivity"]]  # fmt: skip
    section = doubts.labels({**full["outcomes"][0], "label_sensitivity": rows}, EN)
    assert {cell.text for row in first(section, Table).rows for cell in row[1:]} == {"too few"}
    assert not any(isinstance(one, Figure) for one in section.blocks)


def test_raw_and_pooled_stand_side_by_side_and_crossings_apart(full: dict[str, Any]) -> None:
    tables = [b for b in doubts.pooled(full["outcomes"][0], EN).blocks if isinstance(b, Table)]
    assert [column.term for column in tables[0].columns[3:]] == ["raw", "pooled"]
    assert len(tables[0].rows) + len(tables[1].rows) == len(full["outcomes"][0]["pooled"])


def test_the_published_rate_and_how_the_list_changes_are_said(full: dict[str, Any]) -> None:
    section = doubts.prevalence(full["outcomes"][0], VI)
    said = first(section, Note).text
    assert "5,40\N{NO-BREAK SPACE}%" in said
    assert "6,0\N{NO-BREAK SPACE}% thay đổi" in said

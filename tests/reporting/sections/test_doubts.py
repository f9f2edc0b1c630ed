from typing import Any

import pytest

from riskscreen.reporting.layout import Figure, Note, Table
from riskscreen.reporting.sections import doubts
from riskscreen.reporting.words import words

EN, VI = words("en"), words("vi")


def first(section: Any, kind: type) -> Any:
    return next(one for one in section.blocks if isinstance(one, kind))


def test_carriers_are_named_in_words(full: dict[str, Any]) -> None:
    table = first(doubts.proxy(full["outcomes"][0], VI), Table)
    assert table.rows[0][0].text == "Kinh và Hoa"
    assert table.rows[0][2].text.startswith("số lớp chậm so với tuổi (0,83); ")


def test_the_share_from_which_the_verdict_turns_or_that_it_never_does(
    full: dict[str, Any],
) -> None:
    rows = first(doubts.labels(full["outcomes"][0], EN), Table).rows
    assert [cell.text for cell in rows[0][3:]] == ["10\N{NO-BREAK SPACE}%", "insufficient evidence"]
    assert [cell.text for cell in rows[1][3:]] == ["not up to 70\N{NO-BREAK SPACE}%", "–"]


def test_a_suppressed_group_is_not_told_in_the_label_study(full: dict[str, Any]) -> None:
    rows = [{**row, "suppressed": True, "curve": None} for row in
            full["outcomes"][0]["label_sensitivity"]]  # fmt: skip
    section = doubts.labels({**full["outcomes"][0], "label_sensitivity": rows}, EN)
    assert {cell.text for row in first(section, Table).rows for cell in row[1:]} == {"withheld"}
    assert len([one for one in section.blocks if isinstance(one, Table)]) == 1
    assert not any(isinstance(one, Figure) for one in section.blocks)


def test_raw_and_pooled_stand_side_by_side_and_crossings_apart(full: dict[str, Any]) -> None:
    tables = [b for b in doubts.pooled(full["outcomes"][0], EN).blocks if isinstance(b, Table)]
    assert [column.term for column in tables[0].columns[3:]] == ["raw", "pooled"]
    assert len(tables[0].rows) + len(tables[1].rows) == len(full["outcomes"][0]["pooled"])


def test_the_published_rate_and_how_the_list_changes_are_said(full: dict[str, Any]) -> None:
    section = doubts.prevalence(full["outcomes"][0], VI)
    said = first(section, Note).text
    assert "5,40\N{NO-BREAK SPACE}%" in said
    assert "6,0\N{NO-BREAK SPACE}% danh sách mới" in said


def test_a_carrier_that_is_told_by_its_absence_is_named_in_the_readers_language(
    full: dict[str, Any],
) -> None:
    found = [{"feature": "grade_gap_years (not recorded)", "auc": 0.7}]
    rows = [{**full["outcomes"][0]["proxy"][0], "carriers": found}]
    table = first(doubts.proxy({**full["outcomes"][0], "proxy": rows}, VI), Table)
    assert table.rows[0][2].text == "số lớp chậm so với tuổi, không ghi nhận (0,70)"


def test_the_label_study_says_how_far_it_went_and_what_it_checked(full: dict[str, Any]) -> None:
    rows = [
        {**row, "curve": [one for one in row["curve"] if one["share"] <= 0.85]}
        for row in full["outcomes"][0]["label_sensitivity"]
    ]
    section = doubts.labels({**full["outcomes"][0], "label_sensitivity": rows}, EN)
    most = f"{max(one['share'] for one in rows[0]['curve']):.0%}".replace(
        "%", "\N{NO-BREAK SPACE}%"
    )
    assert f"from 0 to {most}" in first(section, Note).text
    held = first(section, Table).rows
    assert held[1][3].text == f"not up to {most}"
    assert any(isinstance(one, Note) and one.text.startswith("AUD-01: ") for one in section.blocks)


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_a_published_rate_far_from_the_records_is_said_to_fail_aud_01(
    full: dict[str, Any], lang: str
) -> None:
    said = [one for one in doubts.prevalence(full["outcomes"][0], words(lang)).blocks
            if isinstance(one, Note) and "AUD-01" in one.text]  # fmt: skip
    assert len(said) == 1
    assert said[0].strong


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_what_is_withheld_of_a_published_rate_is_no_dash_in_a_sentence(
    full: dict[str, Any], lang: str
) -> None:
    held = full["outcomes"][0]["prevalence"]
    blank = dict.fromkeys(("before", "after", "on_both", "list_share_changed"))
    tiers = [{**row, "before": None, "after": None} for row in held["tiers"]]
    outcome = {**full["outcomes"][0], "prevalence": {**held, **blank, "tiers": tiers}}
    section = doubts.prevalence(outcome, words(lang))
    notes = [one.text for one in section.blocks if isinstance(one, Note)]
    assert not any("–" in text or "None" in text for text in notes)
    assert {cell.kind for row in first(section, Table).rows for cell in row[1:]} == {"soft"}

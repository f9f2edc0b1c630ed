from typing import Any

from riskscreen.reporting.layout import Figure, Note, Table
from riskscreen.reporting.sections import served
from riskscreen.reporting.words import words

EN = words("en")


def test_each_question_that_judges_has_a_figure_and_a_table(full: dict[str, Any]) -> None:
    parts = served.questions(full["outcomes"][0], EN).parts
    assert [part.code for part in parts] == sorted({part.code for part in parts})
    for part in parts:
        assert {type(block) for block in part.blocks} >= {Figure, Table}


def test_more_children_that_would_decide_are_said_beside_the_figure(full: dict[str, Any]) -> None:
    parts = {one.code: one for one in served.questions(full["outcomes"][0], EN).parts}
    table = next(block for block in parts["AUD-03"].blocks if isinstance(block, Table))
    said = {row[0].text: row[-1].text for row in table.rows}
    assert "1,200 more children at risk" in said["Central Highlands"]


def test_a_detail_about_everyone_is_printed_though_it_does_not_judge(
    full: dict[str, Any],
) -> None:
    said = {**full["outcomes"][0]["findings"][0], "code": "AUD-15", "group": "overall",
            "judges": False, "detail": "north: merged"}  # fmt: skip
    outcome = {**full["outcomes"][0], "findings": [said, {**said, "group": "sex=male"}]}
    (part,) = served.further(outcome, EN).parts
    table = next(block for block in part.blocks if isinstance(block, Table))
    assert [row[-1].text for row in table.rows] == ["north: merged", ""]


def test_what_only_is_reported_stands_apart(full: dict[str, Any]) -> None:
    codes = {part.code for part in served.further(full["outcomes"][0], EN).parts}
    assert codes == {"AUD-12", "AUD-20", "AUD-21", "AUD-22"}


def test_intersections_are_folded_away_and_not_left_out(full: dict[str, Any]) -> None:
    tables = [b for b in served.groups(full["outcomes"][0], EN).blocks if isinstance(b, Table)]
    assert [table.folded for table in tables] == [False, False, True, True]
    assert len(tables[0].rows) + len(tables[2].rows) == len(full["outcomes"][0]["groups"])


def test_one_count_without_an_interval_has_a_table_and_no_figure(full: dict[str, Any]) -> None:
    alone = {**full["outcomes"][0]["findings"][0], "code": "AUD-25", "group": "overall",
             "judges": True, "measured": 0.0, "interval": None, "limit": None}  # fmt: skip
    (part,) = served.questions({**full["outcomes"][0], "findings": [alone]}, EN).parts
    kinds = {type(block) for block in part.blocks}
    assert Table in kinds
    assert Figure not in kinds


def test_recorded_labels_judge_also_where_a_published_rate_is_given(full: dict[str, Any]) -> None:
    def said(outcome: dict[str, Any]) -> list[str]:
        parts = {one.code: one for one in served.questions(outcome, EN).parts}
        return [one.text for one in parts["AUD-01"].blocks if isinstance(one, Note)]

    text = EN["prevalence_labels"]
    assert text in said(full["outcomes"][0])
    assert text not in said({**full["outcomes"][0], "prevalence": None})

from typing import Any

from riskscreen.reporting.layout import Note, Table
from riskscreen.reporting.sections import lists
from riskscreen.reporting.words import words

EN = words("en")


def table(section: Any, end: str) -> Table:
    found: Table = next(
        one for one in section.blocks if isinstance(one, Table) and one.name.endswith(end)
    )
    return found


def test_the_chosen_rule_is_marked_and_costs_nothing(full: dict[str, Any]) -> None:
    rows = table(lists.rules(full["outcomes"][0], EN), "rules-table").rows
    chosen = [row for row in rows if "(chosen)" in row[0].text]
    assert len(chosen) == 1
    assert chosen[0][-1].text == "0.0 [0.0; 0.0]"


def test_the_largest_contrast_names_its_group(full: dict[str, Any]) -> None:
    rows = table(lists.rules(full["outcomes"][0], EN), "rules-table").rows
    assert all("Ethnic minorities" in row[4].text for row in rows)


def test_a_study_says_what_it_needs(full: dict[str, Any]) -> None:
    notes = [one.text for one in lists.rules(full["outcomes"][0], EN).blocks
             if isinstance(one, Note)]  # fmt: skip
    (said,) = (one for one in notes if one.startswith("Threshold optimiser"))
    assert "list. Needs the protected attribute of each child. Drawn by chance. Asked" in said


def test_recall_by_group_stands_in_one_column_a_rule(full: dict[str, Any]) -> None:
    held = table(lists.rules(full["outcomes"][0], EN), "groups-recall")
    assert len(held.columns) == 1 + 6
    assert len(held.rows) == 10


def test_every_figure_of_quality_is_one_click_from_its_definition(full: dict[str, Any]) -> None:
    rows = table(lists.quality(full["outcomes"][0], EN), "quality-table").rows
    assert [row[0].term for row in rows] == [
        "auc", "average_precision", "brier", "calibration_error", "calibration_slope",
        "observed_over_expected", "recall",
    ]  # fmt: skip


def test_a_list_has_no_gain_over_itself(full: dict[str, Any]) -> None:
    rows = table(lists.necessity(full["outcomes"][0], EN), "necessity-table").rows
    assert rows[0][-1].text == "–"
    assert rows[2][-1].text.startswith("16.2 [")


def test_a_list_that_nobody_has_words_for_keeps_its_name(full: dict[str, Any]) -> None:
    row = {**full["outcomes"][0]["baselines"][0], "name": "village_elders"}
    outcome = {**full["outcomes"][0], "baselines": [row]}
    rows = table(lists.necessity(outcome, EN), "necessity-table").rows
    assert rows[0][0].text == "village elders"


def test_older_facts_give_their_interval_as_lo_and_hi(facts: dict[str, Any]) -> None:
    rows = table(lists.necessity(facts["outcomes"][0], EN), "necessity-table").rows
    assert rows[0][1].text == "37.0\N{NO-BREAK SPACE}% [34.0; 40.0]"

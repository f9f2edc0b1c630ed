"""What people decided instead of the list: told by group, or said not to be known."""

from typing import Any

import pytest

from riskscreen import reporting
from riskscreen.reporting.layout import Figure, Note, Section, Table
from riskscreen.reporting.sections import decided, sections
from riskscreen.reporting.words import Words, words

EN, VI = words("en"), words("vi")
BOTH = pytest.mark.parametrize("lang", [EN, VI], ids=["en", "vi"])
LISTED = (
    "n_listed", "n_listed_others", "n_away", "away_share", "away_share_lo", "away_share_hi",
    "away_share_others", "compared",
)  # fmt: skip


def outcome_of(full: dict[str, Any], **changes: Any) -> dict[str, Any]:
    outcome = full["outcomes"][0]
    return {**outcome, "overrides": {**outcome["overrides"], **changes}}


def rows_of(full: dict[str, Any], **changes: Any) -> list[dict[str, Any]]:
    return [{**row, **changes} for row in full["outcomes"][0]["overrides"]["groups"]]


def tables(section: Section) -> list[Table]:
    return [one for one in section.blocks if isinstance(one, Table)]


def said(section: Section) -> str:
    return "\n".join(one.text for one in section.blocks if isinstance(one, Note))


def by_group(table: Table) -> dict[str, list[str]]:
    return {row[0].text: [cell.text for cell in row[1:]] for row in table.rows}


@BOTH
@pytest.mark.parametrize("held", [None, "absent"])
def test_where_no_record_was_given_the_section_says_so(
    full: dict[str, Any], lang: Words, held: str | None
) -> None:
    outcome = {**full["outcomes"][0], "overrides": None}
    if held == "absent":
        del outcome["overrides"]
    section = decided.overrides(outcome, lang)
    assert list(section.blocks) == [Note(lang["overrides_none"])]
    assert (section.name, section.code) == ("dropout-overrides", "")
    assert "No record of overrides was given to this audit" in EN["overrides_none"]
    assert "không được cung cấp sổ ghi" in VI["overrides_none"]


@pytest.mark.parametrize("lang", reporting.LANGUAGES)
@pytest.mark.parametrize("format", reporting.FORMATS[:2])
def test_a_report_of_older_facts_has_the_section_too(
    facts: dict[str, Any],
    lang: str,
    format: str,  # noqa: A002 - its name
) -> None:
    page = reporting.render(facts, lang=lang, format=format)
    assert words(lang)["overrides_none"] in page
    assert words(lang)["overrides_heading"] in page


@pytest.mark.parametrize(
    ("lang", "cells"),
    [
        (EN, ["3,100", "160", "5.2\N{NO-BREAK SPACE}% [3.2; 7.2]", "more often"]),
        (VI, ["3.100", "160", "5,2\N{NO-BREAK SPACE}% [3,2; 7,2]", "nhiều hơn"]),
    ],
    ids=["en", "vi"],
)
def test_each_group_has_its_listed_children_the_decisions_and_the_share(
    full: dict[str, Any], lang: Words, cells: list[str]
) -> None:
    figures = {
        "n_listed": 3100, "n_away": 160, "away_share": 0.052, "away_share_lo": 0.032,
        "away_share_hi": 0.072, "compared": "more_often", "suppressed": False,
    }  # fmt: skip
    outcome = outcome_of(full, groups=rows_of(full, **figures))
    table = tables(decided.overrides(outcome, lang))[0]
    assert [column.text for column in table.columns] == [
        lang["group"], lang.short("n_listed"), lang.short("n_away"), lang.short("away_share"),
        lang.short("compared"),
    ]  # fmt: skip
    assert by_group(table)[lang.group("ethnicity=minority")] == cells
    assert set(by_group(table)) == {
        lang.group(row["group"]) for row in full["outcomes"][0]["overrides"]["groups"]
    }


@BOTH
def test_a_count_that_rounds_to_nought_is_printed_as_few(full: dict[str, Any], lang: Words) -> None:
    outcome = outcome_of(full, groups=rows_of(full, n_away=0, n_towards=0, n_listed=40))
    for table in tables(decided.overrides(outcome, lang)):
        for cells in by_group(table).values():
            assert "0" not in cells
    assert by_group(table)[lang["overall"]][0] == lang["few"]


@BOTH
def test_beside_a_few_decisions_stands_a_dash_and_no_figure(
    full: dict[str, Any], lang: Words
) -> None:
    """0 and 4 are printed alike, and so is what stands beside them."""
    none = dict.fromkeys(("away_share", "away_share_lo", "away_share_hi", "towards_share"))
    few = {**none, "compared": None, "n_away": 0, "n_towards": 0, "suppressed": False}
    outcome = outcome_of(full, groups=rows_of(full, **few, n_listed=40))
    section = decided.overrides(outcome, lang)
    followed, towards = tables(section)
    assert set(map(tuple, by_group(followed).values())) == {("40", lang["few"], "–", "–")}
    assert set(map(tuple, by_group(towards).values())) == {(lang["few"], "–")}
    assert not [one for one in section.blocks if isinstance(one, Figure)]
    assert lang["none_known"] not in said(section)
    assert lang["overrides_too_few"] in said(section)


@BOTH
def test_of_few_listed_children_nothing_is_printed(full: dict[str, Any], lang: Words) -> None:
    section = decided.overrides(full["outcomes"][0], lang)
    followed, towards = tables(section)
    withheld = [lang["suppressed"]] * 4
    assert by_group(followed)[lang.group("region=mekong_delta")] == withheld
    assert by_group(followed)[lang.group("region=south_east")] == withheld
    # what is off the list is told where only the listed are few, and not of a small group
    assert by_group(towards)[lang.group("region=mekong_delta")][0] == "20"
    assert by_group(towards)[lang.group("region=south_east")] == withheld[:2]
    drawn = next(one for one in section.blocks if isinstance(one, Figure)).svg
    assert lang.group("region=mekong_delta") not in drawn
    assert lang.group("region=south_east") not in drawn


@BOTH
def test_a_table_that_is_withheld_altogether_is_one_sentence(
    full: dict[str, Any], lang: Words
) -> None:
    outcome = outcome_of(full, groups=rows_of(full, **dict.fromkeys(LISTED)))
    section = next(one for one in sections(outcome, lang) if one.name == "dropout-overrides")
    assert len(tables(section)) == 1
    assert lang["withheld"].format(caption=lang["overrides_caption"]) in said(section)
    assert lang["overrides_too_few"] in said(section)


@BOTH
def test_the_conclusion_names_the_groups_that_stand_out(full: dict[str, Any], lang: Words) -> None:
    section = decided.overrides(full["outcomes"][0], lang)
    strong = [one.text for one in section.blocks if isinstance(one, Note) and one.strong]
    assert strong == [lang["overrides_more"].format(groups=lang.group("ethnicity=minority"))]
    assert lang["overrides_means"] in said(section)
    assert lang["overrides_chance"] in said(section)


@BOTH
@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"compared": "no_difference"}, "overrides_no_more"),
        ({"compared": "less_often"}, "overrides_no_more"),
        ({"compared": None}, "overrides_too_few"),
        ({"suppressed": True}, "overrides_too_few"),
    ],
    ids=["alike", "less", "not_compared", "suppressed"],
)
def test_where_none_stands_out_that_is_said_and_not_more(
    full: dict[str, Any], lang: Words, changes: dict[str, Any], key: str
) -> None:
    outcome = outcome_of(full, groups=rows_of(full, **changes))
    assert lang[key] in said(decided.overrides(outcome, lang))


@BOTH
def test_a_record_without_a_decision_is_not_the_same_as_none(
    full: dict[str, Any], lang: Words
) -> None:
    section = decided.overrides(outcome_of(full, n_decided=0), lang)
    assert lang["overrides_empty"] in said(section)
    assert lang["overrides_none"] not in said(section)
    assert lang["overrides_more"].partition("{")[0] not in said(section)


@BOTH
def test_what_is_in_no_figure_is_counted_apart(full: dict[str, Any], lang: Words) -> None:
    text = said(decided.overrides(full["outcomes"][0], lang))
    assert lang["overrides_decided"].format(count="360") in text
    # of a few it is told that there are some
    assert lang["apart_n_not_judged"].format(count=lang["few"]) in text
    assert lang["apart_n_other_times"].format(count="20") in text
    assert lang["apart_n_away_off_list"].format(count="50") in text
    assert lang["apart_n_towards_listed"].format(count=lang["few"]) in text
    assert lang["overrides_uncounted"] not in text
    for none in ("apart_n_something_else", "apart_n_other_releases", "apart_n_other_outcomes"):
        assert lang[none].removeprefix("{count} ") not in text
    assert "tre_em_2026 2, tre_em_2026 3" in text


@BOTH
def test_of_an_older_audit_it_is_said_what_it_did_not_count_apart(
    full: dict[str, Any], lang: Words
) -> None:
    outcome = outcome_of(full)
    del outcome["overrides"]["n_away_off_list"]
    assert lang["overrides_uncounted"] in said(decided.overrides(outcome, lang))
    outcome["overrides"]["n_decided"] = 0
    assert lang["overrides_uncounted"] not in said(decided.overrides(outcome, lang))


@BOTH
def test_of_many_releases_five_are_named(full: dict[str, Any], lang: Words) -> None:
    named = [f"north {n}" for n in range(9)]
    text = said(decided.overrides(outcome_of(full, releases=named), lang))
    assert "north 4, …" in text
    assert "north 5" not in text


@BOTH
def test_whose_list_it_is_and_which_audit_is_said(full: dict[str, Any], lang: Words) -> None:
    text = said(decided.overrides(full["outcomes"][0], lang))
    for day in ("2024-09-15", "2025-09-14", "2026-11-29"):
        assert lang.day(day) in text
    assert lang["overrides_same"] in text
    assert lang["overrides_earlier"].format(count="2") in text
    other = said(decided.overrides(outcome_of(full, same_children=False, earlier_audits=0), lang))
    assert lang["overrides_other"] in other
    assert lang["overrides_earlier"].partition("{")[0] not in other


def test_the_check_is_defined_and_told_here_alone(full: dict[str, Any]) -> None:
    held = sections(full["outcomes"][0], EN)
    own = next(one for one in held if one.name == "dropout-overrides")
    assert own.code == "AUD-27"
    further = next(one for one in held if one.name == "dropout-further")
    assert "AUD-27" not in {part.code for part in further.parts}

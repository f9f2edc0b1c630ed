"""Do whole surveys come out as their raw answers say, row by row and rate by rate?"""

from pathlib import Path

import numpy as np
import pytest
from tests.surveys import world
from tests.surveys.asking import INDICATORS, compare, details, equations, read

from riskscreen import records, surveys

# What the report must name as looked for and not found.
LACKS = {
    "mics5_viet_nam": (),
    "mics6_viet_nam": (),
    "mics6_qatar": ("HH6", "windex5", "BR1", "CL3", "ED15"),
    "mics6_yemen": ("no file hh", "no file hl", "no file ch"),
}
REASONS = {
    "not completed": "not completed",
    "aged 18 and over": "aged 18 and over",
    "age unknown": "age not known",
    "double line": "two rows with one number",
    "no household": "household not in hh",
    "household set aside": "household set aside",
    "no member": "not among the members",
}


WITH_ROSTER = pytest.mark.parametrize("survey", ["mics5", "mics6", "mics6_qatar"], indirect=True)


@pytest.fixture(scope="module")
def held(survey: world.World) -> records.Records:
    return read(survey)


@pytest.fixture(scope="module")
def table(held: records.Records) -> surveys.Indicators:
    return surveys.indicators(held, child_labour=("sdg871_mics6", "mics5"))


def test_every_indicator_is_what_the_raw_answers_say(
    survey: world.World, table: surveys.Indicators
) -> None:
    assert compare(survey, table) > 30


@pytest.mark.parametrize("survey", ["mics5", "mics6"], indirect=True)
def test_who_turned_18_since_the_school_year_began_is_in_the_printed_base(
    survey: world.World, table: surveys.Indicators
) -> None:
    assert survey.truth.grown["upper_secondary"] > 0
    row = table.only(
        indicator="out_of_school_upper_secondary", definition="ln6", attribute="overall"
    )
    assert row.n == survey.truth.indicators["out_of_school_upper_secondary"]["total", None].n


def test_what_no_file_asked_is_not_measured(survey: world.World, table: surveys.Indicators) -> None:
    for name, (indicator, definition) in INDICATORS.items():
        if name not in survey.truth.indicators:
            rows = table.select(indicator=indicator, definition=definition).rows
            assert not any(row.measured for row in rows), name


def test_rows_in_are_rows_used_and_set_aside_for_the_reasons_there_are(
    survey: world.World, held: records.Records
) -> None:
    truth, told = survey.truth, equations(held)
    for file, rows in truth.rows.items():
        assert told[file].holds
        assert (told[file].rows, told[file].used) == (rows, truth.used[file]), file
        for reason, n in truth.aside[file].items():
            said = sum(
                count for text, count in told[file].reasons.items()
                if text.startswith(REASONS[reason])
            )  # fmt: skip
            assert said == n, f"{file}: {reason}"


def test_tables_hold_what_the_report_says_is_used(
    survey: world.World, held: records.Records
) -> None:
    used = survey.truth.used
    assert held.children.n_rows == used.get("hl", used.get("fs"))
    assert held.households.n_rows == used.get("hh", used.get("fs"))
    if "fs" in used:
        assert held.children["module_selected"].sum() == used["fs"]
    if "ch" in used:
        assert held.children["module_under5"].sum() == used["ch"]


def test_each_use_keeps_its_own_weights(survey: world.World, held: records.Records) -> None:
    for file, column, raw, result in (
        ("fs", "weight_selected", "fsweight", "FS17"),
        ("ch", "weight_under5", "chweight", "UF9" if survey.kind == "mics5" else "UF17"),
    ):
        if file in survey.tables:
            answers = survey.tables[file]
            expected = answers[raw][answers[result] == 1].sum()
            assert np.nansum(held.children[column]) == pytest.approx(expected, rel=1e-12)
            assert not (held.children[column] <= 0).any()
    if "hh" in survey.tables:
        weight = survey.tables["hh"]["hhweight"]
        assert np.nansum(held.households["weight"]) == pytest.approx(weight.sum(), rel=1e-12)
        assert set(held.households["weight_kind"]) == {"normalised"}


@pytest.mark.parametrize("survey", ["mics5"], indirect=True)
def test_the_selected_child_of_mics5_weighs_for_all_eligible_children(
    survey: world.World, held: records.Records
) -> None:
    hh = survey.tables["hh"]
    asked = (hh["HH9"] == 1) & (hh["SL1"] > 0)
    expected = (hh["hhweight"] * hh["SL1"])[asked].sum()
    assert np.nansum(held.children["weight_selected"]) == pytest.approx(expected, rel=1e-12)


@WITH_ROSTER
def test_households_without_children_stay(survey: world.World, held: records.Records) -> None:
    with_children = set(held.children["household_id"])
    assert 0 < len(with_children) < held.households.n_rows


def test_what_a_survey_does_not_ask_is_named(survey: world.World, held: records.Records) -> None:
    told = details(held, "SUR-04")
    for name in LACKS[f"{survey.kind}_{survey.style}"]:
        assert name in told


@WITH_ROSTER
def test_households_not_completed_are_counted(survey: world.World, held: records.Records) -> None:
    n = survey.truth.aside["hh"]["not completed"]
    assert str(n) in details(held, "SUR-03")


def test_missing_codes_are_counted_not_averaged(held: records.Records) -> None:
    for name in ("economic_hours_week", "age_years", "chores_hours_known_week"):
        if name in held.children:
            known = held.children[name][~np.isnan(held.children[name])]
            assert not np.isin(known, (97, 98, 99)).any(), name
    assert details(held, "MAP-02")


def test_written_and_read_again_it_is_the_same(held: records.Records, tmp_path: Path) -> None:
    held.write(tmp_path / "records")
    again = records.read_records(tmp_path / "records", reader_made_ids=True)
    assert again.digest == held.digest


@pytest.mark.parametrize("case", ["upper", "lower"])
@pytest.mark.parametrize("kind", ["mics5", "mics6"])
def test_suffix_and_case_of_names_change_nothing(tmp_path: Path, kind: str, case: str) -> None:
    make = getattr(world, kind)
    plain = read(make(tmp_path / "plain", households=120, seed=3))
    other = read(make(tmp_path / "other", households=120, seed=3, suffix="_min", case=case))
    assert other.digest == plain.digest

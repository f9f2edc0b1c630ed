"""Each fault of a column has its code and its wording; nothing else is found in right tables."""

from collections.abc import Callable

import numpy as np
import pytest

from riskscreen import records
from riskscreen.core import Finding

Found = Callable[..., dict[str, Finding]]


def test_right_tables_have_no_fault(found: Found) -> None:
    assert {f.verdict for f in found().values()} == {"pass"}


def test_an_empty_table_is_a_fault(found: Found) -> None:
    names = ("child_id", "household_id", "observed_date", "age_years", "sex", "weight")
    nothing = {name: [] for name in names}
    assert found(in_children=nothing)["SCH-02"].detail == "children has 0 rows. Give at least one"


def test_a_missing_compulsory_column_is_named_with_its_meaning(children: dict[str, list]) -> None:  # type: ignore[type-arg]
    findings = {f.code: f for f in records.check({"household_id": ["h1"]}, children)}
    assert findings["SCH-03"].verdict == "fail"
    assert "1 of 2 compulsory columns of households are missing; first is observed_date" in (
        findings["SCH-03"].detail
    )


@pytest.mark.parametrize(
    ("age", "advice"),
    [(170, "often months"), (18, "Children are 0-17"), (-1, "Children are 0-17")],
)
def test_an_age_outside_childhood_is_a_fault(found: Found, age: float, advice: str) -> None:
    fault = found(in_children={"age_years": [7, 9, age, 3]})["SCH-06"]
    assert fault.verdict == "fail"
    assert f"first is child c3: {age:g}" in fault.detail
    assert advice in fault.detail


@pytest.mark.parametrize("age", [0, 17])
def test_the_edges_of_a_range_are_inside(found: Found, age: float) -> None:
    assert "SCH-06" not in found(in_children={"age_years": [age] * 4})


def test_a_day_of_another_century_is_a_fault(found: Found) -> None:
    days = ["1924-09-15", *["2024-09-15"] * 3]
    assert "outside 1990-01-01" in found(in_children={"observed_date": days})["SCH-06"].detail


def test_a_category_outside_its_codes_is_a_fault(found: Found) -> None:
    fault = found(in_children={"sex": ["male", "maale", "female", "M"]})["SCH-07"]
    assert fault.detail == (
        "sex outside its codes in 2 of 4 children; first is child c2: maale. Allowed: male, female."
    )


def test_a_category_is_read_without_case_and_spaces(found: Found) -> None:
    assert "SCH-07" not in found(in_households={"poverty_status": ["Near poor", "POOR", ""]})


def test_a_half_person_is_a_fault(found: Found) -> None:
    assert (
        "first is household h2: 2.5"
        in found(in_households={"household_size": [4, 2.5, 3]})["SCH-26"].detail
    )


def test_a_column_without_a_value_is_said(found: Found) -> None:
    finding = found(in_households={"urban": [np.nan] * 3})["SCH-18"]
    assert finding.verdict == "insufficient evidence"
    assert "urban is missing in all 3 rows of households" in finding.detail


def test_a_compulsory_column_without_a_value_is_a_fault(found: Found) -> None:
    assert found(in_children={"age_years": [np.nan] * 4})["SCH-18"].verdict == "fail"


@pytest.mark.parametrize(
    ("column", "values", "verdict"),
    [
        ("household_id", ["h1", "", "h2", "h3"], "fail"),
        ("observed_date", ["2024-09-15", "2024-09-15", "", "2024-09-15"], "fail"),
        ("sex", ["male", "", "male", "male"], "insufficient evidence"),
        ("age_years", [7, np.nan, 12, 3], "insufficient evidence"),
    ],
)
def test_a_key_must_be_there_and_a_trait_should(
    found: Found, column: str, values: list[object], verdict: str
) -> None:
    assert found(in_children={column: values})["SCH-08"].verdict == verdict


def test_damaged_letters_are_a_fault(found: Found) -> None:
    assert "as UTF-8" in found(in_households={"stratum": ["a", "b\ufffd", "c"]})["SCH-24"].detail


def test_a_line_break_is_no_damage_and_a_bell_is(found: Found) -> None:
    assert "SCH-24" not in found(in_households={"note": ["two\nlines", "a\tb", "x\r\n"]})
    assert "SCH-24" in found(in_households={"note": ["a\x07", "b", "c"]})


def test_absent_and_own_columns_are_said(found: Found) -> None:
    findings = found(in_children={"reading_score": [1, 2, 3, 4]})
    assert "reading_score" in findings["SCH-23"].detail
    assert "disability" in findings["SCH-19"].detail


def test_typed_tables_can_be_checked_alone(held: records.Records) -> None:
    findings = records.check_tables(held.households, held.children)
    assert {f.verdict for f in findings} == {"pass"}


def test_a_misspelt_column_is_offered_the_one_that_is_absent(found: Found) -> None:
    own = found(in_children={"health_insurence": [1, 1, 0, 1], "shoe_size": [30, 31, 32, 20]})
    said = own["SCH-23"].detail
    assert "Check the spelling of health_insurence (did you mean health_insurance?)" in said
    assert "shoe_size (" not in said

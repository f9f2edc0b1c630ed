"""A cell is read exactly, or refused."""

import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskscreen.records import converting
from riskscreen.records.converting import as_text, parse_bool, parse_date, parse_number
from riskscreen.records.files import Raw


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_reads_back(number: float) -> None:
    assert parse_number(repr(number)) == number


@given(st.dates())
def test_every_day_reads_back(day: date) -> None:
    assert parse_date(day.isoformat()) == np.datetime64(day)


@given(st.text())
def test_a_text_is_a_finite_number_or_refused(text: str) -> None:
    try:
        number = parse_number(text)
    except ValueError:
        return
    assert math.isfinite(number) or not text.strip()


@given(st.text())
def test_a_text_is_a_day_or_refused(text: str) -> None:
    try:
        day = parse_date(text)
    except ValueError:
        return
    assert not np.isnat(day) or not text.strip()


@pytest.mark.parametrize("text", ["1,5", "1e999", "inf", "nan", "0x10", "1_000", "12 kg", "٣"])
def test_what_only_looks_like_a_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_number(text)


@pytest.mark.parametrize("text", ["15/09/2024", "2024-9-15", "2024-02-30", "2024-09-15 08:30:00"])
def test_what_only_looks_like_a_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_date(text)


@pytest.mark.parametrize("text", ["2", "maybe", "-1"])
def test_what_is_neither_true_nor_false_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        parse_bool(text)


def test_text_in_a_number_is_a_fault_with_its_first_case() -> None:
    raw = Raw("children", {"child_id": np.array(["a", "b"]), "age_years": np.array(["7", "seven"])})
    table, findings = converting.typed(raw)
    assert table["age_years"][0] == 7
    assert np.isnan(table["age_years"][1])
    assert findings[0].detail == (
        "age_years holds what is text in a number in 1 of 2 children; first is child b: seven. "
        "Write plain numbers with a decimal point and no unit; leave unknown cells empty."
    )


def test_a_fault_never_repeats_what_may_be_a_name() -> None:
    raw = Raw("children", {"child_id": np.array(["a"]), "age_years": np.array(["Nguyen Van A"])})
    assert "Nguyen" not in converting.typed(raw)[1][0].detail


def test_ids_keep_every_digit() -> None:
    assert as_text(np.array([2**62 + 1])).tolist() == [str(2**62 + 1)]
    assert as_text(np.array([5303745.0, np.nan])).tolist() == ["5303745", ""]
    assert as_text(np.array([7, None, "x"], dtype=object)).tolist() == ["7", "", "x"]


def test_a_spreadsheet_s_day_number_is_a_fault() -> None:
    raw = Raw("children", {"child_id": np.array(["a"]), "observed_date": np.array([45550.0])})
    assert converting.typed(raw)[1][0].code == "SCH-05"


def test_a_number_that_is_infinite_is_a_fault() -> None:
    raw = Raw("children", {"child_id": np.array(["a"]), "school_distance_km": np.array([np.inf])})
    assert converting.typed(raw)[1][0].code == "SCH-05"


def test_own_text_of_a_csv_is_typed_if_all_of_it_fits() -> None:
    raw = Raw(
        "children",
        {
            "n": np.array(["1", "", "2.5"]), "code": np.array(["01", "02", ""]),
            "day": np.array(["2024-01-01", "", ""]), "word": np.array(["1", "b", ""]),
        },
        is_text=True,
    )  # fmt: skip
    kinds = {name: values.dtype.kind for name, values in converting.typed(raw)[0].columns.items()}
    assert kinds == {"n": "f", "code": "U", "day": "M", "word": "U"}


@pytest.mark.parametrize("cells", [["9007199254740993", "1"], ["-1234567890123456", "1"]])
def test_a_number_of_a_csv_with_too_many_digits_stays_text(cells: list[str]) -> None:
    assert converting.guessed(np.array(cells)).tolist() == cells


def test_an_infinity_in_an_own_column_is_a_fault() -> None:
    raw = Raw("children", {"child_id": np.array(["c1", "c2"]), "ratio": np.array([1.0, -np.inf])})
    _, (finding,) = converting.typed(raw)
    assert (finding.code, finding.verdict.value) == ("SCH-05", "fail")
    assert "ratio holds an infinity in 1 of 2 children; first is child c2: -inf" in finding.detail


def test_an_id_whose_last_digits_are_lost_is_a_fault() -> None:
    raw = Raw("children", {"child_id": np.array([101010888000910008.0, 7.0])})
    (found,) = converting.typed(raw)[1]
    assert found.code == "SCH-05"
    assert "a number beyond 2**53 in 1 of 2 children" in found.detail


def test_for_scoring_an_odd_cell_is_noted_beside_its_row() -> None:
    raw = Raw("children", {
        "child_id": np.array(["a", "b", "c"]), "age_years": np.array(["7", "seven", "8"]),
        "chores_hours_week": np.array(["", "x", "y"]), "ratio": np.array([1.0, np.inf, 2.0]),
    })  # fmt: skip
    table, findings = converting.typed(raw, note_unread=True)
    assert table[converting.UNREAD["children"]].tolist() == [
        "", "age_years chores_hours_week ratio", "chores_hours_week",
    ]  # fmt: skip
    assert np.isnan(table["ratio"][1])
    assert {one.verdict.value for one in findings} == {"insufficient evidence"}
    assert converting.UNREAD["children"] not in converting.typed(raw)[0]


def test_an_id_or_a_day_that_is_none_fails_for_scoring_too() -> None:
    raw = Raw("children", {
        "child_id": np.array([2.0**60, 1.0]), "observed_date": np.array(["2025-09-01", "soon"]),
    })  # fmt: skip
    _, findings = converting.typed(raw, note_unread=True)
    assert [one.verdict.value for one in findings] == ["fail", "fail"]

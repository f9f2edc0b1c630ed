"""Keys in one spelling, and grades only where a text can mean one thing."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskscreen.surveys.vhlss import parsing


@given(st.lists(st.integers(0, 99_999), min_size=1), st.integers(1, 6))
def test_a_key_is_the_same_as_number_as_text_and_with_zeros_in_front(
    codes: list[int], width: int
) -> None:
    expected = [str(code) for code in codes]
    assert parsing.key(np.array(codes, dtype=float)).tolist() == expected
    assert parsing.key(np.array([str(c).zfill(width) for c in codes])).tolist() == expected
    assert parsing.key(np.array([f" {c}.0" for c in codes], dtype=object)).tolist() == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (np.array([0.0, np.nan]), ["0", ""]),
        (np.array(["00", "", " A5 "]), ["0", "", "A5"]),
        (np.array([], dtype="<U1"), []),
        (np.array([None, "07"], dtype=object), ["", "7"]),
    ],
)  # fmt: skip
def test_zero_and_missing_keys(values: np.ndarray, expected: list[str]) -> None:
    assert parsing.key(values).tolist() == expected


@given(
    st.integers(0, 12), st.sampled_from(["{}", "0{}", "lớp {}", "Lớp {}", " {} ", "{}/12", "{}.0"])
)
def test_a_grade_of_the_twelve_year_school_is_read(grade: int, form: str) -> None:
    read, odd = parsing.grades(np.array([form.format(grade)]))
    assert read[0] == grade
    assert not odd[0]


@pytest.mark.parametrize(
    "text", ["13", "7/10", "12/10", "chưa đi học", "5-6", "-1", "5.5", "99", "5/12/1", "٣", "²"]
)
def test_what_can_mean_two_things_is_not_read_but_counted(text: str) -> None:
    read, odd = parsing.grades(np.array([text]))
    assert math.isnan(read[0])
    assert odd[0]


@given(st.text(st.characters(exclude_characters="\0"), max_size=8))
def test_any_text_gives_a_grade_or_is_counted(text: str) -> None:
    read, odd = parsing.grades(np.array([text], dtype=object))
    assert odd[0] == (bool(text.strip()) and math.isnan(read[0]))
    assert math.isnan(read[0]) or 0 <= read[0] <= 12


@given(st.lists(st.floats(-1e6, 1e6) | st.just(math.nan), min_size=1))
def test_numbers_stay_numbers(values: list[float]) -> None:
    read, odd = parsing.numbers(np.array(values))
    np.testing.assert_array_equal(read, values)
    assert not odd.any()


def test_a_key_with_a_missing_part_is_missing() -> None:
    parts = [np.array(["1", "1"]), np.array(["2", ""]), np.array(["3", "4"])]
    assert parsing.joined(parts).tolist() == ["1-2-3", ""]

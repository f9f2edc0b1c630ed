"""A code is the same code whatever kind of file it came from; text that is no number says so."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskscreen.errors import MappingError
from riskscreen.records.mapping import cells


def _objects(*values: Any) -> np.ndarray[Any, Any]:
    held = np.empty(len(values), dtype=object)
    held[:] = values
    return held


@pytest.mark.parametrize(
    ("text", "code"),
    [("1.0", "1"), ("-2.00", "-2"), ("01", "01"), ("1.5", "1.5"), (" x ", "x"), ("1.", "1"),
     (".0", ".0"), ("1.0.0", "1.0.0"), ("", "")],
)  # fmt: skip
def test_a_whole_number_is_written_without_its_point(text: str, code: str) -> None:
    assert cells.plain(text) == code


@pytest.mark.parametrize(
    ("values", "found", "places"),
    [
        (np.array([2.0, np.nan, 2.0, np.nan]), ["2", ""], [0, 1, 0, 1]),
        (np.array([3, 1]), ["1", "3"], [1, 0]),
        (_objects("a", None, 1.0, "a", float("nan")), ["a", "", "1", ""], [0, 1, 2, 0, 3]),
        (_objects(True, 1, [1], [1], 2.5), ["1", "1", "[1]", "2.5"], [0, 1, 2, 2, 3]),
        (np.array(["2024-01-01", "NaT"], dtype="datetime64[D]"), ["2024-01-01", ""], [0, 1]),
        (np.array([], dtype="<U1"), [""], []),
    ],
)  # fmt: skip
def test_each_distinct_value_is_there_once(
    values: np.ndarray[Any, Any], found: list[str], places: list[int]
) -> None:
    told = cells.distinct(values)
    assert cells.as_text(told[0]).tolist() == found
    assert told[1].tolist() == places


@given(st.lists(st.text(alphabet="01. x", max_size=4)))
def test_codes_of_rows_are_the_codes_of_their_texts(texts: list[str]) -> None:
    codes, places = cells.as_codes(np.array(texts or [], dtype="<U4"))
    assert [codes[place] for place in places] == [cells.plain(text) for text in texts]


def test_text_that_is_no_number_is_counted_with_its_first_row() -> None:
    message = "x scales c, which holds text; first is b, row 2, one of 2 such cells"
    with pytest.raises(MappingError, match=message):
        cells.numbers(np.array(["1", "b", "", "inf"]), blame="x scales c")


@pytest.mark.parametrize(
    "values", [np.array([True, False]), np.array([1, 0]), np.array(["1", " 0 "])]
)
def test_numbers_are_float64_whatever_they_were(values: np.ndarray[Any, Any]) -> None:
    assert cells.numbers(values, blame="").tolist() == [1.0, 0.0]
    assert cells.numbers(values, blame="").dtype == np.float64


def test_a_leading_zero_makes_a_code_not_a_number() -> None:
    assert cells.all_numbers(np.array(["1", "0.5", "0", "-3", ""]))
    assert not cells.all_numbers(np.array(["01"]))
    assert cells.all_digits(np.array(["01", ""]))
    assert not cells.all_digits(np.array(["x"]))


def test_columns_of_one_kind() -> None:
    day = np.array(["2024-01-01", "NaT"], dtype="datetime64[D]")
    nothing = np.array([np.nan, np.nan])
    assert [part.dtype.kind for part in cells.one_kind([day, nothing])] == ["M", "M"]
    assert [part.dtype.kind for part in cells.one_kind([np.array(["1", ""]), nothing])] == [
        "U",
        "U",
    ]
    numbers = cells.one_kind([np.array(["1", ""]), np.array([2.0, 3.0])])
    np.testing.assert_equal(numbers[0], [1.0, np.nan])
    assert cells.one_kind([np.array(["01", ""]), np.array([2.0, 3.0])])[1].tolist() == ["2", "3"]
    assert cells.one_kind([day, np.array(["x", ""])])[0].tolist() == ["2024-01-01", ""]


@pytest.mark.parametrize("text", ["101010888000910008", "-9007199254740992"])
def test_an_id_of_more_digits_than_a_float_holds_is_no_number(text: str) -> None:
    assert not cells.all_digits(np.array([text, "1"]))
    assert not cells.all_numbers(np.array([text, "1"]))
    assert cells.all_numbers(np.array(["9007199254740991", "0.12345678901234567"]))

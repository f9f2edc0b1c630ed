"""Each kind of entry gives what it says, and what becomes missing on the way is counted."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskscreen.errors import MappingError
from riskscreen.records import Raw

Apply = Callable[..., Any]
FS = '[files.fs]\npath = "fs.sav"\nkey = "line"'


def test_missing_codes_become_missing_and_are_counted_by_code(apply: Apply) -> None:
    made = apply(
        'x = { from = "age", missing = [98, 99] }', children={"age": [98.0, 5.0, 99.0, 98.0]}
    )
    assert made["x"] == [None, 5, None, None]
    assert made.detail("MAP-02") == (
        "3 values of children.x were codes for no answer and are missing now: 98 (2), 99 (1); "
        "first is row 1 (age). Compare with the questionnaire"
    )


def test_a_missing_code_of_text_is_the_same_code_written_otherwise(apply: Apply) -> None:
    made = apply('x = { from = "a", missing = [98, "KB"] }',
                 children={"a": ["98.0", "98", "098", "KB", "kb"]})  # fmt: skip
    assert made["x"] == ["", "", "098", "", "kb"]


def test_codes_listed_as_missing_need_not_be_recoded(apply: Apply) -> None:
    made = apply('x = { from = "a", missing = [9], recode = { 1 = "male" } }',
                 children={"a": [1.0, 9.0]})  # fmt: skip
    assert made["x"] == ["male", ""]


def test_the_first_that_is_known_is_taken(apply: Apply) -> None:
    made = apply(
        'x = { from = ["fs.grade", "grade"], missing = [98] }', files=FS,
        children={"line": [1.0, 2.0, 3.0, 4.0], "grade": [7.0, 7.0, 98.0, 7.0]},
        fs={"line": [1.0, 2.0], "grade": [5.0, 98.0]},
    )  # fmt: skip
    assert made["x"] == [5, 7, None, 7]
    assert "98 (2)" in made.detail("MAP-02")


def test_first_of_texts_and_numbers_is_text_unless_all_are_numbers(apply: Apply) -> None:
    columns = {"a": ["", "6", ""], "b": [7.0, 7.0, None], "c": ["x", "", ""]}
    assert apply('x = { from = ["a", "b"] }', children=columns)["x"] == [7, 6, None]
    assert apply('x = { from = ["c", "b"] }', children=columns)["x"] == ["x", "7", ""]


def test_a_key_is_missing_where_a_part_is(apply: Apply) -> None:
    made = apply('x = { key = ["h", "l"] }', children={"h": [1.0, 12.0, None], "l": ["3", "", "1"]})
    assert made["x"] == ["1-3", "", ""]


def test_days_that_do_not_exist_are_missing_and_counted(apply: Apply) -> None:
    made = apply(
        'x = { date = ["y", "m", "d"], missing = [99] }',
        children={
            "y": [2014.0, 2014.0, 2014.0, 14.0, None, 2014.0],
            "m": [2.0, 2.0, 13.0, 1.0, 1.0, 99.0],
            "d": ["28", "30", "1", "1", "1", "99"],
        },
    )  # fmt: skip
    days = made.children.columns["x"]
    assert days.astype(str).tolist() == ["2014-02-28"] + ["NaT"] * 5
    assert made.detail("MAP-05") == (
        "3 of 6 days of children.x do not exist and are missing now; first is row 2: 2014-2-30. "
        "Look at the order of year, month, day"
    )


@given(
    st.lists(st.tuples(st.integers(1890, 2110), st.integers(0, 13), st.integers(0, 32)), min_size=1)
)
def test_a_day_is_what_the_calendar_says(parts: list[tuple[int, int, int]]) -> None:
    import datetime

    from riskscreen.records.mapping import columns

    def day(y: int, m: int, d: int) -> str:
        try:
            return datetime.date(y, m, d).isoformat() if 1900 <= y <= 2100 else "NaT"
        except ValueError:
            return "NaT"

    made = columns._days(*np.array(parts, dtype=float).T)
    assert made.astype(str).tolist() == [day(*part) for part in parts]


def test_a_day_may_have_a_part_that_is_said(apply: Apply) -> None:
    made = apply('x = { date = ["y", "m", 15] }', children={"y": [2014.0], "m": [3.0]})
    assert made.children.columns["x"].astype(str).tolist() == ["2014-03-15"]


def _labelled(**columns: Any) -> Raw:
    arrays = {name: np.array(values) for name, values in columns.items()}
    return Raw("hl", arrays, labels={"HH7": {1.0: "Red River ", 2.0: "Delta"}})


def test_a_label_stands_for_its_code(apply: Apply) -> None:
    made = apply(
        'x = { label = "hh7", missing = [9] }\n'
        'y = { label = "HH7", missing = [9], recode = { "Red River" = "north", 5 = "five" }, '
        'other = "s" }',
        children=_labelled(HH7=[2.0, 1.0, np.nan, 9.0, 5.0]),
    )  # fmt: skip
    assert made["x"] == ["Delta", "Red River", "", "", "5"]
    assert made["y"] == ["s", "north", "", "", "five"]
    assert "1 of 5 values of hh7 have no value label" in made.detail("MAP-08", ": x")


def test_a_column_without_labels_refuses(apply: Apply) -> None:
    with pytest.raises(MappingError, match="x takes the labels of a, which has no value labels"):
        apply('x = { label = "a" }', children={"a": [1.0]})


def test_missing_in_a_formula_goes_by_column(apply: Apply) -> None:
    made = apply(
        'x = { formula = "sum(a, b)", missing = { A = [9] } }',
        children={"a": [9.0, 1.0], "b": [9.0, 9.0]},
    )
    assert made["x"] == [None, 10]


def test_a_let_is_used_and_not_written(apply: Apply) -> None:
    made = apply(
        '[tables.children.let]\nage = { from = "age", missing = [98] }\n'
        'old = { formula = "age > 10" }\n'
        '[tables.children.columns]\nx = "old"\ny = { from = "AGE", plus = 1 }',
        children={"age": [98.0, 11.0, 3.0]},
    )
    assert (made["x"], made["y"]) == ([None, 1, 0], [None, 12, 4])
    assert set(made.children.columns) == {"x", "y"}


def test_optional_columns_and_files_are_absent_and_said_to_be(apply: Apply) -> None:
    made = apply(
        '[tables.children.let]\nnone = { from = "nothing", optional = true }\n'
        '[tables.children.columns]\na = { from = "psu", optional = true }\n'
        'b = { from = "fs.x", optional = true }\nc = { from = ["psu", "line"], optional = true }\n'
        'd = { formula = "psu + line", optional = true }\ne = { from = "none", optional = true }',
        files=FS, children={"line": [1.0]},
    )  # fmt: skip
    assert set(made.children.columns) == {"c"}
    told = {found.title.split(": ")[1]: found.detail for found in made.told("MAP-04")}
    assert set(told) == {"none", *"abcde"}
    assert "no column psu in the children file" in told["a"]
    assert "no file fs.sav for fs" in told["b"]
    assert "let none is absent" in told["e"]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ('x = "nothing"', r"no column nothing in the children file; it has line"),
        ('x = "lime"', r"no column lime in the children file \(did you mean line\?\)"),
        ('x = "fs.x"', r"no file fs.sav for fs. children.x needs it; correct the name, or say opt"),
        ('x = { formula = "1 + lime" }', r"did you mean line"),
    ],
)
def test_what_is_not_there_and_not_optional_refuses(apply: Apply, entry: str, message: str) -> None:
    with pytest.raises(MappingError, match=message):
        apply(entry, files=FS, children={"line": [1.0]})


def test_a_name_may_differ_in_case_and_in_how_its_letters_are_composed(apply: Apply) -> None:
    made = apply('x = "Tuổi"\ny = "LINE"', children={"Tuô\u0309i": [7.0], "line": [1.0]})
    assert (made["x"], made["y"]) == ([7], [1])


def test_a_name_with_a_point_is_a_column_where_no_file_is_called_so(apply: Apply) -> None:
    assert apply('x = "hh.size"', children={"hh.size": [3.0]})["x"] == [3]


def test_numbers_of_a_csv_join_a_table_that_is_typed_as_numbers(apply: Apply) -> None:
    texts = Raw("fs", {"line": np.array(["1", "2"]), "pay": np.array(["3.5", ""])}, is_text=True)
    made = apply('x = "fs.pay"', files=FS, children={"line": [1.0, 2.0]}, fs=texts)
    assert made["x"] == [3.5, None]


def test_arithmetic_without_an_answer_is_counted(apply: Apply) -> None:
    made = apply('x = { formula = "a / b" }\ny = { from = "a", factor = 1e308 }',
                 children={"a": [1.0, 900.0], "b": [0.0, 3.0]})  # fmt: skip
    assert (made["x"], made["y"]) == ([None, 300], [1e308, None])
    assert "1 results of children.x divide by zero" in made.detail("MAP-05", ": x")
    assert "1 results of children.y" in made.detail("MAP-05", ": y")


def test_a_code_that_is_listed_twice_is_counted_once(apply: Apply) -> None:
    made = apply('x = { from = "a", missing = [98, "98", "98.0"] }', children={"a": [98.0, 1.0]})
    assert "1 values of children.x" in made.detail("MAP-02")


def test_a_day_of_parts_that_are_not_whole_does_not_exist(apply: Apply) -> None:
    made = apply('x = { date = ["y", 1, "d"] }', children={"y": [2014.0], "d": [1.5]})
    assert made.children.columns["x"].astype(str).tolist() == ["NaT"]
    assert "2014-1-1.5" in made.detail("MAP-05")


def test_an_absent_let_does_not_give_way_to_a_column_of_its_name(apply: Apply) -> None:
    text = (
        '[tables.children.let]\nage = { from = "fs.age", optional = true }\n'
        '[tables.children.columns]\nx = "age"'
    )
    with pytest.raises(MappingError, match="let age is absent"):
        apply(text, files=FS, children={"age": [1.0]})


def test_two_keys_that_hyphens_write_alike_are_refused(apply: Apply) -> None:
    with pytest.raises(MappingError, match=r"1 of 3 rows .* first are \(1-2, 3\) and \(1, 2-3\)"):
        apply('x = { key = ["a", "b"] }', children={"a": ["1-2", "1", "4"], "b": ["3", "2-3", "5"]})
    made = apply('x = { key = ["a", "b"] }', children={"a": ["1-2", "1-2"], "b": ["3", "3"]})
    assert made["x"] == ["1-2-3", "1-2-3"]

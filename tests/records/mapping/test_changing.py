"""Recode, scale, range: every value is listed, or refused, or counted."""

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from riskscreen.errors import MappingError
from riskscreen.records import Raw

Apply = Callable[..., Any]


@pytest.mark.parametrize(
    ("cells", "keys", "made"),
    [
        ([1.0, 2.0], '1 = "a", 2 = "b"', ["a", "b"]),
        ([1.0, 2.0], '01 = "a", "2.0" = "b"', ["a", "b"]),
        ([1.5], '"1.50" = "a"', ["a"]),
        (["1", "1.0", " 1 "], '1 = "a"', ["a", "a", "a"]),
        (["01", "1"], '01 = "a", 1 = "b"', ["a", "b"]),
        (["Nữ"], '"Nữ" = "female"', ["female"]),
        ([1.0, 2.0, None], "1 = true, 2 = false", [1, 0, None]),
        ([1.0, 2.0], '1 = 1, 2 = "x"', ["1", "x"]),
        (["a", ""], 'a = ""', [None, None]),
    ],
)  # fmt: skip
def test_keys_are_numbers_where_the_column_is(
    apply: Apply, cells: list[Any], keys: str, made: list[Any]
) -> None:
    assert apply(f'x = {{ from = "c", recode = {{ {keys} }} }}', children={"c": cells})["x"] == made


@pytest.mark.parametrize(("cells", "shown"), [([1.0, 3.0, 3.0], "3"), (["1", "01", "01"], "01")])
def test_a_value_that_recode_does_not_list_refuses(
    apply: Apply, cells: list[Any], shown: str
) -> None:
    message = f"x has 1 values of c that recode does not list, in 2 rows; first is {shown}, row 2"
    with pytest.raises(MappingError, match=message):
        apply('x = { from = "c", recode = { 1 = "a" } }', children={"c": cells})


def test_what_other_takes_is_counted_by_value(apply: Apply) -> None:
    made = apply('x = { from = "c", recode = { 1 = "a" }, other = "b" }',
                 children={"c": [1.0, 3.0, 3.0, 4.0, None]})  # fmt: skip
    assert made["x"] == ["a", "b", "b", "b", ""]
    assert (
        "3 of 5 values of c are not in the recode of children.x and became its other: 3 (2), 4 (1)"
        in (made.detail("MAP-07"))
    )


def test_two_keys_of_one_number_refuse(apply: Apply) -> None:
    with pytest.raises(MappingError, match="x recodes 1 twice, to a and to b"):
        apply('x = { from = "c", recode = { 1 = "a", 01 = "b" } }', children={"c": [1.0]})


def test_a_text_that_could_be_a_name_is_not_repeated(apply: Apply) -> None:
    with pytest.raises(MappingError) as refused:
        apply('x = { from = "c", recode = { 1 = "a" } }', children={"c": ["Nguyen Van A"]})
    assert "Nguyen" not in str(refused.value)
    assert "(text of 3 words)" in str(refused.value)


def test_a_range_makes_what_lies_outside_missing_and_counts_it(apply: Apply) -> None:
    made = apply(
        'x = { from = "age", range = [0, 17] }', children={"age": ["-1", "0", "17", "18", ""]}
    )
    assert made["x"] == [None, 0, 17, None, None]
    assert made.detail("MAP-05") == (
        "2 of 5 values of children.x lie outside 0-17 and are missing now; first is row 1: -1. "
        "List codes for no answer under missing"
    )


def test_the_order_is_missing_recode_factor_range(apply: Apply) -> None:
    made = apply(
        'x = { from = "c", missing = [9], recode = { 1 = 10, 2 = 20 }, factor = 2, plus = 1, '
        "range = [0, 40] }",
        children={"c": [1.0, 2.0, 9.0]},
    )
    assert made["x"] == [21, None, None]


def test_a_national_survey_is_recoded_at_once(apply: Apply) -> None:
    rng = np.random.default_rng(0)
    n = 180_000
    hl = Raw("hl", {
        "code": rng.integers(1, 300, n).astype(float), "text": rng.integers(1, 300, n).astype("U4"),
        "line": np.arange(n).astype(float),
    })  # fmt: skip
    keys = ", ".join(f'{code} = "v{code % 7}"' for code in range(1, 300))
    begin = time.perf_counter()
    apply(
        f'a = {{ from = "code", recode = {{ {keys} }} }}\n'
        f'b = {{ from = "text", recode = {{ {keys} }} }}\n'
        'c = { key = ["line"] }\nd = { formula = "any(text == 3, code > 5, known(line))" }\n'
        'e = "fs.code"',
        files='[files.fs]\npath = "fs"\nkey = "line"', children=hl, fs=hl,
    )  # fmt: skip
    assert time.perf_counter() - begin < 5

"""Rows are used or set aside, and both are said; waves may say everything that a table says."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from riskscreen import records
from riskscreen.core import Finding, Verdict
from riskscreen.errors import MappingError
from riskscreen.records import Raw

Apply = Callable[..., Any]
KEEP = 'file = "hl.sav"\nkeep = "{}"'


def test_rows_in_are_rows_used_and_set_aside(apply: Apply) -> None:
    made = apply(
        'x = "age"', top=KEEP.format("age < 18"), children={"age": [40.0, 5.0, None, 17.0]}
    )
    assert made["x"] == [5, 17]
    assert made.detail("MAP-01") == (
        "4 rows of children in = 2 used + 1 set aside (not: age < 18) + 1 set aside (unknown); "
        "first is row 1"
    )


def test_only_rows_that_are_used_must_make_sense(apply: Apply) -> None:
    made = apply('x = { from = "level", recode = { 1 = "a" } }', top=KEEP.format("age < 18"),
                 children={"age": [40.0, 5.0], "level": [7.0, 1.0]})  # fmt: skip
    assert made["x"] == ["a"]


def test_keep_may_use_a_let_and_its_codes_are_counted_over_all_rows(apply: Apply) -> None:
    made = apply(
        '[tables.children.let]\nraw = { from = "age", missing = [98] }\n'
        'old = { formula = "raw + 0" }\n[tables.children.columns]\nx = "old"',
        top=KEEP.format("old < 18"), children={"age": [98.0, 5.0, 98.0]},
    )  # fmt: skip
    assert made["x"] == [5]
    assert "98 (2)" in made.detail("MAP-02")
    assert "2 set aside (unknown)" in made.detail("MAP-01")


def test_keep_that_is_no_answer_keeps_nobody(apply: Apply) -> None:
    made = apply('x = "age"', top=KEEP.format("age"), children={"age": [1.0, 5.0, 0.0, None]})
    assert made["x"] == [1]


def test_keep_names_what_is_not_there(apply: Apply) -> None:
    with pytest.raises(
        MappingError, match=r"no column agee .*did you mean age.*children.keep needs it"
    ):
        apply('x = "age"', top=KEEP.format("agee < 18"), children={"age": [1.0]})


WIDE = """
[[waves]]
observed_date = 2023-09-15
[waves.children]
keep = "in23 != 8"
[waves.children.columns]
attends = "in23"
[[waves]]
observed_date = 2024-09-15
[waves.children]
known = ["in24"]
[waves.children.let]
grown = { formula = "age + 1" }
[waves.children.columns]
attends = { formula = "in24 == 1" }
extra = { formula = "grown * 2" }
"""


def test_waves_may_keep_let_and_reckon(apply: Apply) -> None:
    made = apply(
        '[tables.children.let]\ngrown = { from = "age" }\n[tables.children.columns]\nid = "id"\n'
        'years = "grown"',
        top=KEEP.format("grown < 17"), waves=WIDE,
        children={"id": ["a", "b", "c"], "age": [5.0, 16.0, 30.0], "in23": [1.0, 8.0, 1.0],
                  "in24": [2.0, 1.0, None]},
    )  # fmt: skip
    assert made["id"] == ["a", "a"]
    assert made["years"] == [5, 6]
    assert made["attends"] == [1, 0]
    assert made["extra"] == [None, 12]
    assert made["observed_date"] == ["2023-09-15", "2024-09-15"]
    first, second, third = (found.detail for found in made.told("MAP-01"))
    assert first.startswith(
        "3 rows of children in the wave of 2023-09-15 in = 2 used + 1 set aside"
    )
    assert second.startswith(
        "2 rows of children in the wave of 2023-09-15 in = 1 used + 1 set aside"
    )
    assert third.startswith(
        "2 rows of children in the wave of 2024-09-15 in = 1 used + 1 set aside"
    )


def test_an_unreadable_base_says_so_itself(apply: Apply) -> None:
    bad = Raw("hl", findings=(Finding("SCH-01", "cut short", Verdict.FAIL, measured=1.0),))
    made = apply('x = "age"', children=bad)
    assert not made.children.columns
    assert [found.code for found in made.children.findings] == ["SCH-01"]


def test_an_unreadable_file_that_is_joined_says_so_itself(apply: Apply) -> None:
    bad = Raw("fs", findings=(Finding("SCH-01", "cut short", Verdict.FAIL, measured=1.0),))
    made = apply('x = "age"\ny = "fs.z"', files='[files.fs]\npath = "fs.sav"\nkey = "age"',
                 children={"age": [1.0]}, fs=bad)  # fmt: skip
    assert set(made.children.columns) == {"x"}
    assert [found.code for found in made.told("SCH-01")] == ["SCH-01"]


def test_a_file_of_both_tables_tells_its_findings_once(apply: Apply) -> None:
    odd = Finding("SCH-30", "empty column", Verdict.PASS, measured=1.0)
    export = Raw("export", {"h": np.array(["1"])}, findings=(odd,))
    made = apply('x = "h"', files='export = "x"'.join(["[files]\n", "\n"]), top='file = "export"',
                 home='file = "export"', homes='y = "h"', export=export)  # fmt: skip
    assert made.told("SCH-30") == [odd]


def test_a_base_that_is_not_given_is_named() -> None:
    tables = {"households": {"file": "hh.sav"}, "children": {"file": "hl.sav"}}
    mapped = records.mapping_from({"tables": tables}, "office.toml")
    message = r"no file hl\.sav for the table children; files given: HOUSEHOLDS"
    with pytest.raises(MappingError, match=message):
        records.apply_mapping(mapped, {"HOUSEHOLDS": Raw("hh", {"a": np.array([1.0])})})


def test_no_rows_give_no_rows(apply: Apply) -> None:
    made = apply(
        'a = { from = "x", recode = { 1 = "m" } }\nb = { formula = "x + 1" }\nc = { key = ["x"] }\n'
        'd = { date = ["x", "x", "x"] }\ne = { from = "hh.y", optional = true }',
        top=KEEP.format("x > 0"), children=Raw("hl", {"x": np.array([], dtype=float)}),
    )  # fmt: skip
    assert {len(values) for values in made.children.columns.values()} == {0}

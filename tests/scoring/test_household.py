"""Every fault of a household's JSON comes at once, by its path."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from riskscreen import scoring
from riskscreen.errors import InputError
from riskscreen.scoring.household import read_household


def _faults(document: Any) -> str:
    with pytest.raises(InputError) as caught:
        read_household(json.dumps(document))
    return str(caught.value)


@pytest.fixture
def document(some_household: dict[str, Any]) -> dict[str, Any]:
    """A household with two children, to be broken."""
    return copy.deepcopy(some_household)


def test_a_whole_household_is_read(document: dict[str, Any]) -> None:
    found = read_household(json.dumps(document))
    assert found.children.n_rows == len(document["children"])
    assert found.synthetic


def test_all_faults_come_at_once(document: dict[str, Any]) -> None:
    document["household"]["region"] = 3
    document["children"][0]["age_years"] = 170
    document["children"][1]["sex"] = "maale"
    document["children"][1]["shoe_size"] = 32
    said = _faults(document)
    assert said.startswith("4 faults in this household: ")
    assert "household.region: 3 is not a text" in said
    assert "children[0].age_years: 170 is outside 0-17 completed years" in said
    assert "children[1].sex: maale is none of male, female" in said
    assert "children[1].shoe_size: unknown column" in said
    assert "scoring.household_schema()" in said


@pytest.mark.parametrize(
    ("column", "value", "fault"),
    [
        ("age_years", None, "age_years: missing"),
        ("age_years", "9", "age_years: 9 is not a number"),
        ("age_years", True, "age_years: true is not a number"),
        ("attending_school", 1, "attending_school: 1 is not true or false"),
        ("observed_date", "15/09/2025", "observed_date: 15/09/2025 is not a day"),
        ("observed_date", "2025-02-30", "observed_date: 2025-02-30 is not a day"),
        ("sex", [], "sex: a list is not a text"),
        ("sex", "Nguyen Van A", "sex: a text of 3 words is none of"),
        ("household_id", "another", "household_id: another is not the household's"),
        ("child_id", "", "child_id: missing"),
        ("weight", 0, "weight: 0 is outside above 0"),
    ],
)
def test_each_fault_has_its_wording(
    document: dict[str, Any], column: str, value: Any, fault: str
) -> None:
    document["children"][0][column] = value
    assert f"children[0].{fault}" in _faults(document)


def test_a_child_that_stands_twice_is_a_fault(document: dict[str, Any]) -> None:
    document["children"][1]["child_id"] = document["children"][0]["child_id"]
    assert "children[1].child_id" in _faults(document)
    assert "stands twice" in _faults(document)


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        ([], r"\$: a list is not an object"),
        ({}, "household: missing; children: not a list of at least one child"),
        ({"household": {}, "children": []}, "household.household_id: missing"),
        ({"household": 1, "children": [2], "more": 3}, "more: unknown; household: 1 is not"),
        ({"household": None, "children": [None], "synthetic": 1}, "synthetic: 1 is not true"),
    ],
    ids=["list", "empty", "no child", "numbers", "nulls"],
)
def test_a_document_of_another_shape_is_refused(document: Any, fault: str) -> None:
    with pytest.raises(InputError, match=fault):
        read_household(json.dumps(document))


@pytest.mark.parametrize(
    "text", ["", "{", '{"a": 1, "a": 2}', '{"a": NaN}', "[" * 100 + "]" * 100, b"\xff"],
    ids=["empty", "half", "twice", "nan", "deep", "encoding"],
)  # fmt: skip
def test_what_is_not_strict_json_is_refused(text: str | bytes) -> None:
    with pytest.raises(InputError, match=r"not strict JSON|nests"):
        read_household(text)


def test_a_null_is_not_recorded(document: dict[str, Any]) -> None:
    without = copy.deepcopy(document)
    for child in document["children"]:
        child["school_distance_km"] = None
    for child in without["children"]:
        child.pop("school_distance_km", None)
    assert read_household(json.dumps(document)).digest == read_household(json.dumps(without)).digest


def test_a_column_that_a_release_reads_may_stand_beside_the_schema(
    document: dict[str, Any],
) -> None:
    document["children"][0]["shoe_size"] = 32
    found = read_household(json.dumps(document), extra=["shoe_size"])
    assert found.children["shoe_size"][0] == 32


def test_score_json_lists_the_faults(document: dict[str, Any], release: scoring.Release) -> None:
    del document["children"][0]["sex"]
    with pytest.raises(InputError, match=r"children\[0\]\.sex: missing"):
        scoring.score_json(json.dumps(document), release=release, as_of="2025-09-15")

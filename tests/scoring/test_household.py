"""Every fault of a household's JSON comes at once, by its path."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from riskscreen import scoring
from riskscreen.core import Verdict
from riskscreen.errors import InputError
from riskscreen.scoring import household
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
    assert "children[1].sex: a text of 5 characters is none of male, female" in said
    assert "children[1].shoe_size: unknown column" in said
    assert "scoring.household_schema()" in said


@pytest.mark.parametrize(
    ("column", "value", "fault"),
    [
        ("age_years", None, "age_years: missing"),
        ("age_years", "9", "age_years: a text of 1 character is not a number"),
        ("age_years", True, "age_years: true is not a number"),
        ("attending_school", 1, "attending_school: 1 is not true or false"),
        ("observed_date", "15/09/2025", "observed_date: a text of 10 characters is not a day"),
        ("observed_date", "2025-02-30", "observed_date: a text of 10 characters is not a day"),
        ("observed_date", "1024-01-01", "observed_date: a text of 10 characters is not a day"),
        ("observed_date", "0000-01-01", "observed_date: a text of 10 characters is not a day"),
        ("observed_date", "9999-12-31", "observed_date: a text of 10 characters is not a day"),
        ("observed_date", "٢٠٢٥-09-01", "observed_date: a text of 10 characters is not a day"),
        ("sex", [], "sex: a list is not a text"),
        ("sex", "Nguyen Van A", "sex: a text of 12 characters is none of"),
        ("household_id", "another", "household_id: a text of 7 characters is not the"),
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
    assert "children[1].child_id: stands twice, first in children[0]" in _faults(document)


@pytest.mark.parametrize(
    "child_id", ["a ", " a", "a\0", "\0", "  ", "a\u00a0", "a\tb", "a\u0085"],
    ids=["blank", "before", "zero", "only zero", "blanks", "hard blank", "tab", "control"],
)  # fmt: skip
def test_an_id_that_would_be_read_as_another_is_a_fault(
    document: dict[str, Any], child_id: str
) -> None:
    document["children"][0]["child_id"] = "a"
    document["children"][1]["child_id"] = child_id
    said = _faults(document)
    assert "children[1].child_id: a text of" in said
    assert "begins or ends with a blank, or holds a control character" in said


@pytest.mark.parametrize("household_id", [" h", "h\0"], ids=["blank", "zero"])
def test_so_is_such_an_id_of_the_household(document: dict[str, Any], household_id: str) -> None:
    document["household"]["household_id"] = household_id
    assert "household.household_id: a text of 2 characters begins" in _faults(document)


def test_fewer_children_read_than_given_are_refused_whatever_made_them_one(
    document: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(household, "_text_fault", lambda *_: None)
    document["children"][0]["child_id"] = "a"
    document["children"][1]["child_id"] = "a\0"
    assert f"{len(document['children'])} children were given and" in _faults(document)


def test_a_long_text_is_a_fault(document: dict[str, Any]) -> None:
    document["children"][0]["child_id"] = "x" * 200
    document["household"]["psu"] = "x" * 201
    said = _faults(document)
    assert said.startswith("1 fault in")
    assert "household.psu: a text of 201 characters; at most 200 are read" in said


def test_so_is_one_of_a_column_beside_the_schema(document: dict[str, Any]) -> None:
    document["children"][0]["village"] = "x" * 201
    with pytest.raises(InputError, match="village: a text of 201 characters; at most 200"):
        read_household(json.dumps(document), extra=["village"])


def test_more_than_200_children_are_no_household(document: dict[str, Any]) -> None:
    child = document["children"][0]
    document["children"] = [child | {"child_id": f"c{place}"} for place in range(201)]
    assert "children: 201 of them; at most 200 are one household" in _faults(document)


@pytest.mark.parametrize("sent", ["x" * 4_000_001, b"x" * 4_000_001, "ế" * 1_400_000])
def test_what_is_too_long_is_not_even_parsed(sent: str | bytes) -> None:
    with pytest.raises(InputError, match="bytes, at most 4000000 are read"):
        read_household(sent)


@pytest.mark.parametrize(
    ("path", "key"),
    [("document", "Nguyễn Thị Hoa"), ("household", "k" * 100_000), ("child", "\x1b[2J\nERROR")],
    ids=["name", "long", "escape"],
)
def test_an_unknown_key_is_named_by_its_length(
    document: dict[str, Any], path: str, key: str
) -> None:
    at = {"document": document, "household": document["household"]}
    at.get(path, document["children"][0])[key] = 1
    said = _faults(document)
    assert f"a name of {len(key)} characters: unknown" in said
    assert key not in said
    assert len(said) < 300


def test_a_key_that_stands_twice_is_not_repeated_either() -> None:
    with pytest.raises(InputError, match="a name of 12 characters stands twice") as caught:
        read_household('{"NguyễnThịHoa": 1, "NguyễnThịHoa": 2}')
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("value", ["NguyễnThịHoa", "\x1b[2J\n", "x" * 190])
def test_no_text_is_repeated_in_a_message(document: dict[str, Any], value: str) -> None:
    for column in ("sex", "age_years", "observed_date", "attending_school", "household_id"):
        document["children"][0][column] = value
    document["synthetic"] = value
    said = _faults(document)
    assert value not in said
    assert said.isprintable()


def test_a_province_that_is_none_is_said_as_for_frames(document: dict[str, Any]) -> None:
    document["household"]["province_code"] = "99"
    codes = {
        one.code
        for one in read_household(json.dumps(document)).reading
        if one.verdict is Verdict.FAIL
    }
    assert codes == {"SCH-12", "SCH-31"}


def test_and_its_name_is_repeated_nowhere(document: dict[str, Any]) -> None:
    document["household"]["province_code"] = "nhà ông Nam"
    found = read_household(json.dumps(document)).reading
    assert not any("Nam" in one.detail for one in found)


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

"""A row of another file belongs to at most one row's key, and every row is accounted for."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskscreen.core import Verdict
from riskscreen.errors import MappingError
from riskscreen.records import Raw
from riskscreen.records.mapping import joining

FS = '[files.fs]\npath = "fs.sav"\nkey = ["HH", "LN"]\non = { LN = "HL1" }'
HL = {"HH": [1.0, 1.0, 2.0, None], "HL1": ["1", "2", "1.0", "1"], "age": [7.0, 40.0, 9.0, 9.0]}


def test_numbers_and_texts_of_one_code_are_one_key(apply: Callable[..., Any]) -> None:
    made = apply(
        'works = "fs.CL1"', files=FS, children=HL,
        fs={"hh": ["2", "1.0", "", "9"], "ln": [1.0, 2.0, 1.0, 1.0], "cl1": [5.0, 6.0, 7.0, 8.0]},
    )  # fmt: skip
    assert made["works"] == [None, 6, 5, None]


def test_rows_that_match_nobody_are_counted_in_four_numbers(apply: Callable[..., Any]) -> None:
    made = apply(
        'works = "fs.CL1"', files=FS, top='file = "hl.sav"\nkeep = "age < 18"', children=HL,
        fs={"HH": [2.0, 1.0, 9.0, 9.0, 8.0], "LN": [1.0, 2.0, 1.0, 1.0, 3.0], "CL1": [1.0] * 5},
    )  # fmt: skip
    assert made.detail("MAP-03") == (
        "5 rows of fs = 1 matched to children + 1 matched only to rows set aside + 2 with a "
        "repeated key + 1 not matched; first is HH=8 LN=3. 2 of 3 rows of children have none; "
        "first is row 1"
    )


def test_a_key_that_identifies_several_rows_fails(apply: Callable[..., Any]) -> None:
    made = apply(
        'works = "fs.CL1"', files=FS, children=HL,
        fs={"HH": [1.0, 1.0], "LN": [1.0, 1.0], "CL1": [1.0, 2.0]},
    )  # fmt: skip
    (found,) = made.told("MAP-06")
    assert found.verdict is Verdict.FAIL
    assert "2 of 2 rows of fs share their key" in found.detail
    assert "first is HH=1 LN=1" in found.detail
    assert made["works"] == [None] * 4


def test_text_codes_keep_their_zeros(apply: Callable[..., Any]) -> None:
    made = apply(
        'name = "place.name"', files='[files.place]\npath = "p.csv"\nkey = "code"',
        children={"code": ["01", "1", "1.0"]}, place={"code": ["01", "1"], "name": ["a", "b"]},
    )  # fmt: skip
    assert made["name"] == ["a", "b", "b"]


def test_a_key_column_that_the_base_lacks_is_named(apply: Callable[..., Any]) -> None:
    with pytest.raises(
        MappingError, match=r"fs is joined by HH, and children has no such column .*say on"
    ):
        apply('works = "fs.CL1"', files=FS, children={"HHX": [1.0], "HL1": [1.0]},
              fs={"HH": [1.0], "LN": [1.0], "CL1": [1.0]})  # fmt: skip


def test_a_key_column_that_the_file_lacks_is_named(apply: Callable[..., Any]) -> None:
    with pytest.raises(
        MappingError, match=r"files.fs has no column LN of its key \(did you mean LNO"
    ):
        apply('works = "fs.CL1"', files=FS, children=HL,
              fs={"HH": [1.0], "LNO": [1.0], "CL1": [1.0]})  # fmt: skip


def test_a_file_without_a_key_cannot_be_joined(apply: Callable[..., Any]) -> None:
    with pytest.raises(MappingError, match=r"nothing identifies its rows; give files.fs a key"):
        apply('works = "fs.CL1"', files='[files.fs]\npath = "fs.sav"', children=HL,
              fs={"CL1": [1.0]})  # fmt: skip


def test_one_file_may_be_joined_twice_by_two_names(apply: Callable[..., Any]) -> None:
    roster = {"line": [1.0, 2.0, 3.0], "mother": [None, 1.0, 1.0], "school": [5.0, 6.0, 7.0]}
    made = apply(
        'mother_school = "mum.school"',
        files='[files.mum]\npath = "hl.sav"\nkey = "line"\non = { line = "mother" }',
        children=roster, mum=roster,
    )  # fmt: skip
    assert made["mother_school"] == [None, 5, 5]


def test_a_join_may_go_by_a_let(apply: Callable[..., Any]) -> None:
    made = apply(
        '[tables.children.let]\ncode = { formula = "line + 10" }\n'
        '[tables.children.columns]\nname = "place.name"',
        files='[files.place]\npath = "p.csv"\nkey = "place_code"\non = { place_code = "code" }',
        top='file = "hl.sav"\nkeep = "line > 1"',
        children={"line": [1.0, 2.0, 3.0]}, place={"place_code": [11.0, 12.0], "name": ["a", "b"]},
    )  # fmt: skip
    assert made["name"] == ["b", ""]


def test_household_columns_come_by_household_id_where_no_key_is_said(
    apply: Callable[..., Any],
) -> None:
    made = apply(
        'household_id = { key = ["HH1", "HH2"] }\nregion = "households.HH7"',
        homes='household_id = { key = ["HH1", "HH2"] }',
        children={"HH1": [1.0, 2.0, 3.0], "HH2": [1.0, 1.0, 1.0]},
        households={"HH1": [2.0, 1.0], "HH2": [1.0, 1.0], "HH7": [6.0, 5.0]},
    )  # fmt: skip
    assert made["region"] == [5, 6, None]
    assert "1 of 3 rows of children have none" in made.detail("MAP-03")


def test_household_columns_need_household_id_or_a_key(apply: Callable[..., Any]) -> None:
    with pytest.raises(MappingError, match=r"give files\.households a key or household_id to both"):
        apply('region = "households.HH7"', children={"HH1": [1.0]}, households={"HH7": [6.0]})


_KEY = st.one_of(st.sampled_from([1.0, 2.0, 3.0, np.nan]))
_KEYS = st.lists(st.tuples(_KEY, st.sampled_from(["a", "b", "1", "1.0", "01", ""])), max_size=8)


@given(_KEYS, _KEYS, st.booleans())
def test_a_match_is_what_two_loops_say(
    left: list[tuple[float, str]], right: list[tuple[float, str]], texts: bool
) -> None:
    def columns(rows: list[tuple[float, str]], *, as_text: bool) -> list[Any]:
        numbers = [number for number, _ in rows]
        first = ["" if np.isnan(n) else f"{n:g}" for n in numbers] if as_text else numbers
        return [np.array(first, dtype="<U3" if as_text else float),
                np.array([text for _, text in rows], dtype="<U3")]  # fmt: skip

    def key(row: tuple[float, str]) -> tuple[float, str] | None:
        number, text = row
        return None if np.isnan(number) or not text else (number, {"1.0": "1"}.get(text, text))

    found = joining.match(columns(left, as_text=texts), columns(right, as_text=False))
    theirs = [key(row) for row in right]
    expected = [
        theirs.index(key(row)) if key(row) is not None and theirs.count(key(row)) == 1 else -1
        for row in left
    ]
    assert found.rows.tolist() == expected
    repeated = [place for place, k in enumerate(theirs) if k is not None and theirs.count(k) > 1]
    assert found.repeated.tolist() == repeated
    n = len(found.unmatched()) + len(repeated) + len({place for place in expected if place >= 0})
    assert n == len(right)


def test_ids_beyond_a_float_keep_all_their_digits(apply: Callable[..., Any]) -> None:
    ids = ["101010888000910008", "101010888000910009"]
    made = apply(
        'x = "place.hhid"\nsame = { formula = "place.hhid == place.other" }',
        files='[files.place]\npath = "p.csv"\nkey = "n"', children={"n": [1.0, 2.0]},
        place=Raw("place", {"n": np.array(["1", "2"]), "hhid": np.array(ids),
                            "other": np.array(ids[::-1])}, is_text=True),
    )  # fmt: skip
    assert made["x"] == ids
    assert made["same"] == [0, 0]


def test_ids_whose_last_digits_are_lost_are_no_key(apply: Callable[..., Any]) -> None:
    lost = {"hhid": [101010888000910008.0, 1.0]}
    with pytest.raises(MappingError, match=r"1 of 2 ids that are numbers beyond 2\*\*53"):
        apply('name = "place.name"', files='[files.place]\npath = "p.csv"\nkey = "hhid"',
              children=lost, place={**lost, "name": ["a", "b"]})  # fmt: skip
    with pytest.raises(MappingError, match=r"office\.toml, x of hhid holds 1 of 2 ids"):
        apply('x = { key = ["hhid", "hhid"] }', children=lost)

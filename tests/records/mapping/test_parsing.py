"""What stands in a mapping is known, or refused by name before any file is opened."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskscreen import records
from riskscreen.errors import MappingError
from riskscreen.records.mapping import Mapped

TABLES = {"households": {"file": "hh.sav"}, "children": {"file": "hl.sav"}}


def _with(column: Any) -> Mapped:
    children = {"file": "hl.sav", "columns": {"age_years": column}}
    return records.mapping_from({"tables": {**TABLES, "children": children}}, "office.toml")


def _column(entry: Any) -> Any:
    return _with(entry).tables["children"].columns["age_years"]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"form": "HL6"}, r"columns.age_years has 1 unknown entries; first is form \(did you mean "
                          r"(from|formula)\?\)"),
        ({"from": "HL6", "recod": {}}, r"first is recod \(did you mean recode\?\)"),
        ({}, "exactly one of from, formula, label, key, date, constant, absent"),
        ({"from": "a", "label": "b"}, "exactly one of"),
        ({"from": []}, "age_years.from names no column"),
        ({"from": [1]}, "age_years.from is 1; write a text"),
        ({"from": " "}, "age_years.from is ' '; write a text"),
        (7, "age_years is 7; write a table of from"),
        ({"from": "a", "missing": {"b": [1]}}, "missing speaks of b, which the entry does not use"),
        ({"from": "a", "missing": [[1]]}, r"missing is \[1\]; write a number, a text or a day"),
        ({"from": "a", "missing": float("nan")}, "missing is nan; write a number"),
        ({"formula": "a + b", "missing": [98]}, r"write missing = \{ a = \[98, 99\] \}"),
        ({"formula": "a + "}, r'formula "a \+" cannot be read'),
        ({"from": "a", "range": [3, 1]}, "the lower first"),
        ({"from": "a", "range": [float("nan"), 1]}, "range is nan"),
        ({"from": "a", "factor": "2"}, "factor is '2'; write a number"),
        ({"from": "a", "factor": float("inf")}, "factor is inf"),
        ({"from": "a", "factor": 10**400}, "factor is (10|a value)"),
        ({"from": "a", "factor": True}, "factor is True"),
        ({"from": "a", "other": "x"}, "has other without recode"),
        ({"from": "a", "recode": {"1": [2]}}, "recode.1 is"),
        ({"from": "a", "optional": 1}, "optional is 1; write true or false"),
        ({"from": "a", "where": "b == 1"}, "has where or by without take"),
        ({"from": "r.a", "take": "on"}, r"take is 'on' \(did you mean one\?\)"),
        ({"from": "r.a", "take": ["one"]}, "take is"),
        ({"from": ["r.a", "r.b"], "take": "one"}, "gathers 2 columns"),
        ({"label": "r.a", "take": "sum"}, "it is one of one, first"),
        ({"constant": 1, "factor": 2}, "factor beside constant; beside constant may stand nothing"),
        ({"key": ["a"], "recode": {}}, "beside key may stand missing, optional"),
        ({"date": ["y", "m"]}, "no triple"),
        ({"date": ["y", "m", True]}, "date is True"),
        ({"absent": False}, "absent is not true"),
        ({"from": "a", "where": 3, "take": "one"}, "where is 3; write a text"),
    ],
)  # fmt: skip
def test_an_entry_that_is_wrong_is_named(entry: Any, message: str) -> None:
    with pytest.raises(MappingError, match=message):
        _with(entry)


@pytest.mark.parametrize(
    ("held", "message"),
    [
        ({"tabels": {}}, r"first is tabels \(did you mean tables"),
        ({"tables": {"households": {"file": "a"}}}, "tables.children names no file"),
        ({"tables": {**TABLES, "kids": {}}}, "first is kids"),
        ({"tables": 3}, "tables is 3; write a table"),
        ({"tables": TABLES, "weights": "yes"}, "weights"),
        ({"tables": TABLES, "legal": "x"}, r"first is legal \(did you mean legal_basis"),
        ({"tables": TABLES, "waves": {}}, r"write \[\[waves\]\]"),
        ({"tables": TABLES, "waves": [{"children": {"knwon": []}}]}, r"knwon \(did you mean known"),
        ({"tables": TABLES, "waves": [{"observed_date": [1]}]}, "observed_date is"),
        ({"tables": TABLES, "waves": [{"children": {"known": 3}}]}, "known is 3; write a list"),
        ({"tables": TABLES, "files": {"a": {}}}, "files.a names no path"),
        ({"tables": TABLES, "files": {"a": {"path": "x", "sheets": 1}}}, "did you mean sheet"),
        ({"tables": TABLES, "files": {"a": {"path": "x", "header_row": 0}}}, "rows count from 1"),
        ({"tables": TABLES, "files": {"a": {"path": "x", "header_row": "2"}}}, "whole number"),
        ({"tables": TABLES, "files": {"a": {"path": "x", "sheet": 1.5}}}, "sheet is 1.5"),
        ({"tables": TABLES, "files": {"a": {"path": "x", "key": "h", "on": {"i": "j"}}}},
         "on speaks of i, which is not in key"),
        ({"tables": TABLES, "files": {"a.b": "x.sav"}}, "hold no point"),
        ({"tables": TABLES, "files": {"a": "x.sav", "A": "y.sav"}}, "differ beyond case"),
        ({"tables": TABLES, "files": {"children": "x.sav"}}, "call the other file by another name"),
        ({"tables": {**TABLES, "children": {"file": "a", "keep": 3}}}, "keep is 3; write a text"),
        ({"tables": {**TABLES, "children": {"file": "a", "keep": "x ="}}}, "children.keep: form"),
        ({"tables": {**TABLES, "children": {"file": "a", "let": {"x": 3}}}}, "let.x is 3"),
        ({"tables": {**TABLES, "children": {"file": "a", "colums": {}}}}, "did you mean columns"),
    ],
)  # fmt: skip
def test_a_mapping_that_is_wrong_is_refused(held: dict[str, Any], message: str) -> None:
    with pytest.raises(MappingError, match=message):
        records.mapping_from(held, "office.toml")


def test_an_entry_says_what_it_said() -> None:
    made = _column({"from": "a", "recode": {"1": True, "x": "y"}, "range": [0, float("inf")]})
    assert (made.sources, made.range) == (("a",), (0, float("inf")))
    assert dict(made.recode) == {"1": 1.0, "x": "y"}
    assert _column({"constant": datetime.date(2024, 9, 15)}).constant == "2024-09-15"
    assert _column({"constant": False}).constant == 0.0
    assert _column({"date": ["y", 6, "d"]}).sources == ("y", 6, "d")


def test_a_file_of_another_name_serves_both_tables() -> None:
    tables = {name: {"file": "EXPORT"} for name in TABLES}
    mapped = records.mapping_from({"files": {"export": "x.xlsx"}, "tables": tables}, "o")
    assert {table.file for table in mapped.tables.values()} == {"export"}
    assert list(mapped.files) == ["export"]


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"\xff\xfe", "not TOML in UTF-8"), (b"[a", "not TOML"), (b"a = " + b"[" * 5000, "not TOML")],
)
def test_a_file_that_is_no_toml_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "office.toml").write_bytes(content)
    with pytest.raises(MappingError, match=message):
        records.read_mapping(tmp_path / "office.toml")


def test_a_mark_of_windows_before_the_text_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "o.toml").write_bytes(
        b'\xef\xbb\xbf[tables]\nhouseholds.file = "a"\nchildren.file = "b"\n'
    )
    assert records.read_mapping(tmp_path / "o.toml").files["children"].path == "b"


_LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.dates(), st.datetimes(), st.times(),
    st.text(max_size=8),
    st.sampled_from(["age", "r.age", "a + 1", "any(a, 1)", "one", "count", "hh.sav", "roster", "(",
                     ""]),
)  # fmt: skip
_WORDS = st.sampled_from(
    ["from", "formula", "label", "key", "date", "constant", "absent", "missing", "recode", "other",
     "factor", "plus", "range", "where", "take", "by", "optional", "file", "keep", "let", "columns",
     "one_row_per", "known", "within", "path", "on", "sheet", "header_row", "separator", "encoding",
     "households", "children", "observed_date", "age", "a", "1", "roster"]
)  # fmt: skip
_TREES = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_WORDS, inner, max_size=4),
    max_leaves=25,
)


def _is_mapping_or_refused(held: dict[str, Any]) -> None:
    try:
        mapped = records.mapping_from(held, "office.toml")
    except MappingError:
        return
    needed = records.needed_columns(mapped)
    assert set(needed) == set(mapped.files)


@given(st.dictionaries(st.sampled_from(["tables", "files", "waves", "purpose", "x"]), _TREES))
def test_any_toml_is_a_mapping_or_refused(held: dict[str, Any]) -> None:
    _is_mapping_or_refused(held)


@given(
    st.dictionaries(_WORDS, _TREES, max_size=4), st.dictionaries(_WORDS, _TREES, max_size=4), _TREES
)
def test_any_entry_is_a_column_or_refused(entry: Any, table: Any, files: Any) -> None:
    children = {"file": "hl.sav", **table, "columns": {"age_years": entry}}
    _is_mapping_or_refused({"tables": {**TABLES, "children": children}})
    _is_mapping_or_refused({"tables": TABLES, "files": {"roster": files}})


def test_a_column_without_a_name_is_refused() -> None:
    with pytest.raises(MappingError, match="columns has a column without a name"):
        records.mapping_from(
            {"tables": {"households": {"file": "a.csv", "columns": {" ": "x"}},
                        "children": {"file": "b.csv"}}}, "office.toml",
        )  # fmt: skip

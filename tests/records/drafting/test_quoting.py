"""Whatever a header holds, TOML reads back exactly it."""

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from riskscreen.records.drafting.assigning import formula_name
from riskscreen.records.drafting.quoting import comment, listed, named, quoted
from riskscreen.records.mapping.formula import parse


@given(st.text())
def test_a_quoted_text_is_read_back(text: str) -> None:
    assert tomllib.loads(f"x = {quoted(text)}") == {"x": text}
    assert tomllib.loads(f"{quoted(text)} = 1") == {text: 1}
    assert tomllib.loads(f"x = {listed([text, text])}") == {"x": [text, text]}


@given(st.text())
def test_a_comment_is_one_line_and_nothing_else(text: str) -> None:
    assert tomllib.loads(comment(text)) == {}
    assert tomllib.loads(comment(named(text)) + "\nx = 1") == {"x": 1}


@given(st.text(min_size=1, max_size=40))
def test_a_formula_names_exactly_the_column(column: str) -> None:
    assert parse(f"{formula_name(column)} < 18", where="keep").names == (column,)

"""A formula says of every row what a slow reading of that row alone says."""

import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskscreen.errors import MappingError
from riskscreen.records.mapping import evaluating, formula

Row = dict[str, float | None]
Slow = Callable[[Row], float | None]
# A formula's text, and what it says of one row.
Pair = tuple[str, Slow]


def _plain(values: np.ndarray[Any, Any]) -> list[Any]:
    return [None if value != value else value for value in values.tolist()]  # noqa: PLR0124 - NaN


def _value(text: str, **columns: Any) -> list[Any]:
    arrays = {name: np.array(values) for name, values in columns.items()}
    n_rows = len(next(iter(arrays.values())))
    parsed = formula.parse(text, where="x")
    made = evaluating.evaluate(parsed, arrays.__getitem__, n_rows=n_rows, where="x").values
    return _plain(made)


# -- the slow reading of one row: None is unknown ------------------------------------------------


def _strict(name: str) -> Callable[..., float | None]:
    def of(*parts: float | None) -> float | None:
        if any(part is None for part in parts):
            return None
        answer = _STRICT[name](*parts)
        return answer if math.isfinite(answer) else None

    return of


def _round(a: float) -> float:
    whole = math.trunc(a)
    return whole + math.copysign(abs(a - whole) >= 0.5, a)


_STRICT: dict[str, Callable[..., float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b if b else math.inf,
    "==": lambda a, b: float(a == b),
    "!=": lambda a, b: float(a != b),
    "<": lambda a, b: float(a < b),
    "<=": lambda a, b: float(a <= b),
    ">": lambda a, b: float(a > b),
    ">=": lambda a, b: float(a >= b),
    "sum": lambda *parts: _total(parts),
    "min": lambda *parts: min(parts),
    "max": lambda *parts: max(parts),
    "floor": math.floor,
    "round": _round,
}


def _total(parts: tuple[float, ...]) -> float:
    total = 0.0
    for part in parts:
        total += part
    return total


def _any(*parts: float | None) -> float | None:
    if any(part for part in parts if part is not None):
        return 1.0
    return None if None in parts else 0.0


def _not(part: float | None) -> float | None:
    return None if part is None else float(part == 0)


def _all(*parts: float | None) -> float | None:
    return _not(_any(*(_not(part) for part in parts)))


def _known_sum(*parts: float | None) -> float | None:
    known = tuple(part for part in parts if part is not None)
    return _total(known) if known and math.isfinite(_total(known)) else None


def _first(*parts: float | None) -> float | None:
    return next((part for part in parts if part is not None), None)


def _where(c: float | None, a: float | None, b: float | None) -> float | None:
    return None if c is None else a if c else b


_LENIENT = {"any": _any, "all": _all, "known_sum": _known_sum, "first": _first}

_NUMBER = st.one_of(st.integers(-3, 60), st.sampled_from([0.5, 1.5, 2.5, 98.0, 1e200]))
_LEAF: st.SearchStrategy[Pair] = st.one_of(
    st.sampled_from(["a", "b", "c"]).map(lambda name: (name, lambda row: row[name])),
    _NUMBER.map(lambda number: (repr(number), lambda _: float(number))),
    st.just(("missing", lambda _: None)),
)


def _binary(parts: tuple[str, Pair, Pair]) -> Pair:
    operator, (left, a), (right, b) = parts
    spoken = _strict(operator)
    return f"({left} {operator} {right})", lambda row: spoken(a(row), b(row))


def _call(parts: tuple[str, list[Pair]]) -> Pair:
    name, arguments = parts
    spoken = _LENIENT.get(name) or _strict(name)
    inside = ", ".join(text for text, _ in arguments)
    return f"{name}({inside})", lambda row: spoken(*(argument(row) for _, argument in arguments))


def _chain(parts: list[Pair]) -> Pair:
    text = " < ".join(text if text != "missing" else "a" for text, _ in parts)
    slow = [pair if text != "missing" else (lambda row: row["a"]) for text, pair in parts]
    less = _strict("<")
    return f"({text})", lambda row: _all(
        *(less(x(row), y(row)) for x, y in itertools.pairwise(slow))
    )


def _one_of(parts: tuple[Pair, list[float], bool]) -> Pair:
    (text, slow), listed, negative = parts
    equal = _strict("==")

    def of(row: Row) -> float | None:
        found = _any(*(equal(slow(row), float(item)) for item in listed))
        return _not(found) if negative else found

    if text == "missing":
        text, slow = "a", lambda row: row["a"]
    inside = "".join(f"{item!r}, " for item in listed)
    return f"({text} {'not in' if negative else 'in'} ({inside}))", of


def _grown(inner: st.SearchStrategy[Pair]) -> st.SearchStrategy[Pair]:
    some = st.lists(inner, min_size=1, max_size=3)
    two = st.lists(inner, min_size=2, max_size=3)
    named = inner.filter(lambda pair: pair[0] != "missing")
    return st.one_of(
        st.tuples(st.sampled_from("+-*/"), inner, inner).map(_binary),
        st.tuples(st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), named, named).map(_binary),
        st.tuples(st.sampled_from(["any", "all", "sum", "known_sum", "first", "min", "max"]), some)
        .map(_call),
        st.tuples(st.sampled_from(["floor", "round"]), st.lists(inner, min_size=1, max_size=1))
        .map(_call),
        st.tuples(inner, inner, inner).map(
            lambda p: (f"where({p[0][0]}, {p[1][0]}, {p[2][0]})",
                       lambda row: _where(p[0][1](row), p[1][1](row), p[2][1](row)))
        ),
        two.map(lambda p: (f"({' and '.join(t for t, _ in p)})",
                           lambda row: _all(*(f(row) for _, f in p)))),
        two.map(lambda p: (f"({' or '.join(t for t, _ in p)})",
                           lambda row: _any(*(f(row) for _, f in p)))),
        inner.map(lambda p: (f"(not {p[0]})", lambda row: _not(p[1](row)))),
        inner.map(lambda p: (f"(-{p[0]})", lambda row: _strict("-")(0.0, p[1](row)))),
        inner.map(lambda p: (f"known({p[0]})", lambda row: float(p[1](row) is not None))),
        two.map(_chain),
        st.tuples(inner, st.lists(_NUMBER, min_size=1, max_size=3), st.booleans()).map(_one_of),
    )  # fmt: skip


_CELL = st.one_of(st.none(), _NUMBER.map(float))
_ROWS = st.lists(st.tuples(_CELL, _CELL, _CELL), min_size=1, max_size=4)


@settings(max_examples=300, deadline=None)
@given(st.recursive(_LEAF, _grown, max_leaves=10), _ROWS, st.booleans())
def test_a_formula_equals_a_slow_reading_row_by_row(
    pair: Pair, rows: list[tuple[float | None, ...]], as_text: bool
) -> None:
    text, slow = pair
    held = [dict(zip("abc", row, strict=True)) for row in rows]
    columns = {
        name: np.array(["" if row[name] is None else repr(row[name]) for row in held])
        if as_text
        else np.array([np.nan if row[name] is None else row[name] for row in held])
        for name in "abc"
    }
    parsed = formula.parse(text, where="x")
    made = evaluating.evaluate(parsed, columns.__getitem__, n_rows=len(rows), where="x").values
    told = [None if value in ("", None) else float(value) for value in _plain(made)]
    assert told == [slow(row) for row in held], text


def test_division_by_zero_is_missing_and_counted() -> None:
    parsed = formula.parse("a / b + 1e308 * a * 10", where="x")
    columns = {"a": np.array([1.0, 0.0, np.nan, 0.0]), "b": np.array([0.0, 2.0, 0.0, 0.0])}
    found = evaluating.evaluate(parsed, columns.__getitem__, n_rows=4, where="x")
    np.testing.assert_equal(found.values, [np.nan, 0.0, np.nan, np.nan])
    assert found.n_impossible == 3


def test_texts_compare_as_plain_codes() -> None:
    assert _value('a == "1"', a=["1.0", "1", "01", ""]) == [1, 1, 0, None]
    assert _value('a in ("Nữ", "nam")', a=["Nữ", "Nam", ""]) == [1, 0, None]
    assert _value("a == 1", a=["1.0", "1", "01", ""]) == [1, 1, 1, None]


def test_two_columns_of_text_compare_as_numbers_where_both_are() -> None:
    assert _value("a == b", a=["1", "2.50"], b=["1.0", "2.5"]) == [1, 1]
    assert _value("a == b", a=["01", "x"], b=["1", "x"]) == [0, 1]


def test_text_passes_through_first_and_where() -> None:
    assert _value("first(a, b)", a=["", "x"], b=["y", "z"]) == ["y", "x"]
    assert _value('where(a == 1, "male", "female")', a=[1.0, 2.0, np.nan]) == ["male", "female", ""]
    assert _value("where(a == 1, b, missing)", a=[1.0, 2.0], b=["x", "y"]) == ["x", ""]


def test_days_compare_and_subtract() -> None:
    days = np.array(["2024-09-15", "2024-09-20", "NaT"], dtype="datetime64[D]")
    assert _value('a >= "2024-09-18"', a=days) == [0, 1, None]
    assert _value("a - b", a=days, b=days - np.timedelta64(3)) == [3, 3, None]
    with pytest.raises(MappingError, match=r"holds a day against b; write days as"):
        _value("a > b", a=days, b=[1.0, 2.0, 3.0])
    with pytest.raises(MappingError, match="needs numbers of a, which holds dates"):
        _value("a + 1", a=days)


def test_a_column_without_a_value_takes_any_kind() -> None:
    assert _value('a == "x"', a=[np.nan, np.nan]) == [None, None]
    assert _value('first(a, "x")', a=[np.nan, np.nan]) == ["x", "x"]


@pytest.mark.parametrize(
    "text", ["a + 1", "a < 5", "sum(a, 1)", "not a", "where(a, 1, 2)", "a == 1"]
)
def test_text_in_a_number_refuses_with_its_first_case(text: str) -> None:
    message = r"needs numbers of a, which holds text; first is ba, row 2, one of 1 such cells"
    with pytest.raises(MappingError, match=message):
        _value(text, a=["1", "ba", ""])


def test_a_number_against_text_refuses() -> None:
    with pytest.raises(MappingError, match='and "Kinh" is text'):
        _value('a == "Kinh"', a=[1.0, 2.0])

"""Every text is a formula or one clear error, at once; nothing else can come of it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskscreen.errors import MappingError
from riskscreen.records.mapping import formula


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("age < 18", ("age",)),
        ("any(fs.CL1A == 1, CL1A == 1, fs.CL1A == 2)", ("fs.CL1A", "CL1A")),
        ('col("Tên trường lạ") in ("có", "không")', ("Tên trường lạ",)),
        ("tuổi >= -1", ("tuổi",)),
        ("0 <= a.b.c < 3", ("a.b.c",)),
        ("where(known(x), x, missing)", ("x",)),
        ('col("missing")', ("missing",)),
        ("1", ()),
    ],
)
def test_a_formula_knows_its_names(text: str, names: tuple[str, ...]) -> None:
    assert formula.parse(text, where="keep").names == names


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("open('x')", r"calls open at character 1; a formula knows all, any"),
        ("__import__('os').system('x')", "calls what is no function at character 1"),
        ("a.b('x')", "calls what is no function"),
        ("x if y else z", "holds IfExp"),
        ("[x for x in y]", "holds ListComp"),
        ("lambda: 1", "holds Lambda"),
        ("x := 1", "cannot be read at character"),
        ("x[0]", "holds Subscript"),
        ("2 ** 9999999", "holds Pow at character 1"),
        ("1 + x % 2", "holds Mod at character 5"),
        ("~x", "holds Invert"),
        ("x is 1", "compares with is"),
        ("x in y", "looks in what is no list of constants"),
        ("x in (y, 1)", "looks in what is no list of constants"),
        ('x == ""', r"compares with what is missing, which is never known at character 6; ask"),
        ("x == missing", "compares with what is missing"),
        ("where(x, 1)", "calls where with 2 arguments at character 1; it takes 3"),
        ("any()", "calls any with 0 arguments at character 1; it takes 1 or more"),
        ("sum(x=1)", "calls sum with 0 arguments"),
        ("known(x, y)", "calls known with 2 arguments"),
        ("col(x)", "calls col without one text"),
        ("col()", "calls col without one text"),
        ("x == True", "holds the constant True at character 6; write 1, 0 or missing"),
        ("x == None", "holds the constant None"),
        ("x == 1j", "holds the constant 1j"),
        ("x == b'a'", "holds the constant b'a'"),
        ("f'{x}'", "holds JoinedStr"),
        ("x == 1e999", "holds a number too large"),
        ("x == 1" + "0" * 400, "holds a number too large"),
        ("x ==", r'cannot be read: invalid syntax.*odd name in col\("\.\.\."\)'),
        ("a == 1\n or b == 2", "several lines in parentheses"),
        ("x == '\\d'", "cannot be read"),
        ("x\0", "cannot be read"),
        ("x == '\ud800'", "cannot be read"),
        ("", "cannot be read"),
        ("*x", "cannot be read|holds Starred"),
        ("tuổi ** 2", "holds Pow at character 1"),
        ("(tuổi + tuổi) + (tuổi % 2)", "holds Mod at character 18"),
        ("(a +\n b % 2)", "at line 2"),
        ("x" * 10**6, "a formula of 1000000 characters, at most 10000 are read"),
    ],
)  # fmt: skip
def test_what_a_formula_may_not_say_is_named_with_its_place(text: str, message: str) -> None:
    with pytest.raises(MappingError, match=message) as refused:
        formula.parse(text, where="tables.children.keep")
    assert "tables.children.keep" in str(refused.value)


BOMBS = {
    "long": "x" * 10**6,
    "long sum": "+".join(["x"] * 4000),
    "parentheses": "(" * 5000 + "x" + ")" * 5000,
    "signs": "-" * 9999 + "x",
    "nots": "not " * 2000 + "x",
    "calls": "any(" * 150 + "x" + ")" * 150,
    "points": "x" + ".y" * 4000,
    "digits": "9" * 9999,
    "exponent": "1e" + "9" * 5000,
    "comparison": "<".join(["x"] * 4000),
    "braces": "{" * 3000,
    "quotes": "'" * 9999,
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_is_refused_or_read_at_once(text: str) -> None:
    begin = time.perf_counter()
    try:
        formula.parse(text, where="keep")
    except MappingError as fault:
        assert len(str(fault)) < 600
    assert time.perf_counter() - begin < 2


def test_a_sum_of_many_parts_is_a_formula() -> None:
    text = f"sum({', '.join(f'v{place}' for place in range(300))})"
    assert len(formula.parse(text, where="keep").names) == 300


_PIECES = st.sampled_from(
    ["x", "fs.x", "1", "1e308", "'a'", "missing", "(", ")", ",", "+", "-", "*", "/", "**", "//",
     "==", "!=", "<", ">=", " and ", " or ", "not ", " in ", " is ", "any", "known_sum", "where",
     "first", "round", "col", '"', "[", "]", ".", "=", ":=", "lambda:",
     " if ", " else ", "\n", "#", "\\",
     "é", "𝐱", "\x00", "0777", "1_0", "*", "await ", "f'", "{", "}", "@", ";"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=25).map("".join) | st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = formula.parse(text, where="keep")
    except MappingError:
        return
    assert all(isinstance(name, str) and name for name in found.names)

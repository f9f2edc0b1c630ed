from __future__ import annotations

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskscreen.core import strictjson
from riskscreen.errors import IntegrityError

NUMBERS = st.integers(-(10**12), 10**12) | st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
NAMES = st.text('abc"\\[{', max_size=3)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_strict_json_reads_what_python_writes(value):
    for content in (json.dumps(value), json.dumps(value, ensure_ascii=False)):
        assert strictjson.strict_json(content.encode(), where="x") == value


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(content):
    try:
        strictjson.strict_json(content, where="x")
    except IntegrityError as refusal:
        assert str(refusal).startswith("x ")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"a": NaN}', "NaN is not a JSON number"),
        (b"[-Infinity]", "-Infinity is not"),
        (b"[1e999]", "beyond any number"),
        (b"[1" + b"0" * 400 + b"]", "beyond any number"),
        (b"[-1" + b"0" * 309 + b"]", "beyond any number"),
        (b'{"a": 1, "a": 2}', "'a' stands twice"),
        (b'{"b": {"a": 1, "a": 1}}', "'a' stands twice"),
        (b"\xff", "not strict JSON"),
        (b"\xef\xbb\xbf{}", "BOM"),
        (b'["\\ud800"]', "surrogates"),
        (b"[" + b"9" * 5000 + b"]", "not strict JSON"),
        (b"{} {}", "Extra data"),
        (b"", "not strict JSON"),
        (b"[" * 100_000, "nests 100000 deep"),
        (b'{"a":' * 33 + b"1" + b"}" * 33, "nests 33 deep"),
    ],
)  # fmt: skip
def test_what_is_not_strict_is_refused(content, words):
    with pytest.raises(IntegrityError, match=words):
        strictjson.strict_json(content, where="x")


def test_brackets_inside_strings_are_no_nesting():
    deep = json.dumps(["[{" * 100 + '\\"[[' * 50])
    assert strictjson.strict_json(deep.encode(), where="x")


def test_quotes_without_end_are_looked_at_once():
    for content in (b'"' + b'\\"' * 2_000_000, b'"\\', b'\\"' * 2_000_000):
        with pytest.raises(IntegrityError):
            strictjson.strict_json(content, where="x")


def test_depth_at_the_limit_is_read():
    deep = strictjson.MOST_JSON_DEPTH
    assert strictjson.strict_json(b"[" * deep + b"]" * deep, where="x")


PERSON = strictjson.record(
    {"age": strictjson.integer(0, 17), "note": strictjson.optional(strictjson.text(most=3))}
)


@pytest.mark.parametrize(
    ("shape", "value", "words"),
    [
        (PERSON, {}, r"lacks \['age'\]"),
        (PERSON, {"age": 3, "x": 1}, r"unknown \['x'\]"),
        (PERSON, [], "it is an object"),
        (PERSON, {"age": 18}, r"x\.age is no whole number in 0 to 17"),
        (PERSON, {"age": True}, "no whole number"),
        (PERSON, {"age": 3.0}, "no whole number"),
        (PERSON, {"age": 3, "note": "long"}, "at most 3"),
        (PERSON, {"age": 3, "note": None}, "it is a text"),
        (strictjson.number(), 10**400, "outside"),
        (strictjson.number(), None, "it is a number"),
        (strictjson.number(0, 1), 1.5, "outside 0 to 1"),
        (strictjson.rows(strictjson.number(), fewest=1), [], "has 0 entries"),
        (strictjson.rows(strictjson.number()), [1, "2"], r"x\[1\] is str"),
        (strictjson.mapping(strictjson.number(), names="[a-z]+"), {"A": 1}, "names match"),
        (strictjson.constant(1), True, "this reader knows"),
        (strictjson.constant(1), 1.0, "this reader knows"),
        (strictjson.boolean, 1, "true or false"),
    ],
)
def test_a_wrong_shape_is_refused_at_its_place(shape, value, words):
    with pytest.raises(IntegrityError, match=words):
        shape(value, "x")


def test_right_shapes_pass():
    PERSON({"age": 0}, "x")
    PERSON({"age": 17, "note": "đã"}, "x")
    strictjson.number(null=True)(None, "x")
    strictjson.record({}, more=True)({"any": random}, "x")

"""A message shows kinds and lengths, and no text that anybody wrote."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskscreen.scoring.showing import ids_of, shown, shown_id, shown_name


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, "null"), (False, "false"), (3, "3"), (1.0, "1.0"), (1e308, "1e+308"),
     (10**300, "1e+300"), ("x", "a text of 1 character"), ("", "a text of 0 characters"),
     ([1], "a list"), ({}, "an object")],
)  # fmt: skip
def test_each_kind_has_its_words(value: Any, words: str) -> None:
    assert shown(value) == words


@given(st.text())
def test_nothing_that_somebody_wrote_is_repeated(text: str) -> None:
    assert shown(text).replace(str(len(text)), "") in (
        "a text of  characters",
        "a text of  character",
    )
    named = shown_name(text)
    assert named.isascii()
    assert named.isprintable()
    assert len(named) <= 60


@pytest.mark.parametrize("name", ["age_years", "x" * 40])
def test_a_name_like_those_of_columns_is_shown(name: str) -> None:
    assert shown_name(name) == name


@pytest.mark.parametrize(
    ("n", "words"), [(1, ""), (2, "; they are c0, c1"), (21, "")], ids=["one", "two", "many"]
)
def test_some_ids_are_listed_and_many_are_not(n: int, words: str) -> None:
    assert ids_of(np.array([f"c{place}" for place in range(n)]), "en") == words


def test_twenty_ids_are_all_listed() -> None:
    listed = ids_of(np.array([f"c{place}" for place in range(20)]), "vi")
    assert listed.startswith("; gồm c0, c1")
    assert listed.endswith("c19")


@pytest.mark.parametrize("child_id", ["c\n2", "\x1b[2J", "c\u2028"])
def test_an_id_forges_no_line(child_id: str) -> None:
    assert shown_id(child_id).startswith("an id of")
    assert ids_of(np.array(["c1", child_id]), "en").isprintable()

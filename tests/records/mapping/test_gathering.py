"""What a household's roster says is what a loop over its persons says, and no more."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskscreen.errors import MappingError
from riskscreen.records.mapping import gathering

FILES = """
[files.hh]
path = "hh.sav"
key = "h"
[files.roster]
path = "roster.sav"
key = ["home", "line"]
on = { home = "h" }
"""
HH = {"h": [1, 2, 3, 4]}
ROSTER = {
    "home": [1.0, 1.0, 1.0, 2.0, 2.0, 3.0, 9.0, None],
    "line": [1.0, 2.0, 3.0, 1.0, 2.0, 1.0, 1.0, 1.0],
    "relation": [1.0, 3.0, 3.0, 1.0, 1.0, 3.0, 1.0, 1.0],
    "age": [40.0, 98.0, 3.0, 30.0, 50.0, 7.0, 1.0, 1.0],
    "job": ["rice", "", "", "shop", "fish", "", "", ""],
}


@pytest.fixture
def home(apply: Callable[..., Any]) -> Callable[..., Any]:
    def made(entry: str, **more: Any) -> Any:
        return apply(
            "", files=FILES, home='file = "hh"', homes=f"x = {{ {entry} }}",
            children={"h": [1]}, hh=HH, **{"roster": ROSTER, **more},
        )  # fmt: skip

    return made


@pytest.mark.parametrize(
    ("entry", "values"),
    [
        ('from = "roster.age", take = "one"', [None, None, 7, None]),
        ('from = "roster.age", where = "relation == 1", take = "one"', [40, None, None, None]),
        ('from = "roster.job", take = "one"', ["rice", "", "", ""]),
        ('from = "roster.age", take = "first"', [40, 30, 7, None]),
        ('from = "roster.job", where = "age > 40", take = "first"', ["", "fish", "", ""]),
        ('from = "roster.line", take = "count"', [3, 2, 1, 0]),
        ('from = "roster.age", missing = [98], take = "count"', [2, 2, 1, 0]),
        ('from = "roster.age", where = "roster.relation == 3", take = "count"', [2, 0, 1, 0]),
        ('from = "roster.age", take = "sum"', [141, 80, 7, 0]),
        ('from = "roster.age", missing = [98], take = "sum"', [None, 80, 7, 0]),
        ('from = "roster.age", take = "mean"', [47, 40, 7, None]),
        ('from = "roster.age", take = "min"', [3, 30, 7, None]),
        ('from = "roster.age", take = "max"', [98, 50, 7, None]),
        ('from = "roster.age", missing = [98], take = "max"', [None, 50, 7, None]),
        ('from = "roster.age", where = "known(age)", missing = [98], take = "max"',
         [40, 50, 7, None]),
        ('from = "roster.age", where = "age > 45", take = "any"', [1, 1, 0, 0]),
        ('from = "roster.relation", take = "one", recode = { 1 = "x", 3 = "y" }',
         ["", "", "y", ""]),
    ],
)  # fmt: skip
def test_take_gives_what_it_says(home: Callable[..., Any], entry: str, values: list[Any]) -> None:
    assert home(entry).home("x") == values


def test_a_row_of_which_nobody_knows_whether_it_counts(home: Callable[..., Any]) -> None:
    entry = 'from = "roster.line", where = "age > 45", missing = {{ age = [98] }}, take = "{}"'
    made = home(entry.format("count"))
    assert made.home("x") == [None, 1, 0, 0]
    assert "missing in 1 of 4 rows: it is unknown which rows of roster count" in made.detail(
        "MAP-03"
    )
    assert home(entry.format("one")).home("x") == [None, 2, None, None]


def test_none_and_several_are_counted(home: Callable[..., Any]) -> None:
    made = home('from = "roster.age", where = "relation == 1", take = "one"')
    assert "3 of 4 rows: 2 with no known value of roster, 1 with several" in made.detail("MAP-03")


def test_a_base_file_without_a_key_cannot_gather(apply: Callable[..., Any]) -> None:
    with pytest.raises(MappingError, match=r"whose file has no key; .*or say by"):
        apply("", files=FILES, homes='x = { from = "roster.age", take = "one" }',
              children={"h": [1]}, hh=HH, roster=ROSTER)  # fmt: skip


def test_by_groups_by_other_columns(apply: Callable[..., Any]) -> None:
    made = apply(
        'n = { from = "roster.line", by = ["home"], take = "count" }', files=FILES,
        top='file = "roster"', children={"h": [1]}, hh=HH, roster=ROSTER,
    )  # fmt: skip
    assert made["n"] == [3, 3, 3, 2, 2, 1, 1, None]


def test_where_names_columns_of_the_gathered_file(home: Callable[..., Any]) -> None:
    with pytest.raises(
        MappingError, match=r"speaks of relatio, which roster does not have \(did you "
    ):
        home('from = "roster.age", where = "relatio == 1", take = "one"')


def test_text_cannot_be_summed(home: Callable[..., Any]) -> None:
    with pytest.raises(MappingError, match=r"x takes the sum of roster.job, which holds text"):
        home('from = "roster.job", take = "sum"')


def test_a_label_is_gathered_by_its_code(home: Callable[..., Any]) -> None:
    from riskscreen.records import Raw

    held = {name: np.array(values) for name, values in ROSTER.items() if name != "job"}
    held = {
        name: np.array([np.nan if v is None else v for v in a.tolist()]) for name, a in held.items()
    }
    roster = Raw("roster", held, labels={"relation": {1.0: "Head", 3.0: "Child"}})
    made = home('label = "roster.relation", where = "line == 1", take = "one"', roster=roster)
    assert made.home("x") == ["Head", "Head", "Child", ""]


_ROW = st.tuples(st.integers(-1, 3), st.one_of(st.none(), st.integers(0, 3)),
                 st.one_of(st.none(), st.integers(0, 1)))  # fmt: skip


def _fold(take: str, rows: list[tuple[int, int | None, int | None]]) -> float | None:
    """The slow answer over the rows of one group: (group, value, does it count)."""
    sure = [value for _, value, counts in rows if counts == 1]
    known = [value for value in sure if value is not None]
    if take in ("one", "first"):
        return known[0] if known and (take == "first" or len(known) == 1) else None
    if take == "any" and any(known):
        return 1
    if any(counts is None for _, _, counts in rows):
        return None
    if take == "count":
        return len(known)
    folds = {"mean": lambda k: sum(k) / len(k), "min": min, "max": max, "sum": sum,
             "any": lambda _: 0}  # fmt: skip
    some = known or take in ("any", "sum")
    return folds[take](known) if some and None not in sure else None


@given(
    st.lists(_ROW, max_size=12), st.lists(st.integers(-1, 3), max_size=5),
    st.sampled_from(["one", "first", "count", "sum", "mean", "min", "max", "any"]),
)  # fmt: skip
def test_gathering_is_what_a_loop_says(
    rows: list[tuple[int, int | None, int | None]], base: list[int], take: str
) -> None:
    def numbers(place: int) -> np.ndarray[Any, Any]:
        return np.array([np.nan if row[place] is None else row[place] for row in rows], dtype=float)

    groups = (np.array(base, dtype=np.intp), np.array([row[0] for row in rows], dtype=np.intp))
    found = gathering.gathered(groups, numbers(1), numbers(2), take=take)
    told = [None if np.isnan(value) else value for value in found.values.tolist()]
    assert told == [
        None if group < 0 else _fold(take, [row for row in rows if row[0] == group])
        for group in base
    ]


def test_where_counts_rows_that_are_1(home: Callable[..., Any]) -> None:
    made = home('from = "roster.line", where = "relation", take = "count"')
    assert made.home("x") == [1, 2, 0, 0]

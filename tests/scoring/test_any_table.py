"""Whatever stands in a cell: a score, a code or a typed error, and nobody else's score moves."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskscreen import records, scoring
from riskscreen.errors import InputError, RiskscreenError, SchemaError

DAY = "2025-09-15"
KEYS = ("child_id", "household_id")
Tables = tuple[dict[str, list[Any]], dict[str, list[Any]]]

CELLS = st.one_of(
    st.floats(),
    st.floats(-200, 200),
    st.integers(-(10**20), 10**20),
    st.text(max_size=8),
    st.sampled_from(
        [None, True, "", " ", "NaN", "inf", "1e5", "٣", "\x00", b"\xff", [1], {}, (), 10**400,
         1e-320, 1.7e308, -0.0, 10 + 1j, object(), datetime.date(2025, 9, 1), "2025-13-45",
         np.datetime64("NaT"), np.array([1, 2]), np.array(3), "male", "Kinh"]
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def few(held: records.Records) -> Tables:
    """The newest rows of eight households, as lists."""
    snapshot = held.as_of(DAY)
    kids = np.flatnonzero(snapshot.household_group < 8)
    homes = np.unique(snapshot.household_index[kids])

    def rows(table: records.Table, of: Any) -> dict[str, list[Any]]:
        return {name: table[name][of].tolist() for name in table}

    return rows(snapshot.households, homes), rows(snapshot.children, kids)


@pytest.fixture(scope="module")
def scored(release: scoring.Release) -> Callable[[Tables], list[dict[str, Any]]]:
    """How two tables are scored, as JSON types."""
    return lambda tables: scoring.score(*tables, release=release, as_of=DAY).to_dicts()


@pytest.fixture(scope="module")
def plain(few: Tables, scored: Callable[[Tables], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return scored(few)


def _sound(row: dict[str, Any]) -> None:
    """Hold one score against what is promised of every score."""
    if row["refused"]:
        assert row["risk"] is row["risk_lo"] is row["risk_hi"] is None
        assert (row["tier"], row["reasons"]) == ("", [])
    else:
        assert 0 <= row["risk_lo"] <= row["risk"] <= row["risk_hi"] <= 1
        assert row["tier"] in ("prevention", "support", "intervention")
        assert row["eligible"] is True


def _others(rows: list[dict[str, Any]], home: str) -> list[dict[str, Any]]:
    return [row for row in rows if row["household_id"] != home]


@settings(max_examples=120)
@given(data=st.data())
def test_any_cell_gives_a_score_a_code_or_a_typed_error(
    few: Tables, plain: list[dict[str, Any]], release: scoring.Release, data: st.DataObject
) -> None:
    tables = tuple({name: list(column) for name, column in table.items()} for table in few)
    which = data.draw(st.sampled_from([0, 1]))
    name = data.draw(st.sampled_from(sorted(tables[which])))
    row = data.draw(st.integers(0, len(tables[which][name]) - 1))
    home = tables[which]["household_id"][row]
    tables[which][name][row] = data.draw(CELLS)
    try:
        scores = scoring.score(*tables, release=release, as_of=DAY)
    except RiskscreenError as refusal:
        assert len(str(refusal)) > 20
        return
    rows = scores.to_dicts()
    for one in rows:
        _sound(one)
    if name not in KEYS:
        assert _others(rows, home) == _others(plain, home)


@settings(max_examples=40)
@given(
    name=st.sampled_from(["age_years", "economic_hours_week", "school_distance_km", "sex", "own"]),
    column=st.one_of(
        st.lists(CELLS, max_size=30),
        CELLS,
        st.sampled_from([np.zeros((16, 2)), np.zeros(16, "m8[D]"), np.zeros(16, "V4"), range(16),
                         np.array([b"\xff"] * 16), np.zeros(16, [("a", int)])]),
    ),
)  # fmt: skip
def test_any_column_gives_scores_or_a_typed_error(
    few: Tables, release: scoring.Release, name: str, column: Any
) -> None:
    try:
        scores = scoring.score(few[0], few[1] | {name: column}, release=release, as_of=DAY)
    except RiskscreenError:
        return
    for row in scores.to_dicts():
        _sound(row)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("age_years", -5.0, "eligibility_not_known"),
        ("age_years", 170.0, "eligibility_not_known"),
        ("economic_hours_week", 1e308, "outside_training"),
        ("income_kvnd_month", 1e308, "outside_training"),
        ("household_size", 1e-320, "outside_training"),
        ("chores_hours_week", "twelve", "outside_training"),
        ("chores_hours_week", math.inf, "outside_training"),
        ("age_years", "twelve", "eligibility_not_known"),
        ("household_size", "five", "outside_training"),
        ("region", "elsewhere", "outside_training"),
        ("household_size", None, "missing_never_seen"),
        ("income_kvnd_month", 9e8, "outside_support"),
    ],
    ids=[
        "negative age",
        "age",
        "huge",
        "huge income",
        "tiny",
        "text",
        "infinite",
        "age text",
        "household text",
        "region",
        "gap",
        "unit",
    ],
)
def test_what_cannot_be_scored_refuses_its_household_and_nobody_else(
    scored: Callable[[Tables], list[dict[str, Any]]], few: Tables, name: str, value: Any, code: str
) -> None:
    outcome = "dropout" if code == "outside_support" else "child_labour"
    plain = scored(few)
    home = next(
        row["household_id"] for row in plain if not row["refused"] and row["outcome"] == outcome
    )
    tables = list(few)
    table = int(name in few[1])
    own = [key == home for key in few[table]["household_id"]]
    cells = zip(few[table][name], own, strict=True)
    tables[table] = few[table] | {name: [value if mine else cell for cell, mine in cells]}
    rows = scored((tables[0], tables[1]))
    mine = [row for row in rows if row["household_id"] == home and row["outcome"] == outcome]
    assert mine
    assert all(row["risk"] is None for row in mine)
    assert any(code in row["refused"] for row in mine)
    assert _others(rows, home) == _others(plain, home)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("child_id", math.nan, "SCH-08 child_id not recorded in 1 of"),
        ("household_id", None, "SCH-08 household_id not recorded in 1 of"),
        ("observed_date", "yesterday", "SCH-05 observed_date .* in 1 of"),
    ],
    ids=["no id", "no household", "no day"],
)
def test_a_cell_that_nobody_could_read_is_counted_and_named(
    few: Tables, release: scoring.Release, name: str, value: Any, words: str
) -> None:
    column = [value, *few[1][name][1:]]
    with pytest.raises(SchemaError, match=words):
        scoring.score(few[0], few[1] | {name: column}, release=release, as_of=DAY)


@pytest.mark.parametrize(
    ("column", "words"),
    [(7, r"1 of \d+ columns of children .* age_years, of shape \(\)"),
     (np.zeros((9, 2)), r"age_years, of shape \(9, 2\)"),
     ([7.0], "columns differ in length")],
    ids=["a number", "two values a row", "short"],
)  # fmt: skip
def test_a_column_of_another_shape_is_refused(
    few: Tables, release: scoring.Release, column: Any, words: str
) -> None:
    with pytest.raises(InputError, match=words):
        scoring.score(few[0], few[1] | {"age_years": column}, release=release, as_of=DAY)

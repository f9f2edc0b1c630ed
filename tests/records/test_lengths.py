"""A text that would widen a column is refused before it does."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas
import polars
import pyarrow
import pytest

from riskscreen.errors import InputError
from riskscreen.records.lengths import refuse_long_text

KINDS: dict[str, Callable[[dict[str, list[Any]]], Any]] = {
    "mapping": lambda columns: columns,
    "arrays": lambda columns: {name: np.array(cells) for name, cells in columns.items()},
    "objects": lambda columns: {name: np.array(cells, "O") for name, cells in columns.items()},
    "pandas": pandas.DataFrame,
    "categories": lambda columns: pandas.DataFrame(columns).astype("category"),
    "polars": polars.DataFrame,
    "arrow": pyarrow.table,
}


@pytest.mark.parametrize("make", KINDS.values(), ids=KINDS)
def test_every_kind_of_frame_is_looked_at(make: Callable[[dict[str, list[Any]]], Any]) -> None:
    homes = make({"psu": ["x" * 200, "y"]})
    refuse_long_text(homes, make({"sex": ["male", "ế" * 200]}), most=200)
    with pytest.raises(InputError, match="1 of 2 columns; first is sex of children: 201 char"):
        refuse_long_text(homes, make({"sex": ["male", "x" * 201]}), most=200)


@pytest.mark.parametrize(
    "cells",
    [[None, np.nan, 7, 7.5, True], np.arange(9.0), np.array(["2025-09-01"], "M8[D]"), range(9), 7],
    ids=["mixed", "numbers", "days", "range", "none"],
)
def test_what_is_no_text_passes(cells: Any) -> None:
    refuse_long_text({"a": cells}, {"a": cells}, most=3)


@pytest.mark.parametrize(
    "cell", [10**5000, b"x" * 201, list(range(999)), {"a": "x" * 300}],
    ids=["number", "bytes", "list", "dict"],
)  # fmt: skip
def test_what_is_written_as_a_long_text_does_not(cell: Any) -> None:
    with pytest.raises(InputError, match="text of more than 200 characters"):
        refuse_long_text({}, {"age_years": [7, cell]}, most=200)


def test_a_column_that_the_schema_does_not_know_is_not_named() -> None:
    with pytest.raises(InputError) as caught:
        refuse_long_text({}, {"Nguyễn Thị Hoa": ["x" * 201]}, most=200)
    assert "Nguyễn" not in str(caught.value)


def test_frames_that_somebody_else_refuses_pass() -> None:
    twice = pandas.DataFrame([["x" * 300, "y"]], columns=["a", "a"])
    refuse_long_text(twice, object(), most=200)


def test_nothing_wide_is_made() -> None:
    cells = ["x" * 1_000_000, *["y"] * 2000]
    tracemalloc.start()
    with pytest.raises(InputError):
        refuse_long_text({}, {"child_id": cells}, most=200)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000


@pytest.mark.parametrize("empty", [None, np.nan], ids=["none", "nan"])
@pytest.mark.parametrize("kind", ["str", "string", "object"])
def test_a_column_without_a_recorded_cell_passes(kind: str, empty: float | None) -> None:
    """A single household's often has one: of pandas the longest cell is NaN then."""
    column = pandas.Series([empty, empty], dtype=kind)
    homes, children = pandas.DataFrame({"psu": column}), pandas.DataFrame({"sex": column})
    refuse_long_text(homes, children, most=200)
    refuse_long_text(polars.DataFrame({"psu": ["a"]}), polars.DataFrame({"s": [None]}), most=200)

"""A list leaves as JSON or as a frame of the caller's library, with the same facts."""

from __future__ import annotations

import json

import numpy as np
import pytest

from riskscreen import decisions
from riskscreen.errors import InputError


def _columns() -> dict[str, np.ndarray]:
    reasons = np.empty(2, dtype=object)
    reasons[:] = [("nghỉ học nhiều",), ()]
    return {
        "position": np.array([1, 2]),
        "child_id": np.array(["a", "b"]),
        "risk": np.array([0.5, np.nan]),
        "as_of": np.array(["2025-09-15", "NaT"], dtype="datetime64[D]"),
        "area_fallback": np.array([True, False]),
        "reasons": reasons,
    }


def test_rows_are_json_types() -> None:
    rows = decisions.plain_rows(_columns())
    assert json.loads(json.dumps(rows, allow_nan=False)) == rows
    assert rows[0]["reasons"] == ["nghỉ học nhiều"]
    assert rows[1]["risk"] is None
    assert rows[1]["as_of"] is None


@pytest.mark.parametrize("backend", ["pandas", "polars", "arrow"])
def test_a_frame_has_the_columns_and_rows(backend: str) -> None:
    table = decisions.frame(_columns(), backend=backend)
    assert table.shape == (2, 6)
    assert list(table["child_id"].to_pylist() if backend == "arrow" else table["child_id"]) == [
        "a",
        "b",
    ]


def test_an_unknown_backend_is_refused() -> None:
    with pytest.raises(InputError, match="no backend 'excel'; one of pandas, polars, arrow"):
        decisions.frame(_columns(), backend="excel")


def test_spending_without_a_plan_has_no_ratio() -> None:
    assert decisions.Spending(planned=0, frozen=3, by_area={}).to_dict()["ratio"] is None

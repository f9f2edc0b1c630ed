"""Small tables that are right, to be made wrong in one place."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from riskscreen import records
from riskscreen.core import Finding

Columns = dict[str, Any]


@pytest.fixture
def households() -> Columns:
    return {
        "household_id": ["h1", "h2", "h3"],
        "observed_date": ["2024-09-15"] * 3,
        "region": ["south_east", "south_east", "mekong_delta"],
        "head_ethnicity": ["Kinh", "Mông", ""],
    }


@pytest.fixture
def children() -> Columns:
    return {
        "child_id": ["c1", "c2", "c3", "c4"],
        "household_id": ["h1", "h1", "h2", "h3"],
        "observed_date": ["2024-09-15"] * 4,
        "age_years": [7, 9, 12, 3],
        "sex": ["male", "female", "female", "male"],
        "weight": [1.5, 1.5, 2.0, 1.0],
    }


@pytest.fixture
def found(households: Columns, children: Columns) -> Callable[..., dict[str, Finding]]:
    """Findings by code after some columns of the right tables have been replaced."""

    def check(
        *, in_households: Columns | None = None, in_children: Columns | None = None, **more: Any
    ) -> dict[str, Finding]:
        findings = records.check(
            {**households, **(in_households or {})}, {**children, **(in_children or {})}, **more
        )
        return {finding.code: finding for finding in findings}

    return check


@pytest.fixture
def held(households: Columns, children: Columns) -> records.Records:
    return records.read_records(households, children)


def days(*texts: str) -> np.ndarray[Any, np.dtype[np.datetime64]]:
    return np.array(texts, dtype="datetime64[D]")


@pytest.fixture
def two() -> Callable[..., records.Records]:
    """Records of two children, 01 and 1, with further columns as they are given."""

    def made(**own: Any) -> records.Records:
        return records.read_records(
            {"household_id": ["h1", "h2"], "observed_date": ["2024-09-15"] * 2},
            {
                "child_id": ["01", "1"], "household_id": ["h1", "h2"], "age_years": [7, 9],
                "observed_date": ["2024-09-15"] * 2, "sex": ["male", "female"],
                "weight": [1.0, 2.0], **own,
            },
        )  # fmt: skip

    return made

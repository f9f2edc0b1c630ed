"""A household row that was not read is told by its day."""

from __future__ import annotations

import numpy as np
import pytest

from riskscreen import records
from riskscreen.scoring.unjoined import unjoined

DAY = "2025-09-15"


def _told(*homes: str, recorded: str = "", of: str = "h") -> list[str]:
    """Return the details about two children of a household seen on 2025-09-01."""
    days = np.array(homes, dtype="datetime64[D]")
    columns = {"household_id": [of] * len(days), "observed_date": days}
    if recorded:
        columns["recorded_date"] = np.array([recorded] * len(days), dtype="datetime64[D]")
    seen = np.array(["2025-09-01"] * 2, dtype="datetime64[D]")
    children = {"child_id": ["a", "b"], "household_id": ["h", "h"], "observed_date": seen,
                "recorded_date": seen}  # fmt: skip
    held = records.Records(records.Table(columns), records.Table(children))
    return [one.detail for one in unjoined(held, held.as_of(DAY), lang="en")]


@pytest.mark.parametrize(
    ("homes", "words"),
    [
        (["2025-09-02"], "household row of 2025-09-02 not used: after the child's of 2025-09-01;"),
        (["2025-10-02", "2025-09-09"], "household row of 2025-09-09 not used: after"),
        (["2025-06-02"], "household row of 2025-06-02 not used: over 90 days older"),
        (["2025-06-02", "2025-09-09"], "household row of 2025-06-02 not used: over 90 days older"),
        (["NaT"], "household row not used: its observed_date is missing or outside 1900-01-01"),
    ],
    ids=["after", "nearest after", "older", "older and after", "undated"],
)
def test_the_ground_is_said_once_with_the_day(homes: list[str], words: str) -> None:
    (detail,) = _told(*homes)
    assert detail.startswith(words)
    assert "in 2 of 2 children, first is child a; they are a, b." in detail


def test_a_row_that_was_recorded_later_is_said_to_be() -> None:
    (detail,) = _told("2025-09-01", recorded="2025-09-16")
    assert detail.startswith("household row of 2025-09-01 not used: recorded only after 2025-09-15")


def test_a_row_of_another_household_is_none() -> None:
    (detail,) = _told("2025-09-01", of="other")
    assert detail.startswith("no household row was given; in 2 of 2 children")


def test_a_row_that_was_used_is_not_told_of() -> None:
    assert _told("2025-09-01", "2025-09-09") == []

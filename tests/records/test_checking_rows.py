"""Rows that do not fit together are faults."""

from collections.abc import Callable

import numpy as np
import pytest

from riskscreen.core import Finding

Found = Callable[..., dict[str, Finding]]


def test_two_rows_of_a_child_on_a_day_are_a_fault(found: Found) -> None:
    fault = found(in_children={"child_id": ["c1", "c1", "c3", "c4"]})["SCH-09"]
    assert fault.verdict == "fail"
    assert "in 1 of 4 children; first is child c1: 2024-09-15" in fault.detail


def test_two_rows_of_a_household_on_a_day_are_a_fault(found: Found) -> None:
    assert found(in_households={"household_id": ["h1", "h1", "h3"]})["SCH-09"].measured == 1.0


def test_one_child_on_two_days_is_no_fault(found: Found) -> None:
    days = ["2023-09-15", "2024-09-15", "2024-09-15", "2024-09-15"]
    rows = {"child_id": ["c1", "c1", "c3", "c4"], "observed_date": days, "age_years": [6, 7, 8, 9]}
    assert "SCH-09" not in found(in_children=rows)


def test_a_child_without_a_household_is_a_fault(found: Found) -> None:
    fault = found(in_children={"household_id": ["h1", "h1", "h9", "h3"]})["SCH-10"]
    assert "in 1 of 4 children; first is child c3: h9" in fault.detail


@pytest.mark.parametrize("weight", [0.0, -1.0])
def test_a_weight_must_be_above_zero(found: Found, weight: float) -> None:
    fault = found(in_children={"weight": [1.0, weight, 1.0, 1.0]})["SCH-16"]
    assert fault.verdict == "fail"
    assert "first is child c2" in fault.detail


def test_a_missing_weight_is_said_and_never_one(found: Found) -> None:
    finding = found(in_children={"weight": [1.0, np.nan, 1.0, 1.0]})["SCH-17"]
    assert finding.verdict == "insufficient evidence"
    assert "never 1" in finding.detail


def test_a_row_recorded_before_the_visit_is_a_fault(found: Found) -> None:
    fault = found(in_households={"recorded_date": ["2024-09-14", "2024-09-15", ""]})["SCH-20"]
    assert fault.verdict == "fail"
    assert "first is household h1: 2024-09-14" in fault.detail


def test_an_answer_to_a_question_not_asked_is_said(found: Found) -> None:
    answers = {"attending_school": [0, 0, 1, np.nan], "grade_current": [3, 0, 2, 1]}
    finding = found(in_children=answers)["SCH-21"]
    assert finding.measured == 1.0
    assert "grade_current above 0 where attending_school is 0" in finding.detail
    assert "first is child c1: 3" in finding.detail


@pytest.mark.parametrize(
    ("later", "odd"), [(8, False), (7, False), (9, False), (12, True), (5, True)]
)
def test_an_age_follows_the_dates(found: Found, later: int, odd: bool) -> None:
    days = ["2023-09-15", "2024-09-15", "2024-09-15", "2024-09-15"]
    rows = {"child_id": ["c1", "c1", "c3", "c4"], "observed_date": days,
            "age_years": [7, later, 8, 9]}  # fmt: skip
    assert ("SCH-27" in found(in_children=rows)) is odd


def test_synthetic_and_real_rows_do_not_mix(found: Found) -> None:
    fault = found(in_households={"synthetic": [1, 1, 1]}, in_children={"synthetic": [1, 1, 0, 1]})
    assert "first is child c3" in fault["SCH-25"].detail

"""A row at 18 says what became of a child, and nothing else."""

from collections.abc import Callable

import numpy as np
import pytest

from riskscreen import outcomes, records
from riskscreen.core import Finding
from riskscreen.records.ages import grown_up, was_a_child
from riskscreen.records.table import Table

Found = Callable[..., dict[str, Finding]]


def rows(**columns: object) -> Table:
    days = np.array(["2024-09-15", "2025-09-15"], dtype="datetime64[D]")
    return Table({"child_id": ["a", "a"], "observed_date": days, **columns})


@pytest.mark.parametrize(
    ("ages", "expected"),
    [([17, 18], [False, True]), ([17, 19], [False, False]), ([18, 18], [False, False]),
     ([17, np.nan], [False, False]), ([16, 17], [False, False])],
    ids=["a_year_later", "too_old", "never_seen_younger", "unknown", "a_child"],
)  # fmt: skip
def test_eighteen_after_a_younger_row_is_a_child_grown_up(ages, expected) -> None:
    assert was_a_child(rows(age_years=ages)).tolist() == expected


def test_an_earlier_row_at_18_is_no_follow_up() -> None:
    assert not was_a_child(rows(age_years=[18, 17])).any()


def test_a_pupil_who_turned_18_in_the_school_year_counts() -> None:
    held = rows(age_years=[18, 18], school_age_years=[17, 18])
    assert was_a_child(held).tolist() == [True, False]


def test_without_ages_nobody_is_grown() -> None:
    nobody = Table({"child_id": ["a"]})
    assert not grown_up(nobody).any()
    assert not was_a_child(nobody).any()


def test_an_adult_in_the_childrens_table_still_refuses(found: Found) -> None:
    assert found(in_children={"age_years": [18, 9, 12, 3]})["SCH-06"].measured == 1.0
    assert "SCH-06" not in found(
        in_children={"age_years": [18, 9, 12, 3], "school_age_years": [17, 8, 11, 2]}
    )


def test_a_child_of_17_is_followed_to_18_and_no_snapshot_holds_it_then() -> None:
    ids = ["a", "b"]
    held = records.read_records(
        {"household_id": ["h"], "observed_date": ["2024-09-15"]},
        {
            "child_id": ids * 2, "household_id": ["h"] * 4,
            "observed_date": ["2024-09-15"] * 2 + ["2025-09-15"] * 2,
            "age_years": [17, 10, 18, 11], "sex": ["male", "female"] * 2,
            "attending_school": [1, 1, 0, 1], "grade_current": [11, 4, None, 5],
        },
        weights="none",
    )  # fmt: skip
    now = held.as_of("2024-09-15")
    label = outcomes.label(outcomes.get("dropout"), held.follow_up(now))
    assert label.tolist() == [1.0, 0.0]
    later = held.as_of("2025-09-15")
    assert later.ids.tolist() == ["b"]
    grown = next(finding for finding in later.findings if finding.code == "CUT-10")
    assert grown.measured == 1.0
    assert "1 people aged 18 on 2025-09-15" in grown.detail


def test_who_grew_up_long_ago_is_no_child_who_was_not_seen_for_long() -> None:
    """Somebody last seen at 18 is counted once, as grown up, however long ago that was."""
    ids = ["a", "b"]
    held = records.read_records(
        {"household_id": ["h"], "observed_date": ["2020-09-15"]},
        {
            "child_id": [*ids, "a", "b"], "household_id": ["h"] * 4,
            "observed_date": ["2020-09-15"] * 2 + ["2021-09-15", "2023-09-15"],
            "age_years": [17, 10, 18, 13], "sex": ["male", "female"] * 2,
        },
        weights="none",
    )  # fmt: skip
    found = {one.code: one.measured for one in held.as_of("2023-09-15").findings}
    assert (found["CUT-01"], found["CUT-02"], found["CUT-10"]) == (1.0, 0.0, 1.0)

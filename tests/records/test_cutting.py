"""The cut in time: what was known on a day, what came after, and nothing between them."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskscreen import records
from riskscreen.errors import InputError

Rows = list[tuple[str, ...]]


def _days(texts: list[str]) -> Any:
    return np.array([text or "NaT" for text in texts], dtype="datetime64[D]")


def _held(children: Rows, households: Rows, *, recorded: bool = True) -> records.Records:
    """Rows are (id, household, observed, recorded) and (household, observed, recorded)."""
    house, child = list(zip(*households, strict=True)), list(zip(*children, strict=True))
    own = {"household_id": list(house[0]), "observed_date": _days(list(house[1])),
           "row": np.arange(len(households))}  # fmt: skip
    theirs = {"child_id": list(child[0]), "household_id": list(child[1]),
              "observed_date": _days(list(child[2])), "at": np.arange(len(children))}  # fmt: skip
    if recorded:
        own["recorded_date"] = _days(list(house[2]))
        theirs["recorded_date"] = _days(list(child[3]))
    return records.Records(records.Table(own), records.Table(theirs))


HOUSE: Rows = [("h", "2024-01-01", "")]


def _rows(children: Rows, day: str, **options: int) -> list[float]:
    return list(_held(children, HOUSE).as_of(day, **options).column("at"))


def test_the_latest_known_row_counts() -> None:
    seen = [
        ("c", "h", "2024-01-01", ""),
        ("c", "h", "2024-03-01", ""),
        ("c", "h", "2024-06-01", ""),
    ]
    assert _rows(seen, "2024-04-01") == [1.0]


def test_the_day_itself_counts() -> None:
    assert _rows([("c", "h", "2024-01-01", "")], "2024-01-01") == [0.0]


def test_a_row_recorded_later_is_hidden_until_then() -> None:
    seen = [("c", "h", "2024-01-01", ""), ("c", "h", "2024-03-01", "2024-05-01")]
    assert _rows(seen, "2024-04-30") == [0.0]
    assert _rows(seen, "2024-05-01") == [1.0]


def test_a_child_s_row_is_known_when_its_household_s_of_that_visit_was() -> None:
    held = records.Records(
        _held([("c", "h", "2024-01-01", "")], [("h", "2024-01-01", "2024-02-01")]).households,
        _held([("c", "h", "2024-01-01", "")], HOUSE, recorded=False).children,
    )
    with pytest.raises(InputError, match="no child is known on 2024-01-15"):
        held.as_of("2024-01-15")
    assert held.as_of("2024-02-01").n_children == 1


@pytest.mark.parametrize(("day", "n"), [("2025-01-01", 1), ("2025-01-02", 0)])
def test_a_stale_child_is_left_out_and_counted(day: str, n: int) -> None:
    snapshot = _held([("c", "h", "2024-01-01", "")], HOUSE).as_of(day, stale_months=12)
    assert snapshot.n_children == n
    assert {f.code: f.measured for f in snapshot.findings}["CUT-02"] == 1 - n


def test_every_row_is_counted_somewhere() -> None:
    seen = [("a", "h", "2020-01-01", ""), ("b", "h", "2024-01-01", ""),
            ("b", "h", "2024-02-01", ""), ("b", "h", "2024-09-01", ""),
            ("c", "h", "2024-09-01", "")]  # fmt: skip
    snapshot = _held(seen, HOUSE).as_of("2024-03-01")
    counts = {f.code: f.measured for f in snapshot.findings}
    assert counts == {
        "CUT-01": 1,
        "CUT-02": 1,
        "CUT-03": 1,
        "CUT-04": 2,
        "CUT-05": 0,
        "CUT-09": 1,
        "CUT-10": 0,
    }
    assert counts["CUT-01"] + counts["CUT-02"] + counts["CUT-04"] + counts["CUT-09"] == len(seen)


@pytest.mark.parametrize(
    ("observed", "joined"),
    [("2024-03-31", 0), ("2024-01-01", 0), ("2024-04-01", -1), ("2023-12-31", -1)],
)
def test_a_household_row_is_at_most_90_days_older(observed: str, joined: int) -> None:
    snapshot = _held([("c", "h", observed, "")], HOUSE).as_of("2024-06-01")
    assert snapshot.household_index.tolist() == [joined]
    assert {f.code: f.measured for f in snapshot.findings}["CUT-05"] == -joined


def test_a_child_without_a_household_joins_none() -> None:
    held = _held([("c", "", "2024-01-01", "")], [("", "2024-01-01", "")])
    assert held.as_of("2024-01-01").household_index.tolist() == [-1]


def test_a_household_row_not_yet_known_is_not_joined() -> None:
    house = [("h", "2024-01-01", ""), ("h", "2024-02-01", "2024-03-01")]
    held = _held([("c", "h", "2024-02-15", "")], house)
    assert held.as_of("2024-02-20").column("row").tolist() == [0]
    assert held.as_of("2024-03-01").column("row").tolist() == [1]


@pytest.mark.parametrize(
    ("observed", "seen"),
    [("2025-01-01", True), ("2024-10-02", True), ("2025-04-02", True), ("2024-10-01", False),
     ("2025-04-03", False)],
)  # fmt: skip
def test_a_follow_up_lies_within_a_quarter_of_the_horizon(observed: str, seen: bool) -> None:
    held = _held([("c", "h", "2024-01-01", ""), ("c", "h", observed, "")], HOUSE)
    follow_up = held.follow_up(held.as_of("2024-01-01"), 12)
    assert follow_up.observed.tolist() == [seen]
    assert {f.code: f.measured for f in follow_up.findings}["CUT-07"] == 1 - seen


def test_the_nearest_follow_up_counts_and_the_earlier_of_two() -> None:
    seen = [
        ("c", "h", "2024-01-01", ""),
        ("c", "h", "2024-12-01", ""),
        ("c", "h", "2025-01-03", ""),
    ]
    held = _held(seen, HOUSE)
    assert held.follow_up(held.as_of("2024-01-01")).column("at").tolist() == [2]
    seen[1] = ("c", "h", "2024-12-30", "")
    held = _held(seen, HOUSE)
    assert held.follow_up(held.as_of("2024-01-01")).column("at").tolist() == [1]


def test_a_follow_up_sees_rows_that_were_entered_late_and_never_the_snapshot_s() -> None:
    seen = [("c", "h", "2024-01-01", ""), ("c", "h", "2024-02-01", "2026-01-01")]
    held = _held(seen, HOUSE)
    assert held.follow_up(held.as_of("2024-01-01"), 1).column("at").tolist() == [1]
    assert not held.follow_up(held.as_of("2024-03-01"), 1).observed.any()


def test_a_follow_up_joins_its_own_household_row() -> None:
    house = [("h", "2024-01-01", ""), ("g", "2024-12-20", "")]
    held = _held([("c", "h", "2024-01-01", ""), ("c", "g", "2025-01-01", "")], house)
    assert held.follow_up(held.as_of("2024-01-01")).column("row").tolist() == [1]


def test_unseen_children_keep_their_place_and_stand_alone() -> None:
    seen = [("b", "h", "2024-01-01", ""), ("a", "h", "2024-01-01", ""),
            ("c", "h", "2024-01-01", ""), ("b", "h", "2025-01-01", "")]  # fmt: skip
    held = _held(seen, HOUSE)
    snapshot = held.as_of("2024-01-01")
    follow_up = held.follow_up(snapshot)
    assert snapshot.ids.tolist() == ["a", "b", "c"]
    assert follow_up.children["child_id"].tolist() == ["a", "b", "c"]
    assert follow_up.observed.tolist() == [False, True, False]
    assert np.isnan(follow_up.column("at")[[0, 2]]).all()
    assert follow_up.household.size.tolist() == [1, 1, 1]


def test_a_horizon_of_zero_is_the_snapshot_itself() -> None:
    held = _held([("c", "h", "2024-01-01", "")], HOUSE)
    snapshot = held.as_of("2024-01-01")
    follow_up = held.follow_up(snapshot, 0)
    assert follow_up.concurrent
    assert follow_up.children is snapshot.children
    assert follow_up.findings[0].title == "concurrent, not prospective"


@pytest.mark.parametrize("day", ["soon", None, "2024-13-01"])
def test_a_day_is_a_day(day: Any) -> None:
    with pytest.raises(InputError, match="2024-09-15"):
        _held([("c", "h", "2024-01-01", "")], HOUSE).as_of(day)


@pytest.mark.parametrize(("stale", "horizon"), [(0, 12), (12, -1)])
def test_spans_of_time_are_not_negative(stale: int, horizon: int) -> None:
    held = _held([("c", "h", "2024-01-01", "")], HOUSE)
    with pytest.raises(InputError, match="give"):
        held.follow_up(held.as_of("2024-01-01", stale_months=stale), horizon)


def test_a_month_later_is_never_in_the_month_after() -> None:
    assert str(records.add_months(np.datetime64("2024-01-31"), 1)) == "2024-02-29"
    assert str(records.add_months(np.datetime64("2024-11-30"), 3)) == "2025-02-28"


offsets = st.integers(0, 700)
late = st.integers(0, 99)
visits = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("gh"), offsets, late),
                  min_size=1, max_size=12, unique_by=lambda row: (row[0], row[2]))  # fmt: skip


@given(visits, st.lists(st.tuples(st.sampled_from("gh"), offsets, st.integers(0, 99)), min_size=1,
                        max_size=8, unique_by=lambda row: row[:2]), offsets)  # fmt: skip
def test_no_row_known_later_reaches_a_snapshot(
    children: list[tuple[str, str, int, int]], houses: list[tuple[str, int, int]], today: int
) -> None:
    start = np.datetime64("2023-01-01")
    held = _held(
        [(c, h, str(start + seen), str(start + seen + late)) for c, h, seen, late in children],
        [(h, str(start + seen), str(start + seen + late)) for h, seen, late in houses],
    )
    known = {c for c, _, seen, late in children if seen + late <= today}
    if not known:
        return
    snapshot = held.as_of(start + today, stale_months=60)
    assert set(snapshot.ids) == known
    for child, row, house in zip(
        snapshot.ids, snapshot.column("at"), snapshot.column("row"), strict=True
    ):
        mine = [(r[2], i) for i, r in enumerate(children) if r[0] == child and r[2] + r[3] <= today]
        assert row == max(mine)[1]
        _, home, seen, _ = children[int(row)]
        usable = [(s, i) for i, (h, s, late) in enumerate(houses)
                  if h == home and s <= seen and seen - s <= 90 and s + late <= today]  # fmt: skip
        expected = max(usable)[1] if usable else np.nan
        np.testing.assert_equal(house, float(expected))

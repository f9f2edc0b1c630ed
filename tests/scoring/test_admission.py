"""One wrong cell refuses one child and is said."""

from __future__ import annotations

import numpy as np
import pytest

from riskscreen import records
from riskscreen.core import Verdict
from riskscreen.errors import InputError, NobodyKnownError, SchemaError
from riskscreen.scoring.admission import admit, cut, impossible_values

DAY = "2025-09-15"


def _with(held: records.Records, table: str, **cells: object) -> records.Snapshot:
    """Change cells of the first child's or household's newest row."""
    snapshot = held.as_of(DAY)
    rows = getattr(snapshot, table)
    row = 0 if table == "children" else int(snapshot.household_index[0])
    columns = {}
    for name, value in cells.items():
        values = rows[name].astype(object if isinstance(value, str) else np.float64)
        values[row] = value
        columns[name] = values
    changed = rows.with_columns(**columns)
    parts = {"children": snapshot.children, "households": snapshot.households} | {table: changed}
    return records.Snapshot(
        day=snapshot.day,
        household_index=snapshot.household_index,
        household_group=snapshot.household_group,
        **parts,
    )


def test_what_fits_the_schema_is_admitted(held: records.Records) -> None:
    found, findings = impossible_values(held.as_of(DAY))
    assert not found.any()
    assert findings == ()


@pytest.mark.parametrize(
    ("cells", "wording"),
    [
        ({"age_years": 170.0}, "age_years outside its range or codes in 1 of"),
        ({"sex": "maale"}, ": a text of 5 characters."),
        ({"chores_hours_week": -1.0}, ": -1."),
    ],
    ids=["age", "code", "hours"],
)
def test_a_wrong_cell_refuses_its_child_alone(
    held: records.Records, cells: dict[str, object], wording: str
) -> None:
    found, findings = impossible_values(_with(held, "children", **cells))
    assert np.flatnonzero(found).tolist() == [0]
    assert wording in findings[0].detail


def test_a_wrong_cell_of_a_household_refuses_each_of_its_children(held: records.Records) -> None:
    snapshot = _with(held, "households", household_size=400.0)
    found, _ = impossible_values(snapshot)
    assert found.tolist() == (snapshot.household_index == snapshot.household_index[0]).tolist()


def test_a_missing_cell_is_no_wrong_cell(held: records.Records) -> None:
    found, _ = impossible_values(_with(held, "children", age_years=np.nan, sex=""))
    assert not found.any()


def test_what_is_wrong_is_said_in_the_language_asked_for(held: records.Records) -> None:
    _, findings = impossible_values(_with(held, "children", age_years=170.0), lang="vi")
    assert findings[0].detail.startswith("age_years nằm ngoài khoảng hoặc danh mục")


def _tables(held: records.Records) -> tuple[dict[str, object], dict[str, object]]:
    """Return the newest rows as lists, households and children."""
    snapshot = held.as_of(DAY)
    return (
        {name: snapshot.households[name].tolist() for name in snapshot.households},
        {name: snapshot.children[name].tolist() for name in snapshot.children},
    )


def _changed(table: dict[str, object], name: str, value: object) -> dict[str, object]:
    return table | {name: [value, *table[name][1:]]}  # type: ignore[index]


@pytest.mark.parametrize("value", ["abc", float("inf"), "1,5"], ids=["word", "infinite", "comma"])
def test_a_cell_of_another_kind_refuses_its_child_alone(
    held: records.Records, value: object
) -> None:
    homes, children = _tables(held)
    admitted, findings = admit(homes, _changed(children, "chores_hours_week", value))
    told = [one for one in findings if one.code == "SCH-05"]
    assert [one.verdict for one in told] == [Verdict.INSUFFICIENT]
    snapshot = cut(admitted, DAY).snapshot
    found, odd = impossible_values(snapshot)
    assert snapshot.ids[found].tolist() == [children["child_id"][0]]  # type: ignore[index]
    assert "first is child h000001c1: a cell of another kind." in odd[0].detail


def test_one_of_a_household_refuses_each_of_its_children(held: records.Records) -> None:
    homes, children = _tables(held)
    admitted, _ = admit(_changed(homes, "household_size", "five"), children)
    snapshot = cut(admitted, DAY).snapshot
    found, _ = impossible_values(snapshot)
    home = homes["household_id"][0]  # type: ignore[index]
    assert found.tolist() == (snapshot.children["household_id"] == home).tolist()


def test_the_notes_about_cells_are_no_columns_of_the_data(held: records.Records) -> None:
    homes, children = _tables(held)
    admitted, findings = admit(homes, _changed(children, "age_years", "nine"))
    assert records.UNREAD["children"] in admitted.children
    assert not any(records.UNREAD["children"] in one.detail for one in findings)


@pytest.mark.parametrize(
    ("name", "value"),
    [("child_id", None), ("observed_date", "15/09/2025")],
)
def test_a_row_of_nobody_or_of_no_day_refuses_the_tables(
    held: records.Records, name: str, value: object
) -> None:
    homes, children = _tables(held)
    with pytest.raises(SchemaError, match=f"SCH-0[58] {name}"):
        admit(homes, _changed(children, name, value))


@pytest.mark.parametrize("day", ["0001-01-01", "1024-01-01", "-200000-01-01", "9999-12-31"])
def test_a_day_of_no_calendar_leaves_its_child_out_and_nobody_else(
    held: records.Records, day: str
) -> None:
    before = cut(held, DAY)
    plain = before.snapshot
    days = held.children["observed_date"].copy()
    mine = held.children["child_id"] == plain.ids[0]
    days[np.flatnonzero(mine)[0]] = np.datetime64(day)
    changed = held.replace(children=held.children.with_columns(observed_date=days))
    known = cut(changed, DAY)
    snapshot, findings = known.snapshot, known.findings
    # older rows of the child are not scored as if they were its newest
    assert snapshot.ids.tolist() == plain.ids[1:].tolist()
    (told,) = set(findings) - set(before.findings)
    assert told.code == "SCO-07"
    assert f"1 of {held.child_code.max() + 1} children have an observed_date" in told.detail
    assert f"first is child {plain.ids[0]}." in told.detail


def test_a_household_of_such_a_day_is_not_joined(held: records.Records) -> None:
    days = np.full(held.households.n_rows, np.datetime64("1024-01-01"))
    changed = held.replace(households=held.households.with_columns(observed_date=days))
    known = cut(changed, DAY)
    snapshot, findings = known.snapshot, known.findings
    assert (snapshot.household_index < 0).all()
    assert "household row not used: its observed_date is missing or outside" in findings[-1].detail


def test_days_of_no_calendar_alone_are_refused(held: records.Records) -> None:
    days = np.full(held.children.n_rows, np.datetime64("1024-01-01"))
    changed = held.replace(children=held.children.with_columns(observed_date=days))
    with pytest.raises(
        NobodyKnownError, match=r"nobody can be scored on .* children have an obs"
    ) as said:
        cut(changed, DAY)
    (ground,) = said.value.not_scored
    assert ground.code == "day_out_of_range"
    assert len(ground.ids) == ground.n_children


def test_a_long_text_of_a_frame_is_refused(held: records.Records) -> None:
    homes, children = _tables(held)
    with pytest.raises(InputError, match="text of more than 200 characters in 1 of"):
        admit(homes, _changed(children, "child_id", "x" * 201))

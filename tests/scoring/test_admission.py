"""One wrong cell refuses one child and is said."""

from __future__ import annotations

import numpy as np
import pytest

from riskscreen import records
from riskscreen.scoring.admission import impossible_values

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
        ({"sex": "maale"}, "'maale'"),
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

"""A column of a sheet is of the one kind that all its cells are of, else text."""

import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskscreen.records.files.cells import is_blank, shown, typed

DAY, NOON = datetime.date(2014, 1, 2), datetime.datetime(2014, 1, 2, 12)  # noqa: DTZ001 - a sheet has no zone


@pytest.mark.parametrize(("cells", "values"), [
    ([1.0, "", 2.5], [1.0, np.nan, 2.5]),
    ([True, False, ""], [1.0, 0.0, np.nan]),
    (["", " "], [np.nan, np.nan]),
    ([], []),
])  # fmt: skip
def test_numbers_are_numbers(cells: list[object], values: list[float]) -> None:
    found = typed(cells).values
    assert found.dtype == np.float64
    np.testing.assert_array_equal(found, values)


@pytest.mark.parametrize(("cells", "texts"), [
    (["007", "8", ""], ["007", "8", ""]),
    ([123.0, "124a", 0.5], ["123", "124a", "0.5"]),
    ([DAY, "sau Tết"], ["2014-01-02", "sau Tết"]),
    ([DAY, 5.0], ["2014-01-02", "5"]),
    ([NOON, "x"], ["2014-01-02 12:00:00", "x"]),
    ([True, "x", "\t"], ["true", "x", ""]),
    ([datetime.time(3, 4), ""], ["03:04:00", ""]),
    ([datetime.timedelta(hours=30), ""], ["30:00:00", ""]),
])  # fmt: skip
def test_what_is_not_all_of_one_kind_is_text(cells: list[object], texts: list[str]) -> None:
    assert typed(cells).values.tolist() == texts


def test_days_are_days_and_lost_times_are_counted() -> None:
    found = typed([DAY, NOON, "", " "])
    assert found.values.dtype == "datetime64[D]"
    assert found.values.tolist() == [DAY, DAY, None, None]
    assert found.n_times == 1


def test_blank_is_what_shows_nothing() -> None:
    assert [is_blank(cell) for cell in ("", " \u00a0\t", 0.0, False, "0")] == [
        True, True, False, False, False,
    ]  # fmt: skip


_CELLS = st.one_of(
    st.text(), st.floats(allow_nan=False), st.booleans(), st.dates(), st.datetimes(), st.times(),
    st.timedeltas(),
)  # fmt: skip


@given(st.lists(_CELLS))
def test_any_cells_are_one_column(cells: list[object]) -> None:
    assert len(typed(cells).values) == len(cells)


@given(st.lists(st.floats(allow_nan=False)))
def test_numbers_read_back(cells: list[float]) -> None:
    assert typed(cells).values.tolist() == cells


@given(st.integers(-(10**15), 10**15))
def test_whole_numbers_are_read_aloud_whole(number: int) -> None:
    assert shown(float(number)) == str(number)

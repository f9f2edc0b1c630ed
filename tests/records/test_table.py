"""A table holds three kinds, read-only, and loses nothing on the way out."""

import datetime

import numpy as np
import pytest

from riskscreen.errors import InputError
from riskscreen.records import Table
from riskscreen.records.table import is_missing


@pytest.fixture
def table() -> Table:
    return Table(
        {
            "name_of_row": ["a", "", "ề"],
            "n": [1, np.nan, 3],
            "yes": [True, False, True],
            "day": np.array(["2024-02-29", "NaT", "1999-12-31"], dtype="datetime64[D]"),
        }
    )


def test_only_three_kinds_are_held(table: Table) -> None:
    assert [table[name].dtype.kind for name in table] == ["U", "f", "f", "M"]


def test_a_table_cannot_be_written_into(table: Table) -> None:
    with pytest.raises(ValueError, match="read-only"):
        table["n"][0] = 9


def test_index_minus_one_is_a_missing_row(table: Table) -> None:
    row = table.take(np.array([2, -1]))
    assert row.n_rows == 2
    assert [bool(is_missing(row[name])[1]) for name in row] == [True] * 4
    assert row["name_of_row"][0] == "ề"


def test_a_mask_takes_its_rows(table: Table) -> None:
    assert table.take(np.array([True, False, True]))["n"].tolist() == [1, 3]


def test_taking_from_an_empty_table_gives_missing_rows(table: Table) -> None:
    nothing = table.take(np.array([], dtype=int))
    assert np.isnan(nothing.take(np.array([-1, -1]))["n"]).all()


def test_a_longer_text_fits_after_adding_a_column(table: Table) -> None:
    more = table.with_columns(extra=["x", "yy", "zzz"])
    assert more["extra"].tolist() == ["x", "yy", "zzz"]
    assert "extra" not in table


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(InputError, match="a has 2 rows, b has 1"):
        Table({"a": [1, 2], "b": [1]})


def test_a_column_has_one_dimension() -> None:
    with pytest.raises(InputError, match="column a has 2 dimensions"):
        Table({"a": np.zeros((2, 2))})


def test_objects_become_numbers_or_text() -> None:
    held = Table({"n": np.array([1, None, 2.5], dtype=object),
                  "t": np.array(["x", None, datetime.date(2024, 1, 2)], dtype=object)})  # fmt: skip
    assert held["n"].dtype.kind == "f"
    assert held["t"].tolist() == ["x", "", "2024-01-02"]


def test_frames_of_an_unknown_library_are_refused(table: Table) -> None:
    with pytest.raises(InputError, match="ask for pandas, polars, arrow"):
        table.to_frame("spark")


def test_pandas_gets_missing_text_as_missing(table: Table) -> None:
    frame = table.to_frame("pandas")
    assert frame["name_of_row"].isna().tolist() == [False, True, False]
    assert frame["day"].isna().tolist() == [False, True, False]


def test_the_digest_ignores_the_order_of_columns_only(table: Table) -> None:
    turned = Table(dict(reversed(list(table.columns.items()))))
    assert turned.digest == table.digest
    assert table.take(np.array([1, 0, 2])).digest != table.digest


@pytest.mark.parametrize(
    "values",
    [
        np.array([2**53 + 1, 7]), np.array([2**53 + 1, 7], dtype=np.uint64),
        np.array([2**53 + 1, 7], dtype=object), np.array([2**53 + 1, 7, 2**80][:2], dtype=object),
    ],
    ids=["int64", "uint64", "objects", "Python's own"],
)  # fmt: skip
def test_a_whole_number_that_a_float_would_round_is_held_as_text(values: np.ndarray) -> None:
    assert Table({"n": values})["n"].tolist() == ["9007199254740993", "7"]


def test_whole_numbers_that_a_float_holds_are_numbers() -> None:
    exact = 2**53 - 1
    for values in (np.array([exact, -exact]), np.array([exact, -exact, None], dtype=object)):
        assert Table({"n": values})["n"][:2].tolist() == [float(exact), -float(exact)]
    assert Table({"n": np.array([10**400, 1], dtype=object)})["n"].tolist() == [str(10**400), "1"]


def test_objects_that_are_all_days_become_days() -> None:
    early = np.datetime64("2024-01-01T05:00").item()  # a datetime: more than its day
    held = Table(
        {
            "day": np.array([datetime.date(1850, 2, 28), None, np.nan], dtype=object),
            "time": np.array([early, None, None], dtype=object),
        }
    )
    assert held["day"].dtype == "datetime64[D]"
    assert np.datetime_as_string(held["day"]).tolist() == ["1850-02-28", "NaT", "NaT"]
    assert held["time"].tolist() == ["2024-01-01 05:00:00", "", ""]

"""Arrow and numpy hold the same values, whatever the chunks and offsets."""

from pathlib import Path

import numpy as np
import pyarrow
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import csv, parquet

from riskscreen import records
from riskscreen.errors import InputError
from riskscreen.records.arrow import from_arrow, to_arrow
from riskscreen.records.table import is_missing


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))))
def test_text_reads_back(texts: list[str]) -> None:
    values = np.array(texts, dtype=np.str_)
    assert from_arrow(to_arrow(values, is_missing(values))).tolist() == texts


@given(st.lists(st.floats()))
def test_numbers_read_back(numbers: list[float]) -> None:
    values = np.array(numbers, dtype=np.float64)
    np.testing.assert_array_equal(from_arrow(to_arrow(values, is_missing(values))), values)


@given(st.lists(st.one_of(st.none(), st.dates())))
def test_days_read_back(days: list[object]) -> None:
    values = np.array(days, dtype="datetime64[D]")
    np.testing.assert_array_equal(from_arrow(to_arrow(values, is_missing(values))), values)


def test_what_riskscreen_writes_is_valid_arrow() -> None:
    values = np.array(["a", "", "ề"])
    array = to_arrow(values, is_missing(values))
    array.validate(full=True)
    assert array.to_pylist() == ["a", None, "ề"]


@given(st.lists(st.one_of(st.none(), st.booleans())), st.integers(0, 9), st.integers(0, 9))
def test_a_slice_of_chunks_is_read_from_its_offset(
    cells: list[bool | None], start: int, n: int
) -> None:
    whole = pyarrow.chunked_array([pyarrow.array(cells, pyarrow.bool_())] * 2).slice(start, n)
    expected = [np.nan if cell is None else float(cell) for cell in whole.to_pylist()]
    np.testing.assert_array_equal(from_arrow(whole), expected)


@given(st.lists(st.one_of(st.none(), st.floats())), st.integers(0, 9), st.integers(0, 9))
def test_a_slice_of_numbers_is_read_from_its_offset(
    cells: list[float | None], start: int, n: int
) -> None:
    part = pyarrow.array(cells, pyarrow.float64()).slice(start, n)
    expected = [np.nan if cell is None else cell for cell in part.to_pylist()]
    np.testing.assert_array_equal(from_arrow(part), expected)


@pytest.mark.parametrize(
    ("array", "kind"),
    [
        (pyarrow.array([1, 2]), "i"), (pyarrow.array([1, None]), "f"),
        (pyarrow.array([None, None]), "f"), (pyarrow.array(["a", None]).dictionary_encode(), "U"),
        (pyarrow.array([1.5, None], pyarrow.float32()), "f"),
        (pyarrow.array([], pyarrow.string()), "U"),
    ],
)  # fmt: skip
def test_every_arrow_type_has_its_kind(array: pyarrow.Array, kind: str) -> None:
    assert from_arrow(array).dtype.kind == kind


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_a_time_becomes_its_day(unit: str) -> None:
    times = pyarrow.array([np.datetime64("2024-09-15T23:59:59", "s"), None]).cast(
        pyarrow.timestamp(unit)
    )
    assert str(from_arrow(times)[0]) == "2024-09-15"
    assert np.isnat(from_arrow(times)[1])


@pytest.mark.parametrize("kind", [pyarrow.int64(), pyarrow.uint64(), pyarrow.decimal128(20, 0)])
@given(st.lists(st.one_of(st.none(), st.integers(0, 2**63 - 1)), min_size=1))
def test_no_digit_of_a_whole_number_is_lost(
    kind: pyarrow.DataType, cells: list[int | None]
) -> None:
    read = from_arrow(pyarrow.array(cells, kind)).tolist()
    if isinstance(read[0], str):
        assert read == ["" if cell is None else str(cell) for cell in cells]
    else:
        np.testing.assert_array_equal(read, [np.nan if cell is None else cell for cell in cells])
        assert all(cell is None or cell < 2**53 for cell in cells)


def test_a_day_that_arrow_cannot_hold_is_refused() -> None:
    days = np.array([2**31, 5], dtype="datetime64[D]")
    with pytest.raises(InputError, match=r"1 of 2 days are beyond .* first is row 1"):
        to_arrow(days, is_missing(days))


def test_one_long_text_does_not_take_all_memory() -> None:
    cells = ["a"] * 100_000
    cells[7] = "x" * 1_000_000
    with pytest.raises(
        InputError, match=r"column note has a text of 1000000 .* row 8 of 100000;.*GB"
    ):
        from_arrow(pyarrow.array(cells), name="note")
    assert from_arrow(pyarrow.array(cells[:7])).dtype == np.dtype("<U1")


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_folder_with_one_long_text_is_refused_by_its_column(tmp_path: Path, ending: str) -> None:
    cells = ["a"] * 20_000
    cells[7] = "x" * 100_000
    table = pyarrow.table({"household_id": [f"h{n}" for n in range(20_000)], "stratum": cells})
    children = table.rename_columns(["child_id", "note"])
    for name, rows in (("households", table), ("children", children)):
        path = tmp_path / f"{name}.{ending}"
        parquet.write_table(rows, path) if ending == "parquet" else csv.write_csv(rows, path)
    with pytest.raises(InputError, match=r"column (stratum|note) has a text of 100000 characters"):
        records.read_records(tmp_path)

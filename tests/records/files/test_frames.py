"""Frames of any library arrive whole, or the fault is named."""

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from riskscreen.errors import InputError
from riskscreen.records.files import from_frame


@pytest.mark.parametrize("frame", [
    pd.DataFrame([[1, 2]], columns=["x", "x"]),
    pa.table([pa.array([1]), pa.array([2])], names=["x", "x"]),
], ids=["pandas", "arrow"])  # fmt: skip
def test_a_column_that_is_twice_in_a_frame_is_a_fault(frame: object) -> None:
    assert from_frame(frame, "children").findings[0].code == "SCH-04"


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pa.table])
def test_frames_of_each_library_give_the_same(make) -> None:
    raw = from_frame(make({"id": ["a", None], "age": [7.5, None]}), "children")
    assert raw.columns["id"].tolist() == ["a", ""]
    np.testing.assert_array_equal(raw.columns["age"], [7.5, np.nan])


def test_what_is_no_frame_is_refused() -> None:
    with pytest.raises(InputError, match="children is a int; give a pandas"):
        from_frame(3, "children")


def test_a_frame_of_mixed_cells_keeps_them_for_the_check() -> None:
    frame = pd.DataFrame({"age_years": [7, "seven", None]})
    assert from_frame(frame, "children").columns["age_years"].tolist()[:2] == [7, "seven"]


def test_pandas_categories_arrive_as_text() -> None:
    frame = pd.DataFrame({"sex": pd.Categorical(["male", None, "female"])})
    assert from_frame(frame, "children").columns["sex"].tolist() == ["male", "", "female"]


def test_arrays_arrive_as_they_are() -> None:
    raw = from_frame({"age_years": np.array([1.0, np.nan])}, "children")
    assert np.isnan(raw.columns["age_years"][1])


def test_ids_of_an_array_keep_all_their_digits() -> None:
    ids = np.array([101010888000910008, 101010888000910009])
    assert from_frame({"hid": ids}, "children").columns["hid"].tolist() == [
        "101010888000910008", "101010888000910009",
    ]  # fmt: skip


@pytest.mark.parametrize("missing", [None, float("nan"), np.nan], ids=["None", "nan", "numpy's"])
def test_what_is_missing_among_texts_is_no_text(missing: object) -> None:
    raw = from_frame({"child_id": [missing, "h1"]}, "children")
    assert "nan" not in raw.columns["child_id"].tolist()


def test_yes_among_numbers_is_not_one() -> None:
    assert (
        from_frame({"age_years": [True, 7.0]}, "children").columns["age_years"].tolist()[0] is True
    )


@pytest.mark.parametrize("cell", [[1], {"a": 1}, (1,), {1}, np.array([1, 2])], ids=str)
def test_several_values_in_a_cell_of_an_object_column_are_text(cell: object) -> None:
    column = np.empty(2, dtype=object)
    column[:] = [cell, 7.0]
    assert isinstance(from_frame({"age_years": column}, "children").columns["age_years"][0], str)


@pytest.mark.parametrize(
    "values", [7, None, "text", np.zeros((2, 2))], ids=["number", "none", "text", "table"]
)
def test_a_column_that_is_not_one_value_a_row_is_refused(values: object) -> None:
    with pytest.raises(InputError, match=r"1 of 2 columns of children .* first is age_years"):
        from_frame({"child_id": ["a", "b"], "age_years": values}, "children")


def test_bytes_that_are_no_text_are_kept_from_harm() -> None:
    raw = from_frame({"child_id": np.array([b"a", b"\xff"])}, "children")
    assert raw.columns["child_id"].tolist() == ["a", "\ufffd"]

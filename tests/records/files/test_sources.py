"""Files and frames arrive whole, or the fault is named."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskscreen.errors import InputError
from riskscreen.records.files import from_csv, from_file, from_frame


def test_a_wrong_encoding_is_a_fault_with_its_line() -> None:
    raw = from_csv(
        "id,x\n1,a\n2,Hà Nội\n".encode("cp1258", errors="replace") + b"\xe0\n", "children"
    )
    (fault,) = raw.findings
    assert (fault.code, fault.title, fault.verdict) == ("SCH-01", "wrong encoding", "fail")
    assert "not UTF-8: first bad byte in line 3" in fault.detail
    assert "Windows-1258" in fault.detail


def test_a_byte_order_mark_is_no_part_of_the_first_name() -> None:
    assert list(from_csv("\ufeffid,x\n1,2\n".encode(), "children").columns) == ["id", "x"]


def test_a_column_that_is_there_twice_is_a_fault() -> None:
    raw = from_csv(b"id,x,x\n1,2,3\n", "children")
    assert raw.findings[0].code == "SCH-04"
    assert "1 of 2 columns of children are there more than once; first is x" in (
        raw.findings[0].detail
    )


@pytest.mark.parametrize("frame", [
    pd.DataFrame([[1, 2]], columns=["x", "x"]),
    pa.table([pa.array([1]), pa.array([2])], names=["x", "x"]),
], ids=["pandas", "arrow"])  # fmt: skip
def test_a_column_that_is_twice_in_a_frame_is_a_fault(frame: object) -> None:
    assert from_frame(frame, "children").findings[0].code == "SCH-04"


def test_ragged_lines_are_a_fault() -> None:
    assert (
        "lines do not fit its header"
        in from_csv(b"a,b\n1,2\n1,2,3\n", "children").findings[0].detail
    )


@pytest.mark.parametrize("mark", [";", "\t"])
def test_another_separator_is_a_fault(mark: str) -> None:
    (fault,) = from_csv(f"child_id{mark}sex\n1{mark}male\n".encode(), "children").findings
    assert "not separated by commas" in fault.detail


def test_what_is_no_parquet_file_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "children.parquet"
    path.write_bytes(b"not parquet")
    assert from_file(path, "children").findings[0].code == "SCH-01"


@pytest.mark.parametrize("content", [b"", b"\n", b"a,b\n"])
def test_an_empty_file_has_no_rows(content: bytes) -> None:
    assert from_csv(content, "children").n_rows == 0


def test_a_quoted_cell_may_hold_commas_and_lines() -> None:
    assert from_csv(b'a,b\n"1,5","x\ny"\n', "children").columns["b"].tolist() == ["x\ny"]


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "children.xlsx").write_bytes(b"")
    with pytest.raises(InputError, match=r"neither \.parquet nor \.csv"):
        from_file(tmp_path / "children.xlsx", "children")


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


@given(st.binary())
def test_any_bytes_are_a_table_or_a_fault(content: bytes) -> None:
    raw = from_csv(content, "children")
    assert raw.findings or len({len(values) for values in raw.columns.values()}) <= 1

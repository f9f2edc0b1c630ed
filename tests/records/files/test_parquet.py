"""A Parquet file gives its columns, or one sentence."""

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from riskscreen.records.files import read_file
from riskscreen.records.files.faults import UnreadableError
from riskscreen.records.files.parquet import from_parquet


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "children.parquet"
    parquet.write_table(pa.table({"ID": ["a", "b"], "age": [7.0, None], "x": [1, 2]}), path)
    return path


def test_only_the_wanted_columns_are_read(path: Path) -> None:
    raw = from_parquet(path, "children", columns=["id", "AGE", "absent"])
    assert list(raw.columns) == ["ID", "age"]
    assert raw.columns["ID"].tolist() == ["a", "b"]


def test_what_is_no_parquet_file_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "x.parquet").write_bytes(b"not parquet")
    with pytest.raises(UnreadableError, match="not a Parquet file that can be read"):
        from_parquet(tmp_path / "x.parquet", "children")


def test_a_column_that_is_there_twice_is_a_fault(tmp_path: Path) -> None:
    table = pa.table([pa.array([1]), pa.array([2])], names=["x", "x"])
    parquet.write_table(table, tmp_path / "x.parquet")
    raw = from_parquet(tmp_path / "x.parquet", "children")
    assert (raw.columns, raw.findings[0].code) == ({}, "SCH-04")


def test_names_that_differ_in_case_are_both_kept(tmp_path: Path) -> None:
    parquet.write_table(pa.table({"hh1": [1], "HH1": [2]}), tmp_path / "x.parquet")
    raw = from_parquet(tmp_path / "x.parquet", "hl", columns=["hh1"])
    assert (list(raw.columns), raw.findings[0].code) == (["hh1", "HH1"], "FIL-01")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_a_file_cut_short_or_changed_is_a_table_or_one_sentence(path: Path, data) -> None:
    content = bytearray(path.read_bytes())
    broken = path.with_name("broken.parquet")
    if data.draw(st.booleans()):
        content = content[: data.draw(st.integers(1, len(content) - 1))]
        broken.write_bytes(content)
        assert read_file(broken, "children").findings[0].code == "SCH-01"
    else:
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
        broken.write_bytes(content)
        raw = read_file(broken, "children")
        assert raw.columns or raw.findings

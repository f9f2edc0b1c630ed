"""Whatever is wrong with a file is one finding; what the caller got wrong is an error."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskscreen.core import Verdict
from riskscreen.errors import InputError
from riskscreen.records.files import KINDS, from_folder, read_file


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_file_is_a_finding(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"hl{kind.upper()}"
    path.touch()
    raw = read_file(path, "hl")
    (finding,) = raw.findings
    assert (raw.columns, finding.code, finding.verdict) == ({}, "SCH-01", Verdict.FAIL)
    assert finding.detail.startswith("hl: ")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("content", [b"\x00" * 700, b"rubbish \xff\xfe\x00" * 50])
def test_rubbish_is_a_finding(tmp_path: Path, kind: str, content: bytes) -> None:
    path = tmp_path / f"hl{kind}"
    path.write_bytes(content)
    raw = read_file(path, "hl")
    assert any(finding.code in ("SCH-01", "FIL-08") for finding in raw.findings)


@pytest.mark.parametrize("kind", KINDS)
def test_a_folder_is_a_finding(tmp_path: Path, kind: str) -> None:
    (tmp_path / f"hl{kind}").mkdir()
    (finding,) = read_file(tmp_path / f"hl{kind}", "hl").findings
    assert (finding.code, finding.verdict) == ("SCH-01", "fail")
    assert "is a folder; name a file in it" in finding.detail


@pytest.mark.parametrize("suffix", [".doc", ".rds", ""])
def test_another_kind_is_a_finding(tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"hl{suffix}").write_bytes(b"x")
    (finding,) = read_file(tmp_path / f"hl{suffix}", "hl").findings
    assert (finding.code, finding.verdict) == ("SCH-01", "fail")
    assert "of no kind that can be read; save it as one of .parquet, .csv" in finding.detail


def test_no_right_to_read_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "hl.csv"
    path.write_text("a,b\n1,2\n")
    path.chmod(0)
    as_root = os.geteuid() == 0
    if as_root:
        os.seteuid(65534)  # root may read everything; nobody may not
    try:
        (finding,) = read_file(path, "hl").findings
    finally:
        if as_root:
            os.seteuid(0)
    assert (finding.code, finding.verdict) == ("SCH-01", "fail")
    assert "cannot be opened (Permission denied)" in finding.detail


def test_an_absent_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no file \S+/hl\.sav for the table hl; check the name"):
        read_file(tmp_path / "hl.sav", "hl")


@pytest.mark.parametrize("row", [0, -1])
def test_a_header_row_below_the_first_is_an_error(tmp_path: Path, row: int) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    with pytest.raises(InputError, match="header_row"):
        read_file(tmp_path / "x.csv", "hl", header_row=row)


@pytest.mark.parametrize("separator", ["", ";;", "\n"])
def test_a_separator_of_other_than_one_letter_is_an_error(tmp_path: Path, separator: str) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    with pytest.raises(InputError, match="separator"):
        read_file(tmp_path / "x.csv", "hl", separator=separator)


def test_an_empty_column_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,\n2,\n")
    (finding,) = read_file(tmp_path / "x.csv", "hl").findings
    assert (finding.code, finding.verdict) == ("SCH-30", "pass")


def test_a_path_may_be_text(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    assert read_file(str(tmp_path / "x.csv"), "hl").n_rows == 1


def test_a_folder_gives_both_tables(tmp_path: Path) -> None:
    (tmp_path / "households.csv").write_text("household_id\nh1\n")
    (tmp_path / "children.csv").write_text("child_id\nc1\nc2\n")
    assert [raw.n_rows for raw in from_folder(tmp_path)] == [1, 2]


def test_a_folder_without_a_table_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "households.csv").write_text("household_id\nh1\n")
    with pytest.raises(InputError, match=r"no children\.parquet or children\.csv"):
        from_folder(tmp_path)
    with pytest.raises(InputError, match=r"no folder \S+/absent: "):
        from_folder(tmp_path / "absent")


def test_a_text_that_was_taken_for_a_path_is_not_repeated() -> None:
    for text in ('{"household": {"household_id": "h1"}}', "Nguyen\nERROR forged", "a" + "/b" * 150):
        with pytest.raises(InputError, match=f"no folder of {len(text)} characters: give"):
            from_folder(Path(text))


def test_a_table_that_is_there_twice_is_an_error(tmp_path: Path) -> None:
    for suffix in ("csv", "parquet"):
        (tmp_path / f"households.{suffix}").write_text("household_id\nh1\n")
    with pytest.raises(InputError, match="households is there twice"):
        from_folder(tmp_path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(kind=st.sampled_from(KINDS), content=st.binary(min_size=1))
def test_any_bytes_are_a_table_or_one_sentence(tmp_path: Path, kind: str, content: bytes) -> None:
    path = tmp_path / f"any{kind}"
    path.write_bytes(content)
    raw = read_file(path, "hl")
    assert raw.findings or raw.n_rows >= 0

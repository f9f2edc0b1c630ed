"""Delimited files arrive whole, every cell as text, or the fault is named."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskscreen.records.files import from_csv, read_file
from riskscreen.records.files.delimited import from_delimited
from riskscreen.records.files.faults import UnreadableError
from riskscreen.records.files.fonts import to_bytes


def test_a_wrong_encoding_is_a_fault_with_its_line_and_its_remedy() -> None:
    raw = from_csv(
        "id,x\n1,a\n2,Hà Nội\n".encode("cp1258", errors="replace") + b"\xe0\n", "children"
    )
    (fault,) = raw.findings
    assert (fault.code, fault.title, fault.verdict) == ("SCH-01", "wrong encoding", "fail")
    assert "not UTF-8: first bad byte in line 3" in fault.detail
    assert "Windows-1258" in fault.detail
    assert '`encoding = "cp1258"`, "tcvn3" or "vni"' in fault.detail


@pytest.mark.parametrize("encoding", ["cp1258", "tcvn3", "vni"])
def test_a_named_encoding_is_read(encoding: str) -> None:
    raw = from_delimited(to_bytes("id,xã\n1,Nghĩa Đô\n", encoding), "children", encoding=encoding)
    assert raw.columns["xã"].tolist() == ["Nghĩa Đô"]


def test_unicode_text_of_a_spreadsheet_is_refused_with_its_name() -> None:
    (fault,) = from_csv("id,x\n1,2\n".encode("utf-16"), "children").findings
    assert '`encoding = "utf-16"`' in fault.detail


def test_a_byte_order_mark_is_no_part_of_the_first_name() -> None:
    assert list(from_csv("\ufeffid,x\n1,2\n".encode(), "children").columns) == ["id", "x"]


def test_a_column_that_is_there_twice_is_a_fault() -> None:
    raw = from_csv(b"id,x,x\n1,2,3\n", "children")
    assert raw.findings[0].code == "SCH-04"
    assert "1 of 2 columns of children are there more than once; first is x" in (
        raw.findings[0].detail
    )


def test_names_that_differ_in_case_are_both_kept() -> None:
    raw = from_csv(b"HH1,hh1\n1,2\n", "hl")
    assert (list(raw.columns), raw.findings[0].code) == (["HH1", "hh1"], "FIL-01")


@pytest.mark.parametrize(
    ("content", "header_row", "said"),
    [
        (
            b"a,b\n1,2\n1,2,3\n",
            1,
            "1 row does not; first is line 3: 3 cells where the header has 2",
        ),
        (b"a,b\r\n\r\n1\r\n1,2,3\r\n", 1, "2 rows do not; first is line 3: 1 cell where"),
        (b'a,b\n"x\ny",2\n\n4\n', 1, "first is line 5: 1 cell where"),
        (b"title\n\na,b\n1,2\n3\n", 3, "first is line 5: 1 cell where"),
    ],
    ids=["one", "empty lines and CRLF", "a cell of two lines", "lines above the header"],
)
def test_ragged_lines_are_a_fault_that_says_where(
    content: bytes, header_row: int, said: str
) -> None:
    raw = from_delimited(content, "children", header_row=header_row)
    detail = raw.findings[0].detail
    assert detail.startswith("children: its lines do not fit its header: ")
    assert said in detail
    assert detail.endswith("; repair or quote them")


@pytest.mark.parametrize("content", [b"a,b\n1,2\n3", b"a,b\n1,2\n3,4\n5,"[:-1]])
def test_half_a_last_line_is_a_fault(content: bytes) -> None:
    raw = from_csv(content, "children")
    assert (raw.columns, raw.findings[0].code) == ({}, "SCH-01")


def test_a_quote_that_never_closes_is_a_fault() -> None:
    (fault,) = from_csv(b'a,b\n1,"x\n2,y\n3,z\n', "children").findings
    assert (fault.code, fault.verdict) == ("SCH-01", "fail")
    assert "ends within a quoted cell" in fault.detail


def test_a_quote_within_a_cell_is_a_letter() -> None:
    assert from_csv(b'a,b\n1,5" pipe\n', "children").columns["b"].tolist() == ['5" pipe']


def test_a_last_line_without_an_end_is_told() -> None:
    (finding,) = from_csv(b"a,b\n1,2\n3,4", "children").findings
    assert (finding.code, finding.verdict) == ("FIL-08", "pass")


@pytest.mark.parametrize("mark", [";", "\t"])
def test_another_separator_is_a_fault(mark: str) -> None:
    (fault,) = from_csv(f"child_id{mark}sex\n1{mark}male\n".encode(), "children").findings
    assert "not separated by commas" in fault.detail
    assert "`separator = " in fault.detail


def test_a_named_separator_is_read() -> None:
    raw = from_delimited(b"a;b\n1;2,5\n", "children", separator=";")
    assert raw.columns["b"].tolist() == ["2,5"]
    with pytest.raises(UnreadableError, match="not separated by semicolons"):
        from_delimited(b"a,b\n1,2\n", "children", separator=";")


def test_the_header_may_stand_lower() -> None:
    raw = from_delimited(b"Bao cao\n\na,b\n1,2\n", "children", header_row=3)
    assert {column: cells.tolist() for column, cells in raw.columns.items()} == {
        "a": ["1"], "b": ["2"],
    }  # fmt: skip


def test_only_the_wanted_columns_are_read() -> None:
    assert list(from_delimited(b"A,b,c\n1,2,3\n", "hl", columns=["a", "C"]).columns) == ["A", "c"]


@pytest.mark.parametrize(("suffix", "mark"), [(".tsv", "\t"), (".txt", "\t"), (".CSV", ",")])
def test_the_suffix_says_the_separator(tmp_path: Path, suffix: str, mark: str) -> None:
    path = tmp_path / f"x{suffix}"
    path.write_text(f"a{mark}b\n1{mark}2\n")
    raw = read_file(path, "hl")
    assert (raw.columns["b"].tolist(), raw.is_text) == (["2"], True)


@pytest.mark.parametrize("content", [b"", b"\n", b"a,b\n"])
def test_an_empty_table_has_no_rows(content: bytes) -> None:
    assert from_csv(content, "children").n_rows == 0


def test_a_quoted_cell_may_hold_commas_and_lines() -> None:
    assert from_csv(b'a,b\n"1,5","x\ny"\n', "children").columns["b"].tolist() == ["x\ny"]


def test_a_first_line_without_end_is_a_fault() -> None:
    (fault,) = from_csv(b"a" * 200_000, "children").findings
    assert "its first line is no header" in fault.detail


@given(st.binary())
def test_any_bytes_are_a_table_or_a_fault(content: bytes) -> None:
    raw = from_csv(content, "children")
    assert raw.findings or len({len(values) for values in raw.columns.values()}) <= 1


_CELL = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8)


@given(st.lists(st.tuples(_CELL, _CELL), min_size=1))
def test_what_is_written_is_read(rows: list[tuple[str, str]]) -> None:
    quoted = "".join(
        ",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in rows
    )
    raw = from_csv(f"first,second\n{quoted}".encode(), "children")
    marks = {"NA", "NaN", "nan", "null", "NULL"}
    assert raw.columns["second"].tolist() == ["" if s in marks else s for _, s in rows]


@pytest.mark.parametrize("end", ["", "\n", "\r"])
def test_a_header_alone_is_an_empty_table_whatever_ends_it(end: str) -> None:
    columns = from_csv(f"a,b{end}".encode(), "children").columns
    assert {name: values.tolist() for name, values in columns.items()} == {"a": [], "b": []}


def test_lines_of_an_old_macintosh_are_lines() -> None:
    assert from_csv(b"a,b\r1,2\r", "children").columns["b"].tolist() == ["2"]

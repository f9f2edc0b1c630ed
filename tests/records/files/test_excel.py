"""A sheet of a real workbook of every kind arrives whole, or one sentence says why not."""

import datetime
import struct
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msoffcrypto.format.ooxml
import numpy as np
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskscreen.core import Finding
from riskscreen.records.files import Raw, read_file
from riskscreen.records.files.fonts import to_bytes, western

DAY = datetime.date(2014, 1, 2)
ROWS: list[list[Any]] = [
    ["ma", "tuoi", "ngay", "di_hoc", "xa"],
    ["007", 10, DAY, True, "Nghĩa Đô"],
    ["008", None, None, False, None],
    ["009", 12.5, datetime.date(1999, 12, 31), None, "Ba Đình"],
]


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    """Return a writer of a workbook: sheets by name, each a list of rows."""

    def write(name: str = "x.xlsx", **sheets: Sequence[Sequence[Any]]) -> Path:
        made = openpyxl.Workbook()
        made.remove(made.active)
        for title, rows in (sheets or {"Lop5": ROWS}).items():
            page = made.create_sheet(title)
            for row in rows:
                page.append(list(row))
        made.save(tmp_path / name)
        return tmp_path / name

    return write


def fault(raw: Raw) -> Finding:
    assert raw.columns == {}
    (finding,) = raw.findings
    assert (finding.code, finding.verdict) == ("SCH-01", "fail")
    return finding


def check_rows(raw: Raw) -> None:
    assert raw.columns["ma"].tolist() == ["007", "008", "009"]
    np.testing.assert_array_equal(raw.columns["tuoi"], [10.0, np.nan, 12.5])
    assert raw.columns["ngay"].tolist() == [DAY, None, datetime.date(1999, 12, 31)]
    np.testing.assert_array_equal(raw.columns["di_hoc"], [1.0, 0.0, np.nan])
    assert raw.columns["xa"].tolist() == ["Nghĩa Đô", "", "Ba Đình"]
    assert raw.is_text is False


def test_a_workbook_is_read(book: Callable[..., Path]) -> None:
    raw = read_file(book(), "children")
    check_rows(raw)
    assert raw.findings == ()


def test_whole_numbers_are_whole_and_mixed_columns_are_text(book: Callable[..., Path]) -> None:
    raw = read_file(book(A=[["id", "mix"], [123.0, 5], [124, "5a"]]), "children")
    assert raw.columns["id"].tolist() == [123.0, 124.0]
    assert raw.columns["mix"].tolist() == ["5", "5a"]


def test_only_the_wanted_columns_are_read(book: Callable[..., Path]) -> None:
    assert list(read_file(book(), "children", columns=["TUOI", "Ma", "x"]).columns) == [
        "ma", "tuoi",
    ]  # fmt: skip


@pytest.mark.parametrize("sheet", ["Lop5", "lop5 ", 2])
def test_a_sheet_is_named_or_numbered(book: Callable[..., Path], sheet: str | int) -> None:
    check_rows(read_file(book(Bia=[["x"], [1]], Lop5=ROWS), "children", sheet=sheet))


def test_several_sheets_and_none_named_are_listed(book: Callable[..., Path]) -> None:
    detail = fault(read_file(book(Bia=[["x"]], Lop5=ROWS), "children")).detail
    assert "2 sheets and none is named (1 'Bia', 2 'Lop5')" in detail
    assert "`sheet = 'Bia'`" in detail


def test_a_hidden_sheet_is_not_in_the_way(book: Callable[..., Path]) -> None:
    path = book(Bia=[["x"]], Lop5=ROWS)
    made = openpyxl.load_workbook(path)
    made["Bia"].sheet_state = "hidden"
    made.active = 1
    made.save(path)
    check_rows(read_file(path, "children"))


@pytest.mark.parametrize("sheet", ["Lop6", 0, 3, -1])
def test_a_sheet_that_is_not_there_is_refused(book: Callable[..., Path], sheet: str | int) -> None:
    detail = fault(read_file(book(), "children", sheet=sheet)).detail
    assert f"no sheet {sheet!r}; there are 1 'Lop5'" in detail


@pytest.mark.parametrize("above", [1, 3])
def test_the_header_may_stand_lower(book: Callable[..., Path], above: int) -> None:
    rows = [["Danh sách trẻ em"], *([[]] * (above - 1)), *ROWS]
    check_rows(read_file(book(A=rows), "children", header_row=above + 1))


def test_a_table_may_start_in_another_column(book: Callable[..., Path]) -> None:
    raw = read_file(book(A=[[], [None, None, "id"], [None, None, 7]]), "children", header_row=2)
    assert raw.columns["id"].tolist() == [7.0]


def test_a_header_below_the_table_is_refused(book: Callable[..., Path]) -> None:
    detail = fault(read_file(book(), "children", header_row=9)).detail
    assert "sheet 'Lop5' ends before row 9" in detail


def test_a_column_without_a_name_is_refused_by_its_letter(book: Callable[..., Path]) -> None:
    detail = fault(read_file(book(A=[["a", None, "c", " "], [1, 2, 3, 4]]), "children")).detail
    assert "2 of 4 columns have values and no name in row 1: B, D" in detail


def test_a_merged_header_is_refused_by_its_letter(book: Callable[..., Path]) -> None:
    path = book(A=[["a", "b", "c"], [1, 2, 3]])
    made = openpyxl.load_workbook(path)
    made["A"].merge_cells("B1:C1")
    made.save(path)
    assert "no name in row 1: C. Merged cells" in fault(read_file(path, "children")).detail


def test_letters_go_beyond_z(book: Callable[..., Path]) -> None:
    header = [f"c{place}" for place in range(30)]
    rows = [[*header[:27], None, *header[28:]], list(range(30))]
    assert "row 1: AB." in fault(read_file(book(A=rows), "children")).detail


def test_an_empty_column_without_a_name_is_no_column(book: Callable[..., Path]) -> None:
    raw = read_file(book(A=[["a", None, "c"], [1, None, 3], [1, "  ", 3]]), "children")
    assert (list(raw.columns), raw.findings) == (["a", "c"], ())


def test_blank_rows_at_the_end_are_dropped_and_others_kept(book: Callable[..., Path]) -> None:
    rows = [["a", "b"], [1, None], [None, None], [None, "x"], [None, "  "], ["", None]]
    for columns in (None, ["a"]):
        assert read_file(book(A=rows), "children", columns=columns).n_rows == 3


def test_a_column_that_is_there_twice_is_a_fault(book: Callable[..., Path]) -> None:
    raw = read_file(book(A=[["a", "a "], [1, 2]]), "children")
    assert (raw.columns, raw.findings[0].code) == ({}, "SCH-04")


def test_errors_are_missing_and_counted(book: Callable[..., Path]) -> None:
    path = book(A=[["a", "b"], [1, 2], [3, 4]], B=[["c"], [1]])
    made = openpyxl.load_workbook(path)
    for page, cell in (("A", "B2"), ("A", "B3"), ("B", "A2")):
        made[page][cell] = "#N/A"
        made[page][cell].data_type = "e"
    made.save(path)
    raw = read_file(path, "children", sheet="A")
    assert np.isnan(raw.columns["b"]).all()
    told = {finding.code: finding for finding in raw.findings}
    assert (told["FIL-04"].measured, told["FIL-04"].verdict) == (2.0, "pass")
    assert "first is in b, with 2" in told["FIL-04"].detail
    assert "FIL-04" not in {
        finding.code for finding in read_file(path, "x", sheet="A", columns=["a"]).findings
    }


def test_formulas_without_a_value_are_missing_and_counted(book: Callable[..., Path]) -> None:
    raw = read_file(book(A=[["a", "b"], [1, "=A2*2"]]), "children")
    told = {finding.code: finding for finding in raw.findings}
    assert told["FIL-07"].measured == 1.0
    assert "never calculated" in told["FIL-07"].detail


def test_a_time_beside_the_day_is_dropped_loudly(book: Callable[..., Path]) -> None:
    moment = datetime.datetime(2014, 1, 2, 3, 4)  # noqa: DTZ001 - a sheet has no zone
    raw = read_file(book(A=[["d"], [moment]]), "children")
    assert raw.columns["d"].tolist() == [DAY]
    assert [finding.code for finding in raw.findings] == ["FIL-05"]


def test_letters_of_an_old_font_are_decoded(book: Callable[..., Path]) -> None:
    words = ["Không biết", "Có", "Đang đi học"]
    rows = [[western(to_bytes("trường", "tcvn3"))]] + [
        [western(to_bytes(w, "tcvn3"))] for w in words
    ]
    raw = read_file(book(A=rows), "children")
    assert raw.columns["trường"].tolist() == words
    assert [finding.code for finding in raw.findings] == ["FIL-02"]


def test_a_protected_workbook_is_one_sentence(book: Callable[..., Path], tmp_path: Path) -> None:
    path = tmp_path / "protected.xlsx"
    with book().open("rb") as plain, path.open("wb") as sealed:
        msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt("mat khau", sealed)
    assert "protected by a password; open it, take the password off" in (
        fault(read_file(path, "children")).detail
    )


def test_a_cell_far_away_is_refused_before_it_is_read(book: Callable[..., Path]) -> None:
    path = book()
    made = openpyxl.load_workbook(path)
    made["Lop5"]["XFD1048576"] = 1
    made.save(path)
    assert "clear what stands far from the table" in fault(read_file(path, "children")).detail


def test_an_old_workbook_is_read() -> None:
    """old.xls: one sheet in BIFF8, written by xlwt 1.3, its text for a TCVN3 font."""
    raw = read_file(Path(__file__).parent / "old.xls", "children")
    assert raw.columns["ma"].tolist() == ["007", "008"]
    np.testing.assert_array_equal(raw.columns["tuoi"], [10.0, np.nan])
    assert raw.columns["ngay"].tolist() == [DAY, datetime.date(2014, 9, 15)]
    assert raw.columns["lop"].tolist() == ["Không biết", "Có"]


def test_an_opendocument_is_read(tmp_path: Path) -> None:
    check_rows(read_file(opendocument(tmp_path / "x.ods", ROWS), "children"))


def test_errors_of_an_opendocument_are_counted(tmp_path: Path) -> None:
    path = opendocument(tmp_path / "x.ods", [["a", "b"], [1, ValueError("#DIV/0!")]])
    told = {finding.code: finding for finding in read_file(path, "children").findings}
    assert told["FIL-04"].measured == 1.0


def test_a_binary_workbook_is_read(tmp_path: Path) -> None:
    raw = read_file(binary_workbook(tmp_path / "x.xlsb", [["ma", "tuoi"], ["007", 10.0]]), "x")
    assert {name: cells.tolist() for name, cells in raw.columns.items()} == {
        "ma": ["007"], "tuoi": [10.0],
    }  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(cut=st.floats(0, 1, exclude_max=True), kind=st.sampled_from([".xlsx", ".ods", ".xls"]))
def test_a_file_cut_short_is_one_sentence(tmp_path: Path, cut: float, kind: str) -> None:
    content = _real(tmp_path, kind).read_bytes()
    broken = tmp_path / f"broken{kind}"
    broken.write_bytes(content[: int(cut * len(content))])
    raw = read_file(broken, "children")
    # a workbook of Excel 97 ends in padding; what is left may be whole
    assert raw.findings or kind == ".xls"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data(), kind=st.sampled_from([".xlsx", ".ods", ".xls", ".xlsb"]))
def test_a_changed_byte_is_a_table_or_one_sentence(tmp_path: Path, data, kind: str) -> None:
    content = bytearray(_real(tmp_path, kind).read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    broken = tmp_path / f"broken{kind}"
    broken.write_bytes(content)
    raw = read_file(broken, "children")
    assert raw.columns or raw.findings


_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=9)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(
    st.one_of(st.none(), st.floats(-1e9, 1e9)),
    st.one_of(st.none(), st.dates(datetime.date(1901, 1, 1), datetime.date(2100, 1, 1))),
), min_size=1))  # fmt: skip
def test_what_is_written_is_read(tmp_path: Path, rows: list[tuple[Any, ...]]) -> None:
    made = openpyxl.Workbook()
    made.active.append(["n", "d", "end"])
    for row in rows:
        made.active.append([*row, "x"])
    made.save(tmp_path / "h.xlsx")
    raw = read_file(tmp_path / "h.xlsx", "children")
    numbers = [np.nan if n is None else n for n, _ in rows]
    np.testing.assert_allclose(raw.columns["n"], numbers, rtol=1e-12)
    if any(d is not None for _, d in rows):
        assert raw.columns["d"].tolist() == [d for _, d in rows]


def _real(folder: Path, kind: str) -> Path:
    path = folder / f"real{kind}"
    if path.exists():
        return path
    if kind == ".xls":
        return Path(__file__).parent / "old.xls"
    if kind == ".ods":
        return opendocument(path, ROWS)
    if kind == ".xlsb":
        return binary_workbook(path, [["ma", "tuoi"], ["007", 10.0]])
    made = openpyxl.Workbook()
    for row in ROWS:
        made.active.append(row)
    made.save(path)
    return path


def opendocument(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    """Write a sheet as LibreOffice does, with its million of empty rows at the end."""

    def cell(value: Any) -> str:
        if value is None:
            return "<table:table-cell/>"
        if isinstance(value, ValueError):
            return (
                '<table:table-cell office:value-type="string" office:string-value="" '
                f'calcext:value-type="error"><text:p>{value}</text:p></table:table-cell>'
            )
        kind, attribute = {
            bool: ("boolean", f'office:boolean-value="{str(value).lower()}"'),
            int: ("float", f'office:value="{value}"'),
            float: ("float", f'office:value="{value}"'),
            datetime.date: ("date", f'office:date-value="{value}"'),
            str: ("string", ""),
        }[type(value)]
        return (
            f'<table:table-cell office:value-type="{kind}" {attribute}>'
            f"<text:p>{value}</text:p></table:table-cell>"
        )

    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    name = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        f'xmlns:office="{name}:office:1.0" xmlns:table="{name}:table:1.0" '
        f'xmlns:text="{name}:text:1.0" '
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        f'<office:body><office:spreadsheet><table:table table:name="Lop5">{body}'
        '<table:table-row table:number-rows-repeated="1048572">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("mimetype", kind, zipfile.ZIP_STORED)
        parts.writestr("content.xml", content)
        parts.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{name}:manifest:1.0"><manifest:file-entry '
            f'manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>',
        )
    return path


def binary_workbook(path: Path, rows: Sequence[Sequence[str | float]]) -> Path:
    """Write a sheet in the records of [MS-XLSB], 2.5.97: kind, length, content."""

    def record(kind: int, content: bytes = b"") -> bytes:
        head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
        return head + bytes([len(content)]) + content

    def wide(text: str) -> bytes:
        return struct.pack("<I", len(text)) + text.encode("utf-16-le")

    sheet = record(129) + record(148, struct.pack("<4I", 0, len(rows) - 1, 0, len(rows[0]) - 1))
    sheet += record(145)
    for number, row in enumerate(rows):
        sheet += record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, 0, 0, 0))
        for place, value in enumerate(row):
            head = struct.pack("<II", place, 0)
            if isinstance(value, str):
                sheet += record(6, head + wide(value))
            else:
                sheet += record(5, head + struct.pack("<d", value))
    sheet += record(146) + record(130)
    book = record(131) + record(143)
    book += record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("Lop5"))
    book += record(144) + record(132)
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("xl/workbook.bin", book)
        parts.writestr("xl/worksheets/sheet1.bin", sheet)
        parts.writestr(
            "xl/_rels/workbook.bin.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{relation}/worksheet" '
            'Target="worksheets/sheet1.bin"/></Relationships>',
        )
    return path

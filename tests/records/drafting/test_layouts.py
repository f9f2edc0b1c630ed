"""Titles above the headers, several sheets, and separators of another country."""

from pathlib import Path

import openpyxl
import pytest

from riskscreen import records
from riskscreen.records.drafting.layouts import layouts

HOMES = [["Mã hộ", "Ngày điều tra", "Hộ nghèo"], ["a", "2024-09-15", "Nghèo"],
         ["b", "2024-09-15", "Không nghèo"]]  # fmt: skip
KIDS = [["Mã trẻ", "Mã hộ", "Ngày điều tra", "Tuổi", "Giới tính"],
        ["t1", "a", "2024-09-15", 5, "Nam"], ["t2", "a", "2024-09-15", 6, "Nữ"],
        ["t3", "b", "2024-09-15", 9, "Nam"]]  # fmt: skip


def workbook(path: Path, **sheets: list[list]) -> Path:
    book = openpyxl.Workbook()
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.remove(book.active)
    book.save(path)
    return path


def test_headers_below_a_title_are_found(tmp_path: Path) -> None:
    path = workbook(tmp_path / "so.xlsx", Tre=[["UBND xã"], [], *KIDS])
    (found,) = layouts(path)
    assert (found.sheet, found.header_row) == ("Tre", 3)
    assert list(found.raw.columns) == KIDS[0]


def test_each_sheet_with_known_headers_is_a_table_and_the_draft_reads(tmp_path: Path) -> None:
    notes = [["Ghi chú"], ["x"]]
    path = workbook(tmp_path / "so.xlsx", Ho=HOMES, Tre=[["Biểu 2"], *KIDS], Note=notes)
    drafted = records.draft_mapping([path])
    assert '[files.so_ho]\npath = "so.xlsx"\nsheet = "Ho"\n' in drafted.toml
    assert '# its other sheets: "Note"' in drafted.toml
    assert 'sheet = "Tre"' in drafted.toml
    assert "header_row = 2" in drafted.toml
    mapping = tmp_path / "m.toml"
    mapping.write_text(drafted.toml, encoding="utf-8")
    held = records.read_records(tmp_path, mapping=mapping)
    assert (held.households.n_rows, held.children.n_rows) == (2, 3)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_separator_is_found_and_written(separator: str, tmp_path: Path) -> None:
    path = tmp_path / "tre.csv"
    path.write_text("\n".join(separator.join(map(str, row)) for row in KIDS), encoding="utf-8")
    drafted = records.draft_mapping([path])
    assert not drafted.unmatched
    assert ("separator = " in drafted.toml) is (separator != ",")
    mapping = tmp_path / "m.toml"
    mapping.write_text(drafted.toml, encoding="utf-8")
    assert records.read_records(tmp_path, mapping=mapping).children.n_rows == 3


def test_a_file_without_known_headers_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("c1,c2\n1,2\n", encoding="utf-8")
    (found,) = layouts(path)
    assert (list(found.raw.columns), found.header_row, found.separator) == (["c1", "c2"], 1, "")

"""A workbook that would end the process is refused before anything opens it."""

import zipfile
from pathlib import Path

import openpyxl
import pytest

from riskscreen.records.files import zipped
from riskscreen.records.files.faults import UnreadableError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "Một & hai"
    book.active.append(["id", "age"])
    book.active.append([1, 7])
    book.create_sheet("B")["C9"] = 5
    book.save(tmp_path / "x.xlsx")
    return tmp_path / "x.xlsx"


def test_sheets_are_measured_by_name(path: Path) -> None:
    sizes = zipped.measured(path)
    assert {name: (size.n_rows, size.n_columns) for name, size in sizes.items()} == {
        "Một & hai": (2, 2), "B": (9, 3),
    }  # fmt: skip


def test_a_cell_in_the_last_corner_is_refused(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book["B"]["XFD1048576"] = 1
    book.save(path)
    with pytest.raises(UnreadableError, match="reaches row 1 048 576 and column 16 384"):
        zipped.measured(path)


def test_what_unpacks_to_too_much_is_refused(path: Path) -> None:
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as parts,
        parts.open("xl/media/bomb.bin", "w", force_zip64=True) as part,
    ):
        for _ in range(2100):
            part.write(bytes(2**20))
    assert path.stat().st_size < 4 * 2**20
    with pytest.raises(UnreadableError, match="unpacks to 2 100 MB where 2048 MB can be held"):
        zipped.measured(path)


def test_a_part_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", bytes(5_000_000))
    true = (5_000_000).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(true, (10).to_bytes(4, "little")))
    with pytest.raises(UnreadableError, match="not a whole workbook"):
        zipped.measured(path)


def test_repeated_rows_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "x.ods"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr(
            "content.xml",
            '<table:table table:name="A"><table:table-row table:number-rows-repeated="1000000">'
            '<table:table-cell office:value-type="float" table:number-columns-repeated="1000"/>'
            "</table:table-row></table:table>",
        )
    with pytest.raises(UnreadableError, match="1 000 000 000 cells where 40 000 000"):
        zipped.measured(path)


def test_a_damaged_part_is_refused(path: Path) -> None:
    with zipfile.ZipFile(path) as parts:
        start = parts.getinfo("xl/worksheets/sheet1.xml").header_offset + 80
    content = bytearray(path.read_bytes())
    content[start] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(UnreadableError, match="not a whole workbook"):
        zipped.measured(path)


@pytest.mark.parametrize("content", [b"rubbish", b"PK\x03\x04rubbish"])
def test_rubbish_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.xlsx").write_bytes(content)
    with pytest.raises(UnreadableError, match="not a whole workbook"):
        zipped.measured(tmp_path / "x.xlsx")

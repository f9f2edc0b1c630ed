"""A sheet's rectangle and its cells without a value are told from its text, however it is cut."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskscreen.records.files.sheetxml import measure_excel, measure_opendocument

SHEET = (
    b'<worksheet><dimension ref="A1:XFD1048576"/><sheetData>'
    b'<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" s="4"/></row>'
    b'<row r="12"><c r="A12" s="1" t="e"><v>#N/A</v></c><c t="e" r="AB12"><v>#REF!</v></c>'
    b'<c r="B12"><f>A1+1</f><v /></c><c r="C12"><f>A1</f></c><c r="D12"><f>A1</f><v>3</v></c>'
    b'<c r="E12" t="str"><f>A1</f><v></v></c></row></sheetData></worksheet>'
)
CONTENT = (
    b'<office:spreadsheet><table:table table:name="A &amp; B" table:style-name="ta1">'
    b'<table:table-row><table:table-cell office:value-type="string"><text:p>id</text:p>'
    b"</table:table-cell></table:table-row>"
    b'<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
    b'<table:table-row><table:table-cell table:number-columns-repeated="4"/>'
    b'<table:table-cell office:value-type="string" calcext:value-type="error"/></table:table-row>'
    b'<table:table-row table:number-rows-repeated="1048571">'
    b'<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
    b'<table:table table:name="C"><table:table-row table:number-rows-repeated="1000">'
    b'<table:table-cell office:value-type="float" table:number-columns-repeated="500"/>'
    b"</table:table-row></table:table></office:spreadsheet>"
)


def cut(content: bytes, places: list[int]) -> list[bytes]:
    marks = sorted({0, *places, len(content)})
    return [content[a:b] for a, b in itertools.pairwise(marks)]


@given(st.lists(st.integers(1, len(SHEET) - 1), max_size=6))
def test_a_sheet_of_excel_is_measured(places: list[int]) -> None:
    size = measure_excel(iter(cut(SHEET, places)))
    assert (size.n_rows, size.n_columns, size.n_cells) == (12, 28, 336)
    assert size.errors == {"A": 1, "AB": 1}
    assert size.hollow == {"B": 1, "C": 1}


@given(st.lists(st.integers(1, len(CONTENT) - 1), max_size=6))
def test_the_sheets_of_an_opendocument_are_measured(places: list[int]) -> None:
    sizes = measure_opendocument(iter(cut(CONTENT, places)))
    first, second = sizes["A & B"], sizes["C"]
    assert (first.n_rows, first.n_columns, first.errors) == (5, 5, {"": 1})
    assert (second.n_rows, second.n_columns) == (1000, 500)


@pytest.mark.parametrize("measure", [measure_excel, measure_opendocument])
@given(content=st.lists(st.binary()))
def test_any_bytes_are_measured(measure, content: list[bytes]) -> None:
    measure(iter(content))

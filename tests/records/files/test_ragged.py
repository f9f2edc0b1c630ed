from dataclasses import dataclass

from riskscreen.records.files.ragged import Ragged


@dataclass
class Row:
    text: str
    actual_columns: int


def test_the_first_row_is_found_in_the_text_whatever_its_line_ends_are() -> None:
    found = Ragged("a,b\r\n12,3\r\n2\r\n3\r\n", above=2)
    assert [found.passed_over(Row(text, 1)) for text in ("2", "3")] == ["skip", "skip"]
    assert found.said(2) == "2 rows do not; first is line 5: 1 cell where the header has 2"


def test_where_every_row_fits_nothing_is_said() -> None:
    assert Ragged("a,b\n1,2\n", above=0).said(2) == ""

from typing import Any

from riskscreen.reporting.layout import Figure, Table
from riskscreen.reporting.sections import curves
from riskscreen.reporting.words import words

VI = words("vi")


def test_a_figure_for_every_attribute_holds_its_levels_and_everyone(full: dict[str, Any]) -> None:
    section = curves.capacity(full["outcomes"][0], VI)
    figures = [one for one in section.blocks if isinstance(one, Figure)]
    assert [one.caption for one in figures] == ["Dân tộc", "Giới", "Vùng"]
    assert "Trẻ em gái" in figures[1].svg
    assert "Toàn bộ trẻ em" in figures[1].svg


def test_the_table_has_one_column_for_each_capacity(full: dict[str, Any]) -> None:
    section = curves.capacity(full["outcomes"][0], VI)
    (table,) = (one for one in section.blocks if isinstance(one, Table))
    assert len(table.columns) == 1 + 8
    assert len(table.rows) == 1 + 10


def test_a_suppressed_bin_is_not_drawn_and_reads_too_few(full: dict[str, Any]) -> None:
    section = curves.calibration(full["outcomes"][0], VI)
    table = next(one for one in section.blocks if isinstance(one, Table))
    small = [row for row in table.rows if row[2].text == "không công bố"]
    assert small
    assert all(cell.text == "không công bố" for row in small for cell in row[1:])

from typing import Any

from riskscreen.reporting.layout import Table
from riskscreen.reporting.sections import drivers
from riskscreen.reporting.words import words


def test_inputs_are_named_in_the_readers_language(full: dict[str, Any]) -> None:
    section = drivers.drivers(full["outcomes"][0], words("vi"))
    tables = [one for one in section.blocks if isinstance(one, Table)]
    assert tables[0].rows[0][0].text == "số lớp chậm so với tuổi"
    assert drivers.labels(full["outcomes"][0], words("en"))["grade_gap_years"] == (
        "grades behind for the age"
    )


def test_a_table_for_every_attribute_compares_its_groups(full: dict[str, Any]) -> None:
    section = drivers.drivers(full["outcomes"][0], words("en"))
    tables = [one for one in section.blocks if isinstance(one, Table)]
    assert [len(one.columns) for one in tables[1:]] == [2 + 2, 2 + 2, 2 + 6, 2 + 8]

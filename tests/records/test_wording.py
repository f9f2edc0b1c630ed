"""A fault is said in three parts, and shows no person."""

import numpy as np

from riskscreen import records
from riskscreen.records.wording import about, shown


def test_a_fault_has_three_parts() -> None:
    speak = about("children", records.Table({"child_id": [str(n) for n in range(1204)]}))
    finding = speak.fault(
        "SCH-06",
        "t",
        np.array([88, 90, 91]),
        what="age_years outside 0-17",
        values=np.full(1204, 170.0),
        advice="Convert before reading.",
    )
    assert finding.measured == 3.0
    assert finding.detail == (
        "age_years outside 0-17 in 3 of 1 204 children; first is child 88: 170. "
        "Convert before reading."
    )


def test_a_table_without_ids_speaks_of_rows() -> None:
    speak = about("households", records.Table({"urban": [1, 0]}))
    finding = speak.fault("SCH-06", "t", np.array([1]), what="x", advice="y")
    assert "first is row 2" in finding.detail


def test_a_long_cell_is_cut_and_several_words_are_hidden() -> None:
    assert shown("x" * 99) == "x" * 24 + "..."
    assert shown("12 Hàng Bài") == "(text of 3 words)"
    assert shown(np.datetime64("NaT")) == "missing"


def test_a_row_whose_id_is_missing_is_named_by_its_number() -> None:
    table = records.Table({"child_id": np.array(["a", ""])})
    found = about("children", table).fault("SCH-08", "t", np.array([1]), what="x", advice="y")
    assert "first is row 2. y" in found.detail


def test_a_word_with_marks_or_control_characters_is_hidden() -> None:
    assert shown("NguyễnThịHoa") == "(text of 12 characters)"
    assert shown("\x1b[2J") == "(text of 4 characters)"

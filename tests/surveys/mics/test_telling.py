"""Does the report count what did not match, was not completed, or stands twice?"""

from pathlib import Path

import numpy as np
from tests.surveys import small_mics
from tests.surveys.small_mics import told

from riskscreen import records, surveys
from riskscreen.core import Verdict

NAN = np.nan


def read(folder: Path, tables: dict[str, dict[str, list[float]]]) -> records.Records:
    return surveys.read("mics6", small_mics.save(tables, folder))


def test_households_not_completed_are_counted_by_their_result(tmp_path: Path) -> None:
    (note,) = told(read(tmp_path, small_mics.mics6()), "SUR-03")
    assert note.detail == "1 of 3 households were not completed (REFUSED: 1); first is 2-1"


def test_without_a_result_all_count_as_completed_and_that_is_doubted(tmp_path: Path) -> None:
    six = small_mics.mics6()
    del six["hh"]["HH46"]
    held = read(tmp_path, six)
    assert held.households.n_rows == 3
    assert told(held, "SUR-03")[0].verdict is Verdict.INSUFFICIENT


def test_a_child_of_no_household_and_a_questionnaire_of_no_member_are_counted(
    tmp_path: Path,
) -> None:
    six = small_mics.mics6()
    six["hl"]["HH2"][6] = 9.0
    six["fs"]["LN"] = [8.0]
    held = read(tmp_path, six)
    notes = {note.title.split(": ", 1)[1]: note.detail for note in told(held, "SUR-02")}
    assert "first is 2-9-1" in notes["members household not in hh"]
    assert "first is 1-1-8" in notes["selected children not among the members"]


def test_a_completed_household_without_members_is_counted_and_kept(tmp_path: Path) -> None:
    six = small_mics.mics6()
    six["hl"] = {name: values[:4] for name, values in six["hl"].items()}
    held = read(tmp_path, six)
    assert held.households.n_rows == 2
    assert "first is 1-2. They are kept" in told(held, "SUR-02", "without members")[0].detail
    assert np.isnan(held.households["n_elderly"][1])


def test_two_persons_with_one_number_are_counted(tmp_path: Path) -> None:
    six = small_mics.mics6()
    six["hl"]["HL1"][3] = 3.0
    six["hl"]["HL6"][4] = 9.0
    held = read(tmp_path, six)
    (note,) = told(held, "SUR-06")
    assert note.measured == 2
    assert "first is 1-1-3" in note.detail
    assert held.children["child_id"].tolist() == ["1-2-1"]


def test_members_who_turned_18_since_the_school_year_began_are_counted(tmp_path: Path) -> None:
    six = small_mics.mics6()
    six["hl"]["HL6"][1], six["hl"]["schage"][1] = 18.0, 17.0
    (note,) = told(read(tmp_path, six), "SUR-10", "18 since")
    assert "first is 1-1-2" in note.detail


def test_weights_are_told_for_each_use(tmp_path: Path) -> None:
    notes = told(read(tmp_path, small_mics.mics6()), "SUR-09")
    assert {note.title.split(": ")[1] for note in notes} == {
        "households", "all children", "the selected child", "children under five",
    }  # fmt: skip
    assert {note.verdict for note in notes} == {Verdict.PASS}


def test_columns_left_absent_on_purpose_are_told_with_the_reason(tmp_path: Path) -> None:
    held = read(tmp_path, small_mics.mics6())
    (note,) = told(held, "SUR-15")
    assert "agricultural_household: HC15 asks for land" in note.detail
    for column in ("agricultural_household", "has_smartphone", "receives_cash_assistance"):
        assert column not in held.households

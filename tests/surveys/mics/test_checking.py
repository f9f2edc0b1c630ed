"""Is each contradiction counted with its first case, and nothing said where there is none?"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tests.surveys import small_mics
from tests.surveys.small_mics import told

from riskscreen import surveys
from riskscreen.core import Verdict

Tables = dict[str, dict[str, list[float]]]
NAN = np.nan


def no_head(tables: Tables) -> None:
    tables["hl"]["HL3"][0] = 2.0


def two_heads(tables: Tables) -> None:
    tables["hl"]["HL3"][5] = 1.0


def attends_and_does_not(tables: Tables) -> None:
    tables["fs"]["CB7"] = [2.0]


def two_sexes(tables: Tables) -> None:
    tables["fs"]["HL4"] = [1.0]


def area_of_a_member(tables: Tables) -> None:
    tables["hl"]["HH6"] = [1.0, 1.0, 1.0, 1.0, 2.0, 1.0, 2.0]


def hours_without_work(tables: Tables) -> None:
    tables["fs"] |= {"CL1A": [2.0], "CL1B": [2.0]}


def seven_hours_of_water(tables: Tables) -> None:
    tables["fs"]["CL8"] = [7.0]  # 7 is a number of hours, not "inconsistent"


def work_at_four(tables: Tables) -> None:
    tables["fs"]["CB3"] = [4.0]


def asked_before(tables: Tables) -> None:
    tables["ch"]["UF7D"] = [4.0]


def born_afterwards(tables: Tables) -> None:
    tables["fs"] |= {"CB2Y": [2021.0], "CB2M": [4.0]}


CASES = [
    (no_head, "SUR-05", "no head", "first is 1-1"),
    (two_heads, "SUR-05", "more than one head", "first is 1-2"),
    (attends_and_does_not, "SUR-07", "attends this year", "first is 1-1-3"),
    (two_sexes, "SUR-07", "sex", "first is 1-1-3"),
    (area_of_a_member, "SUR-07", "HH6 within a household", "first is 1-2"),
    (hours_without_work, "SUR-07", "hours of economic", "first is 1-1-3"),
    (seven_hours_of_water, "SUR-07", "hours of water", "first is 1-1-3"),
    (work_at_four, "SUR-07", "age and questions on work", "first is 1-1-3"),
    (asked_before, "SUR-08", "ch before hh", "first is 1-1-4"),
    (born_afterwards, "SUR-08", "birth after interview in fs", "first is 1-1-3"),
]


@pytest.mark.parametrize(
    ("spoil", "code", "about", "first"), CASES, ids=[case[0].__name__ for case in CASES]
)
def test_a_contradiction_is_counted_with_its_first_case(
    tmp_path: Path, spoil: Callable[[Tables], None], code: str, about: str, first: str
) -> None:
    tables = small_mics.mics6()
    spoil(tables)
    (note,) = told(surveys.read("mics6", small_mics.save(tables, tmp_path)), code, about)
    assert note.measured == 1
    assert first in note.detail
    assert note.verdict is Verdict.INSUFFICIENT


def test_no_answer_about_hours_after_a_no_is_no_contradiction(tmp_path: Path) -> None:
    tables = small_mics.mics6()
    tables["fs"]["CL8"] = [98.0]
    held = surveys.read("mics6", small_mics.save(tables, tmp_path))
    assert not told(held, "SUR-07")


@pytest.mark.parametrize("kind", ["mics5", "mics6"])
def test_answers_without_contradiction_have_no_such_finding(tmp_path: Path, kind: str) -> None:
    held = surveys.read(kind, small_mics.save(getattr(small_mics, kind)(), tmp_path))
    assert not [found for found in held.reading if found.code in ("SUR-05", "SUR-07", "SUR-08")]


def test_the_flag_of_a_wrongly_selected_child_is_counted(tmp_path: Path) -> None:
    five = small_mics.mics5()
    five["hh"]["CD_FLAG"] = [2.0, NAN, NAN]
    held = surveys.read("mics5", small_mics.save(five, tmp_path))
    (note,) = told(held, "SUR-07", "CD_FLAG")
    assert "another child was interviewed" in note.detail
    assert held.children["module_selected"].sum() == 1


def test_contradictions_within_households_are_counted_over_households(tmp_path: Path) -> None:
    tables = small_mics.mics6()
    tables["hl"] |= {"HH6": [1.0, 2.0, 1.0, 1.0, 2.0, 2.0, 2.0]}
    held = surveys.read("mics6", small_mics.save(tables, tmp_path))
    (found,) = told(held, "SUR-07", "HH6 within a household")
    assert "in 1 of 2 households; first is 1-1" in found.detail


def test_two_answers_are_compared_where_both_were_given(tmp_path: Path) -> None:
    tables = small_mics.mics6()
    tables["fs"] |= {"CB7": [2.0]}
    held = surveys.read("mics6", small_mics.save(tables, tmp_path))
    (found,) = told(held, "SUR-07", "attends this year")
    assert "in 1 of 1 rows with both answers" in found.detail

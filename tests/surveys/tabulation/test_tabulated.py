import json

import numpy as np
import pytest
from tests.surveys.tiny import survey

from riskscreen import surveys
from riskscreen.errors import InputError
from riskscreen.surveys.tabulation.tabulated import Indicator, Indicators


@pytest.fixture(scope="module")
def table():
    return surveys.indicators(survey(without=("birth_registered",)), by=("sex",))


def test_select_takes_the_rows_that_agree_with_all(table):
    found = table.select(indicator="child_labour", attribute="sex")
    assert [row.level for row in found.rows] == ["male", "female", "not recorded"]
    assert found.survey == table.survey
    assert len(table.select(level="overall").rows) == len(
        {(row.indicator, row.definition) for row in table.rows}
    )


def test_only_refuses_none_and_several(table):
    with pytest.raises(InputError, match=r"0 of .* rows have indicator=poverty"):
        table.only(indicator="poverty")
    with pytest.raises(InputError, match=r"3 of .* attribute=sex; first is Indicator\(child_lab"):
        table.only(indicator="child_labour", attribute="sex")


def test_dicts_are_json_and_hold_none_for_what_is_not_measured(table):
    plain = json.loads(json.dumps(table.to_dicts(), allow_nan=False))
    absent = next(row for row in plain if row["indicator"] == "birth_registration")
    assert absent["rate"] is None
    assert absent["note"] == "not measured: no column birth_registered"
    assert plain[0]["rate"] == 0.5


@pytest.mark.parametrize("backend", ["pandas", "polars", "arrow"])
def test_a_frame_has_a_row_for_each_figure(table, backend):
    frame = table.to_frame(backend)
    assert len(frame) == len(table)
    assert frame["rate"][0] == 0.5 if backend != "arrow" else frame["rate"][0].as_py() == 0.5
    assert str(frame["level"][0]) == "overall"


def test_numbers_stay_numbers_where_the_first_row_has_none():
    absent = Indicator("a", "t", "a", "a")
    known = Indicator("b", "t", "b", "b", rate=0.25, measured=True, n=4)
    frame = Indicators((absent, known)).to_frame()
    assert np.isnan(frame["rate"][0])
    assert frame["rate"][1] == 0.25
    nothing = Indicators((absent,)).to_frame()
    assert nothing["rate"].dtype == float


def test_a_table_without_rows_is_a_frame_without_rows():
    empty = Indicators(()).to_frame()
    assert len(empty) == 0
    assert list(empty) == list(Indicators((Indicator("a", "t", "a", "a"),)).to_frame())


def test_rows_say_what_they_are_in_one_line(table):
    assert repr(table.rows[0]) == "Indicator(child_labour, sdg871_mics6: 0.5000, n 6)"
    assert repr(table.only(indicator="birth_registration")).endswith("pr1: not measured)")
    assert repr(table).startswith("Indicators(")

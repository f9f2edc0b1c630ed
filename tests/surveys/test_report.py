"""Do rows in equal rows used and rows set aside, and is it said when they do not?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskscreen import surveys
from riskscreen.core import Verdict
from riskscreen.errors import InputError
from riskscreen.surveys import report


def test_a_row_is_set_aside_for_the_first_reason_only() -> None:
    rows = report.sorting("hl", np.array(["a", "b", "c"]))
    rows = rows.without("first", np.array([True, False, False]))
    rows = rows.without("second", np.array([True, True, False]))
    assert rows.counts() == {"first": 1, "second": 1}
    assert rows.used.tolist() == [False, False, True]
    assert rows.aside("second").tolist() == [False, True, False]
    assert not rows.aside("third").any()


def test_a_reason_that_applies_to_no_row_is_not_told() -> None:
    rows = report.sorting("hl", np.array(["a"])).without("nobody", np.array([False]))
    assert rows.reasons == ()


def test_lost_rows_fail() -> None:
    rows = report.sorting("hl", np.array(["a", "b", "c"]))
    found = rows.without("why", np.array([True, False, False])).finding(n_out=1)
    assert found.verdict is Verdict.FAIL
    assert "DO NOT ADD UP: 1 are lost" in found.detail


@given(st.lists(st.lists(st.booleans(), min_size=9, max_size=9), max_size=5))
def test_used_and_set_aside_always_add_up(masks: list[list[bool]]) -> None:
    rows = report.sorting("hl", np.array([str(i) for i in range(9)]))
    for place, mask in enumerate(masks):
        rows = rows.without(f"reason {place}", np.array(mask))
    found = rows.finding(n_out=rows.n_used)
    assert found.verdict is Verdict.PASS
    assert rows.n_used + sum(rows.counts().values()) == 9
    kept = [i for i in range(9) if not any(mask[i] for mask in masks)]
    assert np.flatnonzero(rows.used).tolist() == kept


def test_a_finding_has_the_title_of_its_code_and_what_it_is_about() -> None:
    found = report.finding("SUR-09", "mean 1", n=2.0, about="households")
    assert (found.code, found.title) == ("SUR-09", "weights: households")


def test_the_first_case_without_an_id_is_its_row() -> None:
    assert report.first_case(np.array(["", "b"]), np.array([True, True])) == "row 1"
    assert report.first_case(np.array(["a"]), np.array([False])) == ""


def test_thousands_are_apart() -> None:
    assert report.thousands(1204.0) == "1 204"


def test_nobody_listens_by_default(capsys: pytest.CaptureFixture[str]) -> None:
    report.silent("reading")
    assert capsys.readouterr().out == ""


def test_an_unknown_kind_of_survey_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InputError, match="no reader for the survey 'dhs'; there are mics6, mics5"):
        surveys.read("dhs", ".")

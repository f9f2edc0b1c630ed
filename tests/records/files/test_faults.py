"""What a library raises becomes one sentence; interrupts and the house's own errors pass."""

import numpy as np
import pytest

from riskscreen.errors import MissingExtraError
from riskscreen.records.files import faults


class Panic(BaseException):
    """What a library in Rust raises when it gives up."""


@pytest.mark.parametrize("fault", [ValueError("x"), OverflowError("x"), Panic("x")])
def test_whatever_a_library_raises_is_one_sentence(fault: BaseException) -> None:
    with (
        pytest.raises(faults.UnreadableError, match="it is no such file"),
        faults.guarded("it is no such file"),
    ):
        raise fault


@pytest.mark.parametrize("fault", [KeyboardInterrupt(), SystemExit(), MissingExtraError("x")])
def test_interrupts_and_our_own_errors_pass(fault: BaseException) -> None:
    with pytest.raises(type(fault)), faults.guarded("it is no such file"):
        raise fault


def test_an_unreadable_file_refuses() -> None:
    finding = faults.UnreadableError("it is cut short", title="cut short").finding("hl")
    assert (finding.code, finding.verdict, finding.title) == ("SCH-01", "fail", "cut short")
    assert finding.detail == "hl: it is cut short"


def test_names_that_differ_in_case_alone_are_told() -> None:
    (finding,) = faults.case_twins("hl", ["HH1", "x", "hh1", "Hh1", "y", "Y"])
    assert (finding.code, finding.verdict, finding.measured) == ("FIL-01", "pass", 2.0)
    assert "first is HH1 and hh1 and Hh1" in finding.detail
    assert faults.case_twins("hl", ["a", "b"]) == ()


@pytest.mark.parametrize(("values", "is_empty"), [
    (np.array([np.nan, np.nan]), True), (np.array([np.nan, 0.0]), False),
    (np.array(["", ""]), True), (np.array(["", " "]), False),
    (np.array(["NaT", "NaT"], dtype="datetime64[D]"), True),
    (np.array([None, "", float("nan")], dtype=object), True),
    (np.array([None, 0], dtype=object), False), (np.array([1, 2]), False),
])  # fmt: skip
def test_an_empty_column_holds_no_value(values: np.ndarray, is_empty: bool) -> None:
    assert faults.no_value(values) is is_empty
    assert len(faults.empty_columns("hl", {"x": values, "y": np.zeros(len(values))})) == is_empty


def test_empty_columns_are_counted_and_the_first_named() -> None:
    nothing = np.full(1204, np.nan)
    (finding,) = faults.empty_columns("hl", {"a": np.zeros(1204), "b": nothing, "c": nothing})
    assert (finding.code, finding.verdict, finding.measured) == ("SCH-30", "pass", 2.0)
    assert "2 of 3 columns of hl hold no value in 1 204 rows; first is b" in finding.detail


def test_a_table_without_rows_has_no_empty_columns() -> None:
    assert faults.empty_columns("hl", {"a": np.array([], dtype=np.float64)}) == ()


def test_dropped_times_are_counted_by_cell() -> None:
    (finding,) = faults.times_dropped("hl", {"a": 0, "b": 2, "c": 1})
    assert (finding.code, finding.measured) == ("FIL-05", 3.0)
    assert "3 cells in 2 columns of hl" in finding.detail
    assert "first is b" in finding.detail

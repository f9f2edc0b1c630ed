"""Are keys of two files one key whatever their format, and is a doubtful one never joined?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskscreen import records
from riskscreen.errors import InputError
from riskscreen.surveys import joining

NAN = np.nan


def raw(labels: dict[str, dict[float | str, str]] | None = None, **columns: object) -> records.Raw:
    held = {name: np.array(values) for name, values in columns.items()}
    return records.Raw("hl", held, labels=labels or {})


@pytest.mark.parametrize(
    "values",
    [[1.0, 2.0], [1, 2], ["1", "2"], ["01", " 2 "], ["1.0", "2.00"]],
    ids=["float", "int", "text", "zeros and spaces", "points"],
)
def test_a_key_is_one_key_in_every_format(values: list[object]) -> None:
    assert joining.key_of(raw(HH1=values), ["HH1"]).tolist() == ["1", "2"]


def test_a_key_with_a_missing_part_is_no_key() -> None:
    held = raw(HH1=[1.0, 1.0, NAN], HH2=["7", "", "7"])
    assert joining.key_of(held, ["HH1", "HH2"]).tolist() == ["1-7", "", ""]


def test_an_absent_column_makes_every_key_missing() -> None:
    assert joining.key_of(raw(HH1=[1.0]), ["HH1", "HH2"]).tolist() == [""]


def test_a_key_that_is_no_number_stays_text() -> None:
    assert joining.key_of(raw(HH1=["A7", "b"]), ["hh1"]).tolist() == ["A7", "b"]


def test_numbers_of_an_absent_column_are_missing() -> None:
    assert np.isnan(joining.numbers(raw(HL6=[1.0, 2.0]), "HL7")).all()


def test_numbers_refuse_dates() -> None:
    with pytest.raises(InputError, match="HL6 of hl holds dates"):
        joining.numbers(raw(HL6=np.array(["2020-01-01"], dtype="datetime64[D]")), "HL6")


def test_numbers_take_what_is_not_finite_for_text() -> None:
    with pytest.raises(InputError, match="in 2 of 3 rows; first is row 2"):
        joining.numbers(raw(HL6=["1", "inf", "nan"]), "HL6")


def test_labels_are_found_whatever_the_type_of_the_code() -> None:
    labels: dict[str, dict[float | str, str]] = {"HH6": {1.0: "URBAN", "2": " RURAL "}}
    assert joining.labels_of(raw(labels, HH6=["1", "2.0", "3"]), "HH6").tolist() == [
        "URBAN", "RURAL", "",
    ]  # fmt: skip
    assert joining.folded_labels(raw(labels, HH6=[1, 2, 3]), "hh6").tolist() == [
        "urban", "rural", "",
    ]  # fmt: skip


def test_text_without_labels_is_its_own_label() -> None:
    assert joining.labels_of(raw(HH6=["Urban", ""]), "HH6").tolist() == ["Urban", ""]


def test_a_key_of_two_rows_matches_nothing() -> None:
    keys = np.array(["a", "b", "b", ""])
    assert joining.match(keys, np.array(["b", "a", "c", ""])).tolist() == [-1, 0, -1, -1]


@given(st.lists(st.sampled_from(["", "1", "2", "3"]), max_size=12))
def test_matching_agrees_with_a_plain_loop(cells: list[str]) -> None:
    keys = np.array(cells, dtype="<U1")
    wanted = np.array(["", "1", "2", "3"])
    expected = [cells.index(w) if w and cells.count(w) == 1 else -1 for w in wanted]
    assert joining.match(keys, wanted).tolist() == expected
    assert joining.repeated(keys).tolist() == [bool(c) and cells.count(c) > 1 for c in cells]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([1, 2], 1), ([2, 2], 0), ([1, NAN], 1), ([2, NAN], NAN), ([2, 9], NAN), ([9, 1], 1),
        ([NAN, NAN], NAN),
    ],
)  # fmt: skip
def test_any_yes_knows_three_answers(answers: list[float], expected: float) -> None:
    held = raw(CL1A=[float(answers[0])], CL1B=[float(answers[1])])
    found = joining.any_yes(held, ["CL1A", "CL1B", "CL1C"])
    assert np.array_equal(found, [expected], equal_nan=True)


def test_any_yes_of_questions_that_nobody_asked_is_unknown() -> None:
    assert np.isnan(joining.any_yes(raw(CL1A=[1.0]), ["CL1B"])).all()


def test_stacked_files_have_one_column_whatever_its_case() -> None:
    one = raw({"HH6": {1.0: "URBAN"}}, HH6=[1.0], HL4=["2"])
    two = raw({"hh6": {1.0: "other"}}, hh6=[2.0, NAN])
    both = joining.stacked([one, two], "hl")
    assert np.array_equal(both.columns["HH6"], [1.0, 2.0, NAN], equal_nan=True)
    assert both.columns["HL4"].tolist() == ["2", "", ""]
    assert both.labels == {"HH6": {1.0: "URBAN"}}


def test_stacked_numbers_and_text_are_text() -> None:
    both = joining.stacked([raw(HH7=[1.0]), raw(HH7=["x"])], "hl")
    assert both.columns["HH7"].tolist() == ["1", "x"]


def test_taken_rows_keep_labels() -> None:
    labels: dict[str, dict[float | str, str]] = {"HH6": {1.0: "URBAN"}}
    held = joining.take(raw(labels, HH6=[1.0, 2.0]), np.array([False, True]))
    assert held.columns["HH6"].tolist() == [2.0]
    assert held.labels == labels

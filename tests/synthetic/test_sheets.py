"""Columns as numbers are the same as text and as arrow."""

import numpy as np
import pytest

from riskscreen.synthetic.sheets import Named, Numbered, decoded, joined, rows, taken, to_arrow

HOME = np.array([7, 12, 999_999])
KID = np.array([1, 2, 10])
DAYS = np.array(["2023-09-01", "2024-02-29", "2025-09-14"], dtype="datetime64[D]")
NAMES = Named(np.array([1, -1, 0], dtype=np.int32), ("Kinh", "Ê Đê"))
COLUMNS = [
    pytest.param("ethnicity", NAMES, "string", id="named with missing"),
    pytest.param("ethnicity", Named(np.full(3, -1, np.int32), ("a",)), "string", id="all missing"),
    pytest.param("household_id", Numbered(HOME, None, 6), "string", id="numbered"),
    pytest.param("household_id", Numbered(HOME, None, 9), "string", id="numbered wider"),
    pytest.param("child_id", Numbered(HOME, KID, 6), "string", id="numbered with kid"),
    pytest.param("child_id", Numbered(HOME, KID, 8), "string", id="numbered with kid wider"),
    pytest.param("attending_school", np.array([1.0, np.nan, 0.0]), "bool", id="bool"),
    pytest.param("synthetic", np.ones(3), "bool", id="mark"),
    pytest.param("code_list_year", np.array([2025.0, np.nan, 2019.0]), "int32", id="int"),
    pytest.param("weight", np.array([0.5, np.nan, 3.0]), "double", id="float"),
    pytest.param("observed_date", DAYS, "date32[day]", id="date"),
]


def table_of(name):
    return "households" if name in ("household_id", "code_list_year") else "children"


def plain(column, missing):
    values = column.to_pylist()
    return np.array([missing if value is None else value for value in values])


@pytest.mark.parametrize(("name", "column", "kind"), COLUMNS)
def test_arrow_and_plain_columns_agree(name, column, kind):
    made = to_arrow(table_of(name), {name: column}).column(name)
    text = decoded(column)
    assert str(made.type) == kind
    if text.dtype.kind == "U":
        assert plain(made, "").tolist() == text.tolist()
    elif text.dtype.kind == "M":
        assert np.array_equal(plain(made, None).astype("datetime64[D]"), text)
    else:
        assert np.array_equal(plain(made, np.nan).astype(float), text, equal_nan=True)


@pytest.mark.parametrize(("name", "column", "kind"), COLUMNS)
def test_what_is_missing_is_null_in_arrow(name, column, kind):
    text = decoded(column)
    empty = np.isnan(text) if text.dtype.kind == "f" else text == ("" if kind == "string" else None)
    made = to_arrow(table_of(name), {name: column}).column(name)
    assert made.null_count == np.sum(empty)


@pytest.mark.parametrize(
    ("column", "text"),
    [
        pytest.param(NAMES, ["Ê Đê", "", "Kinh"], id="names"),
        pytest.param(Numbered(HOME, None, 6), ["h000007", "h000012", "h999999"], id="homes"),
        pytest.param(
            Numbered(HOME, KID, 7), ["h0000007c1", "h0000012c2", "h0999999c10"], id="kids"
        ),
    ],
)
def test_a_decoded_column_is_text(column, text):
    assert decoded(column).tolist() == text


def test_names_of_category_indices_keep_what_is_missing():
    named = Named.of(np.array([1.0, np.nan, 0.0]), ("no", "yes"))
    assert decoded(named).tolist() == ["yes", "", "no"]


SHEET = {
    "child_id": Numbered(HOME, KID, 6),
    "household_id": Numbered(HOME, None, 6),
    "observed_date": DAYS,
    "ethnicity": NAMES,
    "weight": np.array([0.5, np.nan, 3.0]),
}


@pytest.mark.parametrize("name", SHEET)
def test_no_rows_are_no_rows_whatever_the_column(name):
    none = taken(SHEET, np.zeros(3, dtype=bool))
    assert rows({name: none[name]}) == 0
    assert decoded(none[name]).shape == (0,)
    assert decoded(none[name]).dtype.kind == decoded(SHEET[name]).dtype.kind


@pytest.mark.parametrize("first", SHEET)
def test_a_sheet_has_as_many_rows_whatever_stands_first(first):
    assert rows({first: SHEET[first]} | SHEET) == 3


@pytest.mark.parametrize("name", SHEET)
def test_joined_sheets_lie_under_one_another(name):
    twice = joined([SHEET, SHEET])
    assert np.array_equal(
        decoded(twice[name]).astype(str), np.tile(decoded(SHEET[name]).astype(str), 2)
    )


@pytest.mark.parametrize("name", SHEET)
@pytest.mark.parametrize(
    ("index", "at"),
    [
        pytest.param(np.array([2, 0, 2]), [2, 0, 2], id="by number"),
        pytest.param(np.array([True, False, True]), [0, 2], id="by flag"),
        pytest.param(np.array([1]), [1], id="one"),
    ],
)
def test_taken_rows_are_those_rows(name, index, at):
    some = taken(SHEET, index)
    whole = decoded(SHEET[name]).astype(str)
    assert decoded(some[name]).astype(str).tolist() == [whole[one] for one in at]

"""A number or a day that is written in another way is read as the mapping says, or refuses."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskscreen.errors import MappingError
from riskscreen.records.mapping.written import ORDERS, numbers_written, parts_written

Apply = Callable[..., Any]


@pytest.mark.parametrize(
    ("how", "cells", "numbers"),
    [
        ('decimal = ","', ["1,5", " 2 ", "", "-0,25"], [1.5, 2, None, -0.25]),
        ('decimal = ",", grouping = "."', ["1.500.000", "12,5", "7"], [1_500_000, 12.5, 7]),
        ('grouping = ","', ["1,500,000.5", "12"], [1_500_000.5, 12]),
        ('decimal = ","', [1.5, None], [1.5, None]),
    ],
)
def test_numbers_are_read_as_they_are_written(
    how: str, cells: list[Any], numbers: list[Any], apply: Apply
) -> None:
    made = apply(f'x = {{ from = "a", {how} }}', children={"a": cells})
    assert made["x"] == numbers


@pytest.mark.parametrize(
    ("how", "cell"),
    [('decimal = ","', "1.5"), ('decimal = ",", grouping = "."', "1.5"),
     ('decimal = ",", grouping = "."', "1.50.000"), ('decimal = ","', "1,5 km")],
)  # fmt: skip
def test_a_number_that_is_written_otherwise_refuses(how: str, cell: str, apply: Apply) -> None:
    with pytest.raises(MappingError, match=r"1 of 2 cells; first is .*, row 2\. List it under"):
        apply(f'x = {{ from = "a", {how} }}', children={"a": ["1", cell]})


def test_missing_codes_come_before_and_a_factor_after(apply: Apply) -> None:
    made = apply('x = { from = "a", decimal = ",", missing = ["KB"], factor = 10 }',
                 children={"a": ["KB", "0,5"]})  # fmt: skip
    assert made["x"] == [None, 5]


def test_what_is_gathered_is_read_as_it_is_written(apply: Apply) -> None:
    made = apply(
        "", files='[files.hh]\npath = "hh.csv"\nkey = "h"', home='file = "hh"',
        homes='x = { from = "children.a", take = "sum", decimal = ",", by = ["h"] }',
        hh={"h": ["1"]}, children={"h": ["1", "1"], "a": ["0,5", "1,5"]},
    )  # fmt: skip
    assert made.home("x") == [2]


@pytest.mark.parametrize(
    ("order", "cells"),
    [("day-month-year", ["03/04/2024", "3.4.2024"]), ("month-day-year", ["4/3/2024", "04-03-2024"]),
     ("year-month-day", ["2024-04-03T10:33:21", "2024/4/3"])],
)  # fmt: skip
def test_days_are_read_in_their_order(order: str, cells: list[str], apply: Apply) -> None:
    made = apply(f'd = {{ date = "a", order = "{order}" }}', children={"a": [*cells, ""]})
    days = made.children.columns["d"]
    assert np.datetime_as_string(days[:2]).tolist() == ["2024-04-03"] * 2
    assert np.isnat(days[2])


def test_a_day_that_does_not_exist_is_missing_and_counted(apply: Apply) -> None:
    made = apply('d = { date = "a", order = "day-month-year" }',
                 children={"a": ["31/04/2024", "09/15/2024", "15/09/2024"]})  # fmt: skip
    assert np.isnat(made.children.columns["d"]).tolist() == [True, True, False]
    assert made.detail("MAP-05").startswith("2 of 3 days of children.d do not exist")


@pytest.mark.parametrize("cell", ["15/09/24", "24-09-15", "hôm qua", "15/09-2024", "15092024"])
def test_a_day_that_is_written_otherwise_refuses(cell: str, apply: Apply) -> None:
    with pytest.raises(MappingError, match="1 of 2 cells"):
        apply('d = { date = "a", order = "day-month-year" }', children={"a": ["1/2/2024", cell]})


def test_days_of_the_file_stay_days(apply: Apply) -> None:
    days = np.array(["2024-04-03"], dtype="datetime64[D]")
    made = apply('d = { date = "a", order = "day-month-year" }', children={"a": days})
    assert made.children.columns["d"].tolist() == days.tolist()


@pytest.mark.parametrize(
    ("entry", "said"),
    [('{ date = "a" }', "how are its days written"),
     ('{ date = "a", order = "dmy" }', "how are its days written"),
     ('{ date = ["y", "m", "d"], order = "day-month-year" }', "order beside three columns"),
     ('{ from = "a", grouping = "." }', "groups digits by what begins the fraction"),
     ('{ from = "a", decimal = "x" }', 'write "," or "."'),
     ('{ from = "a", decimal = ["x"] }', 'write "," or "."')],
)  # fmt: skip
def test_an_entry_that_leaves_it_open_refuses(entry: str, said: str, apply: Apply) -> None:
    with pytest.raises(MappingError, match=said):
        apply(f"d = {entry}", children={"a": ["1"]})


@given(st.integers(-(10**12), 10**12), st.sampled_from([("", ","), (",", "."), (",", " ")]))
def test_a_number_that_is_grouped_comes_back(number: int, marks: tuple[str, str]) -> None:
    decimal, grouping = marks
    text = f"{number:,}".replace(",", grouping)
    read = numbers_written(np.array([text]), decimal=decimal, grouping=grouping, blame="x")
    assert read.tolist() == [number]


@given(st.dates(), st.sampled_from(ORDERS), st.sampled_from("-/. "))
def test_a_day_comes_back_in_every_order(day: Any, order: str, mark: str) -> None:
    parts = {"year": f"{day.year:04d}", "month": f"{day.month}", "day": f"{day.day:02d}"}
    text = mark.join(parts[name] for name in order.split("-"))
    read = parts_written(np.array([text]), order=order, blame="x")
    assert [int(part[0]) for part in read] == [day.year, day.month, day.day]


@given(st.text(max_size=12))
def test_any_text_gives_a_number_or_refuses(text: str) -> None:
    try:
        (number,) = numbers_written(np.array([text]), decimal=",", grouping=".", blame="x")
    except MappingError:
        return
    assert np.isfinite(number) or not text.strip(" \x00").strip()


def test_a_real_date_of_a_worksheet_is_read_beside_days_typed_as_text():
    days = parts_written(np.array(["02/09/2024", "2024-09-10"]), order="day-month-year", blame="x")
    assert [part.tolist() for part in days] == [[2024, 2024], [9, 9], [2, 10]]

"""What a column holds is counted once, and a number written as text is a number."""

import numpy as np
import pytest

from riskscreen.records.drafting.profiling import Column


def column(values: object) -> Column:
    return Column("f", "x", np.array(values), label="", labels=None)


def test_values_are_counted_by_their_plain_text() -> None:
    assert dict(column([1.0, 2.0, 1.0, np.nan]).counts) == {"1": 2, "2": 1}
    assert dict(column(["a", "", "a", "1.0"]).counts) == {"a": 2, "1": 1}


@pytest.mark.parametrize(
    ("values", "known", "distinct"),
    [([1.0, np.nan, 1.0], 2, 1), (["a", "", "b"], 2, 2), ([np.nan], 0, 0)],
    ids=["numbers", "text", "nothing"],
)
def test_what_is_missing_is_not_counted(values: object, known: int, distinct: int) -> None:
    one = column(values)
    assert (one.n_known, one.n_distinct) == (known, distinct)


def test_numbers_as_text_are_numbers_and_one_word_among_them_is_not() -> None:
    assert column(["1", "2.5", ""]).is_numeric
    assert not column(["1", "two"]).is_numeric
    assert not column([np.nan]).is_numeric
    numbers = column(["1", "two", ""]).as_numbers()
    assert numbers[0] == 1.0
    assert np.isnan(numbers[1:]).all()


def test_only_a_value_of_its_own_in_every_row_is_unique() -> None:
    assert column(["a", "b"]).is_unique
    assert not column(["a", ""]).is_unique
    assert not column(["a", "a"]).is_unique
    assert column(["a", "a", ""]).distinct_share == 0.5


def test_dates_are_what_the_file_says_are_dates() -> None:
    days = column(np.array(["2024-09-15"], dtype="datetime64[D]"))
    assert days.is_date
    assert not column(["2024-09-15"]).is_date

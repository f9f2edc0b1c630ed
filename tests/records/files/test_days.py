"""A number is the day that its program means by it."""

import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskscreen.records.files.days import from_spss, from_stata

DAYS = st.dates(datetime.date(1582, 10, 15), datetime.date(9999, 12, 31))


@given(st.lists(DAYS, min_size=1))
def test_every_day_of_spss_reads_back(days: list[datetime.date]) -> None:
    epoch = datetime.date(1582, 10, 14)
    seconds = np.array([86_400.0 * (day - epoch).days for day in days])
    found = from_spss(seconds, "EDATE10")
    assert found is not None
    assert found.values.tolist() == days
    assert (found.n_times, found.n_beyond) == (0, 0)


@given(st.lists(DAYS, min_size=1))
def test_every_day_of_stata_reads_back(days: list[datetime.date]) -> None:
    numbers = np.array([float((day - datetime.date(1960, 1, 1)).days) for day in days])
    for form, values in (("%td", numbers), ("%tcDDmonCCYY", numbers * 86_400_000.0)):
        found = from_stata(values, form)
        assert found is not None
        if form == "%td" or not ((values >= 0) & (values < 86_400_000)).all():
            assert found.values.tolist() == days


@pytest.mark.parametrize(("form", "number", "day"), [
    ("%td", 19725, "2014-01-02"), ("%d", 19725, "2014-01-02"), ("%tdD_m_Y", 19725, "2014-01-02"),
    ("%-td", 19725, "2014-01-02"), ("%tC", 1704153600000, "2014-01-01"),
    ("%tw", 52, "1961-01-01"), ("%tw", 53, "1961-01-08"), ("%tm", -1, "1959-12-01"),
    ("%tq", 216, "2014-01-01"), ("%th", 109, "2014-07-01"),
])  # fmt: skip
def test_each_unit_of_stata_is_known(form: str, number: float, day: str) -> None:
    found = from_stata(np.array([number, np.nan], dtype=np.float64), form)
    assert found is not None
    np.testing.assert_array_equal(found.values, np.array([day, "NaT"], dtype="datetime64[D]"))


@pytest.mark.parametrize("form", ["F8.2", "A10", "WKDAY3", "MONTH3", "COMMA8", "PCT5", "N2"])
def test_what_is_no_date_of_spss_is_none(form: str) -> None:
    assert from_spss(np.zeros(1), form) is None


@pytest.mark.parametrize("form", ["%8.0g", "%9.2f", "%ty", "%tbcalendar", "%tg", "%-9s"])
def test_what_is_no_date_of_stata_is_none(form: str) -> None:
    assert from_stata(np.zeros(1), form) is None


def test_a_time_beside_the_day_is_dropped_and_counted() -> None:
    found = from_spss(np.array([13608011040.0, 13608000000.0, np.nan]), "DATETIME20")
    assert found is not None
    assert found.values.tolist()[:2] == [datetime.date(2014, 1, 2)] * 2
    assert (found.n_times, found.n_beyond) == (1, 0)


@pytest.mark.parametrize(("convert", "numbers", "form"), [
    (from_spss, [3720.0, 93900.0, np.nan, -60.0], "TIME8"),
    (from_spss, [3720.0, 93900.0, np.nan, -60.0], "DTIME12.2"),
])  # fmt: skip
def test_a_time_without_a_day_is_text(convert, numbers: list[float], form: str) -> None:
    found = convert(np.array(numbers), form)
    assert found.values.tolist() == ["01:02:00", "26:05:00", "", "-00:01:00"]


def test_a_time_of_stata_without_a_day_is_text() -> None:
    found = from_stata(np.array([3720000.0, np.nan]), "%tcHH:MM:SS")
    assert found is not None
    assert found.values.tolist() == ["01:02:00", ""]


@pytest.mark.parametrize("number", [1e300, -1e300, np.inf, -np.inf])
def test_what_no_calendar_has_is_missing_and_counted(number: float) -> None:
    for found in (
        from_spss(np.array([number, 0.0]), "DATE11"),
        from_stata(np.array([number, 0.0]), "%td"),
        from_stata(np.array([number, 0.0]), "%tm"),
    ):
        assert found is not None
        assert np.isnat(found.values).tolist() == [True, False]
        assert found.n_beyond == 1


@given(st.lists(st.floats()), st.sampled_from(["%td", "%tc", "%tw", "%tm", "%tq", "%th"]))
def test_any_number_is_a_day_or_missing(numbers: list[float], form: str) -> None:
    found = from_stata(np.array(numbers, dtype=np.float64), form)
    assert found is not None
    assert len(found.values) == len(numbers)


@given(st.lists(st.floats()), st.sampled_from(["DATE11", "DATETIME20", "TIME8", "DTIME12"]))
def test_any_number_of_spss_is_a_day_a_time_or_missing(numbers: list[float], form: str) -> None:
    found = from_spss(np.array(numbers, dtype=np.float64), form)
    assert found is not None
    assert len(found.values) == len(numbers)

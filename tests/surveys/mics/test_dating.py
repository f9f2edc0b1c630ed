"""Is a day of interview the right one, and what is none never made up?"""

import numpy as np
import pytest

from riskscreen import records
from riskscreen.errors import InputError
from riskscreen.surveys.mics import dating, described

NAN = np.nan
FACTS = described.facts_of("mics6")


def day(year: float, month: float, number: float) -> tuple[str, bool]:
    held = {"Y": np.array([year]), "M": np.array([month]), "D": np.array([number])}
    days, odd = dating.days_of(records.Raw("hh", held), ["Y", "M", "D"], years=(2015, 2035))
    return str(days[0]), bool(odd[0])


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((2021, 2, 28), ("2021-02-28", False)), ((2020, 2, 29), ("2020-02-29", False)),
        ((2021, 12, 31), ("2021-12-31", False)), ((2021, 2, 29), ("NaT", True)),
        ((2021, 13, 1), ("NaT", True)), ((2021, 4, 0), ("NaT", True)),
        ((2563, 4, 1), ("NaT", True)), ((1399, 4, 1), ("NaT", True)), ((21, 4, 1), ("NaT", True)),
        ((2021, 4, 99), ("NaT", False)), ((2021, NAN, 4), ("NaT", False)),
        ((9999, 4, 1), ("NaT", False)),
    ],
    ids=["plain", "leap day", "last day", "no leap day", "month 13", "day 0", "Buddhist era",
         "Solar Hijri", "two digits", "code 99", "missing month", "code 9999"],
)  # fmt: skip
def test_a_day_is_a_day_of_the_calendar_or_none(
    parts: tuple[float, float, float], expected: tuple[str, bool]
) -> None:
    assert day(*parts) == expected


def test_a_file_without_the_variables_has_no_days() -> None:
    raw = records.Raw("hh", {"HH1": np.array([1.0])})
    days, odd = dating.days_of(raw, ["Y", "M", "D"], years=(2015, 2035))
    assert np.isnat(days).all()
    assert not odd.any()


@pytest.mark.parametrize("text", ["2014", "2014-02-30", "15/02/2014", ""])
def test_a_given_day_must_be_a_day(text: str) -> None:
    with pytest.raises(InputError, match="which is no day; write 2014-02-15"):
        dating.given_day(text)


def test_no_given_day_is_none() -> None:
    assert np.isnat(dating.given_day(None))


def survey(home: list[float], module: list[float]) -> dict[str, records.Raw]:
    n = len(home)
    keys = np.array([f"1-{i + 1}" for i in range(n)])
    hh = {"rs_household": keys, "HH5Y": np.full(n, 2021.0), "HH5M": np.full(n, 3.0),
          "HH5D": np.array(home)}  # fmt: skip
    fs = {"rs_household": keys, "rs_person": keys, "FS7Y": np.full(n, 2021.0),
          "FS7M": np.full(n, 4.0), "FS7D": np.array(module)}  # fmt: skip
    hl = {"rs_household": keys, "rs_person": keys}
    return {name: records.Raw(name, held) for name, held in
            (("hh", hh), ("hl", hl), ("fs", fs))}  # fmt: skip


def test_a_household_takes_its_own_day_then_a_childs_then_the_given_one() -> None:
    held = survey([1.0, 99.0, 99.0], [9.0, 9.0, 99.0])
    given = np.datetime64("2021-05-05")
    days, notes = dating.household_days(held, FACTS, otherwise=given)
    assert days.astype(str).tolist() == ["2021-03-01", "2021-04-09", "2021-05-05"]
    assert [note.measured for note in notes] == [1.0, 1.0]
    assert "first is 1-3. They take the given 2021-05-05" in notes[1].detail


def test_a_childs_earliest_day_is_taken() -> None:
    held = survey([99.0], [9.0])
    twice = {name: np.repeat(values, 2) for name, values in held["fs"].columns.items()}
    twice["FS7D"] = np.array([9.0, 4.0])
    held["fs"] = records.Raw("fs", twice)
    days, _ = dating.household_days(held, FACTS, otherwise=np.datetime64("NaT"))
    assert days.astype(str).tolist() == ["2021-04-04"]


def test_months_of_birth_leave_codes_out() -> None:
    held = {"Y": np.array([2010.0, 9998.0, 2010.0]), "M": np.array([5.0, 5.0, 98.0])}
    found = dating.month_of(records.Raw("hl", held), ["Y", "M"])
    assert np.array_equal(found, [2010 * 12 + 5, NAN, NAN], equal_nan=True)

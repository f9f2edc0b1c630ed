import numpy as np
import pytest

from riskscreen.outcomes import age_at

SEEN = np.datetime64("2023-09-15")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param("2023-09-15", 4, id="the same day"),
        pytest.param("2024-09-15", 5, id="a year is one year"),
        pytest.param("2025-09-15", 6, id="a leap year within"),
        pytest.param("2024-01-15", 4, id="four months: most have no birthday"),
        pytest.param("2024-05-15", 5, id="eight months: most have one"),
    ],
)
def test_the_most_probable_completed_years_are_taken(day, expected):
    assert age_at(np.array([4.0]), np.array([SEEN]), day=np.datetime64(day)) == expected


def test_an_unknown_age_or_day_gives_an_unknown_age():
    seen = np.array([SEEN, np.datetime64("NaT")])
    assert np.isnan(age_at(np.array([np.nan, 4.0]), seen, day=SEEN)).all()


def test_in_a_nowcast_the_age_stays_as_recorded():
    age = np.array([4.0])
    day = np.datetime64("2024-09-15")
    assert age_at(age, np.array([SEEN]), day=day, concurrent=True) == age

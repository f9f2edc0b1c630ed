import numpy as np
import pytest

from riskscreen.features import home


@pytest.mark.parametrize(
    ("farm", "business", "expected"),
    [
        (1, 0, 1), (0, 1, 1), (0, 0, 0), (1, np.nan, 1), (0, np.nan, np.nan),
        (np.nan, np.nan, np.nan),
    ],
)  # fmt: skip
def test_neither_farm_nor_business_needs_both_answers(farm, business, expected):
    answer = home.farm_or_business(np.array([float(farm)]), np.array([float(business)]))
    np.testing.assert_array_equal(answer, [expected])


@pytest.mark.parametrize(
    "lacking", [home.no_electricity, home.unsafe_water, home.poor_sanitation, home.weak_dwelling]
)
def test_what_a_home_lacks_is_the_opposite_of_what_it_has(lacking):
    np.testing.assert_array_equal(lacking(np.array([1.0, 0.0, np.nan])), [0, 1, np.nan])


def test_a_head_is_read_from_codes():
    education = np.array(["primary", ""])
    np.testing.assert_array_equal(home.head_schooling_level(education), [1, np.nan])
    np.testing.assert_array_equal(home.head_is_woman(np.array(["female", ""])), [1, np.nan])

import numpy as np
import pytest

from riskscreen import features, policy
from riskscreen.features import livelihood


def test_near_poor_is_on_one_list_and_not_on_the_other():
    status = np.array(["poor", "near_poor", "not_poor", ""])
    np.testing.assert_array_equal(livelihood.poor_or_near_poor(status), [1, 1, 0, np.nan])
    np.testing.assert_array_equal(livelihood.on_poor_list(status), [1, 0, 0, np.nan])


@pytest.mark.parametrize(
    ("insufficient", "inadequate", "expected"),
    [
        (0, 0, 0), (0, 1, 1), (1, 0, 2), (1, np.nan, 2), (0, np.nan, np.nan), (np.nan, 1, 1),
        (np.nan, 0, np.nan),
    ],
)  # fmt: skip
def test_not_enough_food_weighs_more_than_not_of_the_kind(insufficient, inadequate, expected):
    answer = livelihood.food_lacking(np.array([float(insufficient)]), np.array([float(inadequate)]))
    np.testing.assert_array_equal(answer, [expected])


def test_income_is_set_beside_that_of_the_commune(make_snapshot):
    homes = {
        "household_id": ["h0", "h1"],
        "commune_code": ["1", "1"],
        "income_kvnd_month": [1000.0, 3000.0],
    }
    snapshot = make_snapshot({"age_years": [7.0, 8.0]}, homes)
    state = features.fit(snapshot, policy=policy.load("default"))
    beside = features.build(snapshot, state=state).column("income_beside_area")
    np.testing.assert_allclose(beside, [0.5, 1.5])

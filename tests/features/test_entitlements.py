import numpy as np
import pytest

from riskscreen.features import entitlements


@pytest.mark.parametrize(
    ("age", "eight", "twelve", "expected"),
    [(0, 0, 1, 1), (0, 1, 0, 0), (3, 1, 0, 1), (4, 0, 1, 0), (5, 0, 0, np.nan)],
)
def test_vaccines_are_judged_by_the_list_of_the_age(age, eight, twelve, expected):
    answer = entitlements.vaccines_incomplete(*(np.array([float(x)]) for x in (age, eight, twelve)))
    np.testing.assert_array_equal(answer, [expected])


def test_either_support_at_school_is_support():
    tuition = np.array([1.0, 0.0, np.nan, np.nan])
    costs = np.array([0.0, 0.0, 1.0, np.nan])
    np.testing.assert_array_equal(entitlements.school_helped(tuition, costs), [1, 0, 1, np.nan])


def test_what_is_lacking_is_the_opposite_of_what_is_there():
    held = np.array([1.0, 0.0, np.nan])
    for lacking in (
        entitlements.birth_unregistered,
        entitlements.identity_code_lacking,
        entitlements.uninsured,
    ):
        np.testing.assert_array_equal(lacking(held), [0, 1, np.nan])

import numpy as np
import pytest

from riskscreen.features import digital


@pytest.mark.parametrize(
    "lacking",
    [
        digital.no_internet_home,
        digital.no_computer,
        digital.no_smartphone,
        digital.no_online_services,
        digital.caregiver_offline,
    ],
)
def test_no_access_is_the_opposite_of_access(lacking):
    np.testing.assert_array_equal(lacking(np.array([1.0, 0.0, np.nan])), [0, 1, np.nan])

import numpy as np

from riskscreen.features import residence


def test_difficult_areas_are_ordered_from_none_to_three():
    area = np.array(["none", "area_1", "area_3", ""])
    np.testing.assert_array_equal(residence.difficult_area_level(area), [0, 1, 3, np.nan])


def test_residence_is_unregistered_where_it_is_not_registered():
    registered = np.array([1.0, 0.0, np.nan])
    np.testing.assert_array_equal(residence.residence_unregistered(registered), [0, 1, np.nan])

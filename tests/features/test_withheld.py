import numpy as np

from riskscreen.features import withheld


def test_minorities_are_all_but_two_groups_and_foreigners_are_none():
    group = np.array(
        ["Kinh", "Hoa", "Mông", "minority_unspecified", "foreigner", "not_recorded", ""]
    )
    expected = [0, 0, 1, 1, 0, np.nan, np.nan]
    np.testing.assert_array_equal(withheld.child_of_minority(group), expected)
    np.testing.assert_array_equal(withheld.head_of_minority(group), expected)


def test_regions_run_from_north_to_south():
    region = np.array(["red_river_delta", "mekong_delta", "7", ""])
    np.testing.assert_array_equal(withheld.region_southward(region), [0, 5, np.nan, np.nan])


def test_a_girl_is_read_from_the_record():
    np.testing.assert_array_equal(
        withheld.child_is_girl(np.array(["female", "male", ""])), [1, 0, np.nan]
    )

import numpy as np

from riskscreen.features.arrays import EDUCATION, flag, is_one_of, level, opposite


def test_an_unknown_input_gives_an_unknown_answer():
    x = np.array([1.0, np.nan, 3.0])
    np.testing.assert_array_equal(flag(x > 2, x), [0.0, np.nan, 1.0])
    np.testing.assert_array_equal(opposite(np.array([0.0, np.nan, 1.0])), [1.0, np.nan, 0.0])


def test_codes_become_their_place_and_what_is_no_code_is_unknown():
    np.testing.assert_array_equal(
        level(np.array(["none", "higher", "", "PhD"]), EDUCATION), [0.0, 5.0, np.nan, np.nan]
    )


def test_one_of_many_codes_is_yes_and_empty_is_unknown():
    np.testing.assert_array_equal(
        is_one_of(np.array(["poor", "not_poor", ""]), ("poor",)), [1.0, 0.0, np.nan]
    )

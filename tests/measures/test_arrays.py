import numpy as np
import pytest

from riskscreen.errors import InputError
from riskscreen.measures.arrays import columns, ratio


def test_different_lengths_are_refused():
    with pytest.raises(InputError, match=r"lengths \[2, 3\]"):
        columns([1, 2], [1, 2, 3])


@pytest.mark.parametrize("odd", [np.nan, np.inf])
def test_an_unknown_value_makes_the_whole_unknown(odd):
    assert columns([1.0, odd], [1.0, 2.0]) is None


def test_a_ratio_over_nothing_is_undefined():
    assert np.isnan(ratio(0.0, 0.0))

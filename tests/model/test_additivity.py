from __future__ import annotations

import numpy as np
import pytest

from riskscreen.errors import IntegrityError
from riskscreen.model import Booster, check_additivity


def test_contributions_of_real_trees_sum_to_the_margin(fitted):
    booster = Booster.from_text(fitted.text)
    check_additivity(booster.contributions(fitted.X), booster.margin(fitted.X))


@pytest.mark.parametrize("wrong", [2e-9, -2e-9, np.nan, np.inf])
def test_one_row_that_does_not_add_up_is_refused_by_its_number(wrong):
    parts = np.tile([0.25, -0.5], (4, 1))
    parts[2, 0] += wrong
    with pytest.raises(IntegrityError, match="in 1 of 4 rows; first is row 2"):
        check_additivity(parts, np.full(4, -0.25))


def test_rounding_of_a_large_margin_is_allowed():
    check_additivity(np.array([[1e6, 1e-4]]), np.array([1e6]))


def test_a_margin_that_is_not_a_number_never_adds_up():
    with pytest.raises(IntegrityError, match="1 of 1"):
        check_additivity(np.array([[np.nan]]), np.array([np.nan]))


def test_different_numbers_of_rows_are_refused():
    with pytest.raises(IntegrityError, match="beside margins of shape"):
        check_additivity(np.zeros((3, 2)), np.zeros(1))

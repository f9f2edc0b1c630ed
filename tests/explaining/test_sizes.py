"""Importance is a weighted mean, and every recorded value has its level."""

import numpy as np

from riskscreen import explaining
from riskscreen.explaining import sizes


def test_weights_count():
    contributions = np.array([[1.0, 0.0, 0.0], [0.0, 4.0, 0.0]])
    found = explaining.importance(contributions, np.array([9.0, 1.0]), ("a", "b"))
    assert [one.feature for one in found] == ["a", "b"]


def test_no_contribution_has_no_share():
    found = explaining.importance(np.zeros((2, 2)), np.ones(2), ("a",))
    assert found[0].share == 0


def test_not_recorded_is_in_no_level():
    held = sizes.group_levels(np.array(["", "x", "y"]), {"x": ("x",), "rest": ("*",)})
    assert held["x"].tolist() == [False, True, False]
    assert held["rest"].tolist() == [False, False, True]

"""Intervention above the capacity's cut-off, support above three times, prevention else."""

from __future__ import annotations

import numpy as np
import pytest

from riskscreen import decisions


@pytest.mark.parametrize(
    ("risk", "tier"),
    [
        (0.3, "intervention"),
        (0.299, "support"),
        (0.1, "support"),
        (0.0, "prevention"),
        (np.nan, ""),
    ],
)
def test_the_cut_off_itself_belongs_to_the_higher_tier(risk: float, tier: str) -> None:
    found = decisions.tiers(np.array([risk]), np.array([0.3]), np.array([0.1]))
    assert found.tolist() == [tier]


def test_no_children_give_no_tiers() -> None:
    assert decisions.tiers(np.zeros(0), np.zeros(0), np.zeros(0)).shape == (0,)

"""A child is refused by codes, and only on grounds that are about the child."""

from __future__ import annotations

import numpy as np
import pytest

from riskscreen import decisions
from riskscreen.errors import InputError


def _codes(
    eligible: float = 1.0,
    gain: float = 0.0,
    outside: bool = False,
    released: bool = True,
    *,
    gap: bool = False,
    novel: bool = False,
) -> tuple[str, ...]:
    return decisions.abstain(
        eligible=np.array([eligible]),
        missing_gain=np.array([gain]),
        missing_never_seen=np.array([gap]),
        outside_support=np.array([novel]),
        outside=np.array([outside]),
        refuse_missing_gain=0.4,
        released=released,
    )[0]


@pytest.mark.parametrize(
    ("eligible", "gain", "outside", "codes"),
    [
        (1.0, 0.0, False, ()),
        (0.0, 0.9, True, ("not_eligible",)),
        (np.nan, 0.9, True, ("eligibility_not_known",)),
        (1.0, 0.4, False, ()),
        (1.0, 0.1 + 0.3 + 1e-16, False, ()),
        (1.0, 0.41, False, ("too_little_known",)),
        (1.0, 0.0, True, ("outside_training",)),
        (1.0, 0.9, True, ("too_little_known", "outside_training")),
    ],
    ids=["fine", "not eligible", "unknown", "limit", "rounding", "over", "outside", "both"],
)
def test_each_ground_has_its_code(
    eligible: float, gain: float, outside: bool, codes: tuple[str, ...]
) -> None:
    assert _codes(eligible, gain, outside) == codes


def test_a_gap_and_a_vector_that_training_never_saw_have_their_codes() -> None:
    assert _codes(gap=True, novel=True) == ("missing_never_seen", "outside_support")
    assert _codes(0.0, gap=True, novel=True) == ("not_eligible",)
    assert _codes(np.nan, gap=True, novel=True) == ("eligibility_not_known",)


def test_an_outcome_that_is_not_released_is_the_one_code() -> None:
    assert _codes(0.0, 1.0, outside=True, released=False) == ("outcome_not_released",)


def test_what_is_missing_counts_by_its_gain() -> None:
    values = np.array([[np.nan, 0.0, np.nan], [1.0, np.nan, 1.0]])
    share = decisions.missing_gain(values, (0.5, 0.3, 0.2))
    assert share.tolist() == pytest.approx([0.7, 0.3])


def test_gains_of_another_release_are_refused() -> None:
    with pytest.raises(InputError, match="2 features and 1 gains"):
        decisions.missing_gain(np.zeros((1, 2)), (1.0,))


@pytest.mark.parametrize(
    ("age", "region", "outside"),
    [
        (5.0, "n", False),
        (4.9, "n", True),
        (17.9, "n", False),
        (170.0, "n", True),
        (np.nan, "n", False),
        (9.0, "unheard of", True),
        (9.0, "", False),
    ],
    ids=["youngest", "younger", "oldest", "older", "age missing", "new region", "region missing"],
)
def test_an_age_or_region_never_seen_is_outside(age: float, region: str, outside: bool) -> None:
    found = decisions.outside_training(
        age_years=np.array([age]),
        region=np.array([region]),
        age_range=(5.0, 17.0),
        regions=("n", "s"),
    )
    assert found.tolist() == [outside]

"""The patterns say the same as the days and the reader."""

from __future__ import annotations

import re

import numpy as np
import pytest

from riskscreen.scoring import limits


@pytest.mark.parametrize("step", [0, 1])
def test_the_pattern_of_a_day_ends_where_the_days_do(step: int) -> None:
    for edge, sign in ((limits.FIRST_DAY, -1), (limits.LAST_DAY, 1)):
        day = str(edge + sign * step)
        assert bool(re.fullmatch(limits.DAY_PATTERN, day)) == (step == 0), day


@pytest.mark.parametrize("text", ["c1", "c 1", "trẻ-01", "7", "e\u0301"])
def test_an_id_that_stays_itself_fits(text: str) -> None:
    assert re.fullmatch(limits.ID_PATTERN, text)
    assert np.array([text]).tolist() == [text.strip()]


@pytest.mark.parametrize("text", ["", " ", "c1\n", "\0", "c\0", "\u3000c", "c\x1f", "c\x7fd"])
def test_an_id_that_is_read_as_another_does_not(text: str) -> None:
    assert not re.fullmatch(limits.ID_PATTERN, text)

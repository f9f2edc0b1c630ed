"""Randomness by stage, wave and block."""

import numpy as np
import pytest

from riskscreen.synthetic.chance import Streams, expit


def test_a_stage_gives_the_same_draws_whatever_was_drawn_before():
    streams = Streams(4)
    first = streams.of("homes", 1).random(3)
    streams.of("kids").random(100)
    assert np.array_equal(streams.of("homes", 1).random(3), first)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(Streams(5).of("homes", 1), id="seed"),
        pytest.param(Streams(4).of("kids", 1), id="stage"),
        pytest.param(Streams(4).of("homes", 2), id="wave"),
        pytest.param(Streams(4, 1).of("homes", 1), id="block"),
    ],
)
def test_what_differs_in_one_of_the_four_keys_has_draws_of_its_own(other):
    assert not np.array_equal(other.random(3), Streams(4).of("homes", 1).random(3))


def test_expit_has_no_overflow():
    assert expit(np.array([-1e9, 0.0, 1e9])).tolist() == [expit(np.array([-700.0]))[0], 0.5, 1.0]

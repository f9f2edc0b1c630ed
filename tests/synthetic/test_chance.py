"""Randomness by stage."""

import numpy as np

from riskscreen.synthetic.chance import Streams, expit, pick


def test_a_stage_gives_the_same_draws_whatever_was_drawn_before():
    streams = Streams(4)
    first = streams.of("homes", 1).random(3)
    streams.of("kids").random(100)
    assert np.array_equal(streams.of("homes", 1).random(3), first)
    assert not np.array_equal(streams.of("homes", 2).random(3), first)
    assert not np.array_equal(Streams(5).of("homes", 1).random(3), first)


def test_expit_has_no_overflow():
    assert expit(np.array([-1e9, 0.0, 1e9])).tolist() == [expit(np.array([-40.0]))[0], 0.5, 1.0]


def test_pick_follows_the_shares():
    names = pick(np.random.default_rng(1), np.tile([3.0, 1.0, 0.0], (20_000, 1)), ("a", "b", "c"))
    assert set(names) == {"a", "b"}
    assert abs((names == "a").mean() - 0.75) < 0.02

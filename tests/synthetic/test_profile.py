"""The shipped world."""

import numpy as np
import pytest

from riskscreen import schema
from riskscreen.synthetic.chance import Streams
from riskscreen.synthetic.process import drivers
from riskscreen.synthetic.profile import OUTCOMES, load_profile
from riskscreen.synthetic.world import run_world


def test_the_six_regions_are_those_of_the_schema():
    assert tuple(region.name for region in load_profile("demo").regions) == schema.REGIONS


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_term_names_a_driver_that_varies(outcome):
    profile = load_profile("demo")
    world = run_world(profile, Streams(2), households=400, waves=1)
    wave = world.waves[0]
    known = drivers(wave.home, wave.kid, kids=world.kids, homes=world.homes, present=wave.kid_here)
    for name in profile.equations[outcome].terms:
        assert np.nanstd(known[name][wave.kid_here]) > 0, name

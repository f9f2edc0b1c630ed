import numpy as np
import pytest

from riskscreen import features, policy, synthetic, tables
from riskscreen.errors import FeatureError

LIMITS = policy.load("demo")
FIRST, LATER, _ = synthetic.WAVE_DAYS


@pytest.fixture(scope="module")
def held():
    return synthetic.panel(households=400, waves=3, seed=4, profile="demo").records()


def test_area_means_are_weighted_by_the_survey(held) -> None:
    snapshot = held.as_of(FIRST)
    weighted = tables.fit_state(snapshot, policy=LIMITS)
    plain = features.fit(snapshot, policy=LIMITS)
    assert weighted.to_dict()["means"] != plain.to_dict()["means"]
    assert (
        weighted.to_dict()
        == tables.build_table(held, "dropout", as_of=FIRST, policy=LIMITS).state.to_dict()
    )


def test_a_state_of_a_later_day_builds_nothing(held) -> None:
    later = tables.fit_state(held.as_of(LATER), policy=LIMITS)
    with pytest.raises(FeatureError, match="says how these children fared"):
        features.build(held.as_of(FIRST), state=later)
    earlier = tables.fit_state(held.as_of(FIRST), policy=LIMITS)
    assert np.isfinite(features.build(held.as_of(LATER), state=earlier).values).any()

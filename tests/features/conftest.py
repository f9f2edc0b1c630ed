"""One small panel, cut once, for every test of features."""

import numpy as np
import pytest

from riskscreen import features, policy, records, synthetic


@pytest.fixture(scope="session")
def panel_records():
    return synthetic.panel(households=3000, seed=1, profile="demo").records()


@pytest.fixture(scope="session")
def snapshot(panel_records):
    return panel_records.as_of(synthetic.WAVE_DAYS[0])


@pytest.fixture(scope="session")
def state(snapshot):
    return features.fit(snapshot, policy=policy.load("default"))


@pytest.fixture(scope="session")
def matrix(snapshot, state):
    return features.build(snapshot, state=state)


@pytest.fixture
def make_snapshot():
    """Return a function: children and households as dicts of columns to a Snapshot."""

    def make(children, households=None):
        n = len(children["age_years"])
        group = np.array(children.pop("household", np.arange(n)))
        children = {"child_id": [f"c{i}" for i in range(n)], **children}
        homes = households or {"household_id": [f"h{i}" for i in range(group.max() + 1)]}
        return records.Snapshot(
            day=np.datetime64("2024-09-15"),
            children=records.Table(children),
            households=records.Table(homes),
            household_index=group,
            household_group=group,
        )

    return make

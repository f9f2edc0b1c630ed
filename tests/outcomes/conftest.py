import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from riskscreen import records

DAY, LATER = np.datetime64("2024-09-15"), np.datetime64("2025-09-15")


def held(before, after=None, *, houses=None, **facts):
    """Records of children c0, c1, ... on one day, and with `after` a year later."""
    n = len(next(iter(before.values())))
    ids = np.array([f"c{i}" for i in range(n)])
    waves = [(DAY, before)] if after is None else [(DAY, before), (LATER, after)]
    children = {
        "child_id": np.tile(ids, len(waves)),
        "household_id": np.tile(np.char.add("h", ids), len(waves)),
        "observed_date": np.repeat([day for day, _ in waves], n),
    }
    for name in before:
        children[name] = np.concatenate([np.asarray(wave[name]) for _, wave in waves])
    households = {
        "household_id": children["household_id"],
        "observed_date": children["observed_date"],
        **{
            name: np.tile(np.asarray(values), len(waves)) for name, values in (houses or {}).items()
        },
    }
    return records.Records(
        households=records.Table(households), children=records.Table(children), **facts
    )


@pytest.fixture
def snapshot_of():
    return lambda before, **houses: held(before, houses=houses).as_of(DAY)


@pytest.fixture
def follow_up_of():
    def follow(after, *, months=12, **houses):
        both = held(after, after, houses=houses)
        return both.follow_up(both.as_of(DAY), horizon_months=months)

    return follow


@pytest.fixture(scope="session")
def not_vaccinated():
    name, path = "tests.outcomes.not_vaccinated", Path(__file__).with_name("not_vaccinated.py")
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name].NOT_VACCINATED

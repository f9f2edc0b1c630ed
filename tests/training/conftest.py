"""A small world whose truth is known, and a small synthetic table."""

from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from riskscreen import policy, synthetic, tables, training


@dataclass(frozen=True)
class World:
    rows: training.Rows
    risk: NDArray[np.float64]


def make_world(seed: int = 0, *, n_households: int = 700, n_psus: int = 30) -> World:
    """Siblings share a home, homes a PSU; three of six columns matter, one value in ten is lost."""
    rng = np.random.default_rng(seed)
    household = np.sort(rng.integers(0, n_households, 2 * n_households))
    psu = rng.integers(0, n_psus, n_households)[household]
    n = household.size
    X = rng.normal(size=(n, 6))
    X[:, 1] = rng.normal(size=n_households)[household]
    X[:, 2] = (X[:, 2] > 0.5) * 1.0
    risk = 1 / (1 + np.exp(1.8 - 1.0 * X[:, 0] - 0.8 * X[:, 1] - 0.9 * X[:, 2]))
    label = (rng.random(n) < risk).astype(np.float64)
    X[rng.random((n, 6)) < 0.1] = np.nan
    text = np.char.add("p", psu.astype(str))
    return World(
        rows=training.Rows(
            X=X,
            names=tuple("abcdef"),
            label=label,
            weight=rng.choice([0.5, 1.0, 1.5], n),
            child=np.char.add("c", np.arange(n).astype(str)),
            household=np.char.add("h", household.astype(str)),
            psu=text,
            stratum=np.where(psu % 2 == 0, "s0", "s1"),
            commune=text,
            region=np.where(psu % 3 == 0, "north", "south"),
        ),
        risk=risk,
    )


@pytest.fixture(scope="session")
def world() -> World:
    return make_world()


@pytest.fixture(scope="session")
def other_world() -> World:
    return make_world(1)


@pytest.fixture(scope="session")
def limits() -> policy.Policy:
    return policy.load("demo")


@pytest.fixture(scope="session")
def panel() -> synthetic.Panel:
    return synthetic.panel(households=900, waves=3, seed=5, profile="demo")


@pytest.fixture(scope="session")
def table(panel: synthetic.Panel, limits: policy.Policy) -> tables.TrainingTable:
    return tables.build_table(
        panel.records(), "dropout", as_of=synthetic.WAVE_DAYS[0], policy=limits
    )


@pytest.fixture(scope="session")
def later(
    panel: synthetic.Panel, limits: policy.Policy, table: tables.TrainingTable
) -> tables.TrainingTable:
    return tables.build_table(
        panel.records(), "dropout", as_of=synthetic.WAVE_DAYS[1], policy=limits, state=table.state
    )


@pytest.fixture(scope="session")
def quick() -> training.Search:
    return training.Search(drawn=0, max_rounds=60)


@pytest.fixture(scope="session")
def trained(
    table: tables.TrainingTable, limits: policy.Policy, quick: training.Search
) -> training.TrainedOutcome:
    return training.fit_outcome(table, policy=limits, seed=3, n_threads=2, search=quick)

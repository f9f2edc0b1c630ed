"""A trained model of a small panel."""

import numpy as np
import pytest

from riskscreen import explaining, policy, synthetic, tables, training


@pytest.fixture(scope="session")
def limits() -> policy.Policy:
    return policy.load("demo")


@pytest.fixture(scope="session")
def table(limits: policy.Policy) -> tables.TrainingTable:
    panel = synthetic.panel(households=600, waves=2, seed=5, profile="demo")
    return tables.build_table(
        panel.records(), "dropout", as_of=synthetic.WAVE_DAYS[0], policy=limits
    )


@pytest.fixture(scope="session")
def trained(table: tables.TrainingTable, limits: policy.Policy) -> training.TrainedOutcome:
    search = training.Search(drawn=0, max_rounds=30)
    return training.fit_outcome(table, policy=limits, seed=1, search=search)


@pytest.fixture(scope="session")
def explanation(
    table: tables.TrainingTable, trained: training.TrainedOutcome, limits: policy.Policy
) -> explaining.Explanation:
    return explaining.explain(
        trained, table, policy=limits, rng=np.random.default_rng(0), max_children=400
    )

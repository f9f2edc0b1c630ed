"""Small worlds, made once."""

import pytest

from riskscreen import synthetic


@pytest.fixture(scope="session")
def small() -> synthetic.Panel:
    return synthetic.panel(households=1500, waves=3, seed=11)


@pytest.fixture(scope="session")
def demo() -> synthetic.Panel:
    return synthetic.panel(households=30_000, waves=3, seed=20)

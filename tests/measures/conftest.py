import numpy as np
import pytest


@pytest.fixture
def rng():
    return np.random.default_rng(20241)


@pytest.fixture
def sample(rng):
    """Return label, risk (with ties) and weight of 400 children."""
    risk = np.round(rng.uniform(0.02, 0.6, 400), 2)
    label = (rng.random(400) < risk).astype(float)
    return label, risk, rng.gamma(4, 0.25, 400)

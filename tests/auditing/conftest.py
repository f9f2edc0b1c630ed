from dataclasses import replace

import numpy as np
import pytest

from riskscreen import auditing
from riskscreen.policy import load


def _top(risk, share):
    """Return the list of the highest risks; nobody without one."""
    order = np.argsort(np.where(np.isnan(risk), 1.0, -risk), kind="stable")
    chosen = np.zeros(risk.size, dtype=bool)
    chosen[order[: int(share * risk.size)]] = True
    return chosen & ~np.isnan(risk)


def _world(seed, *, n=8000, n_psu=60, under=1.0):
    """Return a seeded list: ``under`` multiplies what minority children's risks expect."""
    rng = np.random.default_rng(seed)
    psu = rng.integers(0, n_psu, n)
    ethnicity = np.where(rng.random(n) < 0.3, "minority", "kinh_hoa")
    logit = -1.8 + rng.normal(0, 1.2, n) + rng.normal(0, 0.2, n_psu)[psu]
    truth = 1 / (1 + np.exp(-logit))
    risk = np.where(ethnicity == "minority", truth * under, truth)
    return auditing.AuditInput(
        outcome="dropout",
        label=(rng.random(n) < truth).astype(float),
        eligible=np.ones(n),
        risk=risk,
        selected=_top(risk, 0.1),
        weight=rng.gamma(8, 1 / 8, n),
        psu=psu.astype(str),
        stratum=(psu // 20).astype(str),
        groups={
            "ethnicity": ethnicity,
            "sex": np.where(rng.random(n) < 0.5, "female", "male"),
            "region": np.array(["north", "centre", "south"])[psu // 20],
            "urban": np.where(rng.random(n) < 0.3, "urban", "not_recorded"),
            "poverty": np.full(n, "not_recorded"),
            "disability": np.full(n, "not_recorded"),
        },
        baselines={"checklist": np.floor(rng.normal(0, 1, n))},
        feature_names=("hint",),
        features=rng.normal(0, 1, (n, 1)),
        allocate=lambda risks: _top(risks, 0.1),
    )


SHARES = {
    "ethnicity": {"kinh_hoa": 0.7, "minority": 0.3},
    "sex": {"female": 0.5, "male": 0.5},
    "region": {"north": 1 / 3, "centre": 1 / 3, "south": 1 / 3},
}


@pytest.fixture(scope="session")
def world():
    """Return the function that makes a seeded list."""
    return _world


@pytest.fixture(scope="session")
def top():
    """Return the function that lists the highest risks."""
    return _top


@pytest.fixture(scope="session")
def limits():
    """Return the demo policy with 200 replicates, population shares and wide limits."""
    return replace(
        load("demo"),
        bootstrap_replicates=200.0,
        population_shares=SHARES,
        missed_contrast=0.3,
        observed_over_expected=(0.75, 1.35),
        auc_shortfall=0.15,
    )


@pytest.fixture(scope="session")
def fair():
    return _world(1)


@pytest.fixture(scope="session")
def audited(fair, limits):
    return auditing.audit_arrays(
        fair, policy=limits, rng=np.random.default_rng(0), earlier=_world(2)
    )


@pytest.fixture
def run(limits):
    """Return a function that audits rows and gives the findings by (code, group)."""

    def run(rows, policy=limits, **more):
        audit = auditing.audit_arrays(rows, policy=policy, rng=np.random.default_rng(0), **more)
        return {(finding.code, finding.group): finding for finding in audit.findings}

    return run


@pytest.fixture
def three_groups():
    """Return 12 children in three groups, of which ``south`` has nobody at risk."""
    n = 12
    return auditing.AuditInput(
        outcome="dropout",
        label=np.array([1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0], dtype=float),
        eligible=np.ones(n),
        risk=np.linspace(0.9, 0.1, n),
        selected=np.array([1, 0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0], dtype=bool),
        weight=np.array([2, 1, 1, 1, 3, 1, 1, 1, 1, 1, 2, 1], dtype=float),
        psu=np.arange(n).astype(str),
        stratum=np.full(n, "a"),
        groups={
            "ethnicity": np.array(["kinh_hoa", "minority"] * 6),
            "sex": np.array(["female"] * 6 + ["male"] * 6),
            "region": np.repeat(["north", "centre", "south"], 4),
        },
    )

"""The risks: closed form, unseen effects integrated out, no protected column."""

import numpy as np
import pytest
from scipy import integrate, stats

from riskscreen import synthetic
from riskscreen.measures import weighted_auc
from riskscreen.synthetic.chance import Streams, expit
from riskscreen.synthetic.process import drivers, linear, observable_risk
from riskscreen.synthetic.profile import OUTCOMES, load_profile
from riskscreen.synthetic.world import run_world


@pytest.fixture(scope="module")
def world():
    return run_world(load_profile("demo"), Streams(5), households=1500, waves=1)


@pytest.mark.parametrize("lean", [-4.0, -1.0, 0.0, 2.5])
def test_the_observable_risk_is_the_mean_over_the_unseen_effect(lean):
    mean, _ = integrate.quad(
        lambda z: float(expit(np.array([lean + 0.5 * z]))[0]) * stats.norm.pdf(z), -9, 9
    )
    assert observable_risk(np.array([lean]), spread=0.5)[0] == pytest.approx(mean, abs=1e-8)


def test_protected_columns_are_no_drivers(world):
    wave = world.waves[0]
    kid = {name: values for name, values in wave.kid.items() if name not in ("sex", "disability")}
    kid["hotline_reports"] = np.full(world.kids.n, 50.0)
    known = drivers(wave.home, kid, kids=world.kids, homes=world.homes, present=wave.kid_here)
    equation = load_profile("demo").equations
    for outcome in OUTCOMES:
        again = observable_risk(linear(equation[outcome], known, n=world.kids.n), spread=0.5)
        assert np.allclose(again, wave.steps[outcome].risk_observable)


def test_a_driver_that_is_not_recorded_adds_nothing():
    equation = load_profile("demo").equations["dropout"]
    unknown = {name: np.array([np.nan]) for name in equation.terms}
    assert linear(equation, unknown, n=1)[0] == equation.intercept


def test_only_siblings_with_a_row_count(world):
    wave = world.waves[0]
    whole = drivers(wave.home, wave.kid, kids=world.kids, homes=world.homes, present=wave.kid_here)
    alone = drivers(
        wave.home, wave.kid, kids=world.kids, homes=world.homes,
        present=wave.kid_here & (world.kids.number == 0),
    )  # fmt: skip
    first = wave.kid_here & (world.kids.number == 0)
    assert alone["siblings_out"][first].max() == 0
    assert whole["siblings_out"][first].max() > 0


@pytest.mark.parametrize("outcome", synthetic.OUTCOMES)
def test_the_observable_risk_ranks_well_and_is_calibrated(demo, outcome):
    truth = demo.truth
    rows = (truth["outcome"] == outcome) & (truth["day"] == synthetic.WAVE_DAYS[1])
    label, risk = truth["label"][rows], truth["risk_observable"][rows]
    auc = weighted_auc(label, risk, np.ones(rows.sum()))
    assert 0.75 <= auc <= 0.90
    assert weighted_auc(label, truth["risk_full"][rows], np.ones(rows.sum())) > auc
    assert label.sum() / risk.sum() == pytest.approx(1.0, abs=0.06)
    top = risk >= np.quantile(risk, 0.9)
    assert label[top].sum() / risk[top].sum() == pytest.approx(1.0, abs=0.08)


@pytest.mark.parametrize("outcome", synthetic.OUTCOMES)
def test_siblings_share_a_fate_beyond_what_is_recorded(demo, outcome):
    truth = demo.truth
    rows = truth["outcome"] == outcome
    left = truth["label"][rows] - truth["risk_observable"][rows]
    home = np.char.add(
        np.char.partition(truth["child_id"][rows], "c")[:, 0], truth["day"][rows].astype(str)
    )
    _, code, count = np.unique(home, return_inverse=True, return_counts=True)
    pairs = np.bincount(code, left) ** 2 - np.bincount(code, left**2)
    assert pairs[count > 1].mean() > 0

"""Every figure has a clustered interval, and none is made up."""

import numpy as np
import pytest

from riskscreen import training
from riskscreen.errors import TrainingError


def evaluate(world, limits, *, risk=None, selected=None):
    rows = world.rows
    found = training.evaluate(
        rows.label,
        world.risk if risk is None else risk,
        weight=rows.weight,
        psu=rows.psu,
        stratum=rows.stratum,
        policy=limits,
        rng=np.random.default_rng(0),
        selected=selected,
    )
    return {one.name: one for one in found}


def test_the_true_risk_is_calibrated_within_its_interval(world, limits):
    found = evaluate(world, limits)
    assert found["observed_over_expected"].lo < 1 < found["observed_over_expected"].hi
    assert found["calibration_slope"].lo < 1 < found["calibration_slope"].hi


def test_every_interval_holds_its_figure(world, limits):
    selected = world.risk > np.quantile(world.risk, 0.9)
    found = evaluate(world, limits, selected=selected)
    assert {"recall_at_capacity", "precision_at_capacity"} <= set(found)
    assert all(one.lo < one.value < one.hi for one in found.values())


def test_recall_is_a_count_by_hand(world, limits):
    rows, selected = world.rows, world.risk > 0.3
    found = evaluate(world, limits, selected=selected)["recall_at_capacity"]
    caught = rows.weight[(rows.label == 1) & selected].sum()
    assert found.value == pytest.approx(caught / rows.weight[rows.label == 1].sum())


def test_a_missing_risk_leaves_no_figure(world, limits):
    risk = world.risk.copy()
    risk[3] = np.nan
    assert all(np.isnan(one.value) for one in evaluate(world, limits, risk=risk).values())


def test_an_undefined_figure_is_none_in_json(world, limits):
    risk = np.full(world.risk.size, np.nan)
    assert evaluate(world, limits, risk=risk)["auc"].to_dict()["value"] is None


def test_an_unknown_label_is_refused(limits):
    with pytest.raises(TrainingError, match="1 of 2 labels are unknown; first is row 1"):
        training.evaluate(
            np.array([1.0, np.nan]),
            np.array([0.5, 0.5]),
            weight=np.ones(2),
            psu=np.array(["a", "b"]),
            stratum=np.array(["s", "s"]),
            policy=limits,
            rng=np.random.default_rng(0),
        )

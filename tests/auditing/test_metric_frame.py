from dataclasses import replace

import numpy as np
import pytest
from fairlearn import metrics as fairlearn

from riskscreen import auditing

FAIRLEARN = {
    "selection_rate": fairlearn.selection_rate,
    "false_negative_rate": fairlearn.false_negative_rate,
    "false_positive_rate": fairlearn.false_positive_rate,
}


def _rows(rows, policy):
    found = auditing.metric_frame_rows(rows, policy=policy, published=False)
    return {row["group"]: row for row in found}


@pytest.mark.parametrize("metric", FAIRLEARN)
@pytest.mark.parametrize("attribute", ["ethnicity", "sex", "region"])
def test_metrics_equal_fairlearns_own(fair, limits, attribute, metric):
    frame = fairlearn.MetricFrame(
        metrics=FAIRLEARN[metric],
        y_true=fair.label[:500],
        y_pred=fair.selected[:500].astype(float),
        sensitive_features=fair.groups[attribute][:500],
        sample_params={"sample_weight": fair.weight[:500]},
    )
    got = _rows(_first(fair, 500), limits)
    for level, expected in frame.by_group.items():
        assert got[f"{attribute}={level}"][metric] == pytest.approx(expected)


def test_metrics_equal_a_count_by_hand(three_groups, limits):
    north = _rows(three_groups, limits)["region=north"]
    assert north["n_children"] == 4
    assert north["n_at_risk"] == 2
    assert north["selection_rate"] == pytest.approx(3 / 5)
    assert north["false_negative_rate"] == pytest.approx(1 / 3)
    assert north["false_positive_rate"] == pytest.approx(1 / 2)
    assert north["precision"] == pytest.approx(2 / 3)
    assert north["missed_per_1000"] == pytest.approx(1000 / 5)
    risk = three_groups.risk[:4]
    assert north["observed_over_expected"] == pytest.approx(3 / (risk @ [2, 1, 1, 1]))
    assert north["auc"] == 1


def test_a_group_without_cases_is_undefined_where_fairlearn_says_zero(three_groups, limits):
    south = three_groups.groups["region"] == "south"
    theirs = fairlearn.false_negative_rate(
        three_groups.label[south], three_groups.selected[south], pos_label=1
    )
    ours = _rows(three_groups, limits)["region=south"]
    assert theirs == 0
    assert ours["false_negative_rate"] is None
    assert ours["auc"] is None


def test_the_frame_equals_the_audits_own_table(audited, fair, limits):
    frame = _rows(fair, limits)
    table = {row["group"]: row for row in audited.tables["groups"]}
    names = ("selection_rate", "false_negative_rate", "precision", "observed_over_expected", "auc")
    for group in ("ethnicity=minority", "region=south", "sex=male & region=north"):
        for name in names:
            assert frame[group][name] == pytest.approx(table[group][name])


def test_abstained_children_at_risk_count_as_missed(three_groups, limits):
    got = _rows(replace(three_groups, risk=np.full(12, np.nan)), limits)["region=north"]
    assert got["false_negative_rate"] == 1
    assert got["abstention"] == 1


def test_small_cells_are_suppressed_when_published(three_groups, limits):
    rows = auditing.metric_frame_rows(three_groups, policy=limits)
    assert all(row["suppressed"] for row in rows)


def test_intersections_without_children_are_left_out(three_groups, limits):
    assert "sex=female & region=south" not in _rows(three_groups, limits)


def _first(rows, n):
    return replace(
        rows,
        **{
            name: getattr(rows, name)[:n]
            for name in ("label", "eligible", "risk", "selected", "weight", "psu", "stratum")
        },
        groups={name: level[:n] for name, level in rows.groups.items()},
        baselines={},
        features=None,
        feature_names=(),
    )

from dataclasses import replace

import numpy as np
import pytest
from tests.auditing import edges

from riskscreen import measures
from riskscreen.auditing import figures


def test_groups_hold_counts_and_an_interval_around_each_figure(audited, fair):
    rows = {row["group"]: row for row in audited.tables["groups"]}
    overall = rows["overall"]
    assert overall["n_children"] == fair.n_children
    assert overall["n_at_risk"] == int(fair.label.sum())
    for name in ("false_negative_rate", "precision", "observed_over_expected", "auc"):
        assert overall[f"{name}_lo"] < overall[name] < overall[f"{name}_hi"]


def test_the_headline_divides_those_at_risk(audited, fair):
    head = audited.tables["headline"]
    assert head["found"] + head["missed"] == pytest.approx(head["at_risk"])
    recall = measures.recall(fair.label, fair.selected, fair.weight)
    assert head["found"] / head["at_risk"] == pytest.approx(recall)


def test_the_model_stands_beside_the_simple_lists(audited):
    rows = {row["name"]: row for row in audited.tables["baselines"]}
    assert rows["model"]["found"] > rows["checklist"]["found"]
    assert rows["checklist"]["gain_lo"] > 0
    assert rows["checklist"]["auc"] == pytest.approx(0.5, abs=0.05)


def test_a_longer_list_finds_more(audited):
    rows = [row for row in audited.tables["capacity"] if row["group"] == "overall"]
    found = [row["recall"] for row in rows]
    assert found == sorted(found)
    assert [row["selection_rate"] for row in rows] == pytest.approx(
        [row["capacity"] for row in rows], abs=0.001
    )


def test_vigintiles_are_suppressed_where_small(audited, limits):
    rows = [row for row in audited.tables["calibration"] if not row["suppressed"]]
    assert rows
    children, cases = limits.smallest_cell
    counted = [row for row in rows if row["n_children"] is not None]
    assert all(row["n_children"] >= children and row["n_at_risk"] >= cases for row in counted)


def test_the_missed_of_the_headline_have_an_interval(audited):
    head = audited.tables["headline"]
    assert 0 < head["missed_lo"] < head["missed"] < head["missed_hi"] < head["at_risk"] * 1.2


def test_a_random_list_finds_the_share_that_it_selects(audited, fair):
    random = next(row for row in audited.tables["baselines"] if row["name"] == "random")
    share = fair.weight @ fair.selected / fair.weight.sum()
    assert random["found"] == pytest.approx(share, abs=1e-12)
    assert random["auc"] == pytest.approx(0.5)
    assert random["gain_lo"] > 0


def test_groups_that_judge_have_a_calibration_slope(audited):
    rows = {row["group"]: row for row in audited.tables["groups"]}
    overall = rows["overall"]
    assert overall["calibration_slope_lo"] < overall["calibration_slope"]
    assert "calibration_slope" in rows["sex=female"]
    assert "calibration_slope" not in rows["sex=female & region=north"]


@pytest.fixture(scope="module")
def few_listed(fair):
    """Return the fair list with 29 minority and 40 majority children on it, all followed up."""
    minority = fair.groups["ethnicity"] == "minority"
    kept = np.zeros(fair.n_children, dtype=bool)
    for group, many in ((minority, 29), (~minority, 40)):
        kept[np.flatnonzero(group & fair.selected)[:many]] = True
    return replace(fair, selected=kept)


def test_precision_of_fewer_selected_than_a_cell_is_left_out_of_the_groups(few_listed, limits):
    evidence = edges.evidence_of(few_listed, limits)
    rows = {row["group"]: row for row in figures.group_rows(evidence, policy=limits)}
    few, many = rows["ethnicity=minority"], rows["ethnicity=kinh_hoa"]
    assert [few[name] for name in ("precision", "precision_lo", "precision_hi")] == [None] * 3
    assert few["false_negative_rate"] is not None
    assert many["precision"] is not None


def test_a_false_positive_rate_of_fewer_than_a_cell_is_left_out_of_the_groups(fair, limits):
    spared = np.flatnonzero((fair.groups["ethnicity"] == "minority") & (fair.label == 0))
    label = fair.label.copy()
    label[spared[29:]] = 1
    evidence = edges.evidence_of(replace(fair, label=label), limits)
    rows = {row["group"]: row for row in figures.group_rows(evidence, policy=limits)}
    few = rows["ethnicity=minority"]
    names = [f"false_positive_rate{end}" for end in ("", "_lo", "_hi")]
    assert [few[name] for name in names] == [None] * 3
    assert rows["overall"]["false_positive_rate"] is not None


def test_a_short_list_has_no_precision_in_a_group_of_whom_it_takes_a_handful(fair, limits):
    take = edges.take(fair, np.arange(1000))
    rows = figures.capacity_rows(edges.evidence_of(take, limits), policy=limits)
    listed = {row["capacity"]: row for row in rows if row["group"] == "overall"}
    assert listed[0.02]["precision"] is None
    assert listed[0.02]["recall"] is not None
    assert listed[0.05]["precision"] is not None


def test_a_list_of_a_handful_has_no_precision_among_the_baselines(fair, limits):
    kept = np.zeros(fair.n_children, dtype=bool)
    kept[np.flatnonzero(fair.selected)[:20]] = True
    evidence = edges.evidence_of(replace(fair, selected=kept), limits)
    assert {row["precision"] for row in figures.baseline_rows(evidence, policy=limits)} == {None}

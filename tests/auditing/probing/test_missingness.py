from dataclasses import replace

import numpy as np
import pytest
from tests.auditing import edges

from riskscreen import measures
from riskscreen.auditing.probing.missingness import (
    missingness_findings,
    missingness_rows,
    replace_missing,
    typical,
)
from riskscreen.core import Verdict
from riskscreen.errors import InputError

GAIN = (0.75, 0.25)


def predict(values):
    """Return a risk that a missing first input raises, whatever the child is like."""
    first, second = values.T
    logit = np.where(np.isnan(first), 1.5, first - 2) + 0.2 * np.nan_to_num(second)
    return 1 / (1 + np.exp(-logit))


@pytest.fixture(scope="module")
def rows(fair, top):
    """Return a list of which minority children owe their places to what nobody recorded."""
    rng = np.random.default_rng(3)
    values = rng.normal(0, 1, (fair.n_children, 2))
    minority = fair.groups["ethnicity"] == "minority"
    values[minority & (rng.random(fair.n_children) < 0.2), 0] = np.nan
    risk = predict(values)
    return replace(
        fair, features=values, feature_names=("a", "b"), risk=risk, selected=top(risk, 0.1)
    )


@pytest.fixture(scope="module")
def replaced(rows):
    return replace_missing(rows, predict=predict, gain=GAIN)


@pytest.fixture(scope="module")
def evidence(rows, limits):
    return edges.evidence_of(rows, limits, replicates=200)


@pytest.fixture(scope="module")
def lines(evidence, replaced, limits):
    return {line["group"]: line for line in missingness_rows(evidence, replaced, policy=limits)}


def test_what_is_missing_is_replaced_by_the_weighted_median(rows, replaced):
    usual = typical(rows.features, rows.weight)
    filled = np.where(np.isnan(rows.features), usual, rows.features)
    before, after = (np.log(p / (1 - p)) for p in (predict(rows.features), predict(filled)))
    assert replaced.moved == pytest.approx(np.abs(after - before))
    assert (replaced.moved[~np.isnan(rows.features[:, 0])] == 0).all()


def test_the_typical_value_is_one_that_half_the_weight_reaches():
    values = np.array([[5.0], [1.0], [np.nan], [2.0]])
    assert typical(values, np.array([1.0, 1.0, 9.0, 1.0])).tolist() == [2.0]
    assert typical(values, np.array([5.0, 1.0, 9.0, 1.0])).tolist() == [5.0]


def test_the_list_before_is_the_audited_list(rows, replaced):
    assert np.array_equal(replaced.lists[0], rows.selected)


def test_the_list_after_is_drawn_by_the_same_rule(rows, replaced, top):
    filled = np.where(np.isnan(rows.features), typical(rows.features, rows.weight), rows.features)
    assert np.array_equal(replaced.lists[1], top(predict(filled), 0.1))


def test_out_of_fold_risks_are_compared_with_no_list_of_their_own(rows, top):
    """Both lists come from one model; only who is refused is taken from the audited risks."""
    rng = np.random.default_rng(0)
    other = replace(rows, risk=rng.permutation(rows.risk), selected=top(rng.random(8000), 0.1))
    assert np.array_equal(
        replace_missing(other, predict=predict, gain=GAIN).lists[0], rows.selected
    )


def test_a_refused_child_has_no_score_to_move_and_gets_no_place(rows):
    risk = rows.risk.copy()
    risk[:4000] = np.nan
    found = replace_missing(replace(rows, risk=risk), predict=predict, gain=GAIN)
    assert np.isnan(found.moved[:4000]).all()
    assert np.isfinite(found.moved[4000:]).all()
    assert not any(chosen[:4000].any() for chosen in found.lists)


def test_a_line_says_how_much_is_missing_by_gain_and_weight(rows, lines):
    inside = rows.groups["ethnicity"] == "minority"
    w = rows.weight[inside]
    share = 0.75 * float(np.isnan(rows.features[inside, 0]) @ w / w.sum())
    assert lines["ethnicity=minority"]["missing"] == pytest.approx(share)
    assert lines["ethnicity=kinh_hoa"]["missing"] == 0


def test_a_line_says_how_far_scores_move(rows, replaced, lines):
    inside = rows.groups["ethnicity"] == "minority"
    w = rows.weight[inside]
    line = lines["ethnicity=minority"]
    assert line["moved"] == pytest.approx(replaced.moved[inside] @ w / w.sum())
    assert line["moved_lo"] < line["moved"] < line["moved_hi"]


def test_a_line_says_how_many_places_hang_on_it(rows, replaced, lines):
    was = replaced.lists[0] & (rows.groups["ethnicity"] == "minority")
    w = rows.weight[was]
    line = lines["ethnicity=minority"]
    assert line["list_share"] == pytest.approx(~replaced.lists[1][was] @ w / w.sum())
    assert 0.5 < line["list_share_lo"] < line["list_share"] < line["list_share_hi"] < 1
    assert lines["ethnicity=kinh_hoa"]["list_share"] == 0


def test_of_few_selected_children_no_share_of_the_list_is_said(rows, limits):
    few = np.zeros(rows.n_children, dtype=bool)
    few[np.flatnonzero(rows.groups["sex"] == "female")[:29]] = True
    few[np.flatnonzero(rows.groups["sex"] == "male")[:30]] = True
    listed = replace(rows, allocate=lambda risks: few & ~np.isnan(risks))
    replaced = replace_missing(listed, predict=predict, gain=GAIN)
    evidence = edges.evidence_of(listed, limits)
    lines = {line["group"]: line for line in missingness_rows(evidence, replaced, policy=limits)}
    assert lines["sex=female"]["list_share"] is None
    assert lines["sex=male"]["list_share"] == 0
    assert lines["sex=female"]["moved"] is not None
    found = {f.group: f for f in missingness_findings(evidence, replaced, policy=limits)}
    assert (found["sex=female"].measured, found["sex=male"].measured) == (None, 0)


def test_findings_are_reported_overall_and_by_required_group(evidence, replaced, limits):
    found = missingness_findings(evidence, replaced, policy=limits)
    assert {finding.code for finding in found} == {"AUD-17"}
    assert [finding.group for finding in found] == [c.name for c in evidence.cells if c.judges]
    assert not any(finding.judges for finding in found)
    minority = next(finding for finding in found if finding.group == "ethnicity=minority")
    assert minority.verdict is Verdict.PASS
    assert minority.interval[0] < minority.measured < minority.interval[1]


def test_nothing_that_hangs_on_records_is_no_interval_and_so_not_measured(
    evidence, replaced, limits
):
    """Among Kinh children no replicate has a share above 0."""
    found = missingness_findings(evidence, replaced, policy=limits)
    assert {f.group: f.measured for f in found}["ethnicity=kinh_hoa"] == 0
    assert {f.group: f.verdict for f in found}["ethnicity=kinh_hoa"] is Verdict.INSUFFICIENT


def test_without_a_rule_the_list_is_not_drawn_again_and_that_is_said(rows, limits):
    bare = replace(rows, allocate=None)
    replaced = replace_missing(bare, predict=predict, gain=GAIN)
    evidence = edges.evidence_of(bare, limits)
    line = missingness_rows(evidence, replaced, policy=limits)[0]
    assert (line["list_share"], line["moved"] is None) == (None, False)
    for finding in missingness_findings(evidence, replaced, policy=limits):
        assert (finding.verdict, finding.measured) == (Verdict.INSUFFICIENT, None)
        assert "no rule was given" in finding.detail


def test_without_a_model_nothing_is_measured_and_that_is_said(evidence, limits):
    found = missingness_findings(evidence, None, policy=limits)
    assert len(found) == 8
    for finding in found:
        assert (finding.verdict, finding.measured) == (Verdict.INSUFFICIENT, None)
        assert finding.detail == "no model was given to ask again"


def test_an_input_that_nobody_has_stays_missing_and_is_named(rows, limits):
    values = np.column_stack([rows.features[:, 0], np.full(rows.n_children, np.nan)])
    bare = replace(rows, features=values)
    replaced = replace_missing(bare, predict=predict, gain=GAIN)
    assert replaced.never_recorded == ("b",)
    found = missingness_findings(edges.evidence_of(bare, limits), replaced, policy=limits)
    assert "1 inputs are recorded for nobody and stay missing; first is b" in found[0].detail


def test_risks_of_exactly_0_and_1_move_by_a_finite_step(rows):
    found = replace_missing(
        rows, predict=lambda values: np.isnan(values[:, 0]).astype(float), gain=GAIN
    )
    assert np.isfinite(found.moved).all()


def test_no_features_are_refused(rows):
    with pytest.raises(InputError, match="no features among the 8000 rows to audit"):
        replace_missing(replace(rows, features=None), predict=predict, gain=GAIN)


def test_a_gain_for_each_feature_is_asked_for(rows):
    with pytest.raises(InputError, match="2 features and 1 gains"):
        replace_missing(rows, predict=predict, gain=(1.0,))


@pytest.mark.parametrize("name", edges.NAMES)
def test_every_figure_of_an_odd_list_is_finite_or_none(rows, limits, name):
    odd = edges.edge(name, rows)
    small = replace(odd, allocate=lambda risks: odd.selected & ~np.isnan(risks))
    replaced = replace_missing(small, predict=predict, gain=GAIN)
    evidence = edges.evidence_of(small, limits)
    for line in missingness_rows(evidence, replaced, policy=limits):
        for value in list(line.values())[5:12]:
            assert value is None or np.isfinite(value)
    for finding in missingness_findings(evidence, replaced, policy=limits):
        assert finding.verdict is not Verdict.FAIL


def test_intervals_come_from_the_replicates_of_the_evidence(rows, evidence, replaced, lines):
    inside = rows.groups["ethnicity"] == "minority"
    w = rows.weight * inside
    estimate, replicated = measures.bootstrap_ratio(w * replaced.moved, w, evidence.replicates)
    place = [cell.name for cell in evidence.cells].index("ethnicity=minority")
    bounds = measures.t_interval(estimate, replicated, evidence.counts[place].df, 0.95)
    line = lines["ethnicity=minority"]
    assert (line["moved_lo"], line["moved_hi"]) == pytest.approx(bounds)

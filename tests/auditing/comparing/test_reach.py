from dataclasses import replace

import numpy as np
import pytest

from riskscreen import measures
from riskscreen.auditing.cells import cells
from riskscreen.auditing.comparing.reach import (
    bounded,
    contrasts,
    group_figures,
    overall_figures,
    reach_of,
)
from riskscreen.auditing.evidence import gather


def _evidence(rows, limits):
    drawn = measures.rao_wu(rows.stratum, rows.psu, replicates=100, rng=np.random.default_rng(0))
    return gather(rows, cells(rows, limits), replicates=drawn, confidence=limits.confidence)


@pytest.fixture(scope="module")
def evidence(fair, limits):
    return _evidence(fair, limits)


def test_the_audited_list_reaches_what_the_evidence_says(evidence, fair):
    reach = reach_of(evidence, fair.selected.astype(float))
    for at, place in enumerate(reach.places):
        same = evidence.figure("recall", place)
        assert np.allclose(reach.recall(at), same, equal_nan=True)
        assert reach.precision(at) == pytest.approx(
            evidence.figure("precision", place)[0], nan_ok=True
        )


def test_a_contrast_is_the_group_s_false_negative_rate_less_the_others(evidence, fair):
    reach = reach_of(evidence, fair.selected.astype(float))
    at = next(i for i, p in enumerate(reach.places) if evidence.cells[p].name == "sex=female")
    female = fair.groups["sex"] == "female"
    own, others = (
        measures.false_negative_rate(fair.label[of], fair.selected[of], fair.weight[of])
        for of in (female, ~female)
    )
    assert reach.contrast(at)[0] == pytest.approx(own - others)


def test_a_likelihood_counts_as_that_part_of_a_child(evidence, fair):
    half = reach_of(evidence, fair.selected * 0.5)
    whole = reach_of(evidence, fair.selected.astype(float))
    assert half.recall(0) == pytest.approx(whole.recall(0) / 2)
    assert half.precision(0) == pytest.approx(whole.precision(0))


def test_everyone_and_intersections_are_no_rows_of_their_own(evidence, fair, limits):
    reach = reach_of(evidence, fair.selected.astype(float))
    rows = group_figures(reach, contrasts(reach, policy=limits), policy=limits)
    assert all(row["attribute"] and "&" not in row["attribute"] for row in rows)


def test_bounds_widen_where_more_groups_are_judged_together(fair, evidence, limits):
    reach = reach_of(evidence, fair.selected.astype(float))
    at = next(i for i, p in enumerate(reach.places) if evidence.cells[p].name == "sex=female")
    together = contrasts(reach, policy=limits)[at]
    values = reach.contrast(at)
    alone = measures.max_t(
        [values[0]], values[1:, None], reach.count(at).freedom(cases=True), limits.confidence
    )
    assert together[2] - together[1] > alone[1][0] - alone[0][0]


@pytest.mark.parametrize("few", ["cases", "psu"])
def test_a_group_under_the_floor_has_a_contrast_without_bounds(fair, limits, few):
    floor = (1e6, 10.0) if few == "cases" else (30.0, 1e6)
    policy = replace(limits, bootstrap_floor=floor)
    reach = reach_of(_evidence(fair, policy), fair.selected.astype(float))
    found = contrasts(reach, policy=policy)
    assert all(np.isfinite(value) and np.isnan(lo) for value, lo, _ in found.values())
    rows = group_figures(reach, found, policy=policy)
    assert all(row["recall_lo"] is None for row in rows)


def test_a_group_whose_others_are_too_few_to_print_has_no_contrast(fair, limits):
    sex = np.where(np.arange(fair.n_children) < 40, "male", "female")
    rows = replace(fair, groups={**fair.groups, "sex": sex})
    reach = reach_of(_evidence(rows, limits), rows.selected.astype(float))
    named = {reach.cell(at).name for at in contrasts(reach, policy=limits)}
    assert not {"sex=male", "sex=female"} & named
    assert "region=south" in named


def test_nobody_at_risk_leaves_every_share_undefined(fair, limits):
    rows = replace(fair, label=np.zeros(fair.n_children))
    reach = reach_of(_evidence(rows, limits), rows.selected.astype(float))
    figures = overall_figures(reach, reach, policy=limits)
    assert figures["found"] is None
    assert figures["cost"] is None
    assert figures["precision"] == 0


def test_bounds_are_named_after_their_figure():
    assert list(bounded("burden", (1.0, 0.5, 1.5))) == ["burden", "burden_lo", "burden_hi"]


def test_precision_of_fewer_on_the_list_than_a_cell_is_not_printed(evidence, fair, limits):
    minority = fair.groups["ethnicity"] == "minority"
    kept = np.zeros(fair.n_children)
    for group, many in ((minority, 29), (~minority, 40)):
        kept[np.flatnonzero(group & fair.selected)[:many]] = 1.0
    reach = reach_of(evidence, kept)
    rows = {row["group"]: row for row in group_figures(reach, {}, policy=limits)}
    assert rows["ethnicity=minority"]["precision"] is None
    assert rows["ethnicity=kinh_hoa"]["precision"] is not None
    few = reach_of(evidence, kept * minority)
    assert overall_figures(few, few, policy=limits)["precision"] is None


def test_a_group_nobody_of_whom_is_found_has_no_bounds_from_the_others_alone(
    evidence, fair, limits
):
    minority = fair.groups["ethnicity"] == "minority"
    found = contrasts(reach_of(evidence, (fair.selected & ~minority) * 1.0), policy=limits)
    reach = reach_of(evidence, fair.selected * 1.0)
    for at, (value, lo, hi) in found.items():
        still = reach.cell(at).attribute == "ethnicity"
        assert np.isfinite(value)
        assert np.isnan([lo, hi]).all() == still

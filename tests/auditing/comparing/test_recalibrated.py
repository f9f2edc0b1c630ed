from dataclasses import replace

import numpy as np
import pytest

from riskscreen import measures
from riskscreen.auditing.comparing.recalibrated import drawn_again, missed_contrast, recalibrate


def test_recalibrated_risks_expect_what_each_group_had(world):
    rows = world(1, under=0.6)
    risk = recalibrate(rows, rows.groups["ethnicity"])
    for level in ("minority", "kinh_hoa"):
        of = rows.groups["ethnicity"] == level
        figure = measures.observed_over_expected(rows.label[of], risk[of], rows.weight[of])
        assert figure == pytest.approx(1, abs=1e-6)


def test_a_group_without_cases_and_a_child_without_a_risk_are_left_alone(three_groups):
    risk = three_groups.risk.copy()
    risk[0] = np.nan
    rows = replace(three_groups, risk=risk)
    again = recalibrate(rows, rows.groups["region"])
    assert again[8:] == pytest.approx(risk[8:])
    assert np.isnan(again[0])


def test_the_finding_prints_the_contrast_that_recalibration_would_leave(world, run):
    finding = run(world(1, under=0.55))["AUD-03", "ethnicity=minority"]
    assert "with group-recalibrated risks under the same rule" in finding.detail


def test_without_a_rule_there_is_no_second_contrast(fair, run):
    finding = run(replace(fair, allocate=None))["AUD-03", "ethnicity=minority"]
    assert "recalibrated" not in finding.detail


def test_any_rule_can_draw_from_recalibrated_risks(world, top):
    rows = world(1, under=0.5)
    again = drawn_again(rows, "ethnicity", allocate=lambda risks: top(risks, 0.2))
    assert again.sum() == pytest.approx(0.2 * rows.n_children, abs=1)
    minority = rows.groups["ethnicity"] == "minority"
    wide = top(rows.risk, 0.2)
    assert missed_contrast(rows, again, minority) < missed_contrast(rows, wide, minority)


@pytest.mark.parametrize("lacking", ["rule", "attribute"])
def test_no_list_is_drawn_again_without_a_rule_or_an_attribute(fair, top, lacking):
    allocate = None if lacking == "rule" else lambda risks: top(risks, 0.1)
    name = "height" if lacking == "attribute" else "ethnicity"
    assert drawn_again(fair, name, allocate=allocate) is None


def test_a_contrast_with_nobody_at_risk_on_one_side_is_undefined(three_groups):
    south = three_groups.groups["region"] == "south"
    assert missed_contrast(three_groups, three_groups.selected, south) is None

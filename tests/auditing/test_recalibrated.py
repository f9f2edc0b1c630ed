from dataclasses import replace

import numpy as np
import pytest

from riskscreen import measures
from riskscreen.auditing.recalibrated import recalibrate


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

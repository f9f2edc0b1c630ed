from dataclasses import replace

import numpy as np
import pytest

from riskscreen import measures


def test_each_group_has_the_slope_that_its_own_children_give(fair, run):
    found = run(fair)
    inside = fair.groups["sex"] == "female"
    own = measures.calibration_slope(
        fair.label[inside], fair.risk[inside], fair.weight[inside]
    )[1]  # fmt: skip
    assert found["AUD-23", "sex=female"].measured == pytest.approx(own, abs=1e-12)
    assert not found["AUD-23", "sex=female"].judges


def test_a_group_whose_risks_are_exaggerated_fails_alone(fair, run):
    minority = fair.groups["ethnicity"] == "minority"
    logit = np.log(fair.risk) - np.log1p(-fair.risk)
    twice = 1 / (1 + np.exp(-2.5 * (logit + 1.8) + 1.8))
    found = run(replace(fair, risk=np.where(minority, twice, fair.risk)))
    assert found["AUD-23", "ethnicity=minority"].verdict == "fail"
    assert found["AUD-23", "ethnicity=kinh_hoa"].verdict == "pass"


def test_a_group_without_cases_has_no_slope(fair, run):
    label = np.where(fair.groups["region"] == "south", 0.0, fair.label)
    found = run(replace(fair, label=label))["AUD-23", "region=south"]
    assert found.measured is None
    assert found.verdict == "insufficient evidence"

from dataclasses import replace

import numpy as np
import pytest

from riskscreen.core import Verdict


def test_two_windows_of_one_world_do_not_disagree(audited):
    drift = [f for f in audited.findings if f.code == "AUD-12"]
    assert len(drift) == 8
    assert {finding.verdict for finding in drift} == {Verdict.PASS}


def test_labels_recorded_otherwise_are_found_by_group_and_only_reported(fair, world, run):
    learned = world(2)
    hidden = (learned.groups["ethnicity"] == "minority") & (np.arange(8000) % 2 == 0)
    earlier = replace(learned, label=np.where(hidden, 0.0, learned.label))
    finding = run(fair, earlier=earlier)["AUD-12", "ethnicity=minority"]
    assert finding.verdict is Verdict.FAIL
    assert finding.measured > 1.3
    assert not finding.judges


def test_without_an_earlier_table_nothing_is_compared(fair, run):
    assert not [code for code, _ in run(fair) if code == "AUD-12"]


def test_coverage_is_the_share_of_the_training_table_over_the_population(audited):
    found = {f.group: f for f in audited.findings if f.code == "AUD-07"}
    assert found["ethnicity=minority"].measured == pytest.approx(1, abs=0.05)
    assert {f.verdict for f in found.values()} == {Verdict.PASS}


def test_a_group_that_is_hardly_in_the_table_fails(fair, limits, run):
    shares = {**limits.population_shares, "ethnicity": {"kinh_hoa": 0.4, "minority": 0.6}}
    found = run(replace(fair, later=False), replace(limits, population_shares=shares))
    assert found["AUD-07", "ethnicity=minority"].verdict is Verdict.FAIL


def test_not_recording_a_group_lowers_its_coverage(fair, run):
    ethnicity = np.where(
        (fair.groups["ethnicity"] == "minority") & (np.arange(8000) % 2 == 0),
        "not_recorded",
        fair.groups["ethnicity"],
    )
    groups = {**fair.groups, "ethnicity": ethnicity}
    found = run(replace(fair, later=False, groups=groups))
    assert found["AUD-07", "ethnicity=minority"].verdict is Verdict.FAIL


def test_without_population_shares_coverage_is_insufficient_and_judges(fair, limits, run):
    found = run(replace(fair, later=False), replace(limits, population_shares={}))
    finding = found["AUD-07", "sex=female"]
    assert (finding.verdict, finding.judges) == (Verdict.INSUFFICIENT, True)
    assert "gives no share" in finding.detail


def test_a_later_window_says_nothing_of_who_was_in_the_training_table(fair, run):
    found = [finding for (code, _), finding in run(fair).items() if code == "AUD-07"]
    assert len(found) == 7
    for finding in found:
        assert (finding.verdict, finding.judges) == (Verdict.INSUFFICIENT, True)
        assert finding.measured is None
        assert finding.detail == "coverage of the training table was not measured here"


def test_a_psu_in_both_windows_is_drawn_in_both(fair, run):
    """A table beside itself: drawn together every replicate agrees, so nothing varies."""
    finding = run(fair, earlier=fair)["AUD-12", "overall"]
    assert finding.measured == pytest.approx(1)
    assert finding.interval is None or finding.interval == pytest.approx((1, 1), abs=1e-6)

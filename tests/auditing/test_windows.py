from dataclasses import replace

import numpy as np
import pytest
from tests.auditing import edges

from riskscreen import measures
from riskscreen.auditing.windows import coverage_rows
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


def _coverage(rows, policy):
    drawn = measures.rao_wu(rows.stratum, rows.psu, replicates=200, rng=np.random.default_rng(0))
    return {line["group"]: line for line in coverage_rows(rows, policy=policy, drawn=drawn)}


def test_the_coverage_table_has_the_figures_of_the_findings(fair, limits, run):
    finding = run(replace(fair, later=False))["AUD-07", "ethnicity=minority"]
    line = _coverage(fair, limits)["ethnicity=minority"]
    inside = fair.groups["ethnicity"] == "minority"
    share = fair.weight @ inside / fair.weight.sum()
    assert line["table_share"] == pytest.approx(share)
    assert line["population_share"] == 0.3
    assert line["ratio"] == pytest.approx(share / 0.3)
    assert line["ratio"] == pytest.approx(finding.measured)


def test_bounds_of_a_coverage_hold_for_it_alone_and_lie_inside_the_simultaneous(fair, limits, run):
    finding = run(replace(fair, later=False))["AUD-07", "ethnicity=minority"]
    line = _coverage(fair, limits)["ethnicity=minority"]
    assert finding.interval[0] < line["lo"] < line["ratio"] < line["hi"] < finding.interval[1]


def test_a_coverage_without_a_population_share_says_the_share_of_the_table(fair, limits):
    line = _coverage(fair, replace(limits, population_shares={}))["sex=female"]
    assert line["table_share"] == pytest.approx(0.5, abs=0.02)
    assert (line["population_share"], line["ratio"], line["lo"], line["hi"]) == (None,) * 4


def test_who_is_not_recorded_has_a_line_of_the_coverage_table(fair, limits):
    hidden = np.where(np.arange(8000) % 4 == 0, "not_recorded", fair.groups["ethnicity"])
    found = _coverage(replace(fair, groups={**fair.groups, "ethnicity": hidden}), limits)
    shares = [line["table_share"] for line in found.values() if line["attribute"] == "ethnicity"]
    assert found["ethnicity=not_recorded"]["ratio"] is None
    assert sum(shares) == pytest.approx(1)


def test_attributes_that_are_only_reported_have_no_coverage(fair, limits):
    assert {line["attribute"] for line in _coverage(fair, limits).values()} == {
        "ethnicity", "sex", "region",
    }  # fmt: skip


def test_a_coverage_on_few_psus_has_an_exact_interval(fair, limits):
    rows = edges.take(fair, np.flatnonzero(np.isin(fair.psu.astype(int), (0, 1, 20, 21, 40))))
    line = _coverage(rows, limits)["sex=female"]
    inside = rows.groups["sex"] == "female"
    lo, hi = measures.korn_graubard(
        inside.astype(float),
        rows.weight,
        design=measures.clusters(rows.stratum, rows.psu),
        confidence=0.95,
    )
    assert (line["lo"], line["hi"]) == pytest.approx((lo / 0.5, hi / 0.5))


@pytest.mark.parametrize("name", edges.NAMES)
def test_every_coverage_of_an_odd_table_is_finite_or_none(fair, limits, name):
    for line in _coverage(edges.edge(name, fair), limits).values():
        for figure in ("table_share", "ratio", "lo", "hi"):
            assert line[figure] is None or np.isfinite(line[figure])

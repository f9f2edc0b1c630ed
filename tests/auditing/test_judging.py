import numpy as np
import pytest

from riskscreen.auditing.cells import Cell
from riskscreen.auditing.evidence import Counts
from riskscreen.auditing.judging import Row, judge, verdict_of
from riskscreen.core import Verdict

ENOUGH = Counts(n_children=5000, n_at_risk=500, n_psu=60, df=57)
CELL = Cell("sex=female", "sex", "female", np.ones(1, dtype=bool), "required")


def row(centre, spread=0.01, *, counts=ENOUGH, limit=(-0.1, 0.1), **more):
    drawn = np.random.default_rng(1).normal(centre, spread, 500)
    return Row(
        code="AUD-03", title="children missed", outcome="dropout", cell=CELL,
        values=np.concatenate([[centre], drawn]), counts=(counts,), limit=limit, unit="",
        judges=True, **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("interval", "limit", "verdict"),
    [
        ((-0.05, 0.05), (-0.1, 0.1), Verdict.PASS),
        ((-0.05, 0.15), (-0.1, 0.1), Verdict.INSUFFICIENT),
        ((0.12, 0.15), (-0.1, 0.1), Verdict.FAIL),
        ((-0.30, -0.12), (-0.1, 0.1), Verdict.FAIL),
        ((-0.05, 9.0), (-0.1, None), Verdict.PASS),
        ((-0.5, -0.2), (-0.1, None), Verdict.FAIL),
        ((float("nan"), 0.05), (-0.1, 0.1), Verdict.INSUFFICIENT),
    ],
)
def test_the_whole_interval_decides(interval, limit, verdict):
    assert verdict_of(0.0, interval, limit) is verdict


@pytest.mark.parametrize(
    ("centre", "spread", "verdict"),
    [
        (0.0, 0.01, Verdict.PASS),
        (0.3, 0.01, Verdict.FAIL),
        (0.08, 0.02, Verdict.INSUFFICIENT),
        (np.nan, 0.01, Verdict.INSUFFICIENT),
        (0.0, 0.0, Verdict.INSUFFICIENT),
    ],
    ids=["inside", "outside", "across", "NaN", "no spread"],
)
def test_a_figure_is_judged_by_its_interval(limits, centre, spread, verdict):
    (finding,) = judge([row(centre, spread)], policy=limits)
    assert finding.verdict is verdict


@pytest.mark.parametrize(
    "few",
    [Counts(5000, 29, 60, 57), Counts(5000, 500, 9, 8)],
    ids=["29 at risk", "9 PSUs"],
)
@pytest.mark.parametrize("centre", [0.0, 0.5])
def test_below_the_floor_nothing_passes_and_nothing_fails(limits, few, centre):
    exact = row(centre, counts=few, exact=lambda _: (centre - 0.01, centre + 0.01))
    (finding,) = judge([exact], policy=limits)
    assert finding.verdict is Verdict.INSUFFICIENT
    assert finding.interval == pytest.approx((centre - 0.01, centre + 0.01))


def test_a_group_under_the_smallest_cell_is_not_printed(limits):
    (finding,) = judge([row(0.0, counts=Counts(29, 12, 20, 18))], policy=limits)
    assert finding.measured is None
    assert finding.interval is None
    assert "not printed" in finding.detail


def test_a_share_of_exactly_zero_is_judged_by_its_exact_interval(limits):
    nobody = row(0.0, 0.0, limit=(None, 0.1), needs_cases=False, exact=lambda _: (0.0, 0.004))
    (finding,) = judge([nobody], policy=limits)
    assert finding.verdict is Verdict.PASS


def test_insufficient_evidence_says_how_many_would_be_needed(limits):
    (finding,) = judge([row(0.05, 0.04)], policy=limits)
    assert finding.verdict is Verdict.INSUFFICIENT
    assert "about 1" in finding.detail  # 500 x (0.078 / 0.05)^2, in the thousands
    assert "would be needed" in finding.detail


def test_reported_figures_do_not_widen_those_that_judge(limits):
    (alone,) = judge([row(0.0)], policy=limits)
    reported = [
        Row(
            code="AUD-03", title="", outcome="", cell=CELL, counts=(ENOUGH,), limit=(None, None),
            values=np.random.default_rng(seed).normal(0, 1, 501), unit="",
        )
        for seed in range(20)
    ]  # fmt: skip
    among = judge([row(0.0), *reported], policy=limits)[0]
    assert among.interval == alone.interval

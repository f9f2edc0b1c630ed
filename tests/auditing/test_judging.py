import re
from dataclasses import replace

import numpy as np
import pytest

from riskscreen.auditing.cells import Cell
from riskscreen.auditing.evidence import Counts
from riskscreen.auditing.judging import Row, judge, more_needed, verdict_of
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


@pytest.mark.parametrize(
    ("centre", "spread", "way"),
    [(0.05, 0.04, "pass"), (-0.05, 0.04, "pass"), (0.15, 0.04, "fail"), (-0.15, 0.04, "fail")],
)
def test_insufficient_evidence_says_how_many_more_would_decide_and_which_way(
    limits, centre, spread, way
):
    (finding,) = judge([row(centre, spread)], policy=limits)
    assert finding.verdict is Verdict.INSUFFICIENT
    assert finding.detail.startswith("undecided: if the figure stays where it is, ")
    found = re.search(r"about ([\d,]+) more .* would make it (.*)", finding.detail)
    half = finding.interval[1] - centre
    assert float(found[1].replace(",", "")) == pytest.approx(
        500 * ((half / 0.05) ** 2 - 1), rel=0.1
    )
    assert found[2] == way


@pytest.mark.parametrize(
    ("measured", "interval", "limit", "logarithmic", "more"),
    [
        (1.0, (0.5, 2.0), (0.8, 1.25), True, 866),  # (ln 2 / ln 1.25)^2 = 9.65
        (0.6, (0.4, 0.9), (0.8, 1.25), True, 99),  # (ln 1.5 / ln 4/3)^2 = 1.99
        (0.1, (0.05, 0.15), (0.12, None), False, 525),
        (0.1, (-0.1, 0.3), (None, 0.2), False, 300),
        (0.0, (-0.05, 0.05), (-0.1, 0.1), False, 0),
    ],
    ids=["log inside", "log beyond", "below a floor", "under a ceiling", "decided already"],
)
def test_children_still_needed_follow_the_square_of_the_interval(
    measured, interval, limit, logarithmic, more
):
    found = more_needed(measured, interval, limit, present=100, logarithmic=logarithmic)
    assert found[0] == pytest.approx(more, rel=0.01)


@pytest.mark.parametrize("limit", [(None, None), (-0.1, 0.05)], ids=["no limit", "at the limit"])
def test_no_number_of_children_decides_without_room(limit):
    assert more_needed(0.05, (-0.1, 0.2), limit, present=100) is None


def test_the_number_that_is_said_decides(limits):
    """With as many children more, the interval shrunk by their root lies inside or outside."""
    for centre in (0.04, 0.16):
        (finding,) = judge([row(centre, 0.04)], policy=limits)
        more, verdict = more_needed(centre, finding.interval, (-0.1, 0.1), present=500)
        shrink = np.sqrt(500 / (500 + more))
        bounds = [centre + (bound - centre) * shrink for bound in finding.interval]
        assert verdict_of(centre, tuple(np.round(bounds, 9)), (-0.1, 0.1)) is verdict


def test_a_figure_about_children_at_risk_takes_their_degrees_of_freedom(limits):
    few = Counts(5000, 500, 60, 57, df_at_risk=4.5)
    (cases,) = judge([row(0.0, counts=few)], policy=limits)
    (children,) = judge([row(0.0, counts=few, needs_cases=False)], policy=limits)
    (plain,) = judge([row(0.0)], policy=limits)
    assert children.interval == plain.interval
    assert cases.interval[1] > 1.2 * plain.interval[1]


def test_a_bound_beyond_any_number_is_no_interval(limits):
    counts = Counts(5000, 500, 60, 57, df_at_risk=1.0)
    wild = row(0.0, 300.0, counts=counts, logarithmic=True, limit=(0.8, 1.25))
    (finding,) = judge([wild], policy=limits)
    assert finding.verdict is Verdict.INSUFFICIENT
    assert finding.interval is None


def test_below_the_floor_the_number_to_be_judged_at_all_is_said(limits):
    (finding,) = judge([row(0.0, counts=Counts(5000, 12, 60, 57))], policy=limits)
    assert "about 20 more at risk" in finding.detail
    (finding,) = judge([row(0.0, counts=Counts(5000, 500, 9, 8))], policy=limits)
    assert "more PSUs (9 now)" in finding.detail


def test_a_hidden_group_does_not_give_its_size_away(limits):
    (finding,) = judge([row(0.0, counts=Counts(5000, 8, 60, 57))], policy=limits)
    assert "about" not in finding.detail


@pytest.mark.parametrize("present", [437, 12])
def test_the_number_of_children_there_are_is_not_in_the_sentence(limits, present):
    (finding,) = judge([row(0.05, 0.04, counts=Counts(5000, present, 60, 57))], policy=limits)
    assert str(present) not in finding.detail
    assert str(30 - present) not in finding.detail


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


STILL = np.zeros(501)
MOVES = np.concatenate([[0.0], np.random.default_rng(2).normal(0, 0.01, 500)])


@pytest.mark.parametrize("sides", [(STILL, MOVES), (MOVES, STILL)], ids=["own", "others"])
@pytest.mark.parametrize("noise", [0.0, 1e-13], ids=["exactly", "but for rounding"])
def test_a_side_without_spread_takes_the_exact_interval_of_the_contrast(limits, sides, noise):
    """A rate of 0 or 1 is the same in every replicate: the other side's interval is no evidence."""
    sides = tuple(side + noise * np.arange(501) / 501 for side in sides)
    contrast = row(0.0, sides=sides, needs_cases=False, exact=lambda _: (-0.05, 0.2))
    (finding,) = judge([contrast], policy=limits)
    assert finding.interval == (-0.05, 0.2)
    assert finding.verdict is Verdict.INSUFFICIENT


def test_a_side_without_spread_and_no_exact_interval_leaves_none(limits):
    (finding,) = judge([row(0.0, sides=(STILL, MOVES))], policy=limits)
    assert finding.interval is None
    assert finding.verdict is Verdict.INSUFFICIENT


def test_two_sides_that_vary_are_judged_by_their_replicates(limits):
    (alone,) = judge([row(0.0)], policy=limits)
    (both,) = judge([row(0.0, sides=(MOVES, MOVES))], policy=limits)
    assert both == alone


def test_a_figure_of_other_children_rests_on_them_and_on_their_degrees_of_freedom(limits):
    few = Counts(500, 0, 60, 4.5)
    (own,) = judge([row(0.0, carriers=(few,))], policy=limits)
    (plain,) = judge([row(0.0)], policy=limits)
    assert own.interval[1] > 1.2 * plain.interval[1]


def test_children_who_carry_a_figure_and_are_fewer_than_a_cell_are_not_printed(limits):
    (finding,) = judge([row(0.0, carriers=(Counts(29, 0, 20, 18),))], policy=limits)
    assert (finding.measured, finding.interval) == (None, None)
    assert finding.verdict is Verdict.INSUFFICIENT


@pytest.mark.parametrize("few", [Counts(50, 0, 60, 57), Counts(500, 0, 9, 8)], ids=["few", "PSUs"])
def test_children_who_carry_a_figure_have_to_reach_the_floor(limits, few):
    policy = replace(limits, bootstrap_floor=(60.0, 10.0))
    (finding,) = judge([row(0.0, carriers=(few,), needs_cases=False)], policy=policy)
    assert finding.verdict is Verdict.INSUFFICIENT
    assert "at risk" not in finding.detail

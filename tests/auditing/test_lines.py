import numpy as np
import pytest

from riskscreen import measures
from riskscreen.auditing import lines
from riskscreen.auditing.cells import Cell
from riskscreen.auditing.evidence import Counts


def test_a_line_begins_with_its_names_and_counts():
    cell = Cell("sex=female", "sex", "female", np.ones(3, dtype=bool), "required")
    assert lines.named(cell, Counts(40, 12, 9, 8)) == {
        "group": "sex=female",
        "attribute": "sex",
        "level": "female",
        "n_children": 40,
        "n_at_risk": 12,
    }


def test_bounds_are_those_that_hold_for_the_figure_alone():
    values = np.array([0.5, *np.linspace(0.4, 0.6, 100)])
    lo, hi = measures.t_interval(0.5, values[1:], 9, 0.95)
    assert lines.figure("recall", values, df=9, confidence=0.95) == {
        "recall": 0.5,
        "recall_lo": lo,
        "recall_hi": hi,
    }


def test_a_share_has_no_bound_outside_0_and_1():
    values = np.array([0.1, *np.linspace(-0.9, 1.9, 100)])
    line = lines.figure("share", values, df=9, confidence=0.95, share=True)
    assert (line["share_lo"], line["share_hi"]) == (0, 1)


def test_a_share_without_an_interval_has_none_after_clipping_too():
    line = lines.figure("share", np.array([0.1, 0.1, 0.2]), df=0, confidence=0.95, share=True)
    assert line == {"share": 0.1, "share_lo": None, "share_hi": None}


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_json_cannot_say_is_none(value):
    assert lines.plain(value) is None


def test_children_cases_and_psus_are_counted_inside_only(three_groups):
    drawn = measures.rao_wu(
        three_groups.stratum, three_groups.psu, replicates=2, rng=np.random.default_rng(0)
    )
    inside = three_groups.groups["region"] == "north"
    assert lines.count_of(three_groups, drawn.clusters, inside) == Counts(
        n_children=4,
        n_at_risk=2,
        n_psu=4,
        df=pytest.approx(3 * 25 / 7 / 4),
        df_at_risk=pytest.approx(9 / 5 / 2),
    )


@pytest.mark.parametrize(
    ("children", "cases", "shown"), [(30, 10, True), (29, 10, False), (30, 9, False)]
)
def test_a_figure_is_printed_from_the_smallest_cell_on(limits, children, cases, shown):
    assert lines.printable(Counts(children, cases, 9, 8), limits) is shown


def test_a_figure_that_tells_nothing_of_cases_needs_children_only(limits):
    assert lines.printable(Counts(30, 0, 9, 8), limits, cases=False)
    assert not lines.printable(Counts(29, 12, 9, 8), limits, cases=False)

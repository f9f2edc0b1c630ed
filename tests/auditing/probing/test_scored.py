from dataclasses import replace

import numpy as np
import pytest
from tests.auditing import edges

from riskscreen import measures
from riskscreen.auditing.probing.scored import scored_rows


@pytest.fixture
def lines_of(limits):
    def lines_of(rows):
        found = scored_rows(edges.evidence_of(rows, limits, replicates=2), policy=limits)
        return {line["group"]: line for line in found}

    return lines_of


@pytest.fixture
def refusing(fair):
    """Return the fair list with every second girl refused."""
    girls = (fair.groups["sex"] == "female") & (np.arange(fair.n_children) % 2 == 0)
    return replace(fair, risk=np.where(girls, np.nan, fair.risk))


def test_children_without_a_risk_count_as_missed_in_one_rate_only(lines_of, refusing):
    line = lines_of(refusing)["sex=female"]
    inside = refusing.groups["sex"] == "female"
    rates = [
        measures.false_negative_rate(refusing.label[of], refusing.selected[of], refusing.weight[of])
        for of in (inside, inside & ~np.isnan(refusing.risk))
    ]
    found = (line["false_negative_rate_all"], line["false_negative_rate_scored"])
    assert found == pytest.approx(tuple(rates))
    assert found[0] > found[1] + 0.1


def test_who_is_refused_is_counted_by_weight(lines_of, refusing):
    girls = refusing.groups["sex"] == "female"
    w, refused = refusing.weight[girls], np.isnan(refusing.risk[girls])
    assert lines_of(refusing)["sex=female"]["abstention"] == pytest.approx(w @ refused / w.sum())


def test_where_nobody_is_refused_both_rates_are_one(lines_of, fair):
    for line in lines_of(fair).values():
        assert line["false_negative_rate_all"] == line["false_negative_rate_scored"]


def test_two_rates_that_would_count_a_few_refused_cases_are_not_both_printed(lines_of, fair):
    cases = np.flatnonzero((fair.groups["sex"] == "female") & fair.at_risk)
    risk = fair.risk.copy()
    risk[cases[:9]] = np.nan
    line = lines_of(replace(fair, risk=risk))["sex=female"]
    assert line["false_negative_rate_all"] is not None
    assert line["false_negative_rate_scored"] is None


def test_from_the_smallest_cell_on_both_are_printed(lines_of, fair):
    cases = np.flatnonzero((fair.groups["sex"] == "female") & fair.at_risk)
    risk = fair.risk.copy()
    risk[cases[:10]] = np.nan
    assert lines_of(replace(fair, risk=risk))["sex=female"]["false_negative_rate_scored"]


def test_small_groups_are_suppressed_and_intersections_left_to_the_table_of_groups(lines_of, fair):
    found = lines_of(edges.edge("one child", fair))
    assert found["ethnicity=minority"]["suppressed"]
    assert not any(" & " in group for group in found)


@pytest.mark.parametrize("name", edges.NAMES)
def test_every_figure_of_an_odd_list_is_a_share_or_none(lines_of, fair, name):
    for line in lines_of(edges.edge(name, fair)).values():
        for figure in list(line.values())[5:9]:
            assert figure is None or 0 <= figure <= 1 + 1e-12


@pytest.mark.parametrize(("many", "shown"), [(29, False), (30, True)])
def test_precision_of_fewer_selected_than_the_smallest_cell_is_not_printed(
    lines_of, fair, many, shown
):
    girls = fair.groups["sex"] == "female"
    kept = fair.selected & ~girls
    kept[np.flatnonzero(girls & fair.selected)[:many]] = True
    line = lines_of(replace(fair, selected=kept))["sex=female"]
    assert (line["precision"] is not None) is shown


def test_every_code_is_counted_by_group_and_by_weight(lines_of, refusing):
    novel = np.isnan(refusing.risk) & (np.arange(refusing.n_children) % 3 == 0)
    found = lines_of(
        replace(refusing, refused={"outside_support": novel, "missing_never_seen": novel & False})
    )
    girls = refusing.groups["sex"] == "female"
    w = refusing.weight[girls]
    line = found["sex=female"]
    assert line["refused_outside_support"] == pytest.approx(w @ novel[girls] / w.sum())
    assert line["refused_outside_support"] < line["abstention"]
    assert line["refused_missing_never_seen"] == 0
    assert found["sex=male"]["refused_outside_support"] == 0


def test_a_small_group_tells_no_code_either(lines_of, fair):
    alone = edges.edge("one child", fair)
    novel = np.zeros(alone.n_children, dtype=bool)
    line = lines_of(replace(alone, refused={"outside_support": novel}))["ethnicity=minority"]
    assert line["refused_outside_support"] is None

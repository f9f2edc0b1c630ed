"""A small panel of the default profile: published levels, correlations, learnable risks.

`make bench-truth` holds ten seeds at full size to the bars; one small seed sees a broken world.
"""

import numpy as np
import pytest

from riskscreen import measures, synthetic
from riskscreen.synthetic.fitting.agreeing import agreement

HOUSEHOLDS, SEED = 12_000, 1
FIRST, LAST = (int(str(day)[:4]) for day in synthetic.WAVE_DAYS[::2])


@pytest.fixture(scope="module")
def panel():
    return synthetic.panel(households=HOUSEHOLDS, seed=SEED)


def of_truth(panel, outcome):
    truth = panel.truth
    rows = truth["outcome"] == outcome
    return truth["label"][rows], truth["risk_observable"][rows], rows


@pytest.mark.parametrize("year", [FIRST, LAST])
def test_nearly_all_published_figures_lie_in_the_panel_s_own_interval(panel, year):
    table = agreement(panel.households, panel.children, profile="vhlss2014", year=year)
    assert table.judged > 90
    assert table.agreeing >= 0.85 * table.judged, table.text()


def test_another_world_is_told_from_viet_nam():
    demo = synthetic.panel(households=3_000, waves=1, seed=SEED, profile="demo")
    table = agreement(demo.households, demo.children, profile="vhlss2014", year=FIRST)
    assert table.agreeing < 0.5 * table.judged


def test_the_list_of_contradictions_is_short():
    excused = {key for one in synthetic.contradictions() for key in one.keys}
    assert len(excused) <= 3
    assert all(one.arithmetic and one.choice for one in synthetic.contradictions())


@pytest.mark.parametrize("outcome", synthetic.OUTCOMES)
def test_the_observable_risk_ranks_well_but_not_perfectly(panel, outcome):
    label, risk, _ = of_truth(panel, outcome)
    assert 0.75 <= measures.weighted_auc(label, risk, np.ones(len(label))) <= 0.90


@pytest.mark.parametrize("outcome", synthetic.OUTCOMES)
def test_the_observable_risk_is_calibrated(panel, outcome):
    label, risk, _ = of_truth(panel, outcome)
    error = np.sqrt((risk * (1 - risk)).sum()) / risk.sum()
    assert label.sum() / risk.sum() == pytest.approx(1.0, abs=6 * error)  # neighbours are alike


@pytest.mark.parametrize(
    ("column", "value"), [("attending_school", 0.0), ("worked_12_months", 1.0)]
)
def test_siblings_and_neighbours_are_alike(panel, column, value):
    kids, homes = panel.children, panel.households
    rows = (kids["age_years"] >= 6) & ~np.isnan(kids[column])
    rows &= kids["observed_date"] > synthetic.WAVE_DAYS[1]
    event = (kids[column][rows] == value).astype(float)
    order = np.argsort(homes["household_id"])
    at = order[np.searchsorted(homes["household_id"][order], kids["household_id"][rows])]
    household = measures.icc(event, kids["household_id"][rows])
    psu = measures.icc(event, homes["psu"][at])
    # 0.05 at full size; a small panel's own error is 0.01 for neighbours, 0.04 for siblings
    assert 0.03 < psu < 0.4
    assert 0.03 < household < 0.4


@pytest.mark.parametrize("outcome", synthetic.OUTCOMES)
def test_siblings_share_more_of_their_risk_than_neighbours(panel, outcome):
    truth, homes = panel.truth, panel.households
    rows = (truth["outcome"] == outcome) & (truth["day"] == synthetic.WAVE_DAYS[2])
    owner = np.char.partition(truth["child_id"][rows], "c")[:, 0]
    order = np.argsort(homes["household_id"])
    at = order[np.searchsorted(homes["household_id"][order], owner)]
    risk = truth["risk_full"][rows]
    assert measures.icc(risk, owner) > measures.icc(risk, homes["psu"][at]) + 0.1


@pytest.mark.parametrize("outcome", synthetic.OUTCOMES)
@pytest.mark.parametrize(
    ("column", "worse"),
    [
        ("poverty_status", "poor"),
        ("difficult_area", "area_3"),
        ("has_internet", 0.0),
        ("head_ethnicity", "minority"),
    ],
)
def test_poor_remote_unconnected_and_minority_children_are_worse_off(panel, outcome, column, worse):
    truth, homes = panel.truth, panel.households
    rows = (truth["outcome"] == outcome) & (truth["day"] == synthetic.WAVE_DAYS[2])
    owner = np.char.partition(truth["child_id"][rows], "c")[:, 0]
    last = homes["observed_date"] > synthetic.WAVE_DAYS[1]
    ids = homes["household_id"][last]
    order = np.argsort(ids)
    values = homes[column][last][order[np.searchsorted(ids, owner, sorter=order)]]
    inside = ~np.isin(values, ("Kinh", "Hoa")) if worse == "minority" else values == worse
    risk = truth["risk_full"][rows]
    assert risk[inside].mean() > 1.1 * risk[~inside].mean()

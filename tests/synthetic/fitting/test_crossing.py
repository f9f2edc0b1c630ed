"""Shares and totals of one wave, by hand on four households, and how sure they are."""

import numpy as np
import pytest

from riskscreen import measures
from riskscreen.errors import InputError
from riskscreen.synthetic.fitting.crossing import Cross, Figure

HOMES = [{"weight": weight} for weight in (10.0, 20.0, 30.0, 40.0)]
KIDS = [
    {"household_id": "h1", "weight": 10.0, "age_years": 5},
    {"household_id": "h1", "weight": 12.0, "age_years": 9},
    {"household_id": "h2", "weight": 20.0, "age_years": 7},
    {"household_id": "h3", "weight": 30.0, "age_years": 3},
    {"household_id": "h4", "weight": 40.0, "age_years": 8},
]
EVENT = np.array([True, False, True, False, True])
BASE = np.array([True, True, True, True, False])
NOBODY, EVERYBODY = np.zeros(5, dtype=bool), np.ones(5, dtype=bool)


@pytest.fixture
def tiny(cross):
    return cross(KIDS, HOMES)


def test_a_share_is_the_weight_of_the_event_inside_the_base(tiny):
    figure = tiny.share(EVENT, BASE)
    assert figure.value == pytest.approx((10 + 20) / (10 + 12 + 20 + 30))
    assert figure.n == 4


def test_the_standard_error_is_taylors_by_hand(cross):
    kids = [{"household_id": f"h{at}", "age_years": 5} for at in (1, 2, 3, 4)]
    figure = cross(kids).share(np.array([True, False, True, False]), np.ones(4, dtype=bool))
    # residuals +-1/8 in every PSU: two strata, each 2/(2-1) x 2 x 1/64
    assert (figure.value, figure.standard_error) == pytest.approx((0.5, np.sqrt(8 / 64)))


def test_the_bounds_of_a_share_are_korn_and_graubards(cross):
    kids = [{"household_id": f"h{at % 4 + 1}"} for at in range(40)]
    event = np.arange(40) % 8 == 0  # half of the children of one home
    figure = cross(kids).share(event, np.ones(40, dtype=bool))
    design = measures.as_recorded(
        [("north", "north", "south", "south")[at % 4] for at in range(40)],
        [str(at % 4) for at in range(40)],
    )
    bounds = measures.korn_graubard(event * 1.0, np.ones(40), design=design, confidence=0.95)
    assert (figure.lo, figure.hi) == pytest.approx(bounds)
    assert 0 < figure.lo < figure.value == 1 / 8 < figure.hi < 1


def test_the_standard_error_is_that_of_the_children_one_by_one(tiny):
    weight = np.array([kid["weight"] for kid in KIDS])
    design = measures.as_recorded(["north"] * 3 + ["south"] * 2, ["1", "1", "2", "1", "2"])
    expected = measures.linearised_ratio(weight * (EVENT & BASE), weight * BASE, design=design)
    figure = tiny.share(EVENT, BASE)
    assert (figure.value, figure.standard_error) == pytest.approx(expected)


def test_a_psu_without_a_child_of_the_base_stays_in_the_design(tiny):
    only_north = np.array([True, True, True, False, False])
    assert tiny.share(EVENT, only_north).value == pytest.approx(30 / 42)
    assert tiny.design.n_psu == 4


@pytest.mark.parametrize(("event", "value"), [(NOBODY, 0.0), (EVERYBODY, 1.0)], ids=["0", "1"])
def test_a_share_of_nobody_or_everybody_has_exact_bounds(cross, event, value):
    one_each = [{"household_id": f"h{at}"} for at in (1, 2, 3, 4)]
    figure = cross(one_each).share(event[:4], EVERYBODY[:4])
    design = measures.as_recorded(["north"] * 2 + ["south"] * 2, ["1", "2", "1", "2"])
    bounds = measures.korn_graubard(
        event[:4].astype(float), np.ones(4), design=design, confidence=0.95
    )
    assert figure.value == value
    assert (figure.lo, figure.hi) == pytest.approx(bounds)
    assert figure.hi - figure.lo > 0.1


def test_a_share_of_no_base_is_unknown(tiny):
    figure = tiny.share(EVENT, NOBODY)
    assert np.isnan([figure.value, figure.lo, figure.hi]).all()
    assert figure.n == 0


def test_a_share_of_households_weighs_households(tiny):
    online = np.array([False, True, False, True])
    figure = tiny.share(online, np.ones(4, dtype=bool), households=True)
    assert figure.value == pytest.approx((20 + 40) / 100)
    assert figure.n == 4


def test_a_ratio_is_of_two_weighted_sums(tiny):
    above, below = np.array([1.0, 2.0, 3.0, 4.0]), np.array([10.0, 10.0, 10.0, 20.0])
    expected = measures.linearised_ratio(above, below, design=tiny.design)
    figure = tiny.ratio(above, below, n=7)
    assert (figure.value, figure.standard_error) == pytest.approx(expected)
    assert (figure.value, figure.n) == (pytest.approx(0.2), 7)


def test_the_bounds_of_a_ratio_are_normal_and_not_below_0(tiny):
    below = np.full(4, 25.0)
    for above in (np.array([10.0, 11.0, 9.0, 10.0]), np.array([0.0, 0.0, 0.0, 9.0])):
        figure = tiny.ratio(above, below, n=7)
        reach = 1.959964 * figure.standard_error
        assert reach > 0
        assert figure.hi == pytest.approx(figure.value + reach, rel=1e-6)
        assert figure.lo == pytest.approx(max(figure.value - reach, 0), rel=1e-6)
    assert figure.lo == 0


def test_a_total_is_the_sum_of_weights(tiny):
    figure = tiny.total(EVENT)
    assert figure.value == pytest.approx(10 + 20 + 40)
    assert figure.n == 3


def test_a_total_is_as_unsure_as_its_ratio_to_the_households(tiny):
    weight = np.array([10.0, 20.0, 30.0, 40.0])
    _, error = measures.linearised_ratio([10.0, 20.0, 0.0, 40.0], weight, design=tiny.design)
    figure = tiny.total(EVENT)
    assert figure.standard_error == pytest.approx(100 * error)
    assert figure.hi - figure.value == pytest.approx(1.959964 * figure.standard_error)


def test_a_total_of_nobody_has_the_upper_bound_of_its_share_of_all_children(tiny):
    figure, share = tiny.total(NOBODY), tiny.share(NOBODY, EVERYBODY)
    assert (figure.value, figure.lo) == (0, 0)
    assert figure.hi == pytest.approx(share.hi * (10 + 12 + 20 + 30 + 40))
    assert 0 < share.hi < 1


def test_another_unit_moves_value_error_and_bounds_and_not_the_base():
    assert Figure(0.5, 0.1, 0.3, 0.7, 9).times(100) == Figure(50.0, 10.0, 30.0, 70.0, 9)


def test_a_column_that_children_lack_is_their_households(cross):
    asked = cross(KIDS, [{"urban": 1.0}, {"urban": 0.0}, {"urban": 1.0}, {"urban": 0.0}])
    assert asked.child("urban").tolist() == [1, 1, 0, 1, 0]


def test_a_column_of_both_tables_is_the_childs_own(tiny):
    assert tiny.child("weight").tolist() == [10, 12, 20, 30, 40]


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_the_rows_changes_nothing(wave, seed):
    households, children = wave(KIDS, HOMES)
    rng = np.random.default_rng(seed)
    homes, kids = rng.permutation(4), rng.permutation(5)
    mixed = Cross.of(
        {name: values[homes] for name, values in households.items()},
        {name: values[kids] for name, values in children.items()},
    )
    expected = Cross.of(households, children).share(EVENT, BASE)
    found = mixed.share(EVENT[kids], BASE[kids])
    assert (found.value, found.lo, found.hi) == pytest.approx(
        (expected.value, expected.lo, expected.hi)
    )


def test_a_year_takes_the_rows_of_that_year_from_both_tables(wave):
    homes = [{"observed_date": f"{year}-09-15"} for year in (2014, 2014, 2015, 2015)]
    kids = [
        {"household_id": "h2", "observed_date": "2014-09-15"},
        {"household_id": "h3", "observed_date": "2015-01-02"},
    ]
    asked = Cross.of(*wave(kids, homes), year=2015)
    assert asked.households["household_id"].tolist() == ["h3", "h4"]
    assert asked.children["child_id"].tolist() == ["c1"]


def test_a_year_that_is_not_there_is_refused(wave):
    with pytest.raises(InputError, match="no household row of 1999: 0 rows; name a year"):
        Cross.of(*wave(KIDS), year=1999)


@pytest.mark.parametrize("lost", ["h0", "h25", "h9"], ids=["before all", "between", "after all"])
def test_a_child_without_its_household_is_refused(wave, lost):
    wording = "1 children without a household row; first is child c5; compare a whole panel"
    with pytest.raises(InputError, match=wording):
        Cross.of(*wave([*KIDS, {"household_id": lost}]))

"""The risks: closed form, unseen effects integrated out, no protected column."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from scipy import integrate, stats

from riskscreen import synthetic
from riskscreen.measures import weighted_auc
from riskscreen.synthetic.chance import Streams, expit
from riskscreen.synthetic.process import drivers, eligible, linear, observable_risk, step_risks
from riskscreen.synthetic.profile import OUTCOMES

GROUPS = (
    "all", "minority", "kinh_hoa", "female", "male", "red_river_delta", "northern_mountains",
    "central_coast", "central_highlands", "south_east", "mekong_delta",
)  # fmt: skip
_BOUND = 3.5  # standard errors


@pytest.fixture(scope="module", params=["hills", "demo_hills"])
def world(request):
    return request.getfixturevalue(request.param)


def known_of(world, *, kids=None, homes=None, kid=None):
    wave = world.waves[0]
    return drivers(
        wave.home, kid or wave.kid, kids=kids or world.kids, homes=homes or world.homes,
        present=wave.kid_here,
    )  # fmt: skip


def spread_of(profile):
    return np.hypot(profile.household_effect, profile.psu_effect)


@dataclass(frozen=True)
class Told:
    """A panel's truth with what its records say of each row's group, PSU and wave."""

    truth: dict
    people: np.ndarray
    sex: np.ndarray
    region: np.ndarray
    cluster: np.ndarray

    def inside(self, group):
        majority = np.isin(self.people, ("Kinh", "Hoa"))
        named = {
            "all": np.ones(len(majority), dtype=bool),
            "kinh_hoa": majority,
            "minority": ~majority & (self.people != "not_recorded"),
        }
        return named[group] if group in named else (self.sex == group) | (self.region == group)


def numbered(ids, day):
    return np.char.add(ids, np.searchsorted(np.array(synthetic.WAVE_DAYS), day).astype(str))


def row_of(keys, wanted):
    order = np.argsort(keys)
    return order[np.searchsorted(keys[order], wanted)]


@pytest.fixture(scope="module", params=["demo", "viet_nam"])
def told(request):
    panel = request.getfixturevalue(request.param)
    truth, kids, homes = panel.truth, panel.children, panel.households
    keys = numbered(kids["child_id"], kids["observed_date"])
    row = row_of(keys, numbered(truth["child_id"], truth["day"]))
    keys = numbered(homes["household_id"], homes["observed_date"])
    home = row_of(keys, numbered(kids["household_id"], kids["observed_date"])[row])
    return Told(
        truth=truth,
        people=kids["ethnicity"][row],
        sex=kids["sex"][row],
        region=homes["region"][home],
        cluster=numbered(homes["psu"][home], truth["day"]),
    )


@pytest.mark.parametrize("spread", [0.5, 1.1])
@pytest.mark.parametrize("lean", [-4.0, -1.0, 0.0, 2.5])
def test_the_observable_risk_is_the_mean_over_the_unseen_effect(lean, spread):
    mean, _ = integrate.quad(
        lambda z: float(expit(np.array([lean + spread * z]))[0]) * stats.norm.pdf(z), -9, 9
    )
    assert observable_risk(np.array([lean]), spread=spread)[0] == pytest.approx(mean, abs=1e-7)


def test_the_observable_risk_is_that_of_the_recorded_drivers(world):
    profile, known = world.homes.profile, known_of(world)
    for outcome in OUTCOMES:
        lean = linear(profile.equations[outcome], known, n=world.kids.n)
        again = observable_risk(lean, spread=spread_of(profile))
        assert np.allclose(again, world.waves[0].steps[outcome].risk_observable)


@pytest.mark.parametrize("column", ["sex", "disability", "hotline_reports"])
def test_a_protected_column_is_no_driver(world, column):
    wave, known = world.waves[0], known_of(world)
    other = known_of(world, kid=wave.kid | {column: 1.0 - wave.kid[column]})
    assert all(np.array_equal(known[name], other[name], equal_nan=True) for name in known)


@pytest.mark.parametrize("what", ["people", "minority", "male"])
def test_no_driver_knows_the_group_or_sex_of_a_child(world, what):
    known, kids = known_of(world), world.kids
    other = known_of(world, kids=replace(kids, **{what: np.zeros_like(getattr(kids, what))}))
    assert all(np.array_equal(known[name], other[name], equal_nan=True) for name in known)


@pytest.mark.parametrize("what", ["people", "minority", "head_female", "wealth", "trait"])
def test_no_driver_knows_the_group_or_the_unseen_of_a_household(world, what):
    known, homes = known_of(world), world.homes
    other = known_of(world, homes=replace(homes, **{what: np.zeros_like(getattr(homes, what))}))
    assert all(np.array_equal(known[name], other[name], equal_nan=True) for name in known)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_driver_that_is_not_recorded_adds_nothing(world, outcome):
    equation = world.homes.profile.equations[outcome]
    unknown = {name: np.array([np.nan]) for name in equation.terms}
    assert linear(equation, unknown, n=1)[0] == equation.intercept


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_neutral_drivers_leave_the_intercept(world, outcome):
    equation = world.homes.profile.equations[outcome]
    neutral = {name: np.array([pair[1]]) for name, pair in equation.terms.items()}
    assert linear(equation, neutral, n=1)[0] == equation.intercept


def test_only_siblings_with_a_row_count(demo_hills):
    wave = demo_hills.waves[0]
    first = wave.kid_here & (demo_hills.kids.number == 0)
    alone = drivers(
        wave.home, wave.kid, kids=demo_hills.kids, homes=demo_hills.homes, present=first
    )
    assert alone["siblings_uninsured"][first].max() == 0
    assert known_of(demo_hills)["siblings_uninsured"][first].max() > 0


def test_the_mean_of_an_area_is_that_of_its_children_with_a_row(hills):
    wave, known = hills.waves[0], known_of(hills)
    psu = hills.homes.psu[hills.kids.home]
    for one in np.unique(psu[wave.kid_here]):
        here = (psu == one) & wave.kid_here
        assert known["area_poor"][here] == pytest.approx(np.nanmean(known["poor"][here]))


def test_the_mean_of_an_area_without_a_child_with_a_row_is_0(hills):
    wave, kids, homes = hills.waves[0], hills.kids, hills.homes
    none = np.zeros(kids.n, dtype=bool)
    known = drivers(wave.home, wave.kid, kids=kids, homes=homes, present=none)
    assert not known["area_poor"].any()


@pytest.mark.parametrize(
    ("outcome", "age", "attending", "current", "can"),
    [
        pytest.param("dropout", 5, 1, 0, True, id="dropout from 5"),
        pytest.param("dropout", 4, 1, 0, False, id="no dropout at 4"),
        pytest.param("dropout", 12, 0, 6, False, id="no dropout of those who are out"),
        pytest.param("dropout", 17, 1, 12, False, id="no dropout from the last grade"),
        pytest.param("dropout", 17, 1, 11, True, id="dropout at 17"),
        pytest.param("child_labour", 4, 0, 0, True, id="labour at 5, a year later"),
        pytest.param("child_labour", 3, 0, 0, False, id="no labour at 4"),
        pytest.param("child_labour", 16, 0, 0, True, id="labour at 17"),
        pytest.param("child_labour", 17, 0, 0, False, id="no child at 18"),
        pytest.param("exclusion", 0, 0, 0, True, id="exclusion from birth"),
        pytest.param("exclusion", 17, 0, 0, True, id="exclusion at 17"),
        pytest.param("exclusion", -1, 0, 0, False, id="not yet born"),
        pytest.param("exclusion", 18, 0, 0, False, id="grown up"),
    ],
)
def test_who_can_have_an_outcome_in_a_year(outcome, age, attending, current, can):
    state = {"age": age, "attending": attending, "current": current}
    columns = {name: np.array([float(value)]) for name, value in state.items()}
    assert eligible(outcome, columns).tolist() == [can]


def stepped(world, shifts=None, withdrawn=None):
    kids, known = world.kids, known_of(world)
    state = {"age": np.full(kids.n, 10.0), "attending": np.ones(kids.n),
             "current": np.full(kids.n, 4.0)}  # fmt: skip
    return step_risks(
        world.homes.profile, known, kids=kids, homes=world.homes, state=state,
        streams=Streams(1), wave=0, shifts=shifts or {}, withdrawn=withdrawn or {},
    )  # fmt: skip


def test_siblings_and_neighbours_share_their_unseen_effects(hills):
    steps, known = stepped(hills), known_of(hills)
    for outcome, step in steps.items():
        lean = linear(hills.homes.profile.equations[outcome], known, n=hills.kids.n)
        unseen = np.log(step.risk_full / (1 - step.risk_full)) - lean
        first = np.unique(hills.kids.home, return_index=True)[1]
        own = np.full(hills.homes.n, np.nan)
        own[hills.kids.home[first]] = unseen[first]
        assert np.allclose(own[hills.kids.home], unseen)
        psu = hills.homes.psu
        within = [np.nanstd(own[psu == one]) for one in np.unique(psu)]
        assert np.mean(within) == pytest.approx(hills.homes.profile.household_effect, rel=0.15)


def test_a_shift_moves_its_outcome_on_the_log_odds_and_no_other(hills):
    shift = np.where(hills.kids.male > 0, 0.7, 0.0)
    plain, pushed = stepped(hills), stepped(hills, {"dropout": shift})
    odds = [steps["dropout"].risk_full / (1 - steps["dropout"].risk_full)
            for steps in (plain, pushed)]  # fmt: skip
    assert np.allclose(np.log(odds[1] / odds[0]), shift)
    assert np.array_equal(plain["exclusion"].risk_full, pushed["exclusion"].risk_full)


@pytest.fixture(scope="module")
def taken(hills):
    """Steps without and with a benefit withdrawn from girls, a quarter of whom it hits."""
    chance = np.where(hills.kids.male > 0, 0.0, 0.25)
    return stepped(hills), stepped(hills, withdrawn={"insured": chance}), chance


@pytest.mark.parametrize("column", ["risk_full", "risk_observable"])
def test_a_benefit_that_is_withdrawn_excludes_whatever_the_risk_was(taken, column):
    before, after = (getattr(steps["exclusion"], column) for steps in taken[:2])
    assert np.allclose(after, 1 - (1 - before) * (1 - taken[2]))


def test_two_benefits_that_are_withdrawn_are_drawn_apart(hills):
    quarter = np.full(hills.kids.n, 0.25)
    before = stepped(hills)["exclusion"]
    after = stepped(hills, withdrawn={"insured": quarter, "tuition": quarter})["exclusion"]
    assert np.allclose(after.risk_full, 1 - (1 - before.risk_full) * 0.75**2)
    both = (after.lost["insured"] & after.lost["tuition"]).mean()
    assert both == pytest.approx(0.25**2, abs=4 * np.sqrt(0.06 / hills.kids.n))


def test_a_step_says_who_is_excluded_by_risk_and_who_by_a_change_of_policy(taken):
    (before, after), chance = (steps["exclusion"] for steps in taken[:2]), taken[2]
    assert np.array_equal(after.by_risk, before.label)
    assert set(after.lost) == {"insured"}
    assert np.array_equal(after.label, after.by_risk | after.lost["insured"])
    assert not after.lost["insured"][chance == 0].any()
    assert after.lost["insured"][chance > 0].mean() == pytest.approx(0.25, abs=0.03)


@pytest.mark.parametrize("outcome", ["dropout", "child_labour"])
def test_a_benefit_that_is_withdrawn_moves_no_other_outcome(taken, outcome):
    before, after = (steps[outcome] for steps in taken[:2])
    assert np.array_equal(before.risk_full, after.risk_full)
    assert np.array_equal(before.label, after.label)
    assert after.lost == {}


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_observable_risk_of_the_demo_ranks_well_and_is_calibrated(demo, outcome):
    truth = demo.truth
    rows = (truth["outcome"] == outcome) & (truth["day"] == synthetic.WAVE_DAYS[1])
    label, risk = truth["label"][rows], truth["risk_observable"][rows]
    auc = weighted_auc(label, risk, np.ones(rows.sum()))
    assert 0.75 <= auc <= 0.90
    assert weighted_auc(label, truth["risk_full"][rows], np.ones(rows.sum())) > auc
    assert label.sum() / risk.sum() == pytest.approx(1.0, abs=0.06)
    top = risk >= np.quantile(risk, 0.9)
    assert label[top].sum() / risk[top].sum() == pytest.approx(1.0, abs=0.08)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_full_risk_ranks_better_than_the_observable(told, outcome):
    rows = told.truth["outcome"] == outcome
    label, even = told.truth["label"][rows], np.ones(rows.sum())
    full, observable = (
        weighted_auc(label, told.truth[risk][rows], even)
        for risk in ("risk_full", "risk_observable")
    )
    assert full > observable > 0.5


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_no_group_s_label_differs_at_the_same_full_risk(told, outcome, group):
    rows = told.inside(group) & (told.truth["outcome"] == outcome)
    label, risk = told.truth["label"][rows], told.truth["risk_full"][rows]
    assert len(risk) > 100
    error = np.sqrt((risk * (1 - risk)).sum())
    assert abs((label - risk).sum()) < _BOUND * error


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_observable_risk_is_calibrated_in_every_group(told, outcome, group):
    rows = told.inside(group) & (told.truth["outcome"] == outcome)
    left = told.truth["label"][rows] - told.truth["risk_observable"][rows]
    _, code = np.unique(told.cluster[rows], return_inverse=True)
    error = np.sqrt((np.bincount(code, left) ** 2).sum())  # an unseen effect by PSU and wave
    assert abs(left.sum()) < _BOUND * error


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_siblings_share_a_fate_beyond_what_is_recorded(demo, outcome):
    truth = demo.truth
    rows = truth["outcome"] == outcome
    left = truth["label"][rows] - truth["risk_observable"][rows]
    home = np.char.add(
        np.char.partition(truth["child_id"][rows], "c")[:, 0], truth["day"][rows].astype(str)
    )
    _, code, count = np.unique(home, return_inverse=True, return_counts=True)
    pairs = np.bincount(code, left) ** 2 - np.bincount(code, left**2)
    assert pairs[count > 1].mean() > 0

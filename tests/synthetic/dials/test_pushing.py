"""Dials of the world: each moves the risks it names by what it says, and no other."""

import numpy as np
import pytest

from riskscreen import outcomes, synthetic
from riskscreen.synthetic import Dials, DirectEffect, Drift, PolicyChange
from riskscreen.synthetic.chance import expit
from riskscreen.synthetic.dials.pushing import Pusher
from riskscreen.synthetic.process import drivers, linear, observable_risk
from riskscreen.synthetic.profile import load_profile

FIRST = synthetic.WAVE_DAYS[0]
MINORITY = {"column": "ethnicity", "level": "minority"}
DRIFT = Drift("dropout", **MINORITY, wave=2, logit=0.8)
CHANGE = PolicyChange("tuition_support", **MINORITY, wave=2, share=0.4)
EFFECT = DirectEffect("exclusion", "sex", "female", 1.0)
ROUNDED = 5e-6  # the truth has six digits, and a factor of e^1.0 between two rounded risks


def logit(risk):
    return np.log(risk) - np.log1p(-risk)


def recovered(label, risk):
    """Return the shift of the log-odds of these risks that explains the labels, and its error."""
    low, high = -5.0, 5.0
    for _ in range(60):
        middle = (low + high) / 2
        if expit(logit(risk) + middle).sum() < label.sum():
            low = middle
        else:
            high = middle
    moved = expit(logit(risk) + low)
    return low, 1 / np.sqrt((moved * (1 - moved)).sum())


@pytest.fixture(scope="module")
def pushed(turn):
    """A drift of one outcome and a change of policy of another, together."""
    return turn(drift=(DRIFT,), policy_change=(CHANGE,))


@pytest.fixture(scope="module")
def changed_alone(turn):
    return turn(policy_change=(CHANGE,))


@pytest.fixture(scope="module")
def blocks(worlds):
    """Blocks without and with a change of policy, side by side."""
    return list(zip(worlds(), worlds(policy_change=(CHANGE,)), strict=True))


def entitled_members(world):
    """Return who of the group has a claim to the benefit in the first wave, by its records."""
    wave, kids, first = world.waves[0], world.kids, world.homes.levels["school_from"]
    told = ~np.isnan(wave.home["poverty_status"])[kids.home]
    for name in ("attending_school", "orphan", "main_caregiver"):
        told &= ~np.isnan(wave.kid[name])
    alone = (kids.orphan == 3) | (kids.caregiver == 4)
    poor = wave.home["poverty_status"][kids.home] == 0
    pupil = (wave.kid["attending_school"] == 1) & (wave.kid["age_years"] >= first)
    claim = told & pupil & (poor | (alone & (wave.kid["age_years"] + 1 < 16)))
    return claim & world.membership.kids("ethnicity", "minority", home=wave.home)


@pytest.fixture(scope="module")
def direct(turn):
    return turn(profile="vhlss2014", direct_effect=(EFFECT,))


def test_a_drift_moves_the_log_odds_of_its_members_by_its_logit(fair, pushed, tools):
    before, after = tools.read(fair, "dropout"), tools.read(pushed, "dropout")
    inside = before.members("ethnicity", "minority") & ~np.isnan(before.truth["label"])
    risk = before.truth["risk_full"][inside]
    assert inside.sum() > 600
    np.testing.assert_allclose(
        after.truth["risk_full"][inside], expit(logit(risk) + DRIFT.logit), atol=ROUNDED
    )
    middle = (risk > 0.05) & (risk < 0.9)
    np.testing.assert_allclose(
        logit(after.truth["risk_full"][inside][middle]) - logit(risk[middle]), DRIFT.logit,
        atol=1e-4,
    )  # fmt: skip


@pytest.mark.parametrize(("outcome", "column"), [("dropout", "risk_full"), ("dropout", "label"),
                                                 ("exclusion", "risk_observable")])  # fmt: skip
def test_a_dial_leaves_other_groups_as_they_were(fair, pushed, tools, outcome, column):
    before, after = tools.read(fair, outcome), tools.read(pushed, outcome)
    outside = ~before.members("ethnicity", "minority")
    assert outside.sum() > 600
    assert not tools.changed(before.truth[column], after.truth[column])[outside].any()


def test_a_dial_leaves_outcomes_that_it_does_not_name_as_they_were(fair, pushed, tools):
    before, after = tools.read(fair, "child_labour"), tools.read(pushed, "child_labour")
    for column, values in before.truth.items():
        assert not tools.changed(values, after.truth[column]).any()


def test_before_its_wave_a_dial_moves_nothing_that_is_recorded(fair, pushed):
    for table in ("households", "children"):
        one, other = getattr(fair, table), getattr(pushed, table)
        first = one["observed_date"] < FIRST
        assert first.any()
        for name, values in one.items():
            again = other[name][other["observed_date"] < FIRST]
            assert np.array_equal(values[first], again, equal_nan=values.dtype.kind == "f")


def test_who_came_to_an_outcome_still_does_under_an_upward_drift(fair, pushed, tools):
    before, after = tools.read(fair, "dropout"), tools.read(pushed, "dropout")
    known = ~np.isnan(before.truth["label"])
    assert (after.truth["label"][known] >= before.truth["label"][known]).all()


def test_a_drift_is_recovered_from_the_records(fair, pushed, tools):
    seen = tools.read(pushed, "dropout")
    rows = seen.members("ethnicity", "minority") & ~np.isnan(seen.label)
    risk = tools.read(fair, "dropout").truth["risk_full"][rows]
    found, error = recovered(seen.label[rows], risk)
    assert error < 0.15
    assert abs(found - DRIFT.logit) < 4 * error


def test_where_a_drift_does_not_reach_none_is_recovered(fair, pushed, tools):
    seen = tools.read(pushed, "dropout")
    rows = seen.members("ethnicity", "kinh_hoa") & ~np.isnan(seen.label)
    found, error = recovered(seen.label[rows], tools.read(fair, "dropout").truth["risk_full"][rows])
    assert error < 0.15
    assert abs(found) < 4 * error


@pytest.mark.parametrize("wave", [2, 3])
def test_a_drift_moves_every_risk_from_its_wave_on_and_none_before(turn, wave):
    dial = Drift("exclusion", "all", "all", wave=wave, logit=1.0)
    few = {"profile": "vhlss2014", "households": 400}
    before, after = turn(**few), turn(**few, drift=(dial,))
    for number, day in enumerate(synthetic.WAVE_DAYS[:2], start=1):
        one, other = (
            panel.truth["risk_full"][
                (panel.truth["day"] == day) & (panel.truth["outcome"] == "exclusion")
            ]
            for panel in (before, after)
        )
        assert len(one) == len(other) > 100
        assert (one != other).all() == (number + 1 >= wave)
        assert (one != other).any() == (number + 1 >= wave)


@pytest.mark.parametrize("column", ["risk_full", "risk_observable"])
def test_a_change_of_policy_takes_its_share_of_those_entitled_who_were_spared(blocks, column):
    reached = 0
    for (before, _), (after, _) in blocks:
        risk, again = (getattr(one.waves[0].steps["exclusion"], column) for one in (before, after))
        inside = entitled_members(before)
        reached += inside.sum()
        np.testing.assert_allclose(again[inside], 1 - (1 - risk[inside]) * (1 - CHANGE.share))
    assert reached > 100


@pytest.mark.parametrize("column", ["risk_full", "risk_observable", "label"])
def test_nobody_else_s_exclusion_is_moved_by_a_change_of_policy(blocks, column):
    for (before, _), (after, _) in blocks:
        one, again = (getattr(world.waves[0].steps["exclusion"], column)
                      for world in (before, after))  # fmt: skip
        others = ~entitled_members(before)
        np.testing.assert_allclose(again[others], one[others], rtol=1e-12)


def test_members_who_are_not_entitled_are_as_they_were_in_the_records(fair, pushed, tools):
    before, after = tools.read(fair, "exclusion"), tools.read(pushed, "exclusion")
    moved = tools.changed(before.truth["risk_full"], after.truth["risk_full"])
    inside = before.members("ethnicity", "minority")
    assert 0.1 < moved[inside].mean() < 0.6
    assert not moved[~inside].any()


def test_the_recorded_exclusion_rises_by_what_a_change_of_policy_is_expected_to_do(
    fair, pushed, tools
):
    before, seen = tools.read(fair, "exclusion"), tools.read(pushed, "exclusion")
    share, error = seen.prevalence(seen.members("ethnicity", "minority"))
    entry = tools.expected(pushed, "exclusion", "ethnicity=minority")
    assert share > before.prevalence(before.members("ethnicity", "minority"))[0] + 4 * error
    assert abs(share - entry["expected_recorded"]) < 4 * error


def missed_by(panel, benefit, tools):
    """Return by child of the first wave whether this benefit is missed, NaN where not told."""
    follow_up = tools.read(panel, "exclusion").follow_up
    return outcomes.part_labels(outcomes.get("exclusion"), follow_up)[benefit]


def test_the_benefit_of_a_change_of_policy_is_missed_by_its_share(fair, changed_alone, tools):
    before, after = (missed_by(one, "tuition_support", tools) for one in (fair, changed_alone))
    truth = [tools.read(one, "exclusion").truth["risk_full"] for one in (fair, changed_alone)]
    reached = tools.changed(*truth) & (before == 0)
    assert reached.sum() > 100
    share = (after[reached] == 1).mean()
    assert abs(share - CHANGE.share) < 4 * np.sqrt(CHANGE.share / reached.sum())


@pytest.mark.parametrize("benefit", ["health_insurance", "school_support", "social_assistance"])
def test_other_benefits_are_missed_as_before_a_change_of_policy(
    fair, changed_alone, tools, benefit
):
    before, after = (missed_by(one, benefit, tools) for one in (fair, changed_alone))
    assert (before == 1).any()
    assert not tools.changed(before, after).any()


def test_a_direct_effect_moves_the_log_odds_of_its_members_in_the_first_wave(plain, direct, tools):
    before, after = tools.read(plain, "exclusion"), tools.read(direct, "exclusion")
    inside = before.members("sex", "female")
    moved = expit(logit(before.truth["risk_full"]) + EFFECT.logit * inside)
    known = ~np.isnan(moved)
    assert (known & inside).sum() > 600
    np.testing.assert_allclose(after.truth["risk_full"][known], moved[known], atol=ROUNDED)
    same = known & ~inside
    assert np.array_equal(before.truth["risk_full"][same], after.truth["risk_full"][same])


def test_a_direct_effect_is_recovered_from_the_records(plain, direct, tools):
    seen = tools.read(direct, "exclusion")
    base = tools.read(plain, "exclusion").truth["risk_full"]
    for level, logits in (("female", EFFECT.logit), ("male", 0.0)):
        rows = seen.members("sex", level) & ~np.isnan(seen.label)
        found, error = recovered(seen.label[rows], base[rows])
        assert error < 0.2
        assert abs(found - logits) < 4 * error


def test_in_every_wave_a_direct_effect_stands_beside_the_same_recorded_columns(worlds):
    profile = load_profile("demo")
    spread = float(np.hypot(profile.household_effect, profile.psu_effect))
    for world, _ in worlds(8, direct_effect=(EFFECT,)):
        inside = world.membership.kids("sex", "female")
        for wave in world.waves:
            known = drivers(
                wave.home, wave.kid, kids=world.kids, homes=world.homes, present=wave.kid_here
            )
            for outcome, step in wave.steps.items():
                lean = linear(profile.equations[outcome], known, n=world.kids.n)
                lean = lean + EFFECT.logit * inside * (outcome == EFFECT.outcome)
                np.testing.assert_allclose(
                    step.risk_observable, observable_risk(lean, spread=spread), atol=1e-12
                )


@pytest.fixture
def reached(worlds):
    """A block's children, half of whom are entitled to tuition and all to be insured."""
    world, _ = worlds(8)[0]
    home = world.waves[0].home
    half = np.arange(world.kids.n) % 2 == 0
    entitled = {"insured": np.ones(world.kids.n, dtype=bool), "tuition": half}

    def at(wave, **dials):
        """Return what is added at a wave, what is withdrawn, and who is female and entitled."""
        pusher = Pusher.of(Dials(**dials))
        female = world.membership.kids("sex", "female", home=home)
        shifts = pusher.shifts(wave, world.membership, home=home)
        lost = pusher.withdrawn(wave, world.membership, home=home, entitled=entitled)
        return shifts, lost, female, half

    return at


def test_no_dial_pushes_nothing(reached):
    shifts, lost, *_ = reached(2)
    assert shifts == lost == {}


def test_two_shifts_of_one_outcome_add_up(reached):
    shifts, lost, female, _ = reached(
        2, direct_effect=(EFFECT,), drift=(Drift("exclusion", "all", "all", wave=2, logit=0.5),)
    )
    assert np.array_equal(shifts["exclusion"], 0.5 + 1.0 * female)
    assert lost == {}


def test_a_change_of_policy_reaches_those_of_the_group_who_are_entitled(reached):
    change = PolicyChange("tuition_support", "sex", "female", wave=2, share=0.4)
    shifts, lost, female, half = reached(2, policy_change=(change,))
    assert shifts == {}
    np.testing.assert_allclose(lost["tuition"], 0.4 * (female & half))


def test_two_changes_of_one_benefit_spare_who_is_spared_by_both(reached):
    change = PolicyChange("health_insurance", "sex", "female", wave=2, share=0.5)
    every = PolicyChange("health_insurance", "all", "all", wave=2, share=0.2)
    _, lost, female, _ = reached(2, policy_change=(change, every))
    np.testing.assert_allclose(lost["insured"], 1 - 0.8 * np.where(female, 0.5, 1.0))


def test_changes_of_two_benefits_are_apart(reached):
    change = PolicyChange("health_insurance", "sex", "female", wave=2, share=0.5)
    every = PolicyChange("tuition_support", "all", "all", wave=2, share=0.2)
    _, lost, female, half = reached(2, policy_change=(change, every))
    np.testing.assert_allclose(lost["insured"], 0.5 * female)
    np.testing.assert_allclose(lost["tuition"], 0.2 * half)


def test_a_shift_and_a_change_of_policy_of_exclusion_are_both_pushed(reached):
    shifts, lost, female, _ = reached(2, direct_effect=(EFFECT,), policy_change=(CHANGE,))
    assert np.array_equal(shifts["exclusion"], female * 1.0)
    assert set(np.unique(lost["tuition"]).round(9)) <= {0.0, 0.4}


@pytest.mark.parametrize("wave", [1, 2, 3, 4])
def test_a_dial_with_a_wave_waits_for_it_and_then_stays(reached, wave):
    shifts, lost, *_ = reached(
        wave,
        drift=(Drift("dropout", "all", "all", wave=3, logit=0.5),),
        policy_change=(PolicyChange("health_insurance", "all", "all", wave=3, share=0.5),),
    )
    assert ("dropout" in shifts) == ("insured" in lost) == (wave >= 3)

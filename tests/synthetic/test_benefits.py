"""Excluded children miss what they are entitled to beyond doubt; others miss nothing."""

from dataclasses import replace

import numpy as np
import pytest

from riskscreen.synthetic.benefits import BENEFITS, due, next_benefits, start_benefits
from riskscreen.synthetic.process import Step


@pytest.fixture(scope="module")
def following(first_year):
    return {"age": first_year.age, "attending": first_year.kid_state["attending"]}


@pytest.fixture(scope="module")
def entitled(first_year, following):
    attending = (following["attending"] > 0) & (following["age"] >= 5)
    return due(first_year.kids, age=following["age"], attending=attending, year=first_year.year)


@pytest.fixture(scope="module")
def step(first_year):
    n = first_year.kids.n
    label = np.random.default_rng(3).random(n) < 0.3
    risk = np.full(n, 0.3)
    return Step("exclusion", np.ones(n, dtype=bool), risk, risk, label, label, {})


def passed(first_year, following, step):
    return next_benefits(
        first_year.kid_state,
        following,
        kids=first_year.kids,
        homes=first_year.homes,
        step=step,
        year=first_year.year,
        rng=np.random.default_rng(4),
    )


def withdrawn(step, benefit="insured", share=0.4):
    """The step with a benefit taken from a share of all children, entitled or not."""
    lost = np.random.default_rng(6).random(len(step.label)) < share
    return replace(step, label=step.by_risk | lost, lost={benefit: lost})


def test_every_benefit_of_the_rules_has_a_column():
    assert set(BENEFITS) == {
        "health_insurance", "tuition_support", "school_support", "social_assistance",
    }  # fmt: skip


@pytest.mark.parametrize("benefit", BENEFITS.values())
def test_who_is_entitled_beyond_doubt_is_entitled_by_any_reading(entitled, benefit):
    narrow, wide = entitled.narrow[benefit], entitled.wide[benefit]
    assert narrow.any()
    assert not (narrow & ~wide).any()


def test_the_youngest_and_the_hardest_communes_are_insured_whatever_is_recorded(
    first_year, entitled
):
    area = first_year.year.home["difficult_area"][first_year.kids.home]
    assert entitled.narrow["insured"][(first_year.age < 6) | (area == 3)].all()


@pytest.mark.parametrize("benefit", ["tuition", "support"])
def test_only_pupils_are_entitled_to_what_schools_give(first_year, entitled, benefit):
    pupil = (first_year.kid_state["attending"] > 0) & (first_year.age >= 5)
    assert not entitled.wide[benefit][~pupil].any()


def test_what_was_not_written_down_leaves_no_doubtless_claim(first_year, entitled):
    silent = first_year.year.home_gaps["poverty_status"][first_year.kids.home]
    assert silent.any()
    for benefit in ("tuition", "support", "assistance"):
        assert not entitled.narrow[benefit][silent].any()


def test_an_excluded_child_misses_a_benefit_beyond_doubt_or_its_papers(
    first_year, following, step, entitled
):
    after = passed(first_year, following, step)
    missed = after["registered"] == 0
    for benefit in entitled.narrow:
        missed |= entitled.narrow[benefit] & (after[benefit] == 0)
    assert missed[step.label].all()


def test_a_child_that_is_not_excluded_receives_all_by_any_reading(
    first_year, following, step, entitled
):
    after = passed(first_year, following, step)
    assert after["registered"][~step.label].all()
    for benefit, wide in entitled.wide.items():
        assert after[benefit][wide & ~step.label].all(), benefit


def test_a_child_that_is_not_eligible_is_not_excluded(first_year, following, step, entitled):
    nobody = replace(withdrawn(step), eligible=~step.eligible)
    after = passed(first_year, following, nobody)
    assert after["registered"].all()
    assert after["insured"][entitled.wide["insured"]].all()


def test_an_identity_code_needs_a_birth_registration_and_is_not_taken_back(
    first_year, following, step
):
    after, before = passed(first_year, following, step), first_year.kid_state
    assert (after["code"] <= after["registered"]).all()
    kept = (before["code"] > 0) & (after["registered"] > 0)
    assert after["code"][kept].all()


@pytest.mark.parametrize("benefit", ["insured", "tuition"])
def test_a_benefit_that_is_withdrawn_is_missed_by_those_entitled_to_it(
    first_year, following, step, entitled, benefit
):
    turned = withdrawn(step, benefit)
    hit = turned.lost[benefit] & entitled.narrow[benefit]
    after = passed(first_year, following, turned)
    assert (hit & ~step.label).sum() > 20
    assert not after[benefit][hit].any()


@pytest.mark.parametrize("benefit", ["insured", "tuition"])
def test_other_benefits_are_missed_no_more_than_before(
    first_year, following, step, entitled, benefit
):
    turned = withdrawn(step, benefit)
    before, after = (passed(first_year, following, one) for one in (step, turned))
    for name in set(BENEFITS.values()) - {benefit}:
        assert np.array_equal(before[name], after[name]), name
    spared = ~(turned.lost[benefit] & entitled.narrow[benefit])
    assert np.array_equal(before[benefit][spared], after[benefit][spared])


def test_who_is_hit_and_no_longer_entitled_lacks_its_birth_registration(
    first_year, following, step, entitled
):
    turned = withdrawn(step, "tuition")
    before, after = (passed(first_year, following, one) for one in (step, turned))
    papers = turned.lost["tuition"] & ~entitled.narrow["tuition"] & ~step.label
    assert papers.sum() > 20
    assert not after["registered"][papers].any()
    assert np.array_equal(before["registered"][~papers], after["registered"][~papers])


@pytest.mark.parametrize(("benefit", "share"), [("tuition", 0.93), ("support", 0.90)])
def test_most_of_those_entitled_receive_at_first(first_year, entitled, benefit, share):
    state = {"attending": first_year.kid_state["attending"], "age": first_year.age}
    started = start_benefits(
        state,
        kids=first_year.kids,
        homes=first_year.homes,
        year=first_year.year,
        rng=np.random.default_rng(5),
    )
    wide = entitled.wide[benefit]
    assert started[benefit][wide].mean() == pytest.approx(share, abs=0.05)
    assert started[benefit][~wide].mean() < 0.5

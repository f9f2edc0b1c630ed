"""In which state are the children a year later, given what came?

The outcomes are drawn first; school, work and benefits are then filled in so that whoever reads the
next wave's columns finds exactly those outcomes. Age, sex and means shape only what lies beside
them: how many hours, by work or by chores, which benefit.
"""

# ruff: noqa: PLR2004 - ages, grades and codes are named by the line they stand in

from __future__ import annotations

import numpy as np

from riskscreen.synthetic.benefits import Year, next_benefits
from riskscreen.synthetic.chance import Streams, expit
from riskscreen.synthetic.homes import Columns, Homes
from riskscreen.synthetic.kids import MOST_HOURS, Kids
from riskscreen.synthetic.process import Step

__all__ = ["next_state"]

_CHORES_CASE = 21.0  # hours a week, ages 5-14 (SDG 8.7.1 as MICS6 counts it)


def next_state(
    state: Columns,
    steps: dict[str, Step],
    *,
    kids: Kids,
    homes: Homes,
    year: Year,
    streams: Streams,
    wave: int,
) -> Columns:
    """Return the children's state a year after ``state`` (wave ``wave``), shape (n_kids,) each.

    Meaningless for a child not yet born then: whoever runs the world starts it afresh at 0.
    """
    following = {"age": state["age"] + 1.0}
    following |= _school(kids, homes, state, steps["dropout"], streams.of("school", wave))
    home = {name: values[kids.home] for name, values in year.home.items()}
    rng = streams.of("work", wave)
    following |= _work(kids, homes, state, home, steps["child_labour"], rng=rng)
    return following | next_benefits(
        state,
        following,
        kids=kids,
        homes=homes,
        step=steps["exclusion"],
        year=year,
        rng=streams.of("benefits", wave),
    )


def _school(
    kids: Kids,
    homes: Homes,
    state: Columns,
    step: Step,
    rng: np.random.Generator,
) -> Columns:
    n, age = kids.n, state["age"] + 1.0
    wealth = homes.wealth[kids.home]
    was = state["attending"] > 0
    ready = homes.profile.curve("enters", age=age, male=kids.male)
    enters = rng.random(n) < expit(
        ready + 0.4 * wealth + 0.2 * kids.effort - homes.trait[kids.home]
    )
    early = homes.profile.curve("stays_early", age=age, male=kids.male)  # before dropout is counted
    stays = np.where(step.eligible, ~step.label, rng.random(n) < expit(early + 0.4 * wealth))
    stays &= state["current"] < 12
    attending = np.where(was, stays, enters)
    learns = 2.9 + 0.5 * wealth + 0.6 * kids.effort - 1.6 * ~stays
    passes = was & (state["age"] >= 6) & (rng.random(n) < expit(learns))
    attained = np.minimum(state["attained"] + passes, 12.0)
    return {
        "ever": np.maximum(state["ever"], attending),
        "attending": attending * 1.0,
        "attended_last": was * 1.0,
        "attained": attained,
        "current": np.where(age >= 6, np.minimum(attained + 1.0, 12.0), 0.0),
    }


def _work(
    kids: Kids,
    homes: Homes,
    state: Columns,
    home: Columns,
    step: Step,
    *,
    rng: np.random.Generator,
) -> Columns:
    n, age = kids.n, state["age"] + 1.0
    case = step.label & step.eligible
    asked = age >= 5
    threshold = np.select([age <= 11, age <= 14], [1.0, 14.0], default=43.0)
    by_chores = rng.random(n) < expit(
        homes.levels["by_chores"]
        + 0.12 * (state["chores"] - 9.0)
        - 0.25 * np.log1p(state["hours"])
        - homes.levels["by_chores_male"] * kids.male
    )
    by_chores &= age <= 14
    both = rng.random(n) < 0.12
    farm = home["agricultural_household"]
    much = threshold + np.floor(
        0.25 * state["hours"]
        + homes.levels["case_hours"] * rng.gamma(1.4, 2.0 + 0.35 * (age.clip(5) - 5.0))
    )
    a_little = homes.profile.curve("works_a_little", age=age, male=kids.male)
    some = rng.random(n) < expit(
        a_little + 0.5 * farm + 0.5 * np.log1p(state["hours"]) + homes.trait[kids.home]
    )
    little = np.floor(rng.random(n) ** 1.5 * threshold) * some
    hours = np.where(case & (~by_chores | both), np.minimum(much, MOST_HOURS), little)
    usual = 0.45 * np.minimum(state["chores"], _CHORES_CASE) + rng.gamma(
        2.0, 1.7 + 0.14 * (age.clip(5) - 5.0) - 0.5 * kids.male
    )
    light = np.where(age <= 14, np.minimum(np.floor(usual), _CHORES_CASE - 1.0), np.floor(usual))
    heavy = np.minimum(_CHORES_CASE + np.floor(rng.gamma(1.3, 4.0, n)), MOST_HOURS)
    season = homes.profile.curve("works_in_season", age=age, male=kids.male)  # though not last week
    worked = (hours > 0) | (rng.random(n) < season * np.where(farm > 0, 1.5, 0.6))
    return {
        "hours": np.where(asked, hours, 0.0),
        "chores": np.where(asked, np.where(case & by_chores, heavy, np.minimum(light, 60.0)), 0.0),
        "worked": (worked & asked) * 1.0,
    }

"""What would an interviewer write down about a child this year, if nothing were left out?

A question that is not asked (the grade of a child who is not at school) has no answer: NaN.
"""

# ruff: noqa: PLR2004 - ages, grades and codes are named by the line they stand in

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from riskscreen.synthetic.chance import Streams, expit
from riskscreen.synthetic.homes import Columns, Homes
from riskscreen.synthetic.kids import Kids

__all__ = ["kid_columns"]

_WORK_FROM = 5.0  # years: below, nobody asks


def kid_columns(
    state: Columns,
    home: Columns,
    *,
    kids: Kids,
    homes: Homes,
    streams: Streams,
    wave: int,
) -> Columns:
    """Return the child columns as numbers (categories as indices), shape (n_kids,).

    Parameters
    ----------
    state : mapping of str to ndarray, shape (n_kids,)
        The children's state this year.
    home : mapping of str to ndarray, shape (n_households,)
        The household columns of this year.
    kids, homes
        What stays the same.
    streams : Streams
        Randomness of the world.
    wave : int
        This year.
    """
    rng = streams.of("kidbook", wave)
    return (
        _family(kids, homes, state)
        | _school(kids, homes, state, home, rng)
        | _work(kids, homes, state, home, rng)
        | _care(kids, homes, state, home, rng)
    )


def _family(kids: Kids, homes: Homes, state: Columns) -> Columns:
    return {
        "age_years": state["age"],
        "sex": kids.male,
        "disability": kids.disability,
        "relation_to_head": kids.relation,
        "lives_with_mother": kids.mother_here,
        "lives_with_father": kids.father_here,
        "main_caregiver": kids.caregiver,
        "orphan": kids.orphan,
        "mother_education": homes.mother_schooling[kids.home],
        "father_education": homes.father_schooling[kids.home],
    }


def _school(
    kids: Kids,
    homes: Homes,
    state: Columns,
    home: Columns,
    rng: np.random.Generator,
) -> Columns:
    asked = state["age"] >= homes.levels["school_from"]
    ever, attending = asked & (state["ever"] > 0), asked & (state["attending"] > 0)
    poor = home["poverty_status"][kids.home] == 0
    level = np.select([state["current"] <= 5, state["current"] <= 9], [0.0, 0.35], default=0.9)
    far = homes.remoteness[kids.home]
    distance = np.exp(
        0.10
        + 0.35 * far
        + level * (1.0 + 0.25 * far.clip(-1, 2))
        + 0.45 * homes.noise["distance"][kids.home]
        + 0.10 * rng.normal(size=kids.n)
    )
    absence = rng.poisson(
        np.exp(
            homes.profile.curve("absence", age=state["age"], male=kids.male)
            + 0.55 * kids.frail
            + 0.35 * homes.noise["absence"][kids.home]
            + 0.35 * poor
            + 0.20 * np.log1p(state["hours"])
            + 0.15 * np.log1p(distance)
            + 0.02 * (state["age"] - 10.0)
        )
    )
    return {
        "ever_attended": _if(asked, ever),
        "attending_school": _if(asked, attending),
        "attended_last_year": _if(ever, state["attended_last"]),
        "grade_attained": _if(ever, state["attained"]),
        "grade_current": _if(attending, state["current"]),
        "school_absence_days": _if(attending, np.minimum(absence, 31.0)),
        "school_distance_km": _if(attending, np.round(np.clip(distance, 0.1, 60.0), 1)),
        "tuition_support": _if(attending, state["tuition"]),
        "school_support": _if(attending, state["support"]),
    }


def _work(
    kids: Kids, homes: Homes, state: Columns, home: Columns, rng: np.random.Generator
) -> Columns:
    asked = state["age"] >= _WORK_FROM
    works = asked & (state["hours"] > 0)
    harm = homes.levels["hazard"] + 0.04 * state["hours"]
    harm = harm + 0.5 * home["agricultural_household"][kids.home]
    harm = harm + 0.3 * kids.male + 0.05 * (state["age"] - 12.0)
    return {
        "economic_hours_week": _if(asked, state["hours"]),
        "worked_12_months": _if(asked, state["worked"]),
        "chores_hours_week": _if(asked, state["chores"]),
        "hazardous_work": _if(works, rng.random(kids.n) < expit(harm)),
    }


def _care(
    kids: Kids,
    homes: Homes,
    state: Columns,
    home: Columns,
    rng: np.random.Generator,
) -> Columns:
    age = state["age"]
    visits = np.exp(
        homes.profile.curve("visits", age=age, male=kids.male)
        + 0.35 * state["insured"]
        + 0.3 * kids.frail
        - 0.10 * homes.remoteness[kids.home]
        + 0.4 * kids.disability
    )
    strain = -4.3 + 0.5 * home["food_insufficient"][kids.home] + 0.4 * (kids.mother_here == 0)
    return {
        "birth_registered": state["registered"],
        "has_identity_code": state["code"],
        "health_insurance": state["insured"],
        "social_assistance": state["assistance"],
        "health_visits_12_months": rng.poisson(visits) * 1.0,
        "vaccinated_8_under1": _if(age < 1, kids.vaccinated_8),
        "vaccinated_12_under5": _if(age < 5, kids.vaccinated_12),
        "recreation_deprived": kids.play,
        "hotline_reports": rng.poisson(np.exp(strain)) * 1.0,
    }


def _if(asked: NDArray[np.bool_], answer: NDArray[np.generic]) -> NDArray[np.float64]:
    return np.where(asked, answer, np.nan).astype(np.float64)

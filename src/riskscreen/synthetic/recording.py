"""What is not written down, and who is not found again?

Missing answers are partly at random and partly not: silent households answer less, poor ones are
asked less patiently, incomes far from the middle are told less often. Both the gaps and the loss of
households are drawn before any child's outcome, and depend on nothing that an outcome decides, so
given the records a missing label says nothing about the label.
"""

# ruff: noqa: PLR2004 - ages, grades and codes are named by the line they stand in

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from riskscreen.synthetic.chance import Streams, expit
from riskscreen.synthetic.homes import Columns, Homes, means
from riskscreen.synthetic.kids import Kids

__all__ = ["blank", "home_gaps", "kid_gaps", "lost_homes", "lost_kids"]

Gaps = dict[str, NDArray[np.bool_]]

_HOME_SHARE = {
    "head_education": 0.015, "residence_registered": 0.015, "moved_12_months": 0.01,
    "poverty_status": 0.01, "income_kvnd_month": 0.035, "expenditure_kvnd_month": 0.04,
    "wealth_score": 0.015, "has_computer": 0.01, "has_internet": 0.01, "has_smartphone": 0.01,
    "uses_online_services": 0.03, "caregiver_uses_internet": 0.03, "safe_water": 0.01,
    "improved_sanitation": 0.015, "permanent_dwelling": 0.01, "rooms_per_person": 0.01,
    "food_shortage_months": 0.02, "food_insufficient": 0.015, "food_inadequate": 0.02,
    "shock_12_months": 0.015, "receives_cash_assistance": 0.01, "agricultural_household": 0.01,
    "owns_business": 0.01,
}  # fmt: skip
_KID_SHARE = {
    "disability": 0.02, "mother_education": 0.03, "father_education": 0.05, "orphan": 0.01,
    "main_caregiver": 0.01, "attending_school": 0.006, "attended_last_year": 0.015,
    "grade_attained": 0.015, "grade_current": 0.015, "school_absence_days": 0.03,
    "school_distance_km": 0.03, "economic_hours_week": 0.01, "worked_12_months": 0.01,
    "chores_hours_week": 0.012, "hazardous_work": 0.03, "birth_registered": 0.006,
    "has_identity_code": 0.02, "health_insurance": 0.008, "tuition_support": 0.015,
    "school_support": 0.015, "social_assistance": 0.012, "health_visits_12_months": 0.03,
    "vaccinated_8_under1": 0.04, "vaccinated_12_under5": 0.04, "recreation_deprived": 0.03,
}  # fmt: skip
_MIDDLE = 0.8  # standard deviations of wealth within which incomes are told freely


def home_gaps(homes: Homes, state: Columns, *, streams: Streams, wave: int) -> Gaps:
    """Return which household answers are missing this year, shape (n_households,)."""
    rng = streams.of("home gaps", wave)
    wealth = means(homes, state)
    silent = np.exp(0.6 * homes.noise["silence"] - 0.25 * wealth - 0.15)
    odd = 1.0 + (np.abs(wealth) > _MIDDLE)
    money = ("income_kvnd_month", "expenditure_kvnd_month")
    return {
        name: rng.random(homes.n) < share * silent * (odd if name in money else 1.0)
        for name, share in _HOME_SHARE.items()
    }


def kid_gaps(kids: Kids, homes: Homes, *, streams: Streams, wave: int) -> Gaps:
    """Return which answers on children are missing this year, shape (n_kids,)."""
    rng = streams.of("kid gaps", wave)
    silent = np.exp(0.5 * homes.noise["silence"][kids.home] - 0.12)
    factor = {
        "father_education": 1.0 + 1.5 * (kids.father_here == 0),
        "mother_education": 1.0 + 1.5 * (kids.mother_here == 0),
        "school_absence_days": np.exp(0.4 * kids.frail),
    }
    return {
        name: rng.random(kids.n) < share * silent * factor.get(name, 1.0)
        for name, share in _KID_SHARE.items()
    }


def blank(columns: Columns, gaps: Gaps) -> Columns:
    """Return the columns with NaN where there is a gap."""
    return {
        name: np.where(gaps[name], np.nan, values) if name in gaps else values
        for name, values in columns.items()
    }


def lost_homes(homes: Homes, state: Columns, *, streams: Streams, wave: int) -> NDArray[np.bool_]:
    """Return which households are not found a year later, shape (n_households,)."""
    lean = -3.35 + 0.4 * homes.noise["move"] + 0.8 * state["moved"] + 0.5 * state["unregistered"]
    return streams.of("lost homes", wave).random(homes.n) < expit(lean)


def lost_kids(
    kids: Kids, age: NDArray[np.float64], *, streams: Streams, wave: int
) -> NDArray[np.bool_]:
    """Return which children live elsewhere a year later, shape (n_kids,)."""
    share = np.where(age >= 15, 0.025, 0.006)
    return streams.of("lost kids", wave).random(kids.n) < share

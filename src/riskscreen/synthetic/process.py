"""How likely is each outcome in a year, given what is recorded today?

The logit of a risk is the profile's intercept, plus coefficient x (driver - neutral) summed over
recorded drivers, plus an unseen effect of the household and one of the PSU. A driver that is not
recorded adds nothing. Both unseen effects are drawn afresh for every step, so they are independent
of all that is recorded at its start and ``risk_observable`` integrates a normal variable of their
summed variance: exact, not an approximation of a selection.
"""

# ruff: noqa: PLR2004 - ages, grades and codes are named by the line they stand in

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from riskscreen.synthetic.chance import Streams, expit
from riskscreen.synthetic.homes import Columns, Homes
from riskscreen.synthetic.kids import Kids
from riskscreen.synthetic.profile import OUTCOMES, Equation, Profile

__all__ = ["Shifts", "Step", "Withdrawn", "drivers", "eligible", "observable_risk", "step_risks"]

_NODES = 31  # Gauss-Hermite: the logit-normal mean to 1e-12 for these standard deviations
_LAST_GRADE = 12.0
_OF_AREA = (
    ("poor", "poor"), ("out", "out_of_school"), ("hours", "works"), ("uninsured", "uninsured"),
)  # fmt: skip
Shifts = Mapping[str, NDArray[np.float64]]
Withdrawn = Mapping[str, NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Step:
    """One outcome over one year: eligible, risks and what comes, shape (n_kids,) each.

    ``lost`` marks by benefit whom a change of policy takes it from; of these ``by_risk`` says
    nothing: it is who would have the outcome without.
    """

    outcome: str
    eligible: NDArray[np.bool_]
    risk_full: NDArray[np.float64]
    risk_observable: NDArray[np.float64]
    label: NDArray[np.bool_]
    by_risk: NDArray[np.bool_]
    lost: Mapping[str, NDArray[np.bool_]]


def step_risks(
    profile: Profile,
    known: Columns,
    *,
    kids: Kids,
    homes: Homes,
    state: Columns,
    streams: Streams,
    wave: int,
    shifts: Shifts,
    withdrawn: Withdrawn,
) -> dict[str, Step]:
    """Return each outcome's step from this year's records.

    Parameters
    ----------
    profile : Profile
        The equations and the size of the unseen effects.
    known : mapping of str to ndarray, shape (n_kids,)
        ``drivers`` of this year.
    kids, homes, state
        The children, their households and their true state.
    streams : Streams
        Randomness of the world.
    wave : int
        This year.
    shifts : mapping of str to ndarray, shape (n_kids,)
        By outcome, what dials add to the logit.
    withdrawn : mapping of str to ndarray, shape (n_kids,)
        By benefit, the chance that a change of policy takes it from the child, who is excluded
        then whatever its risk was.
    """
    spread = float(np.hypot(profile.household_effect, profile.psu_effect))
    steps = {}
    for outcome in OUTCOMES:
        rng = streams.of(f"step {outcome}", wave)
        lean = linear(profile.equations[outcome], known, n=kids.n)
        if outcome in shifts:
            lean = lean + shifts[outcome]
        household = profile.household_effect * rng.normal(size=homes.n)
        psu = profile.psu_effect * rng.normal(size=int(homes.psu.max()) + 1)
        full = expit(lean + (household + psu[homes.psu])[kids.home])
        observable = observable_risk(lean, spread=spread)
        by_risk = rng.random(kids.n) < full
        label, lost = by_risk, {}
        for benefit, chance in withdrawn.items() if outcome == "exclusion" else ():
            drawn = streams.of(f"withdrawn {benefit}", wave).random(kids.n)
            lost[benefit] = drawn < chance
            label = label | lost[benefit]
            full, observable = (1.0 - (1.0 - risk) * (1.0 - chance) for risk in (full, observable))
        steps[outcome] = Step(
            outcome=outcome,
            eligible=eligible(outcome, state),
            risk_full=full,
            risk_observable=observable,
            label=label,
            by_risk=by_risk,
            lost=lost,
        )
    return steps


def eligible(outcome: str, state: Columns) -> NDArray[np.bool_]:
    """Return who can have this outcome a year from this state, shape (n_kids,)."""
    age = state["age"]
    here = (age >= 0) & (age <= 17)
    if outcome == "dropout":
        return here & (age >= 5) & (state["attending"] > 0) & (state["current"] < _LAST_GRADE)
    if outcome == "child_labour":
        return here & (age >= 4) & (age <= 16)
    return here


def linear(equation: Equation, known: Columns, *, n: int) -> NDArray[np.float64]:
    """Return the recorded part of the logit, shape (n_kids,)."""
    total = np.full(n, equation.intercept)
    for name, (coefficient, neutral) in equation.terms.items():
        total += np.nan_to_num(coefficient * (known[name] - neutral), nan=0.0)
    return total


def observable_risk(lean: NDArray[np.float64], *, spread: float) -> NDArray[np.float64]:
    """Return the mean risk over a normal effect of this standard deviation, shape kept.

    Examples
    --------
    >>> observable_risk(np.array([0.0]), spread=0.5)
    array([0.5])
    >>> bool(observable_risk(np.array([-2.0]), spread=0.5)[0] > expit(np.array([-2.0]))[0])
    True
    """
    nodes, weights = _quadrature()
    total = np.zeros(lean.shape)
    for node, share in zip(nodes, weights, strict=True):
        total += share * expit(lean + spread * node)
    return total


@lru_cache(maxsize=1)
def _quadrature() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    nodes, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    return nodes, weights / weights.sum()


def drivers(
    home: Columns, kid: Columns, *, kids: Kids, homes: Homes, present: NDArray[np.bool_]
) -> Columns:
    """Return what moves the risks, from recorded columns alone; NaN where not recorded.

    Parameters
    ----------
    home, kid : mapping of str to ndarray
        Recorded columns, shape (n_households,) and (n_kids,).
    kids, homes
        The children and their households.
    present : ndarray of bool, shape (n_kids,)
        Children who have a row this year: only these count as siblings and in area means.
    """
    spread = {name: values[kids.home] for name, values in home.items()}
    known = _child_drivers(spread, kid) | _home_drivers(spread)
    known |= _sibling_drivers(kid, known, kids=kids, homes=homes, present=present)
    psu = homes.psu[kids.home]
    for name, source in _OF_AREA:
        known[f"area_{name}"] = _mean_by(psu, known[source], present)
    return known


def _child_drivers(home: Columns, kid: Columns) -> Columns:
    age, hours = kid["age_years"], kid["economic_hours_week"]
    gap = np.clip(age - 6.0 - kid["grade_attained"], 0.0, 5.0)
    out = _flag(kid["attending_school"] == 0, kid["attending_school"])
    return {
        "age_from_11": np.clip(age - 10.0, 0.0, 6.0),
        "age_from_5_to_14": np.clip(age, 4.0, 14.0) - 5.0,
        "age_under_3": (age < 3.0) * 1.0,
        "age_under_5": (age < 5.0) * 1.0,
        "age_5_to_9": ((age >= 5.0) & (age < 10.0)) * 1.0,
        "age_under_10": (age < 10.0) * 1.0,
        "age_14_up": (age >= 14.0) * 1.0,
        "grade_gap": gap,
        "distance_log": np.log1p(kid["school_distance_km"]),
        "absence_days": np.minimum(kid["school_absence_days"], 10.0),
        "hours_log": np.log1p(hours),
        "works": _flag(hours > 0, hours),
        "chores_hours": np.minimum(kid["chores_hours_week"], 30.0),
        "out_of_school": np.where(age >= 6, out, 0.0),
        "mother_low_education": _flag(kid["mother_education"] <= 1, kid["mother_education"]),
        "mother_absent": 1.0 - kid["lives_with_mother"],
        "father_absent": 1.0 - kid["lives_with_father"],
        "uninsured": 1.0 - kid["health_insurance"],
        "birth_unregistered": 1.0 - kid["birth_registered"],
        "no_identity_code": 1.0 - kid["has_identity_code"],
        "health_visits": np.minimum(kid["health_visits_12_months"], 8.0),
        "farm_and_12": home["agricultural_household"] * (age >= 12),
    }


def _home_drivers(home: Columns) -> Columns:
    poverty = home["poverty_status"]
    return {
        "urban": home["urban"],
        "poor": _flag(poverty == 0, poverty),
        "near_poor": _flag(poverty == 1, poverty),
        "internet": home["has_internet"],
        "shock": home["shock_12_months"],
        "moved": home["moved_12_months"],
        "residence_unregistered": 1.0 - home["residence_registered"],
        "food_shortage_months": np.minimum(home["food_shortage_months"], 6.0),
        "food_insufficient": home["food_insufficient"],
        "difficulty": home["difficult_area"],
        "farm": home["agricultural_household"],
        "business": home["owns_business"],
        "wealth_score": home["wealth_score"],
        "household_size": np.minimum(home["household_size"], 9.0),
        "online_services": home["uses_online_services"],
        "caregiver_internet": home["caregiver_uses_internet"],
        "cash_assistance": home["receives_cash_assistance"],
        "head_low_education": _flag(home["head_education"] <= 1, home["head_education"]),
    }


def _sibling_drivers(
    kid: Columns, known: Columns, *, kids: Kids, homes: Homes, present: NDArray[np.bool_]
) -> Columns:
    def others(values: NDArray[np.float64]) -> NDArray[np.float64]:
        own = np.where(present, np.nan_to_num(values, nan=0.0), 0.0)
        return np.asarray(np.bincount(kids.home, own, homes.n)[kids.home] - own, dtype=np.float64)

    hours = kid["economic_hours_week"]
    count = others((~np.isnan(hours)) * 1.0)
    mean = np.divide(others(hours), count, out=np.full(kids.n, np.nan), where=count > 0)
    return {
        "siblings_out": np.minimum(others(known["out_of_school"]), 2.0),
        "siblings_hours_log": np.log1p(mean),
        "siblings_uninsured": np.minimum(others(known["uninsured"]), 2.0),
    }


def _mean_by(
    group: NDArray[np.intp], values: NDArray[np.float64], present: NDArray[np.bool_]
) -> NDArray[np.float64]:
    counted = present & ~np.isnan(values)
    n = int(group.max(initial=-1)) + 1
    total = np.bincount(group[counted], values[counted], n)
    return (total / np.maximum(np.bincount(group[counted], minlength=n), 1))[group]


def _flag(answer: NDArray[np.bool_], source: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(np.isnan(source), np.nan, answer * 1.0)

"""What would an interviewer write down about a household this year, if nothing were left out?"""

# ruff: noqa: PLR2004 - ages, grades and codes are named by the line they stand in

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from riskscreen.synthetic.chance import Streams, expit
from riskscreen.synthetic.homes import Columns, Homes, means, poverty

__all__ = ["home_columns"]


def home_columns(
    homes: Homes, state: Columns, *, streams: Streams, wave: int, children: NDArray[np.float64]
) -> Columns:
    """Return the household columns as numbers (categories as indices), shape (n_households,).

    Parameters
    ----------
    homes, state
        The lasting part and this year's.
    streams : Streams
        Randomness of the world.
    wave : int
        This year.
    children : ndarray of float64, shape (n_households,)
        Children in the household this year, those grown up since it entered among them.
    """
    rng = streams.of("homebook", wave)
    wealth = means(homes, state)
    listed = poverty(homes, state)
    columns = _people(homes, state, children)
    columns |= _means(homes, wealth, listed, columns["household_size"], rng)
    columns |= _access(homes, wealth, rng)
    columns |= _strain(homes, state, wealth, columns, rng)
    return columns


def _people(homes: Homes, state: Columns, children: NDArray[np.float64]) -> Columns:
    age = homes.head_age + state["years"]
    return {
        "urban": homes.urban,
        "head_sex": homes.head_female,
        "head_age_years": age,
        "head_education": homes.head_schooling,
        "household_size": homes.adults + children,
        "moved_12_months": state["moved"],
        "residence_registered": 1.0 - state["unregistered"],
        "n_elderly": np.minimum(homes.adults, 1.0 * (age >= 60) + (homes.adults >= 4)),
        "difficult_area": homes.difficulty,
        "agricultural_household": state["farm"],
        "owns_business": state["business"],
        "shock_12_months": state["shock"],
    }


def _means(
    homes: Homes,
    wealth: NDArray[np.float64],
    listed: NDArray[np.float64],
    size: NDArray[np.float64],
    rng: np.random.Generator,
) -> Columns:
    n = homes.n
    levels = homes.levels
    income = np.exp(levels["income"] + levels["income_wealth"] * wealth + 0.18 * rng.normal(size=n))
    spent = np.exp(1.0 + 0.84 * np.log(income) + 0.15 * rng.normal(size=n))
    rooms = (2.2 + 0.35 * wealth + 0.5 * homes.noise["rooms"]) / size + 0.03 * rng.normal(size=n)
    return {
        "poverty_status": listed,
        "income_kvnd_month": np.round(income).astype(np.float64),
        "expenditure_kvnd_month": np.round(spent).astype(np.float64),
        "wealth_score": np.round(
            1.1 * wealth + 0.30 * homes.noise["score"] + 0.15 * rng.normal(size=n), 2
        ),
        "rooms_per_person": np.round(np.clip(rooms, 0.1, 4.0), 2).astype(np.float64),
    }


def _access(homes: Homes, wealth: NDArray[np.float64], rng: np.random.Generator) -> Columns:
    n, noise, levels = homes.n, homes.noise, homes.levels
    far, deprived = homes.remoteness, homes.deprived

    def has(lean: NDArray[np.float64], own: str) -> NDArray[np.float64]:
        return (lean + 0.6 * noise[own] + 0.25 * rng.normal(size=n) > 0).astype(np.float64)

    phone = has(1.55 + 0.8 * wealth - 0.1 * far, "smartphone")
    online = np.where(homes.urban > 0, levels["internet_urban"], levels["internet_rural"])
    internet = has(online + 0.8 * wealth - 0.25 * far, "internet")
    reads = 0.15 * (homes.mother_schooling - 2.0)
    return {
        "has_electricity": has(2.1 + 0.5 * wealth - 0.2 * homes.difficulty, "electricity"),
        "has_computer": has(-0.95 + 0.9 * wealth + 0.2 * homes.urban, "computer"),
        "has_smartphone": phone,
        "has_internet": internet,
        "uses_online_services": has(-0.75 + 0.7 * internet + 0.5 * phone + reads, "online"),
        "caregiver_uses_internet": has(-0.55 + 0.8 * internet + 0.5 * phone + reads, "caregiver"),
        "safe_water": has(levels["safe_water"] + 0.6 * wealth - 0.25 * far, "water"),
        "improved_sanitation": has(
            levels["sanitation"] + 0.8 * wealth - 0.2 * far - deprived, "sanitation"
        ),
        "permanent_dwelling": has(
            levels["dwelling"] + 0.9 * wealth - 0.1 * far - deprived, "dwelling"
        ),
    }


def _strain(
    homes: Homes,
    state: Columns,
    wealth: NDArray[np.float64],
    known: Columns,
    rng: np.random.Generator,
) -> Columns:
    n, levels = homes.n, homes.levels
    lack = -1.6 - 1.0 * wealth + 0.5 * state["shock"] + 0.5 * homes.noise["food"]
    months = np.minimum(12.0, rng.poisson(np.exp(np.clip(lack, -6.0, 2.0))).astype(np.float64))
    poor = (known["poverty_status"] == 0).astype(np.float64)
    cash = -3.1 + 1.7 * poor + 0.6 * known["n_elderly"] + 0.8 * homes.noise["cash"]
    return {
        "food_shortage_months": months,
        "food_insufficient": (
            rng.random(n) < expit(levels["food_insufficient"] + 0.9 * months)
        ).astype(np.float64),
        "food_inadequate": (
            rng.random(n) < expit(levels["food_inadequate"] + 0.6 * months - 0.5 * wealth)
        ).astype(np.float64),
        "receives_cash_assistance": (rng.random(n) < expit(cash)).astype(np.float64),
    }

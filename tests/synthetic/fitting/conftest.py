"""A wave small enough to count by hand: four households, two strata of two PSUs each."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from riskscreen.synthetic.fitting.crossing import Cross
from riskscreen.synthetic.fitting.targets import Target, targets

Row = dict[str, Any]
Wave = Callable[..., tuple[dict[str, Any], dict[str, Any]]]

_HOMES = [
    {"household_id": "h1", "stratum": "north", "psu": "1"},
    {"household_id": "h2", "stratum": "north", "psu": "2"},
    {"household_id": "h3", "stratum": "south", "psu": "1"},
    {"household_id": "h4", "stratum": "south", "psu": "2"},
]
_HOME_TEXT = ("poverty_status", "region", "head_ethnicity")
_HOME_NUMBERS = (
    "urban", "household_size", "has_internet", "food_insufficient", "food_inadequate",
    "safe_water", "improved_sanitation", "permanent_dwelling", "has_electricity",
)  # fmt: skip
_KID_TEXT = ("household_id", "sex", "ethnicity", "main_caregiver")
_KID_NUMBERS = (
    "age_years", "attending_school", "grade_current", "health_insurance", "worked_12_months",
    "economic_hours_week", "hazardous_work", "birth_registered", "vaccinated_8_under1",
    "vaccinated_12_under5", "health_visits_12_months", "recreation_deprived",
)  # fmt: skip


def tables(
    kids: Sequence[Row], homes: Sequence[Row] = ({}, {}, {}, {})
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Columns of both tables; what a row does not say is not recorded, and weighs 1."""
    held = [{"weight": 1.0, **known, **said} for known, said in zip(_HOMES, homes, strict=True)]
    numbered = [{"weight": 1.0, "child_id": f"c{at}", **kid} for at, kid in enumerate(kids)]
    households = _columns(
        held, ("household_id", "stratum", "psu", *_HOME_TEXT), ("weight", *_HOME_NUMBERS)
    )
    children = _columns(numbered, ("child_id", *_KID_TEXT), ("weight", *_KID_NUMBERS))
    return households, children


def _columns(rows: Sequence[Row], text: Sequence[str], numbers: Sequence[str]) -> dict[str, Any]:
    columns: dict[str, Any] = {
        name: np.array([row.get(name, "") for row in rows], dtype=np.str_) for name in text
    }
    for name in numbers:
        columns[name] = np.array([row.get(name, np.nan) for row in rows], dtype=np.float64)
    days = [row.get("observed_date", "2014-09-15") for row in rows]
    return columns | {"observed_date": np.array(days, dtype="datetime64[D]")}


@pytest.fixture(scope="session")
def wave() -> Wave:
    """Rows of children, and of the four households, as the columns of two tables."""
    return tables


@pytest.fixture(scope="session")
def cross() -> Callable[..., Cross]:
    """The same as one wave that can be asked."""

    def made(kids: Sequence[Row], homes: Sequence[Row] = ({}, {}, {}, {})) -> Cross:
        return Cross.of(*tables(kids, homes))

    return made


@pytest.fixture(scope="session")
def known() -> dict[str, Target]:
    """Every target by its name."""
    return {one.key: one for one in targets()}

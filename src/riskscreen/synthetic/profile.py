"""Which world does a profile describe: its regions, its unseen effects, what moves each risk?

A world is a TOML file, so that another calibration is another file and no code.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from riskscreen.errors import InputError

__all__ = ["OUTCOMES", "Equation", "Profile", "Region", "load_profile"]

OUTCOMES = ("dropout", "child_labour", "exclusion")


@dataclass(frozen=True, slots=True)
class Region:
    """One of the six regions: shares, wealth in standard deviations, households per sampled one."""

    name: str
    code: str
    urban: float
    minority: float
    wealth: float
    weight: float
    groups: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Equation:
    """What moves one risk: ``terms`` maps a driver to (coefficient on the logit, neutral value)."""

    outcome: str
    intercept: float
    terms: Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Profile:
    """A world: regions, unseen effects (standard deviations on the logit), one equation each."""

    name: str
    first_line: str
    household_effect: float
    psu_effect: float
    regions: tuple[Region, ...]
    equations: Mapping[str, Equation]

    def __repr__(self) -> str:
        return f"Profile({self.name}, {len(self.regions)} regions)"


def load_profile(name: str) -> Profile:
    """Return the shipped profile of this name.

    Raises
    ------
    InputError
        If no such profile is shipped.

    Examples
    --------
    >>> load_profile("demo")
    Profile(demo, 6 regions)
    """
    folder = resources.files("riskscreen.synthetic") / "profiles"
    known = sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir())
    if name not in known:
        raise InputError(f"unknown profile: 1; it is {name}; choose one of: {', '.join(known)}")
    facts = tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
    regions = tuple(
        Region(name=region, **{**row, "code": str(row["code"])})
        for region, row in facts["region"].items()
    )
    equations = {
        outcome: Equation(
            outcome=outcome,
            intercept=facts[outcome]["intercept"],
            terms={driver: (pair[0], pair[1]) for driver, pair in facts[outcome]["terms"].items()},
        )
        for outcome in OUTCOMES
    }
    return Profile(
        name=facts["name"],
        first_line=facts["first_line"],
        household_effect=facts["unseen"]["household"],
        psu_effect=facts["unseen"]["psu"],
        regions=regions,
        equations=equations,
    )

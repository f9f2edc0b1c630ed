"""Which world does a profile describe: its sample, its levels, what moves each risk?

A world is a TOML file, so that another calibration is another file and no code. A profile may
stand on another (`base`) and name only what differs; what `make fit-synthetic` found lies beside it
in a file of its own, so that a hand never edits what a fit has written.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.errors import InputError

__all__ = ["OUTCOMES", "SEXES", "Equation", "Profile", "Region", "Sample", "load_profile", "names"]

OUTCOMES = ("dropout", "child_labour", "exclusion")
SEXES = ("female", "male")  # the order of the rows of a curve
_OLDEST = 18  # curves have one value for each completed year 0-18


@dataclass(frozen=True, slots=True)
class Region:
    """What a profile says of one of the six regions.

    ``wealth`` in standard deviations. Where regions are sampled alike, ``urban`` (share of PSUs),
    ``minority`` (mean share of households), ``weight`` (relative) and ``groups`` stand in for the
    provinces' own.
    """

    name: str
    code: str
    wealth: float
    urban: float = float("nan")
    minority: float = float("nan")
    weight: float = float("nan")
    groups: Mapping[str, float] | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """How a panel is drawn from the communes.

    ``psus`` communes for ``households`` households, and in proportion to households to the power
    ``exponent`` for other sizes. ``allocation`` is the power of a stratum's households to which
    its sample is in proportion; ``alike`` takes as much of every region instead. ``population``
    is the number of households that the weights sum to.
    """

    psus: int
    households: int
    exponent: float
    allocation: float
    population: float
    alike: bool = False
    rotating: bool = True
    unseen_years: int = 0
    provinces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Equation:
    """What moves one risk: ``terms`` maps a driver to (coefficient on the logit, neutral value)."""

    outcome: str
    intercept: float
    terms: Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Profile:
    """A world: sample, levels, curves by age and sex, unseen effects, one equation per outcome.

    ``levels`` are single numbers by name; ``curves`` are arrays of shape (2, 19): female and
    male, ages 0-18. ``household_effect`` and ``psu_effect`` are standard deviations on the logit.
    """

    name: str
    first_line: str
    household_effect: float
    psu_effect: float
    sample: Sample
    regions: tuple[Region, ...]
    levels: Mapping[str, float]
    curves: Mapping[str, NDArray[np.float64]]
    equations: Mapping[str, Equation]

    def __repr__(self) -> str:
        return f"Profile({self.name}, {len(self.regions)} regions)"

    def curve(
        self, name: str, *, age: NDArray[np.float64], male: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return a curve's value for every child, shape (n_kids,); ages are held within 0-18."""
        at = np.clip(age, 0.0, float(_OLDEST)).astype(np.intp)
        return np.asarray(self.curves[name].ravel()[at + (_OLDEST + 1) * male.astype(np.intp)])


def names() -> tuple[str, ...]:
    """Return the names of the shipped profiles."""
    folder = resources.files("riskscreen.synthetic") / "profiles"
    stems = (entry.name.removesuffix(".toml") for entry in folder.iterdir())
    return tuple(sorted(stem for stem in stems if not stem.endswith(".fitted")))


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
    if name not in names():
        raise InputError(f"unknown profile: 1; it is {name}; choose one of: {', '.join(names())}")
    return parse(facts_of(name))


def facts_of(name: str, *, fitted: bool = True) -> dict[str, Any]:
    """Return the facts of a profile as one tree: its base, itself, and what was fitted to it.

    Without ``fitted`` the base's fit still counts, the profile's own does not.
    """
    folder = resources.files("riskscreen.synthetic") / "profiles"
    own = tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
    found = folder / f"{name}.fitted.toml"
    facts = facts_of(own["base"]) if "base" in own else {}
    facts = merged(facts, own)
    if fitted and found.is_file():
        facts = merged(facts, tomllib.loads(found.read_text(encoding="utf-8")))
    return facts


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return two trees as one; where both hold a leaf, ``above`` counts."""
    whole = dict(below)
    for key, value in above.items():
        held = whole.get(key)
        both = isinstance(held, Mapping) and isinstance(value, Mapping)
        whole[key] = merged(held, value) if both else value  # type: ignore[arg-type]
    return whole


def parse(facts: Mapping[str, Any]) -> Profile:
    """Return the profile of a tree of facts."""
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
    sample = {**facts["sample"], "provinces": tuple(facts["sample"].get("provinces", ()))}
    return Profile(
        name=facts["name"],
        first_line=facts["first_line"],
        household_effect=facts["unseen"]["household"],
        psu_effect=facts["unseen"]["psu"],
        sample=Sample(**sample),
        regions=regions,
        levels={name: float(value) for name, value in facts["levels"].items()},
        curves={name: _curve(name, rows) for name, rows in facts["curves"].items()},
        equations=equations,
    )


def _curve(name: str, rows: Mapping[str, list[float]]) -> NDArray[np.float64]:
    both = rows.get("both")
    curve = np.array([rows.get(sex, both) for sex in SEXES], dtype=np.float64)
    if curve.shape != (len(SEXES), _OLDEST + 1):
        raise InputError(
            f"curve {name} of a profile has shape {curve.shape}; give ages 0-{_OLDEST} for both, "
            "or for female and male"
        )
    return curve

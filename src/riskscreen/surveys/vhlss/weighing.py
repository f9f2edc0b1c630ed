"""Which weight does each household have, and what does it weigh?

One file holds several: the small sample with expenditure and the whole one weigh differently by a
factor of five, and a total taken with the wrong one looks right in every percentage.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskscreen.core import Finding, Verdict
from riskscreen.surveys import report
from riskscreen.surveys.vhlss import parsing
from riskscreen.surveys.vhlss.opening import Found, Sheet
from riskscreen.surveys.vhlss.rounds import Round, WeightName

__all__ = ["Weights", "weigh"]

# A mean household weight this near to 1 is one that sums to the sample.
_NORMALISED = (0.98, 1.02)


@dataclass(frozen=True, slots=True)
class Weights:
    """Weight of each household (NaN where it has none), of which kind, and what was told."""

    values: NDArray[np.float64] | None
    kind: str
    findings: tuple[Finding, ...]


def weigh(found: Found, known: Round, *, home: NDArray[np.str_], area: NDArray[np.str_]) -> Weights:
    """Return the weights of the households.

    Parameters
    ----------
    found : Found
        The files; the weight file joins by enumeration area, or by household where it names them.
    known : Round
        What is known of the round.
    home, area : ndarray of str, shape (n_households,)
        Keys of the households.
    """
    sheets = (*found.of("weights"), *found.of("household"))
    places = [(sheet, weight) for sheet in sheets for weight in _in(sheet, known)]
    if not places:
        return Weights(None, "", (_none_found(found, known, len(home)),))
    sheet = places[0][0]
    named = [weight for place, weight in places if place is sheet]
    weight = _meant(named, len(home))
    by_home = bool((sheet.home != "").any())
    values, clashes = _joined(
        sheet.home if by_home else sheet.area,
        parsing.numbers(sheet.raw.columns[sheet.raw.find(weight.name)])[0],
        home if by_home else area,
    )
    values = np.where(values > 0, values, np.nan)
    level = "household" if by_home else "enumeration area"
    kind = _kind(values)
    told = [_which(sheet, named, weight, values, level=level, kind=kind, homes=home)]
    if clashes:
        told.append(report.finding(
            "SUR-09",
            f"{report.thousands(len(clashes))} keys of {sheet.raw.name} have several different "
            f"weights; first is {clashes[0]}. Their households have none: which is right nobody "
            "can say",
            n=float(len(clashes)), unit="keys", about="contradicting",
            verdict=Verdict.INSUFFICIENT,
        ))  # fmt: skip
    return Weights(values, kind, tuple(told))


def _in(sheet: Sheet, known: Round) -> list[WeightName]:
    return [weight for weight in known.weights if sheet.raw.find(weight.name)]


def _meant(named: Sequence[WeightName], n_homes: int) -> WeightName:
    """Return the weight whose sample is nearest in size to the households that are there."""
    return min(named, key=lambda weight: abs(math.log(max(n_homes, 1) / weight.households)))


def _joined(
    keys: NDArray[np.str_], weights: NDArray[np.float64], wanted: NDArray[np.str_]
) -> tuple[NDArray[np.float64], list[str]]:
    """Return the weight of each wanted key, and the keys whose weights contradict each other."""
    given = (keys != "") & ~np.isnan(weights)
    names, place = np.unique(keys[given], return_inverse=True)
    if not len(names):
        return np.full(len(wanted), np.nan), []
    low = np.full(len(names), np.inf)
    high = np.full(len(names), -np.inf)
    np.minimum.at(low, place, weights[given])
    np.maximum.at(high, place, weights[given])
    # Single precision in one file and double in the other is no contradiction.
    same = np.isclose(low, high, rtol=1e-5)
    found = np.minimum(np.searchsorted(names, wanted), len(names) - 1)
    there = (names[found] == wanted) & same[found]
    return np.where(there, high[found], np.nan), [str(name) for name in names[~same]]


def _kind(values: NDArray[np.float64]) -> str:
    known = values[~np.isnan(values)]
    if not len(known):
        return ""
    return "normalised" if _NORMALISED[0] <= known.mean() <= _NORMALISED[1] else "expansion"


def _which(
    sheet: Sheet, named: Sequence[WeightName], weight: WeightName, values: NDArray[np.float64], *,
    level: str, kind: str, homes: NDArray[np.str_],
) -> Finding:  # fmt: skip
    without = np.isnan(values)
    others = [other.name for other in named if other is not weight]
    choice = (
        f"; {', '.join(others)} is there too: {weight.name} goes with a sample of about "
        f"{report.thousands(weight.households)} households ({weight.means}), here are "
        f"{report.thousands(len(homes))}"
        if others
        else ""
    )
    lack = (
        f". {report.thousands(without.sum())} of {report.thousands(len(homes))} households have no "
        f"weight; first is {report.first_case(homes, without)}. A missing weight is never 1"
        if without.any()
        else ""
    )
    return report.finding(
        "SUR-09",
        f"household weight {weight.name} of {sheet.raw.name}, joined by {level}; "
        f"{kind or 'no weight is known'}"
        f"{f', mean {np.nanmean(values):.4g}' if kind else ''}{choice}{lack}. Every child has its "
        "household's weight",
        n=float(without.sum()), unit="households without a weight",
        verdict=Verdict.INSUFFICIENT if without.any() else Verdict.PASS,
    )  # fmt: skip


def _none_found(found: Found, known: Round, n_homes: int) -> Finding:
    names = ", ".join(weight.name for weight in known.weights)
    files = " or ".join(names[0] for names in known.files["weights"])
    where = ", ".join(sheet.raw.name for sheet in (*found.of("weights"), *found.of("household")))
    return report.finding(
        "SUR-09",
        f"no weight for {report.thousands(n_homes)} households: looked for {names} in {files}"
        f"{f' and found none in {where}' if where else ''}. Shares of the population cannot be "
        "computed; a missing weight is never 1",
        n=float(n_homes), unit="households without a weight", verdict=Verdict.INSUFFICIENT,
    )  # fmt: skip

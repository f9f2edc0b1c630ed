"""Whom does a list reach, overall and in every group, and how sure is that?

A list may hold a child by chance: then the child counts with the likelihood of being on it.
Figures of several lists share the replicates, so their differences are paired.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from riskscreen import measures
from riskscreen.auditing.cells import Cell
from riskscreen.auditing.evidence import Counts, Evidence
from riskscreen.auditing.inputs import Floats
from riskscreen.auditing.lines import carried, plain, printable
from riskscreen.policy import Policy

__all__ = [
    "Contrast",
    "Reach",
    "bounded",
    "contrasts",
    "group_figures",
    "overall_figures",
    "reach_of",
]

Contrast = tuple[float, float, float]
"""A group's false negative rate less that of all others, its lower and its upper bound."""

_SHOWN = ("required", "reported")
_SELECTED, _FOUND, _ALARMS = 0, 1, 2
_PER = 1000.0
# A remainder of a difference of sums below this share of the total is rounding, not children.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """Weighted totals of one list: selected, found, false alarms.

    Parameters
    ----------
    evidence : Evidence
        Of the judged children.
    places : tuple of int
        Cells of the evidence that are looked at; the first is everyone.
    totals : ndarray of float64, shape (1 + n_replicates, n_places, 3)
        Row 0 is the sample.
    listed : tuple of float, length n_places
        Unweighted children with a known outcome on the list, as likelihoods: whom its precision
        is of.
    """

    evidence: Evidence
    places: tuple[int, ...]
    totals: Floats
    listed: tuple[float, ...]

    def share(self, column: int, among: str, at: int, *, others: bool = False) -> Floats:
        """Return a total of a place over one of the evidence's, shape (1 + n_replicates,)."""
        above = self.totals[:, at, column]
        if others:
            whole = self.totals[:, 0, column]
            above = np.where(whole - above > _ROUNDING * whole, whole - above, 0.0)
        return _over(above, self.evidence.total(among, self.places[at], others=others))

    def recall(self, at: int, *, others: bool = False) -> Floats:
        """Return the share of the children at risk who are on the list, with replicates."""
        return self.share(_FOUND, "at_risk", at, others=others)

    def contrast(self, at: int) -> Floats:
        """Return the false negative rate less that of all others, with replicates."""
        return self.recall(at, others=True) - self.recall(at)

    def precision(self, at: int) -> float:
        """Return the share of the children on the list who are at risk; NaN where none is on it."""
        found, alarms = self.totals[0, at, _FOUND], self.totals[0, at, _ALARMS]
        return float(found / (found + alarms)) if found + alarms > 0 else float("nan")

    def cell(self, at: int) -> Cell:
        """Return the group."""
        return self.evidence.cells[self.places[at]]

    def count(self, at: int) -> Counts:
        """Return how many children the group has."""
        return self.evidence.counts[self.places[at]]

    def both(self, at: int) -> tuple[Counts, Counts]:
        """Return how many children the group and all others have."""
        return self.count(at), self.evidence.other_counts[self.places[at]]


def reach_of(evidence: Evidence, taken: Floats) -> Reach:
    """Return what a list reaches overall, and in every required and reported group.

    Parameters
    ----------
    evidence : Evidence
        Of the judged children.
    taken : ndarray of float64, shape (n_children,)
        Likelihood of each child to be on the list, 0-1.
    """
    rows, drawn = evidence.rows, evidence.replicates
    places = (0, *(i for i, cell in enumerate(evidence.cells) if cell.kind in _SHOWN))
    w = rows.weight * taken
    parts = np.column_stack([w, w * rows.at_risk, w * (rows.label == 0)])
    inside = [evidence.cells[place].rows for place in places]
    sums = [measures.psu_sums(parts[of], drawn.index[of], drawn.clusters.n_psu) for of in inside]
    totals = drawn.totals(np.concatenate(sums, axis=1))
    return Reach(
        evidence,
        places,
        totals.reshape(-1, len(places), parts.shape[1]),
        listed=tuple(float(taken[of & rows.known].sum()) for of in inside),
    )


def overall_figures(reach: Reach, chosen: Reach, *, policy: Policy) -> dict[str, float | None]:
    """Return ``found``, ``burden``, ``precision`` and ``cost`` of a list.

    ``cost`` is the share of the children at risk that it finds less the chosen list's, from the
    same replicates: exactly 0 for the chosen list itself.
    """
    evidence = reach.evidence
    at_risk, spared = evidence.total("at_risk", 0), evidence.total("not_at_risk", 0)
    more = reach.totals[:, 0, _FOUND] - chosen.totals[:, 0, _FOUND]
    burden = _PER * _over(reach.totals[:, 0, _ALARMS], at_risk + spared)
    return {
        **_alone("found", reach.recall(0), reach, 0, policy),
        **_alone("burden", burden, reach, 0, policy),
        "precision": carried(reach.precision(0), reach.listed[0], policy),
        **_alone("cost", _over(more, at_risk), reach, 0, policy),
    }


def group_figures(
    reach: Reach, found: Mapping[int, Contrast], *, policy: Policy
) -> list[dict[str, Any]]:
    """Return one row per group: counts, selection rate, recall, precision, contrast."""
    return [
        {
            "group": reach.cell(at).name,
            "attribute": reach.cell(at).attribute,
            "level": reach.cell(at).level,
            "n_children": reach.count(at).n_children,
            "n_at_risk": reach.count(at).n_at_risk,
            "selection_rate": plain(float(reach.share(_SELECTED, "all", at)[0])),
            **_alone("recall", reach.recall(at), reach, at, policy),
            "precision": carried(reach.precision(at), reach.listed[at], policy),
            **bounded("contrast", found.get(at, (np.nan, np.nan, np.nan))),
        }
        for at in range(1, len(reach.places))
    ]


def contrasts(reach: Reach, *, policy: Policy) -> dict[int, Contrast]:
    """Return the contrast of every group that may be printed, by its place.

    The bounds hold together for all required groups, and for all reported ones; they are NaN
    where the group or the others are too few for a bootstrap, or found all or not at all.
    """
    found: dict[int, Contrast] = {}
    for kind in _SHOWN:
        printed = [
            at
            for at in range(1, len(reach.places))
            if reach.cell(at).kind == kind
            and all(printable(count, policy) for count in reach.both(at))
        ]
        found |= _together(reach, printed, policy)
    return found


def bounded(name: str, figures: Contrast) -> dict[str, float | None]:
    """Return a figure and its bounds under three names, None where undefined.

    Examples
    --------
    >>> bounded("found", (0.5, 0.25, float("nan")))
    {'found': 0.5, 'found_lo': 0.25, 'found_hi': None}
    """
    return {
        f"{name}{end}": plain(figure)
        for end, figure in zip(("", "_lo", "_hi"), figures, strict=True)
    }


def _together(reach: Reach, printed: list[int], policy: Policy) -> dict[int, Contrast]:
    values = {at: reach.contrast(at) for at in printed}
    found: dict[int, Contrast] = {at: (float(values[at][0]), np.nan, np.nan) for at in printed}
    ample = [
        at
        for at in printed
        if all(_ample(count, policy) for count in reach.both(at)) and _both_vary(reach, at)
    ]
    if ample:
        lo, hi = measures.max_t(
            [values[at][0] for at in ample],
            np.column_stack([values[at][1:] for at in ample]),
            [min(count.freedom(cases=True) for count in reach.both(at)) for at in ample],
            policy.confidence,
        )
        for at, low, high in zip(ample, lo.tolist(), hi.tolist(), strict=True):
            found[at] = (found[at][0], low, high)
    return found


def _alone(
    name: str, values: Floats, reach: Reach, at: int, policy: Policy
) -> dict[str, float | None]:
    lo = hi = np.nan
    # replicates without spread give a point, which is an interval only for two equal lists
    if _ample(reach.count(at), policy) and (np.ptp(values) > 0 or name == "cost"):
        # a burden is of all children, every other figure of those at risk
        df = reach.count(at).freedom(cases=name != "burden")
        lo, hi = measures.t_interval(float(values[0]), values[1:], df, policy.confidence)
    return bounded(name, (float(values[0]), lo, hi))


def _both_vary(reach: Reach, at: int) -> bool:
    """Return whether neither side's recall is the same in every replicate, as one of 0 or 1 is."""
    sides = (reach.recall(at), reach.recall(at, others=True))
    return all(measures.standard_error(one[:1], one[1:])[0] > _ROUNDING for one in sides)


def _ample(count: Counts, policy: Policy) -> bool:
    cases, psu = policy.bootstrap_floor
    return count.n_at_risk >= cases and count.n_psu >= psu


def _over(above: Floats, below: Floats) -> Floats:
    return np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0)

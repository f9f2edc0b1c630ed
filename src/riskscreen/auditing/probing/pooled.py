"""How far is a small group's contrast likely to be from the others', once all groups are seen?

The raw contrast of a handful of children swings by chance. Beside it stands the one drawn towards
its kind: required groups, reported ones and intersections each among themselves.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import measures
from riskscreen.auditing.disclosing.suppression import suppress
from riskscreen.auditing.evidence import Evidence
from riskscreen.auditing.inputs import AuditInput, Floats
from riskscreen.auditing.lines import figure, named, plain
from riskscreen.policy import Policy

__all__ = ["pooled_rows"]

_METRIC = "false_negative_rate"
# Above it two groups are one contrast: of two levels, few children may be in neither.
_ALIKE = 0.9
_KINDS = ("required", "reported", "intersection")


def pooled_rows(evidence: Evidence, *, policy: Policy) -> list[dict[str, Any]]:
    """Return the contrast of children missed of every group, raw and partially pooled.

    Parameters
    ----------
    evidence : Evidence
        Its cells but the first, each against all other children.
    policy : Policy
        Gives ``bootstrap_floor``: below it the raw interval is exact (each share's by Korn and
        Graubard, joined by Newcombe), and the standard error that decides how far a contrast is
        drawn is at least a binomial one, because the replicates of few children vary too little.

    Returns
    -------
    list of dict
        ``group, attribute, level, kind, n_children, n_at_risk, suppressed, raw, raw_lo, raw_hi,
        pooled, pooled_lo, pooled_hi``, each interval for this group alone; None where undefined.
    """
    places = [place for place, cell in enumerate(evidence.cells) if cell.kind != "overall"]
    contrasts = {place: _contrast(evidence, place) for place in places}
    drawn: dict[int, dict[str, Any]] = {}
    for kind in _KINDS:
        members = [place for place in places if evidence.cells[place].kind == kind]
        drawn |= _pooled(evidence, {place: contrasts[place] for place in members}, policy)
    return suppress(
        [
            named(evidence.cells[place], evidence.counts[place])
            | {"kind": evidence.cells[place].kind}
            | _raw(evidence, place, contrasts[place], policy)
            | drawn[place]
            for place in places
        ],
        policy=policy,
    )


def _contrast(evidence: Evidence, place: int) -> Floats:
    return evidence.figure(_METRIC, place) - evidence.figure(_METRIC, place, others=True)


def _pooled(
    evidence: Evidence, contrasts: dict[int, Floats], policy: Policy
) -> dict[int, dict[str, Any]]:
    """Return the pooled contrasts of one kind by place.

    Two levels against each other are one contrast with two signs: counted twice they would make
    the spread of the true contrasts look larger, and better known, than it is. So one of them is
    pooled, and the other takes its place, its sign turned, for its own figure.
    """
    seen = {place: float(values[0]) for place, values in contrasts.items()}
    errors = {place: _error(evidence, place, values, policy) for place, values in contrasts.items()}
    stands = _stands_for(evidence, list(contrasts))
    first = [place for place, (one, _) in stands.items() if place == one]
    drawn: dict[int, dict[str, Any]] = {}
    for place, (one, sign) in stands.items():
        at = first.index(one)
        means, spread, _ = measures.pooled(
            [
                *(seen[p] for p in first[:at]),
                sign * seen[place],
                *(seen[p] for p in first[at + 1 :]),
            ],
            [errors[place if p == one else p] for p in first],
        )
        mean, half = sign * float(means[at]), float(spread[at])
        drawn[place] = figure(
            "pooled",
            np.array([mean, mean - half, mean + half]),  # whose standard error is the half
            df=_freedom(evidence, place),
            confidence=evidence.confidence,
        )
    return drawn


def _stands_for(evidence: Evidence, places: list[int]) -> dict[int, tuple[int, int]]:
    """Return, by place, the first one with the same contrast, and whether its sign is turned.

    Groups divide the children at risk alike where their indicators correlate by almost 1 or -1:
    a few children in neither of two levels leave one contrast, not two.
    """
    of = np.flatnonzero(evidence.rows.at_risk)
    w = evidence.rows.weight[of]
    first: list[tuple[int, Floats]] = []
    found: dict[int, tuple[int, int]] = {}
    for place in places:
        own = _standard(evidence.cells[place].rows[of], w)
        alike = np.array([one @ own for _, one in first])
        twin = int(np.argmax(np.abs(alike))) if first else -1
        if first and abs(alike[twin]) > _ALIKE:
            found[place] = (first[twin][0], 1 if alike[twin] > 0 else -1)
        else:
            found[place] = (place, 1)
            first.append((place, own))
    return found


def _standard(inside: NDArray[np.bool_], w: Floats) -> Floats:
    """Return a group's indicator, centred and of length 1; all zeros where it divides nobody."""
    share = float(w @ inside / w.sum()) if w.size else 0.0
    centred = np.sqrt(w) * (inside - share)
    length = float(np.sqrt(centred @ centred))
    return centred / length if 0 < share < 1 and length > 0 else np.zeros(w.size)


def _freedom(evidence: Evidence, place: int) -> float:
    both = evidence.counts[place], evidence.other_counts[place]
    return min(count.freedom(cases=True) for count in both)


def _error(evidence: Evidence, place: int, values: Floats, policy: Policy) -> float:
    """Return the contrast's standard error; one without spread says nothing of chance."""
    error = float(measures.standard_error(values[:1], values[1:])[0])
    if _believed(evidence, place, policy):
        return error
    inside = evidence.cells[place].rows
    binomial = np.hypot(_binomial(evidence, inside), _binomial(evidence, ~inside))
    return float(np.fmax(error, binomial))


def _binomial(evidence: Evidence, inside: NDArray[np.bool_]) -> float:
    """Return the standard error of a rate like everyone's, for the effective number at risk.

    Kish's number: unequal weights make a sample worth fewer children.
    """
    rows: AuditInput = evidence.rows
    w = rows.weight[inside & rows.at_risk]
    rate = float(evidence.figure(_METRIC, 0)[0])
    return float(np.sqrt(rate * (1 - rate) * (w @ w)) / w.sum()) if w.size else float("nan")


def _believed(evidence: Evidence, place: int, policy: Policy) -> bool:
    """Return whether the replicates of both sides say how far each rate is from its own.

    A rate of exactly 0 or 1 is the same in every replicate, however few children it is of.
    """
    fewest_cases, fewest_psu = policy.bootstrap_floor
    sides = (evidence.counts[place], False), (evidence.other_counts[place], True)
    for counts, others in sides:
        values = evidence.figure(_METRIC, place, others=others)
        spread = measures.standard_error(values[:1], values[1:])[0]
        if counts.n_at_risk < fewest_cases or counts.n_psu < fewest_psu or not spread > 0:
            return False
    return True


def _raw(evidence: Evidence, place: int, values: Floats, policy: Policy) -> dict[str, Any]:
    if _believed(evidence, place, policy):
        df = _freedom(evidence, place)
        return figure("raw", values, df=df, confidence=evidence.confidence)
    inside = evidence.cells[place].rows
    lo, hi = measures.difference_of_shares(
        _exact(evidence, evidence.figure(_METRIC, place), inside),
        _exact(evidence, evidence.figure(_METRIC, place, others=True), ~inside),
    )
    return {"raw": plain(values[0]), "raw_lo": plain(lo), "raw_hi": plain(hi)}


def _exact(
    evidence: Evidence, values: Floats, inside: NDArray[np.bool_]
) -> tuple[float, float, float]:
    of = inside & evidence.rows.at_risk
    error = float(measures.standard_error(values[:1], values[1:])[0])
    lo, hi = measures.exact_share(
        float(values[0]),
        error**2,
        n=int(of.sum()),
        df=evidence.replicates.clusters.df(of),
        confidence=evidence.confidence,
    )
    return float(values[0]), lo, hi

"""Could the model tell who belongs to a group, though it was never told?

The features are asked for each level of every required attribute. Whoever they foretell well can
be treated apart without a protected column being an input. Cross-fitted by PSU, so that a child
is not recognised by its siblings and neighbours.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import features, measures
from riskscreen.auditing.cells import Cell
from riskscreen.auditing.disclosing.suppression import suppress
from riskscreen.auditing.evidence import Counts, Evidence
from riskscreen.auditing.inputs import NOT_RECORDED, AuditInput, Floats
from riskscreen.auditing.judging import Row, judge
from riskscreen.auditing.lines import count_of, figure, named
from riskscreen.core import Finding, need
from riskscreen.policy import Policy

__all__ = ["Carrier", "Proxy", "proxies", "proxy_findings", "proxy_rows"]

_FOLDS = 5
_THREADS = 2
_CARRIERS = 8
# An AUC above a half by less is rounding.
_ROUNDING = 1e-9
# On 17,341 children with 88 inputs of a synthetic panel these gave an AUC of 0.879 for ethnicity
# and 0.723 for sex. 40 trees of 31 leaves gave 0.883 and 0.724 in over twice the time, a logistic
# regression 0.884 and 0.684: it does not see what only several inputs tell together.
_SETTINGS = {
    "objective": "binary",
    "num_leaves": 15,
    "learning_rate": 0.3,
    "max_bin": 31,
    "feature_fraction": 0.5,
    "feature_pre_filter": False,
    "deterministic": True,
    "force_col_wise": True,
    # Folds are learned side by side. On busy cores LightGBM's own threads wait for each other: two
    # of them took seven times as long as one on 60,000 children (12.6 s against 1.9 s).
    "num_threads": 1,
    "verbosity": -1,
}
_ROUNDS = 15
# Several levels share these, so that six regions cost three times a pair and not six times.
_ROUNDS_SHARED = 48
_NOT_RECORDED = " (not recorded)"
# Levels of which one is the mirror image of the other.
_PAIR = 2


@dataclass(frozen=True, slots=True)
class Carrier:
    """One feature, or its not being recorded, that foretells a level alone; AUC above 0.5."""

    feature: str
    auc: float


@dataclass(frozen=True, slots=True, eq=False)
class Proxy:
    """How well the features foretell one level of an attribute against the others.

    Parameters
    ----------
    cell : Cell
        The level.
    counts, other_counts : Counts
        Of its children, and of those recorded as of another level.
    values : ndarray of float64, shape (1 + n_replicates,)
        Cross-fitted AUC and its replicates; NaN where it cannot be asked: no features, a single
        PSU, or nobody on one of the sides.
    carriers : tuple of Carrier
        Strongest first.
    left_out : bool
        Whether the attribute is not recorded for some, who stand on neither side.
    """

    cell: Cell
    counts: Counts
    other_counts: Counts
    values: Floats
    carriers: tuple[Carrier, ...]
    left_out: bool

    def __repr__(self) -> str:
        return f"Proxy({self.cell.name}: AUC {self.values[0]:.3f})"


def proxies(evidence: Evidence, *, policy: Policy, rng: np.random.Generator) -> tuple[Proxy, ...]:
    """Return, for every level of each required attribute, how well the features foretell it.

    Parameters
    ----------
    evidence : Evidence
        Of the audited rows, all of which are used. Who is not recorded stands on neither side.
    policy : Policy
        Gives the smallest cell: no feature is named for fewer recorded children than that.
    rng : numpy.random.Generator
        Draws the folds of PSUs.
    """
    rows, n_psu = evidence.rows, evidence.replicates.clusters.n_psu
    fold = (rng.permutation(n_psu) % min(_FOLDS, n_psu))[evidence.replicates.index]
    binned, alone, least = _binned(rows), _Alone.of(rows), policy.smallest_cell[0]
    found = []
    for attribute in dict.fromkeys(c.attribute for c in evidence.cells if c.kind == "required"):
        of = [c for c in evidence.cells if c.kind == "required" and c.attribute == attribute]
        recorded = rows.groups.get(attribute, np.full(rows.n_children, NOT_RECORDED))
        known = recorded != NOT_RECORDED
        scores = _scores(rows, of, known, fold, binned)
        found += [
            Proxy(
                cell=cell,
                counts=count_of(rows, evidence.replicates.clusters, cell.rows),
                other_counts=count_of(rows, evidence.replicates.clusters, known & ~cell.rows),
                values=_auc(evidence, cell.rows, known, score, fold),
                carriers=alone.strongest(cell.rows, known, least=least),
                left_out=not bool(known.all()),
            )
            for cell, score in zip(of, scores, strict=True)
        ]
    return tuple(found)


def proxy_rows(
    found: tuple[Proxy, ...], *, policy: Policy, confidence: float
) -> list[dict[str, Any]]:
    """Return one line per level.

    Returns
    -------
    list of dict
        ``group, attribute, level, n_children, n_at_risk, suppressed, auc, lo, hi, carriers``,
        the last a list of ``feature`` and ``auc``, at most eight.
    """
    return suppress([_line(one, confidence) for one in found], policy=policy)


def proxy_findings(found: tuple[Proxy, ...], *, policy: Policy, outcome: str) -> list[Finding]:
    """Return AUD-18 for every level: reported, never judged.

    *Pass* says that it was measured: there is no limit, because a need that differs between
    groups is foretold by the same features as the group. The detail names what carries it.
    """
    return judge([_row(one, policy, outcome) for one in found], policy=policy)


def _binned(rows: AuditInput) -> Any:  # noqa: ANN401 - a lightgbm.Dataset, or None
    """Return the features as LightGBM bins them, once for all attributes."""
    if rows.features is None or not rows.features.shape[1]:
        return None
    lightgbm = need("lightgbm", extra="train")
    return lightgbm.Dataset(rows.features, params=_SETTINGS, free_raw_data=True).construct()


def _scores(
    rows: AuditInput,
    of: list[Cell],
    known: NDArray[np.bool_],
    fold: NDArray[np.intp],
    binned: Any,  # noqa: ANN401 - as `_binned` gives it
) -> list[Floats]:
    """Return a cross-fitted score for each level, NaN where none can be had."""
    # one fold to learn from, one to ask
    if rows.features is None or binned is None or np.unique(fold[known]).size < 2:  # noqa: PLR2004
        return [np.full(rows.n_children, np.nan) for _ in of]
    pair = len(of) == _PAIR and not (known & ~of[0].rows & ~of[1].rows).any()
    rounds = _ROUNDS if len(of) <= _PAIR else max(1, _ROUNDS_SHARED // len(of))
    asked = of[:1] if pair else of
    scores = [np.full(rows.n_children, np.nan) for _ in asked]
    inputs = rows.features

    def held_out(one: np.intp) -> tuple[NDArray[np.intp], list[Floats]]:
        learn, ask = np.flatnonzero(known & (fold != one)), np.flatnonzero(known & (fold == one))
        part = binned.subset(learn).construct()
        part.set_weight(rows.weight[learn] / rows.weight[learn].mean())
        told = []
        for cell in asked:
            part.set_label(cell.rows[learn].astype(np.float64))
            told.append(_grown(part, rounds).predict(inputs[ask], num_threads=1))
        return ask, told

    with ThreadPoolExecutor(_THREADS) as pool:
        for ask, told in pool.map(held_out, np.unique(fold[known])):
            for score, one in zip(scores, told, strict=True):
                score[ask] = one
    return [scores[0], -scores[0]] if pair else scores


def _grown(part: Any, rounds: int) -> Any:  # noqa: ANN401 - of lightgbm
    return need("lightgbm", extra="train").train(_SETTINGS, part, num_boost_round=rounds)


def _auc(
    evidence: Evidence,
    inside: NDArray[np.bool_],
    known: NDArray[np.bool_],
    score: Floats,
    fold: NDArray[np.intp],
) -> Floats:
    """Return the AUC within folds, weighted by their pairs, and its first-order replicates.

    Within folds: what a fold was not shown moves its scores as a whole, and across folds that
    would count as ranking.
    """
    rows, drawn = evidence.rows, evidence.replicates
    wins, pairs = np.zeros(1 + len(drawn.factors)), np.zeros(1 + len(drawn.factors))
    for one in np.unique(fold[known]):
        of = known & (fold == one)
        y, w = inside[of].astype(np.float64), rows.weight[of]
        point = measures.weighted_auc(y, score[of], w)
        if not np.isfinite(point):
            continue
        share = measures.auc_influence(y, score[of], w)
        parts = np.column_stack([w * y * share, w * y, w * (1 - y) * share, w * (1 - y)])
        sums = measures.psu_sums(parts, drawn.index[of], drawn.clusters.n_psu)
        own, total, rest, others = drawn.totals(sums).T
        # (own / total + rest / others - point) * total * others, which has no division by 0
        wins += own * others + rest * total - point * total * others
        pairs += total * others
    return np.divide(wins, pairs, out=np.full_like(wins, np.nan), where=pairs > 0)


@dataclass(frozen=True, slots=True, eq=False)
class _Alone:
    """Every feature by itself, sorted once for all levels.

    ``code``, shape (n_features, n_children), is the place of each value among those recorded, in
    their order, -1 where nothing is.
    """

    names: tuple[str, ...]
    code: NDArray[np.intp]
    weight: Floats

    @classmethod
    def of(cls, rows: AuditInput) -> _Alone:
        if rows.features is None:
            return cls((), np.empty((0, rows.n_children), dtype=np.intp), rows.weight)
        code = np.full(rows.features.T.shape, -1, dtype=np.intp)
        for coded, column in zip(code, rows.features.T, strict=True):
            recorded = ~np.isnan(column)
            coded[recorded] = np.unique(column[recorded], return_inverse=True)[1]
        return cls(rows.feature_names, code, rows.weight)

    def strongest(
        self, inside: NDArray[np.bool_], known: NDArray[np.bool_], *, least: float
    ) -> tuple[Carrier, ...]:
        """Return what foretells a level best, by itself or by not being recorded."""
        own, others = np.flatnonzero(inside), np.flatnonzero(known & ~inside)
        if min(own.size, others.size) < least:
            return ()
        found = []
        for name, code in zip(self.names, self.code, strict=True):
            mine, theirs = code[own], code[others]
            w, v = self.weight[own], self.weight[others]
            found.append(Carrier(name + _NOT_RECORDED, _apart(mine < 0, theirs < 0, w, v)))
            if min((mine >= 0).sum(), (theirs >= 0).sum()) >= least:
                found.append(Carrier(name, _ranked(mine, theirs, w, v)))
        apart = [one for one in found if one.auc > 0.5 + _ROUNDING]
        return tuple(sorted(apart, key=lambda one: (-one.auc, one.feature))[:_CARRIERS])


def _apart(mine: NDArray[np.bool_], theirs: NDArray[np.bool_], w: Floats, v: Floats) -> float:
    """Return the AUC of a yes or no, whichever way it points."""
    return 0.5 + abs(float(w @ mine / w.sum()) - float(v @ theirs / v.sum())) / 2


def _ranked(mine: NDArray[np.intp], theirs: NDArray[np.intp], w: Floats, v: Floats) -> float:
    """Return the AUC of what is recorded, whichever way it points."""
    # those that are not recorded are counted in place 0, which is then left out
    size = 2 + max(int(mine.max()), int(theirs.max()))
    own = np.bincount(mine + 1, weights=w, minlength=size)[1:]
    others = np.bincount(theirs + 1, weights=v, minlength=size)[1:]
    auc = float(own @ (np.cumsum(others) - others / 2) / (own.sum() * others.sum()))
    return max(auc, 1 - auc)


def _line(one: Proxy, confidence: float) -> dict[str, Any]:
    df = min(one.counts.df, one.other_counts.df)
    auc = figure("auc", one.values, df=df, confidence=confidence, share=True)
    return named(one.cell, one.counts) | {
        "auc": auc["auc"],
        "lo": auc["auc_lo"],
        "hi": auc["auc_hi"],
        "carriers": [{"feature": each.feature, "auc": each.auc} for each in one.carriers],
    }


def _row(one: Proxy, policy: Policy, outcome: str) -> Row:
    children = policy.smallest_cell[0]
    shown = min(one.counts.n_children, one.other_counts.n_children) >= children
    return Row(
        code="AUD-18",
        title=f"how well the inputs foretell {one.cell.attribute}",
        outcome=outcome,
        cell=one.cell,
        values=one.values,
        counts=(one.counts, one.other_counts),
        limit=(None, None),
        unit="AUC of the level against the others",
        needs_cases=False,
        detail=_said(one) if shown else "",
    )


def _said(one: Proxy) -> str:
    """Return what carries it, and how much of that is where people live."""
    names = [f"{each.feature} {each.auc:.2f}" for each in one.carriers]
    own = [name for each, name in zip(one.carriers, names, strict=True) if not _of_place(each)]
    parts = [f"strongest alone: {', '.join(names[:3])}" if names else "no input foretells it alone"]
    if len(own) < len(names):
        parts.append(
            f"{len(names) - len(own)} of the {len(names)} strongest describe places, and groups "
            "live apart"
        )
        parts += [f"strongest that does not: {own[0]}"] if own else []
    if one.left_out:
        parts.append(f"children without a recorded {one.cell.attribute} stand on neither side")
    return "; ".join(parts)


def _of_place(carrier: Carrier) -> bool:
    entry = features.find(carrier.feature.removesuffix(_NOT_RECORDED))
    return entry is not None and entry.domain == "area"

"""What does each group's figure come to, in the sample and in every replicate of it?

Everything but the AUC is a ratio of weighted sums, so the sums of all groups by PSU, multiplied
once by the replicate factors, hold every figure with its sampling error.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskscreen import measures
from riskscreen.auditing.cells import Cell
from riskscreen.auditing.inputs import AuditInput, Floats

__all__ = ["METRICS", "Counts", "Evidence", "count_of", "gather"]

METRICS = (
    "selection_rate",
    "false_negative_rate",
    "false_positive_rate",
    "precision",
    "abstention",
    "observed_over_expected",
    "auc",
)

_COLUMNS = (
    "all", "abstained", "selected", "lost", "asked", "at_risk", "found", "not_at_risk",
    "false_alarm", "cases", "expected", "novel",
)  # fmt: skip
_RATIOS = {
    "selection_rate": ("selected", "all"),
    "abstention": ("abstained", "all"),
    "novelty": ("novel", "all"),
    "lost": ("lost", "asked"),
    "recall": ("found", "at_risk"),
    "false_positive_rate": ("false_alarm", "not_at_risk"),
    "observed_over_expected": ("cases", "expected"),
}
# A remainder of a difference of sums below this share of the total is rounding, not children.
_ROUNDING = 1e-9
# A replicate's second order falls with the PSUs: with more, under 0.5 % of the standard error.
_FEW_PSUS = 400


@dataclass(frozen=True, slots=True)
class Counts:
    """How many unweighted children, children known to be at risk, PSUs; degrees of freedom.

    ``df`` is of figures about all the children, ``df_at_risk`` of those about children at risk,
    who are in fewer PSUs and more unevenly; None takes ``df``.
    """

    n_children: int
    n_at_risk: int
    n_psu: int
    df: float
    df_at_risk: float | None = None

    def freedom(self, *, cases: bool) -> float:
        """Return the degrees of freedom of a figure about children at risk, or about all."""
        return self.df if self.df_at_risk is None or not cases else self.df_at_risk


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Figures of every cell and of all others, each with its replicates.

    Row 0 of every array is the sample, the rows below are the replicates.
    """

    rows: AuditInput
    cells: tuple[Cell, ...]
    replicates: measures.Replicates
    confidence: float
    counts: tuple[Counts, ...]
    other_counts: tuple[Counts, ...]
    _totals: Floats
    _auc: Floats
    _other_auc: Floats

    def figure(self, metric: str, cell: int, *, others: bool = False) -> Floats:
        """Return a metric of one cell, or of all other children, shape (1 + n_replicates,).

        NaN where it is undefined: no child at risk, nobody selected, nothing expected.
        """
        if metric == "auc":
            return (self._other_auc if others else self._auc)[:, cell]
        if metric == "false_negative_rate":
            return 1 - self.figure("recall", cell, others=others)
        if metric == "precision":
            found = self.total("found", cell, others=others)
            return _quotient(found, found + self.total("false_alarm", cell, others=others))
        above, below = _RATIOS[metric]
        return _quotient(
            self.total(above, cell, others=others), self.total(below, cell, others=others)
        )

    def carrying(self, metric: str, cell: int, *, others: bool = False) -> Counts:
        """Return the counts of the children whom a metric of a cell is of.

        Those not at risk for the false positive rate, those selected with a known outcome for the
        precision, else the whole group, of which ``Counts`` tells those at risk.
        """
        rows = self.rows
        if metric == "false_positive_rate":
            of = np.equal(rows.label, 0)
        elif metric == "precision":
            of = rows.selected & rows.known
        else:
            return (self.other_counts if others else self.counts)[cell]
        return count_of(rows, self.replicates.clusters, (self.cells[cell].rows ^ others) & of)

    def total(self, column: str, cell: int, *, others: bool = False) -> Floats:
        """Return a weighted total, shape (1 + n_replicates,)."""
        place = _COLUMNS.index(column)
        own = self._totals[:, cell, place]
        if not others:
            return own
        whole = self._totals[:, 0, place]
        rest = whole - own
        return np.where(rest > _ROUNDING * whole, rest, 0.0)


def count_of(rows: AuditInput, design: measures.Clusters, inside: NDArray[np.bool_]) -> Counts:
    """Return how many children, children at risk and PSUs are inside, with degrees of freedom.

    Parameters
    ----------
    rows : AuditInput
        The audited list.
    design : Clusters
        Of the same rows.
    inside : ndarray of bool, shape (n_children,)
        Who is counted.
    """
    return Counts(
        n_children=int(inside.sum()),
        n_at_risk=int((inside & rows.at_risk).sum()),
        n_psu=design.n_psu_of(inside),
        df=design.effective_df(rows.weight * inside),
        df_at_risk=design.effective_df(rows.weight * (inside & rows.at_risk)),
    )


def gather(
    rows: AuditInput,
    cells: tuple[Cell, ...],
    *,
    replicates: measures.Replicates,
    confidence: float,
) -> Evidence:
    """Return the evidence on all ``cells``, of which the first is everyone.

    The AUC of groups that judge is replicated exactly where it rests on at most 400 PSUs. That of
    reported groups, and that on more PSUs, is replicated to first order (DeLong's parts), which
    moves its standard error by under 1 %.
    """
    parts, design = _parts(rows), replicates.clusters
    auc, other_auc = _aucs(rows, cells, replicates)
    return Evidence(
        rows=rows,
        cells=cells,
        replicates=replicates,
        confidence=confidence,
        counts=tuple(count_of(rows, design, cell.rows) for cell in cells),
        other_counts=tuple(count_of(rows, design, ~cell.rows) for cell in cells),
        _totals=_replicated(parts, [cell.rows for cell in cells], replicates),
        _auc=auc,
        _other_auc=other_auc,
    )


def _parts(rows: AuditInput) -> Floats:
    w, known, at_risk, selected = rows.weight, rows.known, rows.at_risk, rows.selected
    spared, asked = rows.label == 0, rows.eligible == 1
    return np.column_stack([
        w, w * np.isnan(rows.risk), w * selected, w * (asked & ~known), w * asked, w * at_risk,
        w * (at_risk & selected), w * spared, w * (spared & selected),
        w * (at_risk & rows.scored), w * np.where(rows.scored, rows.risk, 0.0),
        w * rows.novel,
    ])  # fmt: skip


def _replicated(
    parts: Floats, masks: list[NDArray[np.bool_]], replicates: measures.Replicates
) -> Floats:
    """Return totals of shape (1 + n_replicates, n_masks, n_columns)."""
    index, n_psu = replicates.index, replicates.clusters.n_psu
    sums = np.concatenate(
        [measures.psu_sums(parts[mask], index[mask], n_psu) for mask in masks], axis=1
    )
    return replicates.totals(sums).reshape(-1, len(masks), parts.shape[1])


def _aucs(
    rows: AuditInput, cells: tuple[Cell, ...], drawn: measures.Replicates
) -> tuple[Floats, Floats]:
    shape = (1 + drawn.factors.shape[0], len(cells))
    own, others = np.full(shape, np.nan), np.full(shape, np.nan)
    line = _Line.of(rows, drawn)
    masks = [cell.rows[line.place] for cell in cells]
    done: dict[bytes, Floats] = {}
    rough: list[tuple[Floats, int, NDArray[np.bool_]]] = []
    for place, cell in enumerate(cells):
        for where, mask in ((own, masks[place]), (others, ~masks[place])):
            if cell.judges and line.on_few_psus(mask):
                where[:, place] = line.exact(mask, done)
            else:
                rough.append((where, place, mask))
    if rough:
        replicated = line.first_order([mask for _, _, mask in rough])
        for column, (where, place, _) in enumerate(rough):
            where[:, place] = replicated[:, column]
    return own, others


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """The scored children in the order of their risks: sorted once, not once for each group."""

    place: NDArray[np.intp]
    label: Floats
    risk: Floats
    weight: Floats
    index: NDArray[np.intp]
    drawn: measures.Replicates

    @classmethod
    def of(cls, rows: AuditInput, drawn: measures.Replicates) -> _Line:
        scored = np.flatnonzero(rows.scored)
        at = scored[np.argsort(rows.risk[scored], kind="stable")]
        return cls(at, rows.label[at], rows.risk[at], rows.weight[at], drawn.index[at], drawn)

    def exact(self, mask: NDArray[np.bool_], done: dict[bytes, Floats]) -> Floats:
        """Return AUC and replicates; a two-level attribute asks for each mask twice."""
        key = np.packbits(mask).tobytes()
        if key not in done:
            y, p, w = self.label[mask], self.risk[mask], self.weight[mask]
            replicated = measures.weighted_auc_replicates(
                y, p, w, self.index[mask], self.drawn.factors
            )
            done[key] = np.concatenate([[measures.weighted_auc(y, p, w)], replicated])
        return done[key]

    def on_few_psus(self, mask: NDArray[np.bool_]) -> bool:
        """Return whether a first order would be seen in the standard error."""
        return bool(np.unique(self.index[mask]).size <= _FEW_PSUS)

    def first_order(self, masks: list[NDArray[np.bool_]]) -> Floats:
        """Return AUCs and replicates: the mean parts of both classes less the AUC."""
        n_psu = self.drawn.clusters.n_psu
        columns = [measures.psu_sums(self._parts(mask), self.index[mask], n_psu) for mask in masks]
        totals = self.drawn.totals(np.concatenate(columns, axis=1)).reshape(-1, len(masks), 4)
        case = _quotient(totals[..., 0], totals[..., 1])
        other = _quotient(totals[..., 2], totals[..., 3])
        return np.asarray(case + other - case[0])

    def _parts(self, mask: NDArray[np.bool_]) -> Floats:
        y, w = self.label[mask], self.weight[mask]
        # an undefined AUC stays undefined: one of its classes has no weight to divide by
        share = np.nan_to_num(measures.auc_influence(y, self.risk[mask], w))
        return np.column_stack([w * y * share, w * y, w * (1 - y) * share, w * (1 - y)])


def _quotient(above: Floats, below: Floats) -> Floats:
    return np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0)

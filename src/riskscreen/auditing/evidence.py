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

__all__ = ["METRICS", "Counts", "Evidence", "gather"]

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
    "false_alarm", "cases", "expected",
)  # fmt: skip
_RATIOS = {
    "selection_rate": ("selected", "all"),
    "abstention": ("abstained", "all"),
    "lost": ("lost", "asked"),
    "recall": ("found", "at_risk"),
    "false_positive_rate": ("false_alarm", "not_at_risk"),
    "observed_over_expected": ("cases", "expected"),
}
# A remainder of a difference of sums below this share of the total is rounding, not children.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Counts:
    """How many unweighted children, children known to be at risk, PSUs; degrees of freedom."""

    n_children: int
    n_at_risk: int
    n_psu: int
    df: int


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

    def total(self, column: str, cell: int, *, others: bool = False) -> Floats:
        """Return a weighted total, shape (1 + n_replicates,)."""
        place = _COLUMNS.index(column)
        own = self._totals[:, cell, place]
        if not others:
            return own
        whole = self._totals[:, 0, place]
        rest = whole - own
        return np.where(rest > _ROUNDING * whole, rest, 0.0)


def gather(
    rows: AuditInput,
    cells: tuple[Cell, ...],
    *,
    replicates: measures.Replicates,
    confidence: float,
) -> Evidence:
    """Return the evidence on all ``cells``, of which the first is everyone.

    The AUC of groups that judge is replicated exactly; that of reported groups to first order
    (DeLong's parts), which moves its standard error by under 1 %.
    """
    parts = _parts(rows)
    auc, other_auc = _aucs(rows, cells, replicates)
    return Evidence(
        rows=rows,
        cells=cells,
        replicates=replicates,
        confidence=confidence,
        counts=tuple(_count(rows, replicates, cell.rows) for cell in cells),
        other_counts=tuple(_count(rows, replicates, ~cell.rows) for cell in cells),
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


def _count(rows: AuditInput, drawn: measures.Replicates, mask: NDArray[np.bool_]) -> Counts:
    return Counts(
        n_children=int(mask.sum()),
        n_at_risk=int((mask & rows.at_risk).sum()),
        n_psu=drawn.clusters.n_psu_of(mask),
        df=drawn.clusters.df(mask),
    )


def _aucs(
    rows: AuditInput, cells: tuple[Cell, ...], drawn: measures.Replicates
) -> tuple[Floats, Floats]:
    shape = (1 + drawn.factors.shape[0], len(cells))
    own, others = np.full(shape, np.nan), np.full(shape, np.nan)
    done: dict[bytes, Floats] = {}
    for place, cell in enumerate(cells):
        if cell.judges:
            own[:, place] = _exact_auc(rows, cell.rows & rows.scored, drawn, done)
            others[:, place] = _exact_auc(rows, ~cell.rows & rows.scored, drawn, done)
    rest = [place for place, cell in enumerate(cells) if not cell.judges]
    masks = [cells[place].rows & rows.scored for place in rest]
    masks += [~cells[place].rows & rows.scored for place in rest]
    if rest:
        first_order = _first_order_auc(rows, masks, drawn)
        own[:, rest], others[:, rest] = np.split(first_order, 2, axis=1)
    return own, others


def _exact_auc(
    rows: AuditInput,
    mask: NDArray[np.bool_],
    drawn: measures.Replicates,
    done: dict[bytes, Floats],
) -> Floats:
    """Return AUC and replicates; a two-level attribute asks for each mask twice."""
    key = np.packbits(mask).tobytes()
    if key not in done:
        y, p, w = rows.label[mask], rows.risk[mask], rows.weight[mask]
        replicated = measures.weighted_auc_replicates(y, p, w, drawn.index[mask], drawn.factors)
        done[key] = np.concatenate([[measures.weighted_auc(y, p, w)], replicated])
    return done[key]


def _first_order_auc(
    rows: AuditInput, masks: list[NDArray[np.bool_]], drawn: measures.Replicates
) -> Floats:
    columns, n_psu = [], drawn.clusters.n_psu
    point = np.full(len(masks), np.nan)
    for place, mask in enumerate(masks):
        y, w, index = rows.label[mask], rows.weight[mask], drawn.index[mask]
        share = measures.auc_influence(y, rows.risk[mask], w)
        share = np.nan_to_num(share)  # an undefined AUC stays undefined through ``point``
        point[place] = measures.weighted_auc(y, rows.risk[mask], w)
        parts = np.column_stack([w * y * share, w * y, w * (1 - y) * share, w * (1 - y)])
        columns.append(measures.psu_sums(parts, index, n_psu))
    totals = drawn.totals(np.concatenate(columns, axis=1)).reshape(-1, len(masks), 4)
    means = _quotient(totals[..., 0], totals[..., 1]) + _quotient(totals[..., 2], totals[..., 3])
    return np.asarray(means - point)


def _quotient(above: Floats, below: Floats) -> Floats:
    return np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0)

"""How much of the list hangs on what nobody recorded?

What is missing is replaced by what is typical, the risks are asked for again and the same rule
draws the list again. A group whose places on the list come and go with its records is served by
its paperwork. All children are looked at, none is sampled.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import decisions, measures
from riskscreen.auditing.cells import Cell
from riskscreen.auditing.disclosing.suppression import suppress
from riskscreen.auditing.evidence import Evidence
from riskscreen.auditing.inputs import AuditInput, Floats
from riskscreen.auditing.judging import Row, judge
from riskscreen.auditing.lines import count_of, figure, named, plain
from riskscreen.core import Finding, Verdict
from riskscreen.errors import InputError
from riskscreen.policy import Policy

__all__ = ["Replaced", "missingness_findings", "missingness_rows", "replace_missing", "typical"]

Predict = Callable[[Floats], Floats]

# A risk of exactly 0 or 1 has no log-odds; this far inside, no other risk is moved.
_EDGE = 1e-12
_TITLE = "places on the list that hang on what was not recorded"
_UNIT = "share of the selected children"


@dataclass(frozen=True, slots=True, eq=False)
class Replaced:
    """What the model says of the children as recorded, and with typical values for the rest.

    Parameters
    ----------
    missing : ndarray of float64, shape (n_children,)
        Share of the inputs by gain that are missing.
    moved : ndarray of float64, shape (n_children,)
        Absolute change of the log-odds of the risk; NaN for a child without a risk.
    lists : tuple of two ndarray of bool, shape (n_children,), or None
        On the list before, and after; None where no rule was given to draw it again.
    never_recorded : tuple of str
        Inputs that no child has, which have no typical value and stay missing.
    """

    missing: Floats
    moved: Floats
    lists: tuple[NDArray[np.bool_], NDArray[np.bool_]] | None
    never_recorded: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Replaced({self.missing.size} children, mean missing {self.missing.mean():.3g})"


def replace_missing(rows: AuditInput, *, predict: Predict, gain: Sequence[float]) -> Replaced:
    """Return what changes when all that is missing is replaced by what is typical.

    A child without a risk stays without one: the question is how far a score moves, not whom
    the tool refuses. The list as recorded is drawn from ``predict`` too, so that both lists come
    from one model where ``rows`` hold out-of-fold risks.

    Parameters
    ----------
    rows : AuditInput
        With ``features``, and ``allocate`` for the list.
    predict : callable
        The released model: features, shape (n_children, n_features), to risks.
    gain : sequence of float, length n_features
        Share of the model's gain by feature.

    Raises
    ------
    InputError
        If there are no features, or not one gain for each.
    """
    values = rows.features
    if values is None:
        raise InputError(
            f"no features among the {rows.n_children} rows to audit, so nothing can be replaced; "
            "pass the model's inputs"
        )
    usual = typical(values, rows.weight)
    asked = np.isfinite(rows.risk)
    before = np.where(asked, predict(values), np.nan)
    after = np.where(asked, predict(np.where(np.isnan(values), usual, values)), np.nan)
    return Replaced(
        missing=decisions.missing_gain(values, gain),
        moved=np.abs(_log_odds(after) - _log_odds(before)),
        lists=_lists(rows, before, after),
        never_recorded=tuple(
            name for name, value in zip(rows.feature_names, usual, strict=True) if np.isnan(value)
        ),
    )


def typical(values: Floats, weight: Floats) -> Floats:
    """Return the weighted median of what is recorded of each feature; NaN where nothing is.

    Parameters
    ----------
    values : ndarray of float64, shape (n_children, n_features)
        NaN is missing.
    weight : ndarray of float64, shape (n_children,)
        Survey weights.

    Returns
    -------
    ndarray of float64, shape (n_features,)
        A value that some child has: the smallest with half the weight at or below it.

    Examples
    --------
    >>> typical(np.array([[1.0, np.nan], [2.0, np.nan], [9.0, np.nan]]), np.array([1.0, 1.0, 3.0]))
    array([ 9., nan])
    """
    found = np.full(values.shape[1], np.nan)
    for place, column in enumerate(values.T):
        known = np.flatnonzero(~np.isnan(column))
        if known.size:
            order = known[np.argsort(column[known], kind="stable")]
            mass = np.cumsum(weight[order])
            found[place] = column[order[np.searchsorted(mass, mass[-1] / 2)]]
    return found


def missingness_rows(
    evidence: Evidence, replaced: Replaced, *, policy: Policy
) -> list[dict[str, Any]]:
    """Return one line per group: how much is missing, how far it moves, what hangs on it.

    Parameters
    ----------
    evidence : Evidence
        Of the same rows; its replicates give the intervals.
    replaced : Replaced
        From `replace_missing`.
    policy : Policy
        Gives ``smallest_cell``.

    Returns
    -------
    list of dict
        ``group, attribute, level, n_children, n_at_risk, suppressed, missing, moved, moved_lo,
        moved_hi, list_share, list_share_lo, list_share_hi``; the last three None where fewer
        children of the group are selected than the smallest cell, or nobody redrew the list.
    """
    return suppress(
        [
            named(cell, evidence.counts[place])
            | _figures(evidence, cell, evidence.counts[place].df, replaced, policy)
            for place, cell in enumerate(evidence.cells)
            if cell.kind != "intersection"
        ],
        policy=policy,
    )


def missingness_findings(
    evidence: Evidence, replaced: Replaced | None, *, policy: Policy
) -> list[Finding]:
    """Return AUD-17, overall and for every required group; reported, never judged.

    *Pass* says that it was measured: nobody has set a limit. Too few selected children, no model
    to ask again (``replaced`` None) or no rule to draw the list again is insufficient evidence.
    """
    of = [cell for cell in evidence.cells if cell.judges]
    if replaced is None:
        return [_unmeasured(evidence, cell, "no model was given to ask again") for cell in of]
    if replaced.lists is None:
        why = "no rule was given to draw the list again; pass allocate"
        return [_unmeasured(evidence, cell, why) for cell in of]
    selected, still = replaced.lists
    note = _left_missing(replaced)
    rows = [
        _row(evidence, cell, inside=cell.rows & selected, still=still, note=note) for cell in of
    ]
    return judge(rows, policy=policy)


def _log_odds(risk: Floats) -> Floats:
    inside = np.clip(risk, _EDGE, 1 - _EDGE)
    return np.asarray(np.log(inside) - np.log1p(-inside))


def _lists(
    rows: AuditInput, before: Floats, after: Floats
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]] | None:
    if rows.allocate is None:
        return None
    was, still = (
        np.asarray(rows.allocate(risk), dtype=bool) & ~np.isnan(risk) for risk in (before, after)
    )
    return was, still


def _figures(
    evidence: Evidence, cell: Cell, df: float, replaced: Replaced, policy: Policy
) -> dict[str, Any]:
    rows, drawn = evidence.rows, evidence.replicates
    w = rows.weight * cell.rows
    asked = ~np.isnan(replaced.moved)
    moved = _joined(w * np.where(asked, replaced.moved, 0.0), w * asked, drawn)
    return {
        "missing": plain(measures.selection_rate(replaced.missing, w)),
        **figure("moved", moved, df=df, confidence=evidence.confidence),
        **_list_share(evidence, cell, replaced, policy),
    }


def _list_share(
    evidence: Evidence, cell: Cell, replaced: Replaced, policy: Policy
) -> dict[str, Any]:
    names = ("list_share", "list_share_lo", "list_share_hi")
    if replaced.lists is None:
        return dict.fromkeys(names)
    selected, still = replaced.lists
    inside = cell.rows & selected
    if inside.sum() < policy.smallest_cell[0]:
        return dict.fromkeys(names)
    values = _hanging(evidence, inside, still)
    df = evidence.replicates.clusters.effective_df(evidence.rows.weight * inside)
    return figure("list_share", values, df=df, confidence=evidence.confidence, share=True)


def _hanging(evidence: Evidence, inside: NDArray[np.bool_], still: NDArray[np.bool_]) -> Floats:
    w = evidence.rows.weight * inside
    return _joined(w * ~still, w, evidence.replicates)


def _joined(above: Floats, below: Floats, drawn: measures.Replicates) -> Floats:
    estimate, replicated = measures.bootstrap_ratio(above, below, drawn)
    return np.concatenate([[estimate], replicated])


def _row(
    evidence: Evidence,
    cell: Cell,
    *,
    inside: NDArray[np.bool_],
    still: NDArray[np.bool_],
    note: str,
) -> Row:
    return Row(
        code="AUD-17",
        title=_TITLE,
        outcome=evidence.rows.outcome,
        cell=cell,
        values=_hanging(evidence, inside, still),
        # the figure is of the selected children, so it is they who must be enough
        counts=(count_of(evidence.rows, evidence.replicates.clusters, inside),),
        limit=(None, None),
        unit=_UNIT,
        needs_cases=False,
        detail=note,
    )


def _left_missing(replaced: Replaced) -> str:
    never = replaced.never_recorded
    if not never:
        return ""
    return f"{len(never)} inputs are recorded for nobody and stay missing; first is {never[0]}"


def _unmeasured(evidence: Evidence, cell: Cell, why: str) -> Finding:
    return Finding(
        code="AUD-17",
        title=_TITLE,
        verdict=Verdict.INSUFFICIENT,
        group=cell.name,
        outcome=evidence.rows.outcome,
        unit=_UNIT,
        detail=why,
    )

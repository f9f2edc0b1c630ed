"""Who is in the training table, and did the later window answer as the training windows did?

AUD-07 on coverage, AUD-12 on the contrast between the out-of-fold table and the later window:
the two are never pooled, because pooling hides labels that one of them under-records.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import measures
from riskscreen.auditing.cells import Cell, cells
from riskscreen.auditing.disclosing.suppression import suppress
from riskscreen.auditing.evidence import Evidence
from riskscreen.auditing.inputs import AuditInput, Floats
from riskscreen.auditing.judging import Row, enough, judge
from riskscreen.auditing.lines import count_of, figure, named, plain
from riskscreen.core import Finding, Verdict
from riskscreen.policy import Policy

__all__ = ["coverage_findings", "coverage_rows", "drift_findings", "unmeasured_coverage"]

_NO_SHARE = (
    "the policy gives no share of this group in the population; set population_shares or waive"
)


def coverage_findings(
    training: AuditInput, *, policy: Policy, drawn: measures.Replicates
) -> list[Finding]:
    """Return AUD-07 for every required group: its share of the table over that it should have.

    Parameters
    ----------
    training : AuditInput
        The training table's eligible children; a child whose group is not recorded counts in
        no group, so not recording a group lowers its coverage.
    policy : Policy
        Gives the shares in the population; none given is insufficient evidence.
    drawn : measures.Replicates
        Of the same rows.
    """
    rows, bare = [], []
    for cell in cells(training, policy):
        if cell.kind != "required":
            continue
        share = _population_share(cell, policy)
        if share > 0:
            rows.append(_coverage(training, cell, share, policy, drawn))
        else:
            bare.append(_bare(training, cell, policy, _NO_SHARE))
    return [*judge(rows, policy=policy), *bare]


def coverage_rows(
    training: AuditInput, *, policy: Policy, drawn: measures.Replicates
) -> list[dict[str, Any]]:
    """Return the share of every level of the required attributes in table and population.

    Parameters
    ----------
    training : AuditInput
        The training table's eligible children.
    policy : Policy
        Gives the shares in the population, and ``bootstrap_floor``, below which the interval is
        exact.
    drawn : measures.Replicates
        Of the same rows.

    Returns
    -------
    list of dict
        ``group, attribute, level, n_children, n_at_risk, suppressed, table_share,
        population_share, ratio, lo, hi``; the last four None where the policy gives no share, as
        for children whose group is not recorded. ``lo`` and ``hi`` hold for this ratio alone.
    """
    required = {name for name, group in policy.groups.items() if group.required}
    return suppress(
        [
            _coverage_line(training, cell, policy, drawn)
            for cell in cells(training, policy)
            if cell.attribute in required
        ],
        policy=policy,
    )


def unmeasured_coverage(rows: AuditInput, *, policy: Policy) -> list[Finding]:
    """Return AUD-07 of an audit without the training table: insufficient, for every group.

    The audited rows are not the table that was learned from, so their shares say nothing of it.
    """
    why = "coverage of the training table was not measured here"
    return [
        _bare(rows, cell, policy, why) for cell in cells(rows, policy) if cell.kind == "required"
    ]


def drift_findings(
    earlier: AuditInput, later: Evidence, *, policy: Policy, rng: np.random.Generator
) -> list[Finding]:
    """Return AUD-12: observed over expected, later window over out-of-fold table, by group.

    Both tables are resampled together, so that a PSU that is in both is drawn in both. A ratio
    whose interval leaves 1 out is a failed check that is reported and does not judge.
    """
    now = later.rows
    drawn = measures.rao_wu(
        np.concatenate([now.stratum, earlier.stratum]),
        np.concatenate([now.psu, earlier.psu]),
        replicates=int(policy.bootstrap_replicates),
        rng=rng,
    )
    before = {cell.name: cell for cell in cells(earlier, policy)}
    rows = [
        _drift(now, earlier, cell, before.get(cell.name), drawn)
        for cell in later.cells
        if cell.judges
    ]
    return [_unless_one(finding) for finding in judge(rows, policy=policy)]


def _population_share(cell: Cell, policy: Policy) -> float:
    return policy.population_shares.get(cell.attribute, {}).get(cell.level, math.nan)


def _coverage_line(
    training: AuditInput, cell: Cell, policy: Policy, drawn: measures.Replicates
) -> dict[str, Any]:
    share = _population_share(cell, policy)
    given = share > 0
    over = share if given else 1.0  # which leaves the group's share of the table as it is
    row = _coverage(training, cell, over, policy, drawn)
    spread = float(measures.standard_error(row.values[:1], row.values[1:])[0])
    line = named(cell, row.counts[0]) | {
        "table_share": plain(row.measured * over),
        "population_share": share if given else None,
    }
    if not given:
        return line | dict.fromkeys(("ratio", "lo", "hi"))
    if enough(row, policy) and spread > 0:
        ratio = figure("ratio", row.values, df=row.counts[0].df, confidence=policy.confidence)
        return line | {"ratio": ratio["ratio"], "lo": ratio["ratio_lo"], "hi": ratio["ratio_hi"]}
    lo, hi = (math.nan, math.nan) if row.exact is None else row.exact(policy.confidence)
    return line | {"ratio": plain(row.measured), "lo": plain(lo), "hi": plain(hi)}


def _coverage(
    training: AuditInput, cell: Cell, share: float, policy: Policy, drawn: measures.Replicates
) -> Row:
    estimate, replicated = measures.bootstrap_ratio(
        training.weight * cell.rows, training.weight, drawn
    )

    def exact(confidence: float) -> tuple[float, float]:
        lo, hi = measures.korn_graubard(
            cell.rows.astype(np.float64),
            training.weight,
            design=drawn.clusters,
            confidence=confidence,
        )
        return lo / share, hi / share

    return Row(
        code="AUD-07",
        title="coverage of the group in the training table",
        outcome=training.outcome,
        cell=cell,
        values=np.concatenate([[estimate], replicated]) / share,
        counts=(count_of(training, drawn.clusters, cell.rows),),
        limit=(policy.coverage_min, None),
        unit="share of the table over share of the population",
        needs_cases=False,
        exact=exact,
        judges=True,
    )


def _bare(training: AuditInput, cell: Cell, policy: Policy, why: str) -> Finding:
    return Finding(
        code="AUD-07",
        title="coverage of the group in the training table",
        verdict=Verdict.INSUFFICIENT,
        group=cell.name,
        outcome=training.outcome,
        limit=(policy.coverage_min, None),
        unit="share of the table over share of the population",
        judges=True,
        detail=why,
    )


def _drift(
    now: AuditInput,
    earlier: AuditInput,
    cell: Cell,
    before: Cell | None,
    drawn: measures.Replicates,
) -> Row:
    was = np.zeros(earlier.n_children, dtype=bool) if before is None else before.rows
    n = now.n_children
    later_index, earlier_index = drawn.index[:n], drawn.index[n:]
    later, before_it = (
        _log_ratio(now, cell.rows, later_index, drawn),
        _log_ratio(earlier, was, earlier_index, drawn),
    )
    return Row(
        code="AUD-12",
        title="label or drift between waves: observed over expected, later over out-of-fold",
        outcome=now.outcome,
        cell=cell,
        values=later - before_it,
        sides=(later, before_it),
        counts=(
            count_of(now, replace(drawn.clusters, index=later_index), cell.rows),
            count_of(earlier, replace(drawn.clusters, index=earlier_index), was),
        ),
        limit=(None, None),
        unit="ratio",
        logarithmic=True,
    )


def _log_ratio(
    rows: AuditInput, inside: NDArray[np.bool_], index: NDArray[np.intp], drawn: measures.Replicates
) -> Floats:
    of = inside & rows.scored
    w = rows.weight[of]
    parts = np.column_stack([w * rows.label[of], w * rows.risk[of]])
    totals = drawn.totals(measures.psu_sums(parts, index[of], drawn.clusters.n_psu))
    some = (totals > 0).all(axis=1)
    values = np.full(totals.shape[0], np.nan)
    values[some] = np.log(totals[some, 0]) - np.log(totals[some, 1])
    return values


def _unless_one(found: Finding) -> Finding:
    if found.interval is None or found.verdict is Verdict.INSUFFICIENT:
        return found
    lo, hi = found.interval
    same = lo is not None and hi is not None and lo <= 1 <= hi
    return Finding.from_dict({
        **found.to_dict(),
        "verdict": Verdict.PASS if same else Verdict.FAIL,
        "detail": "" if same else "the two tables disagree beyond their interval: labels recorded "
        "otherwise, or the world changed; compare how the outcome was recorded in each wave",
    })  # fmt: skip

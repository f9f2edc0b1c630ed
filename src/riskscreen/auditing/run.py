"""Whom would this list miss, and may it be released?

From rows to findings and tables; the verdict is the worst finding that judges.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from riskscreen import measures
from riskscreen.auditing import figures, metric_frame
from riskscreen.auditing.cells import cells
from riskscreen.auditing.comparing import recalibrated
from riskscreen.auditing.comparing.rules import rule_tables
from riskscreen.auditing.design import design_findings
from riskscreen.auditing.disclosing.disclosure import check, publish
from riskscreen.auditing.disclosing.suppression import suppress
from riskscreen.auditing.evidence import Evidence, gather
from riskscreen.auditing.groupwise import group_findings
from riskscreen.auditing.inputs import AuditInput
from riskscreen.auditing.overall import overall_findings
from riskscreen.auditing.probing import labels, missingness, pooled, proxy, scored
from riskscreen.auditing.uncounted import uncounted_findings
from riskscreen.auditing.windows import (
    coverage_findings,
    coverage_rows,
    drift_findings,
    unmeasured_coverage,
)
from riskscreen.core import Finding, Verdict, worst
from riskscreen.policy import Policy

__all__ = ["Audit", "audit_arrays", "in_order"]


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit found.

    Parameters
    ----------
    outcome : str
        Name of the outcome.
    findings : tuple of Finding
        In the order of their codes.
    tables : mapping of str to list of dict
        What docs/audit.md lists: rows, and one mapping each of ``headline`` and ``allocation``.
        Small cells are left out of each; `publish` makes them safe to print together.
    window : str
        ``later``, or ``out_of_fold`` where there was no later window.
    design : mapping
        PSUs, degrees of freedom, merged strata, replicates.
    """

    outcome: str
    findings: tuple[Finding, ...]
    tables: Mapping[str, Any] = field(repr=False)
    window: str
    design: Mapping[str, Any] = field(repr=False)

    def __repr__(self) -> str:
        judging = sum(finding.judges for finding in self.findings)
        return f"Audit({self.outcome}, {self.window}: {self.verdict.value}, {judging} judge)"

    @property
    def verdict(self) -> Verdict:
        """The worst verdict among the findings that judge."""
        return worst(self.findings)

    def to_dict(self) -> dict[str, Any]:
        """Return the audit as JSON types."""
        return {
            "outcome": self.outcome,
            "verdict": self.verdict.value,
            "window": self.window,
            "note": "" if self.window == "later" else "no later window",
            "design": dict(self.design),
            "findings": [finding.to_dict() for finding in self.findings],
            "tables": dict(self.tables),
        }


def audit_arrays(
    rows: AuditInput,
    *,
    policy: Policy,
    rng: np.random.Generator,
    earlier: AuditInput | None = None,
) -> Audit:
    """Return the audit of a list.

    Parameters
    ----------
    rows : AuditInput
        The later window, or the out-of-fold table where there is none (``later=False``).
    policy : Policy
        Limits, groups, capacity.
    rng : numpy.random.Generator
        Source of the replicates.
    earlier : AuditInput, optional
        The out-of-fold table of training: judged for coverage and compared, never pooled.
        Without it out-of-fold rows are the training table themselves, and coverage is not
        measured where the rows are a later window.

    Returns
    -------
    Audit
        Findings and tables.
    """
    replicates = int(policy.bootstrap_replicates)
    drawn = measures.rao_wu(rows.stratum, rows.psu, replicates=replicates, rng=rng)
    evidence = gather(rows, cells(rows, policy), replicates=drawn, confidence=policy.confidence)
    grouped = group_findings(evidence, policy=policy)
    found = [*grouped, *overall_findings(evidence, policy=policy)]
    found += design_findings(rows, drawn, policy=policy)
    # every row here has a weight; `audit` puts the table's own count in its place
    weighted = np.ones(rows.n_children, dtype=bool)
    found += uncounted_findings(weighted, outcome=rows.outcome, groups=rows.groups, policy=policy)
    covered, coverage = _coverage(rows, earlier, policy=policy, drawn=drawn, rng=rng)
    found += covered
    if earlier is not None:
        found += drift_findings(earlier, evidence, policy=policy, rng=rng)
    # streams of their own, so that drawing the studies moves no other interval
    further, beside = _beside(evidence, grouped, earlier, policy=policy, rngs=rng.spawn(2))
    contrasts = recalibrated.contrasts(evidence)
    tables = {
        **_tables(evidence, policy),
        "contrasts": suppress(contrasts, policy=policy),
        **coverage,
        **beside,
    }
    further += check(publish(tables, policy=policy), policy=policy)
    found = [_with_recalibrated(finding, contrasts) for finding in found]
    return Audit(
        outcome=rows.outcome,
        findings=in_order([*found, *(replace(one, outcome=rows.outcome) for one in further)]),
        tables=tables,
        window="later" if rows.later else "out_of_fold",
        design={
            "n_children": rows.n_children,
            "n_psu": drawn.clusters.n_psu,
            "df": drawn.df,
            "merged_strata": list(drawn.merged),
            "replicates": replicates,
            "confidence": policy.confidence,
        },
    )


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings by code, those that judge first."""
    return tuple(sorted(findings, key=lambda finding: (finding.code, not finding.judges)))


def _tables(evidence: Evidence, policy: Policy) -> dict[str, Any]:
    return {
        "headline": figures.headline(evidence, policy=policy),
        "groups": figures.group_rows(evidence, policy=policy),
        "metric_frame": metric_frame.metric_frame_rows(evidence.rows, policy=policy),
        "baselines": figures.baseline_rows(evidence, policy=policy),
        "capacity": figures.capacity_rows(evidence, policy=policy),
        "calibration": figures.calibration_rows(evidence, policy=policy),
        "allocation": dict(evidence.rows.allocation),
    }


def _coverage(
    rows: AuditInput,
    earlier: AuditInput | None,
    *,
    policy: Policy,
    drawn: measures.Replicates,
    rng: np.random.Generator,
) -> tuple[list[Finding], dict[str, Any]]:
    """Return AUD-07 and its table, of whichever rows are those that were learned from."""
    if earlier is None and rows.later:
        return unmeasured_coverage(rows, policy=policy), {}
    if earlier is not None:
        drawn = measures.rao_wu(
            earlier.stratum, earlier.psu, replicates=int(policy.bootstrap_replicates), rng=rng
        )
    table = rows if earlier is None else earlier
    return (
        coverage_findings(table, policy=policy, drawn=drawn),
        {"coverage": coverage_rows(table, policy=policy, drawn=drawn)},
    )


def _beside(
    evidence: Evidence,
    grouped: list[Finding],
    earlier: AuditInput | None,
    *,
    policy: Policy,
    rngs: Sequence[np.random.Generator],
) -> tuple[list[Finding], dict[str, Any]]:
    """Return what is reported beside the judgement: other rules, labels, proxies, missing data."""
    rows = evidence.rows
    turning = labels.turning_points(evidence, policy=policy, findings=grouped)
    told = proxy.proxies(evidence, policy=policy, rng=rngs[1])
    replaced = None
    if rows.predict is not None and rows.features is not None:
        replaced = missingness.replace_missing(rows, predict=rows.predict, gain=rows.gain)
    tables: dict[str, Any] = {
        **rule_tables(evidence, policy=policy, rng=rngs[0], earlier=earlier),
        "proxy": proxy.proxy_rows(told, policy=policy, confidence=policy.confidence),
        "label_sensitivity": labels.label_rows(turning, policy=policy),
        "pooled": pooled.pooled_rows(evidence, policy=policy),
        "scored_only": scored.scored_rows(evidence, policy=policy),
    }
    if replaced is not None:
        tables["missingness"] = missingness.missingness_rows(evidence, replaced, policy=policy)
    return [
        *labels.label_findings(turning, policy=policy, outcome=rows.outcome),
        *proxy.proxy_findings(told, policy=policy, outcome=rows.outcome),
        *missingness.missingness_findings(evidence, replaced, policy=policy),
    ], tables


def _with_recalibrated(finding: Finding, contrasts: list[dict[str, Any]]) -> Finding:
    """Return AUD-03 with the contrast that group-recalibrated risks would have."""
    if finding.code != "AUD-03" or finding.measured is None:
        return finding
    for row in contrasts:
        if row["group"] == finding.group and row["recalibrated"] is not None:
            said = f"with group-recalibrated risks under the same rule {row['recalibrated']:+.2f}"
            return replace(finding, detail="; ".join(filter(None, (said, finding.detail))))
    return finding

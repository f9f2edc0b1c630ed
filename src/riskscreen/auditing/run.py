"""Whom would this list miss, and may it be released?

From rows to findings and tables; the verdict is the worst finding that judges.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from riskscreen import measures
from riskscreen.auditing import figures, metric_frame, recalibrated
from riskscreen.auditing.cells import cells
from riskscreen.auditing.evidence import Evidence, gather
from riskscreen.auditing.groupwise import group_findings
from riskscreen.auditing.inputs import AuditInput
from riskscreen.auditing.overall import overall_findings
from riskscreen.auditing.suppression import suppress
from riskscreen.auditing.windows import coverage_findings, drift_findings, unmeasured_coverage
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
        ``groups``, ``metric_frame``, ``baselines``, ``capacity``, ``calibration`` and
        ``contrasts`` as rows; ``headline`` and ``allocation`` as one mapping each.
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
    found = group_findings(evidence, policy=policy)
    found += overall_findings(evidence, policy=policy)
    if earlier is None and rows.later:
        found += unmeasured_coverage(rows, policy=policy)
    elif earlier is None:
        found += coverage_findings(rows, policy=policy, drawn=drawn)
    else:
        before = measures.rao_wu(earlier.stratum, earlier.psu, replicates=replicates, rng=rng)
        found += coverage_findings(earlier, policy=policy, drawn=before)
        found += drift_findings(earlier, evidence, policy=policy, rng=rng)
    contrasts = recalibrated.contrasts(evidence)
    found = [_with_recalibrated(finding, contrasts) for finding in found]
    return Audit(
        outcome=rows.outcome,
        findings=in_order(found),
        tables=_tables(evidence, policy) | {"contrasts": suppress(contrasts, policy=policy)},
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


def _with_recalibrated(finding: Finding, contrasts: list[dict[str, Any]]) -> Finding:
    """Return AUD-03 with the contrast that group-recalibrated risks would have."""
    if finding.code != "AUD-03" or finding.measured is None:
        return finding
    for row in contrasts:
        if row["group"] == finding.group and row["recalibrated"] is not None:
            said = f"with group-recalibrated risks under the same rule {row['recalibrated']:+.3f}"
            return replace(finding, detail="; ".join(filter(None, (said, finding.detail))))
    return finding

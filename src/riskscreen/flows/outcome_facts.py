"""What does a report say of one outcome?

The audit's tables, already suppressed, with the gate's word, what moves the scores and what was
counted on the way: nothing about one child.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from riskscreen import auditing, explaining, policy, releasing, reporting
from riskscreen.core import Finding, Verdict
from riskscreen.flows.training_run import OutcomeResult

__all__ = ["TABLES", "counted", "outcome_facts", "published_decision"]

TABLES = (
    "groups", "baselines", "capacity", "calibration", "contrasts", "allocation", "rules",
    "rule_groups", "missingness", "proxy", "label_sensitivity", "coverage", "pooled",
    "scored_only", "registration", "prevalence",
)  # fmt: skip
"""Tables of an audit that a report prints, where the audit has them."""

_PER = 1000.0


def outcome_facts(result: OutcomeResult, limits: policy.Policy) -> dict[str, Any]:
    """Return the facts of one outcome, as JSON types.

    Parameters
    ----------
    result : OutcomeResult
        With its audit.
    limits : Policy
        The policy that judges, and that says how small a printed cell may be.

    Returns
    -------
    dict
        One entry of ``facts["outcomes"]``: what `reporting.facts` asks for, each of ``TABLES``
        under its own name, and ``importance_by_group``.
    """
    judged, table = result.judged, result.judged.table
    audit = judged.audit.to_dict()
    decision = releasing.decide(
        judged.audit.findings,
        outcome=result.name,
        policy=limits,
        today=datetime.datetime.now(tz=datetime.UTC).date(),
    )
    shown = auditing.publish(audit["tables"], policy=limits)
    scale = table.weight_sum / _PER if table.expansion else 1.0
    said = result.explanation
    return {
        "name": result.name,
        "title_en": table.outcome.title_en,
        "title_vi": table.outcome.title_vi,
        "definition": table.outcome.definition,
        "model_digest": result.trained.model.digest,
        "window": audit["window"],
        "concurrent": table.concurrent,
        "design": audit["design"],
        "decision": published_decision(decision, shown, limits),
        "findings": auditing.publish_findings(audit["findings"], tables=shown, policy=limits),
        "headline": {
            key: None if value is None else value * scale
            for key, value in shown["headline"].items()
        },
        **{name: shown[name] for name in TABLES if name in shown},
        "evaluation": [metric.to_dict() for metric in judged.evaluation],
        "importance": _importance(said.importance, said),
        "importance_by_group": {
            group: _importance(found, said) for group, found in said.by_group.items()
        },
        "data_findings": _published(counted(result), limits),
    }


def published_decision(
    decision: releasing.Decision, tables: Mapping[str, Any], limits: policy.Policy
) -> dict[str, Any]:
    """Return the gate's word as a report may print it: hidden groups keep their verdict alone.

    Parameters
    ----------
    decision : Decision
        With every finding that refuses or is waived.
    tables : mapping
        Published tables; facts of an outcome hold them under their own names.
    limits : Policy
        Gives the smallest cell.
    """
    own = {name: tables[name] for name in TABLES if name in tables}

    def told(findings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        return auditing.publish_findings(findings, tables=own, policy=limits)

    plain = decision.to_dict()
    return {
        **plain,
        "refusing": told(plain["refusing"]),
        "waived": [{**entry, "finding": told([entry["finding"]])[0]} for entry in plain["waived"]],
    }


def counted(result: OutcomeResult) -> list[dict[str, Any]]:
    """Return what was counted on the way to the tables, and which rows no fold judged."""
    tables_of = [result.windows.training, result.windows.later]
    found = [finding for table in tables_of if table is not None for finding in table.findings]
    unplaced = int(np.count_nonzero((result.trained.fold < 0) & result.windows.training.trains))
    if unplaced:
        n_rows = int(result.windows.training.trains.sum())
        found.append(
            Finding(
                code="TRN-01",
                title="rows that train and that no fold judges",
                verdict=Verdict.INSUFFICIENT,
                outcome=result.name,
                measured=float(unplaced),
                unit="rows",
                detail=f"{unplaced} of {n_rows} rows are tied to several PSUs by children who "
                "moved; they train the released model and stand in no out-of-fold figure",
            )
        )
    return [finding.to_dict() for finding in found]


def _published(
    findings: Sequence[Mapping[str, Any]], limits: policy.Policy
) -> list[dict[str, Any]]:
    """Return what a report may print of findings: no id, no group, no small number of children."""
    fewest = limits.smallest_cell[0]
    return [
        {
            "code": one["code"],
            "title": one["title"],
            "verdict": one["verdict"],
            "unit": one["unit"],
            "measured": None
            if one["measured"] is None or 1 < one["measured"] < fewest
            else one["measured"],
        }
        for one in findings
        if one["group"] == "overall" and not 0 < (one["measured"] or 0) <= 1
    ]


def _importance(
    found: Sequence[explaining.Importance], said: explaining.Explanation
) -> list[dict[str, Any]]:
    return [
        {
            "feature": one.feature,
            "importance": one.mean_size,
            **{f"label_{lang}": said.labels[lang][one.feature] for lang in reporting.LANGUAGES},
        }
        for one in found
    ]

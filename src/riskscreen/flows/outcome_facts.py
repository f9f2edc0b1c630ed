"""What does a report say of one outcome?

The audit's tables, already suppressed, with the gate's word, what moves the scores and what was
counted on the way: nothing about one child.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from riskscreen import auditing, explaining, policy, releasing, reporting
from riskscreen.core import Finding, Verdict
from riskscreen.flows.training_run import OutcomeResult

__all__ = ["TABLES", "counted", "outcome_facts", "published_decision", "verdict_findings"]

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
        "design": {
            **audit["design"],
            "n_children": auditing.rounded(audit["design"]["n_children"]),
            "n_psu": auditing.rounded(audit["design"]["n_psu"]),
        },
        "decision": published_decision(decision, shown, limits).to_dict(),
        "findings": auditing.publish_findings(audit["findings"], tables=shown, policy=limits),
        "headline": {
            key: None if value is None else value * scale
            for key, value in shown["headline"].items()
        },
        **{name: shown[name] for name in TABLES if name in shown},
        "evaluation": [_rounded(metric.to_dict(), shown) for metric in judged.evaluation],
        "importance": _importance(said.importance, said),
        "importance_by_group": {
            group: _importance(found, said)
            for group, found in said.by_group.items()
            if group in _printed(shown)
        },
        "data_findings": _published(counted(result), limits),
    }


def published_decision(
    decision: releasing.Decision, tables: Mapping[str, Any], limits: policy.Policy
) -> releasing.Decision:
    """Return the gate's word as it may leave this machine: hidden groups keep their verdict alone.

    Parameters
    ----------
    decision : Decision
        With every finding that refuses or is waived.
    tables : mapping
        Published tables; facts of an outcome hold them under their own names.
    limits : Policy
        Gives the smallest cell.
    """

    def told(findings: Sequence[Finding]) -> list[Finding]:
        plain = [one.to_dict() for one in findings]
        shown = auditing.publish_findings(plain, tables=_own(tables), policy=limits)
        return [Finding.from_dict(one) for one in shown]

    waived = told([finding for finding, _ in decision.waived])
    return dataclasses.replace(
        decision,
        refusing=tuple(told(decision.refusing)),
        waived=tuple(
            (finding, waiver) for finding, (_, waiver) in zip(waived, decision.waived, strict=True)
        ),
    )


def verdict_findings(
    findings: Sequence[Finding], tables: Mapping[str, Any], limits: policy.Policy
) -> list[dict[str, Any]]:
    """Return an audit's findings as a bundle carries them.

    As a report prints them, but that a judging *pass* keeps its figure, to two digits and without
    its interval: a check that measured nothing cannot pass, and the reader of a bundle holds to
    that.
    """
    plain = [one.to_dict() for one in findings]
    shown = auditing.publish_findings(plain, tables=_own(tables), policy=limits)
    return [
        {**told, "measured": round(raw["measured"], 2)}
        if told["judges"] and told["verdict"] == Verdict.PASS and told["measured"] is None
        else told
        for raw, told in zip(plain, shown, strict=True)
    ]


def _own(tables: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tables[name] for name in TABLES if name in tables}


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
            else auditing.rounded(one["measured"])
            if one["measured"] > 0
            else one["measured"],
        }
        for one in findings
        if one["group"] == "overall" and not 0 < (one["measured"] or 0) <= 1
    ]


def _printed(tables: Mapping[str, Any]) -> set[str]:
    """Return the groups whose row is printed: what moves the others' scores is not told either."""
    return {row["group"] for row in tables["groups"] if not row["suppressed"]}


def _rounded(metric: dict[str, Any], tables: Mapping[str, Any]) -> dict[str, Any]:
    """Return a figure to one child at risk: an exact share gives its fraction away."""
    overall = next(row for row in tables["groups"] if row["group"] == "overall")
    step = auditing.figure_step(overall["n_at_risk"] or 0)
    return {
        name: value
        if isinstance(value, str) or value is None
        else auditing.rounded_figure(value, step=step)
        for name, value in metric.items()
    }


def _importance(
    found: Sequence[explaining.Importance], said: explaining.Explanation
) -> list[dict[str, Any]]:
    return [
        {
            "feature": one.feature,
            "importance": round(one.mean_size, 3),
            **{f"label_{lang}": said.labels[lang][one.feature] for lang in reporting.LANGUAGES},
        }
        for one in found
    ]

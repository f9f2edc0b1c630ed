"""What does a run lack that a release rests on, and how long may a release of it live?"""

from __future__ import annotations

import datetime
import json
from typing import Any

from riskscreen import bundle, policy, registry
from riskscreen.core import Finding, Verdict, counted, digest_bytes
from riskscreen.errors import GateError, RegistryError, RunChangedError
from riskscreen.flows.reports import stored_model

__all__ = ["audited", "expiry", "refuse_incomplete", "stored_served", "unfit"]


def expiry(
    held: registry.Store,
    record: registry.RunRecord,
    limits: policy.Policy,
    today: datetime.datetime,
) -> str:
    """Return the last day: what rests on the data does not outlive the right to hold them.

    Raises
    ------
    GateError
        If that day is past.
    """
    meta = json.loads(held.read(record.run_id, "candidate/meta.json"))
    expires = min(
        bundle.last_day(today.date(), expiry_months=limits.expiry_months),
        datetime.date.fromisoformat(meta["retention_until"]),
    )
    if expires < today.date():
        raise GateError(
            f"run {record.run_id} may be released no more: the records that it learned from may "
            f"be held until {expires}, today is {today.date()}; train on records that may be held"
        )
    return expires.isoformat()


def refuse_incomplete(held: registry.Store, record: registry.RunRecord) -> None:
    """Refuse a run that lacks a part, or whose files are not what it logged.

    Raises
    ------
    RegistryError
        If it lacks a part.
    RunChangedError
        If a file is not what was logged.
    """
    absent = registry.missing(record)
    if absent:
        raise RegistryError(
            f"run {record.run_id} lacks {counted(len(absent), 'thing')} that a release rests on; "
            f"first is {absent[0]}; train again. All: {'; '.join(absent)}"
        )
    changed = registry.changed(record, lambda path: held.read(record.run_id, path))
    if changed:
        verb = "is" if len(changed) == 1 else "are"
        raise RunChangedError(
            f"{counted(len(changed), 'file')} of run {record.run_id} {verb} not what it logged; "
            f"first is {changed[0]}; what was audited is gone, train again"
        )


def unfit(
    held: registry.Store, record: registry.RunRecord, outcome: str, limits: policy.Policy
) -> list[Finding]:
    """Return why an outcome's own part of a run cannot be released, whatever its audit says."""
    faults = list(registry.missing_of(record, outcome))
    if not faults:
        audit = json.loads(held.read(record.run_id, f"audit/{outcome}.json"))
        judged = {
            "model": (audit.get("model_sha256"), stored_model(held, record.run_id, outcome).digest),
            "calibration, interval, cut-offs or area means": (
                audit.get("served_sha256"),
                stored_served(held, record.run_id, outcome),
            ),
            "policy": (audit.get("policy_digest"), limits.digest),
        }
        faults = [
            f"an audit of this {what} (its audit is of another)"
            for what, (due, found) in judged.items()
            if due != found
        ]
    return [
        Finding(
            code="GAT-04",
            title="the run lacks what this release rests on",
            verdict=Verdict.FAIL,
            outcome=outcome,
            judges=True,
            detail=f"{fault}; train again",
        )
        for fault in faults
    ]


def audited(held: registry.Store, record: registry.RunRecord, outcome: str) -> dict[str, str]:
    """Return the digests of what the audit judged; of a lost audit, of nothing.

    ``model_sha256`` is of the trees, ``served_sha256`` of all that a score follows from.
    """
    written = held.find(record.run_id, f"audit/{outcome}.json")
    audit = {} if written is None else json.loads(written)
    return {name: str(audit.get(name, "0" * 64)) for name in ("model_sha256", "served_sha256")}


def stored_served(held: registry.Store, run_id: str, outcome: str) -> str:
    """Return the digest of all that the scores of a logged outcome would follow from."""

    def stored(path: str) -> Any:  # noqa: ANN401 - any JSON value
        return json.loads(held.read(run_id, f"candidate/{path}"))

    half = {**stored(f"{outcome}/model.json"), "cutoffs": stored(f"{outcome}/cutoffs.json")}
    return bundle.served_digest(
        half,
        trees_sha256=digest_bytes(held.read(run_id, f"candidate/{outcome}/model.txt")),
        features=stored("features.json"),
    )

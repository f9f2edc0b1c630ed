"""Who has signed off a run, and for what?

An approval is added to the run after its audit, by a person with an own key, and before the
release, which is refused without as many as the policy asks for.
"""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from riskscreen import bundle, registry, signing
from riskscreen.errors import GateError, InputError
from riskscreen.flows.bundling import told_findings
from riskscreen.flows.fitness import refuse_incomplete, stored_served
from riskscreen.flows.reports import outcomes_of, read_policy

__all__ = ["Approved", "approve", "given_approvals"]

_FOLDER = "approvals/"


@dataclass(frozen=True, slots=True)
class Approved:
    """An approval that was added to a run.

    Parameters
    ----------
    run_id : str
    approval : Approval
    given, needed : int
        Holders who have approved now; how many the policy asks for.
    """

    run_id: str
    approval: bundle.Approval
    given: int
    needed: int

    def __repr__(self) -> str:
        return f"Approved({self.run_id}, {self.given} of {self.needed})"

    def to_dict(self) -> dict[str, Any]:
        """Return the approval as JSON types."""
        return {
            "run": self.run_id,
            "approval": self.approval.to_dict(),
            "served": dict(self.approval.served),
            "given": self.given,
            "needed": self.needed,
        }

    def lines(self) -> list[str]:
        """Return what a person reads at the end."""
        return [
            f"{self.approval.key.holder} approves run {self.run_id}: "
            f"{', '.join(self.approval.served)}",
            f"{self.given} of {self.needed} sign-offs",
        ]


def approve(
    run: str,
    *,
    key: signing.Key,
    trust: signing.TrustFile = None,
    store: str | Path = "mlruns",
    models: str | Path = "models",
    note: str = "",
) -> Approved:
    """Sign off everything that the scores of a run would follow from, and add it to the run.

    Parameters
    ----------
    run : str
        Id of a run, its beginning, or ``latest``.
    key : PrivateKey or path
        Trusted to approve.
    trust : Trust or path, optional
        The trusted keys; by default what ``RISKSCREEN_TRUST`` names.
    store, models : str or Path
        MLflow store; folder of bundles and ledger, in which no trusted keys may lie.
    note : str
        What the approver wants read with it, at most 2,000 characters.

    Raises
    ------
    InputError
        If the note is longer.
    RegistryError
        If the run lacks something that a release rests on, or was changed since it was logged.
    SignatureError
        If the key is not trusted to approve.
    GateError
        If the run was approved with this key, in other words, already.
    """
    if len(note) > bundle.MOST_NOTE:
        raise InputError(
            f"a note of {len(note)} characters, and all of it is signed; give at most "
            f"{bundle.MOST_NOTE}"
        )
    held = registry.Store(store)
    record = held.record(held.resolve(run))
    refuse_incomplete(held, record)
    trusted = signing.named_trust(trust, models=models)
    signer = signing.named_key(key)
    fingerprint = signer.public.fingerprint
    trusted.key(fingerprint, role="approve")
    path = f"{_FOLDER}{fingerprint}.json"
    if path in record.files:
        raise GateError(
            f"run {record.run_id} has an approval with the key {fingerprint[:12]} already; "
            "one is enough"
        )
    subject = subject_of(held, record)
    envelope = bundle.approve(
        subject, key=signer, time=datetime.datetime.now(tz=datetime.UTC), note=note
    )
    held.add_file(record.run_id, path, json.dumps(envelope, indent=1) + "\n")
    (mine,) = bundle.approvals([envelope], subject, needed=1, trust=trusted)
    given = _envelopes(held, held.record(record.run_id))
    return Approved(
        run_id=record.run_id,
        approval=mine,
        given=len(bundle.approvals(given, subject, needed=1, trust=trusted)),
        needed=int(read_policy(held, record.run_id).sign_offs),
    )


def given_approvals(
    held: registry.Store, record: registry.RunRecord, *, trust: signing.Trust
) -> tuple[list[dict[str, Any]], tuple[bundle.Approval, ...]]:
    """Return the envelopes of a run's approvals and what they say, if they are enough.

    Raises
    ------
    GateError
        If fewer holders have approved than the policy asks for.
    SignatureError
        If one is not that of a key trusted to approve.
    BundleError
        If one is about something else.
    """
    envelopes = _envelopes(held, record)
    needed = int(read_policy(held, record.run_id).sign_offs)
    subject = subject_of(held, record)
    found = bundle.approvals(envelopes, subject, needed=0, trust=trust)
    if len(found) < needed:
        raise GateError(
            f"{len(found)} of {needed} sign-offs for run {record.run_id}"
            f"{': ' if found else ''}{', '.join(one.key.holder for one in found)}; each approver "
            "with an own key: riskscreen approve RUN --key KEY"
        )
    return envelopes, found


def subject_of(held: registry.Store, record: registry.RunRecord) -> bundle.Subject:
    """Return what an approval of this run is about: all that it logged, and the audit as told."""
    run_id, outcomes = record.run_id, outcomes_of(record)
    limits = read_policy(held, run_id)
    facts = json.loads(held.read(run_id, "report/facts.json"))
    found = told_findings(held, run_id, facts, outcomes, limits=limits)
    return bundle.Subject(
        run_id=run_id,
        policy_digest=limits.digest,
        served={outcome: stored_served(held, run_id, outcome) for outcome in outcomes},
        findings={outcome: bundle.findings_digest(found[outcome]) for outcome in outcomes},
        synthetic=bool(facts["meta"]["synthetic"]),
        logged=registry.logged_digest(record),
    )


def _envelopes(held: registry.Store, record: registry.RunRecord) -> list[dict[str, Any]]:
    return [
        bundle.parse_approval(held.read(record.run_id, path))
        for path in sorted(record.files)
        if path.startswith(_FOLDER)
    ]

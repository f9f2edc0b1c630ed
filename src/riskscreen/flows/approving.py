"""Who has signed off a run, and for what?

An approval is added to the run after its audit, by a person with an own key, and before the
release, which is refused without as many as the policy asks for.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from riskscreen import bundle, registry, releasing, signing
from riskscreen.core import counted
from riskscreen.errors import AlreadyDoneError, GateError, InputError, SignatureError
from riskscreen.flows.bundling import told_findings
from riskscreen.flows.fitness import refuse_incomplete, stored_served
from riskscreen.flows.reports import outcomes_of, read_policy, stored_findings

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
    remarks : tuple of str
        What an approver should know: outcomes that the gate refuses as it stands, a holder who
        had signed before, sign-offs that count for nothing.
    """

    run_id: str
    approval: bundle.Approval
    given: int
    needed: int
    remarks: tuple[str, ...] = ()

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
            "remarks": list(self.remarks),
        }

    def lines(self) -> list[str]:
        """Return what a person reads at the end."""
        return [
            f"{self.approval.key.holder} approves run {self.run_id}: "
            f"{', '.join(self.approval.served)}",
            *self.remarks,
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
    AlreadyDoneError
        If the run was approved with this key, in other words, already.
    """
    if len(note) > bundle.MOST_NOTE:
        raise InputError(
            f"a note of {len(note)} characters, and all of it is signed; give at most "
            f"{bundle.MOST_NOTE}"
        )
    held = registry.Store.existing(store).read_once()
    record = held.record(held.resolve(run))
    refuse_incomplete(held, record)
    trusted = signing.named_trust(trust, models=models)
    signer = signing.named_key(key)
    fingerprint = signer.public.fingerprint
    trusted.key(fingerprint, role="approve")
    path = f"{_FOLDER}{fingerprint}.json"
    if path in record.files:
        raise AlreadyDoneError(
            f"run {record.run_id} has an approval with the key {fingerprint[:12]} already; "
            "one is enough"
        )
    subject = subject_of(held, record)
    envelope = bundle.approve(
        subject, key=signer, time=datetime.datetime.now(tz=datetime.UTC), note=note
    )
    (mine,) = bundle.approvals([envelope], subject, needed=1, trust=trusted)
    earlier, strange = _known(_envelopes(held, record), trusted)
    # before it is written: nothing that is refused here may stay with the run
    given = bundle.approvals([*earlier, envelope], subject, needed=0, trust=trusted)
    remarks = list(_refused(held, record))
    if len(given) == len(bundle.approvals(earlier, subject, needed=0, trust=trusted)):
        remarks.append(f"{mine.key.holder} had signed before: another person has to sign too")
    if strange:
        remarks.append(_told(strange, trusted).removeprefix("; "))
    held.add_file(record.run_id, path, json.dumps(envelope, indent=1) + "\n")
    return Approved(
        run_id=record.run_id,
        approval=mine,
        given=len(given),
        needed=int(read_policy(held, record.run_id).sign_offs),
        remarks=tuple(remarks),
    )


def given_approvals(
    held: registry.Store, record: registry.RunRecord, *, trust: signing.Trust
) -> tuple[list[dict[str, Any]], tuple[bundle.Approval, ...]]:
    """Return the envelopes of a run's approvals and what they say, if they are enough.

    Those by keys that are not trusted to approve count for nothing and are left out.

    Raises
    ------
    GateError
        If fewer holders have approved than the policy asks for.
    SignatureError
        If one in the name of a trusted key is not signed by it.
    BundleError
        If one is about something else.
    """
    envelopes, strange = _known(_envelopes(held, record), trust)
    needed = int(read_policy(held, record.run_id).sign_offs)
    subject = subject_of(held, record)
    found = bundle.approvals(envelopes, subject, needed=0, trust=trust)
    if len(found) < needed:
        raise GateError(
            f"{len(found)} of {needed} sign-offs for run {record.run_id}"
            f"{': ' if found else ''}{', '.join(one.key.holder for one in found)}"
            f"{_told(strange, trust)}; each approver with an own key: riskscreen approve RUN "
            "--key KEY"
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


def _refused(held: registry.Store, record: registry.RunRecord) -> Iterator[str]:
    """Say which outcomes the gate refuses today, before waivers: who signs should know."""
    limits = read_policy(held, record.run_id)
    today = datetime.datetime.now(tz=datetime.UTC).date()
    for outcome in outcomes_of(record):
        findings = stored_findings(held, record.run_id, outcome)
        decision = releasing.decide(findings, outcome=outcome, policy=limits, today=today)
        if not decision.passed:
            n = len(decision.refusing)
            refuses, them = ("refuses", "it") if n == 1 else ("refuse", "them")
            yield (
                f"{outcome}: {counted(n, 'finding')} {refuses} it as it "
                f"stands; riskscreen audit {record.run_id[:8]} lists {them}"
            )


def _known(
    envelopes: list[dict[str, Any]], trust: signing.Trust
) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """Return the envelopes in the name of trusted approvers, and the keys of all others."""
    known, strange = [], []
    for envelope in envelopes:
        keyid = str(envelope["signatures"][0]["keyid"])
        try:
            trust.key(keyid, role="approve")
        except SignatureError:
            strange.append(keyid[:12])
        else:
            known.append(envelope)
    return known, tuple(strange)


def _told(strange: tuple[str, ...], trust: signing.Trust) -> str:
    if not strange:
        return ""
    return (
        f"; not counted: {len(strange)} by keys that {trust.path} does not trust to approve "
        f"({', '.join(strange)})"
    )

"""Who has signed off that this, and nothing else, may be served?

An approval is a person's own signature, with an own key, over the digests of everything that a
score follows from and of what the audit found, so that neither can be exchanged once it is given.
It is given before the release, lies in the run, and goes with the bundle.
"""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from riskscreen.core import canonical_json, digest_json
from riskscreen.core.strictjson import (
    boolean,
    constant,
    mapping,
    record,
    rows,
    strict_json,
    text,
)
from riskscreen.errors import BundleError, IntegrityError, SignatureError
from riskscreen.signing import PrivateKey, Trust, TrustedKey, seal, unseal
from riskscreen.signing.envelope import ENVELOPE

__all__ = [
    "MOST_NOTE",
    "SHAPE",
    "SIGNED_AS",
    "Approval",
    "Subject",
    "approvals",
    "approve",
    "findings_digest",
    "parse_approval",
    "served_digest",
]

SIGNED_AS = "application/vnd.riskscreen.approval+json"
SHAPE = rows(ENVELOPE, most=100)
MOST_NOTE = 2000
_DIGEST = text(matching=r"[0-9a-f]{64}")
_STATEMENT = record(
    {
        "format": constant(1),
        "run_id": text(most=1000),
        "policy_digest": _DIGEST,
        "served": mapping(_DIGEST),
        "findings": mapping(_DIGEST),
        "synthetic": boolean,
        "logged": _DIGEST,
        "time": text(matching=r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"),
        "note": text(most=MOST_NOTE),
    }
)
_TIME = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Subject:
    """What is signed off.

    Parameters
    ----------
    run_id : str
        The MLflow run that was audited.
    policy_digest : str
        Of the policy that it was judged by.
    served : mapping of str to str
        By outcome, ``served_digest`` of what would be served.
    findings : mapping of str to str
        By outcome, ``findings_digest`` of what the audit found, as a bundle publishes it.
    synthetic : bool
        Whether it learned from synthetic children.
    logged : str or None
        SHA-256 of the digests of all that the run logged: card and report follow from it too.
        None where nobody can say, as whoever has the bundle alone.
    """

    run_id: str
    policy_digest: str
    served: Mapping[str, str]
    findings: Mapping[str, str]
    synthetic: bool
    logged: str | None = None

    def __repr__(self) -> str:
        return f"Subject({self.run_id}, {', '.join(self.served)})"


@dataclass(frozen=True, slots=True)
class Approval:
    """A verified approval: whose, when, and what was said with it."""

    key: TrustedKey
    time: datetime.datetime
    note: str
    served: Mapping[str, str]
    findings: Mapping[str, str]
    logged: str

    def __repr__(self) -> str:
        return f"Approval({self.key.holder}, {self.time:%Y-%m-%d})"

    def to_dict(self) -> dict[str, Any]:
        """Return what a report says of it."""
        return {
            "name": self.key.holder,
            "day": self.time.date().isoformat(),
            "key": self.key.public.fingerprint[:12],
        }


def served_digest(
    half: Mapping[str, Any], *, trees_sha256: str, features: Mapping[str, Any]
) -> str:
    """Return one SHA-256 of everything that the scores of an outcome follow from.

    Parameters
    ----------
    half : mapping
        What ``<outcome>/model.json`` of a bundle holds: calibration, interval, cut-offs.
    trees_sha256 : str
        SHA-256 of the booster's text.
    features : mapping
        With ``state``, ``medians`` of at least the model's features and, where the lists of place
        codes are known that training saw, ``code_lists``.
    """
    return digest_json(
        {
            "model": half,
            "trees": trees_sha256,
            "state": features["state"],
            "medians": {name: features["medians"].get(name) for name in half["feature_names"]},
            "code_lists": features.get("code_lists"),
        }
    )


def findings_digest(findings: Sequence[Mapping[str, Any]]) -> str:
    """Return one SHA-256 of what an audit found of an outcome.

    Parameters
    ----------
    findings : sequence of mapping
        As ``verdicts.json`` of a bundle holds them.
    """
    return digest_json(list(findings))


def approve(
    subject: Subject, *, key: PrivateKey, time: datetime.datetime, note: str = ""
) -> dict[str, Any]:
    """Return the envelope of an approval, as JSON types.

    Raises
    ------
    BundleError
        If the subject does not say what the run logged: nobody signs off less than all of it.
    """
    if subject.logged is None:
        raise BundleError(f"an approval of run {subject.run_id} without what it logged; give it")
    statement = {
        "format": 1,
        "run_id": subject.run_id,
        "policy_digest": subject.policy_digest,
        "served": dict(subject.served),
        "findings": dict(subject.findings),
        "synthetic": subject.synthetic,
        "logged": subject.logged,
        "time": time.astimezone(datetime.UTC).strftime(_TIME),
        "note": note,
    }
    return seal(SIGNED_AS, canonical_json(statement), key)


def approvals(
    envelopes: Sequence[Mapping[str, Any]],
    subject: Subject,
    *,
    needed: int,
    trust: Trust,
    line: int | None = None,
) -> tuple[Approval, ...]:
    """Return the approvals, one per holder, if there are enough.

    Parameters
    ----------
    envelopes : sequence of mapping
        Of ``SHAPE``.
    subject : Subject
        Each must be about this run and policy, and about each of its outcomes as they are.
    needed : int
        Distinct keys of distinct holders, by policy.
    trust : Trust
    line : int, optional
        Counter of the ledger's line that the release has; the next one where absent.

    Raises
    ------
    SignatureError
        If one is not that of a key trusted to approve.
    BundleError
        If one is about something else, or there are too few.
    """
    found: dict[str, Approval] = {}
    for envelope in envelopes:
        given = _read(envelope, subject, trust, line)
        found.setdefault(_person(given.key.holder), given)
    if len(found) < needed:
        raise BundleError(
            f"{len(found)} sign-offs by distinct holders where the policy asks for {needed}: "
            f"{', '.join(one.key.holder for one in found.values()) or 'nobody'}; "
            "riskscreen approve adds one"
        )
    return tuple(sorted(found.values(), key=lambda one: (one.time, one.key.holder)))


def _read(
    envelope: Mapping[str, Any], subject: Subject, trust: Trust, line: int | None
) -> Approval:
    key = trust.key(envelope["signatures"][0]["keyid"], role="approve", line=line)
    content = unseal(SIGNED_AS, envelope, key.public)
    try:
        plain = strict_json(content, where="an approval")
        _STATEMENT(plain, "an approval")
    except IntegrityError as fault:
        raise SignatureError(str(fault)) from fault
    apart = _apart(plain, subject)
    if apart:
        raise BundleError(
            f"the approval of {key.holder} is about something else, first in {apart[0]}; "
            "approve what is released"
        )
    try:
        time = datetime.datetime.strptime(plain["time"], _TIME).replace(tzinfo=datetime.UTC)
    except ValueError as fault:
        raise SignatureError(
            f"the approval of {key.holder} is of {plain['time']}: {fault}"
        ) from fault
    return Approval(key, time, plain["note"], plain["served"], plain["findings"], plain["logged"])


def _apart(plain: Mapping[str, Any], subject: Subject) -> list[str]:
    """Return in what an approval is about something else."""
    whole = ("run_id", "policy_digest", "synthetic", "logged")
    due = {name: getattr(subject, name) for name in whole}
    if subject.logged is None:
        del due["logged"]
    apart = [name for name, value in due.items() if plain[name] != value]
    for part in ("served", "findings"):
        due = getattr(subject, part)
        apart += [f"{part} {name}" for name in due if plain[part].get(name) != due[name]]
    return apart


def _person(holder: str) -> str:
    """Return one text for one holder, however a trust file spells the name."""
    folded = unicodedata.normalize("NFC", " ".join(holder.split())).casefold()
    return unicodedata.normalize("NFC", folded)


def parse_approval(content: str | bytes) -> dict[str, Any]:
    """Return the envelope of an approval's file.

    Raises
    ------
    SignatureError
        If it is none.
    """
    raw = content.encode() if isinstance(content, str) else content
    try:
        plain = strict_json(raw, where="an approval")
        ENVELOPE(plain, "an approval")
    except IntegrityError as fault:
        raise SignatureError(str(fault)) from fault
    return dict(plain)

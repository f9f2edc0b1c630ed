"""How is a policy fixed before anybody looks at the children who judge, and who looked first?

`register` writes the line. A training reads the ledger before it begins, so that a line written
meanwhile counts for nothing, and its audits say what was found there.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from riskscreen import ledger, registry, scoring, signing
from riskscreen import policy as policies
from riskscreen.auditing.registering import binding, registered
from riskscreen.core import Finding
from riskscreen.errors import RegistryError
from riskscreen.flows.training_run import OutcomeResult, TrainedRun

__all__ = [
    "Judgement",
    "Registered",
    "again",
    "judgement_of",
    "ledger_lines",
    "looks",
    "parameters",
    "register",
    "stored_judgement",
    "with_registration",
]

_TIME = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Registered:
    """A policy that stands in the ledger, by this call or since an earlier one.

    Parameters
    ----------
    registration : Registration
        The line.
    ledger : Path
        The file.
    repeated : bool
        Whether it stood there before, so that nothing was written.
    """

    registration: binding.Registration
    ledger: Path
    repeated: bool

    def __repr__(self) -> str:
        return f"Registered({self.registration!r}, repeated={self.repeated})"

    def to_dict(self) -> dict[str, Any]:
        """Return the registration as JSON types."""
        held = self.registration
        return {
            "policy": held.policy,
            "name": held.name,
            "policy_digest": held.policy_digest,
            "binding_digest": held.binding_digest,
            "line": held.counter,
            "time": held.time.strftime(_TIME),
            "ledger": str(self.ledger),
            "repeated": self.repeated,
        }

    def lines(self) -> list[str]:
        """Return what a person reads at the end."""
        held = self.registration
        when = f"line {held.counter} of {self.ledger}, {held.time.strftime(_TIME)}"
        said = "is registered already, nothing was written" if self.repeated else "registered"
        return [
            f"policy {held.policy} {said}: {when}",
            f"limits, groups, capacity: {held.binding_digest}",
            f"whole policy: {held.policy_digest}",
        ]


def register(
    policy: str | Path | policies.Policy,
    *,
    key: signing.Key,
    trust: signing.TrustFile = None,
    models: str | Path = "models",
    name: str = "",
) -> Registered:
    """Write limits, groups and capacity of a policy into the ledger, and return the line.

    To be done before a later window is opened: an audit compares the line's time with its own
    beginning, and with that of every earlier run that judged the same children.

    Parameters
    ----------
    policy : str, Path or Policy
        Shipped name or path of a TOML file.
    key : PrivateKey or path
        Signs the line.
    trust : Trust or path, optional
        The trusted keys; by default what ``RISKSCREEN_TRUST`` names.
    models : str or Path
        Folder of bundles and ledger; the ledger is made where absent.
    name : str
        The release that it is meant for; an audit does not ask for it.

    Raises
    ------
    PolicyError
        If the policy cannot be read.
    LedgerError
        If the ledger cannot be trusted or written.
    SignatureError
        If the key is not trusted.
    InputError
        If no release could bear the name.
    """
    limits = policies.load(policy)
    path = Path(models) / scoring.LEDGER
    trusted = signing.named_trust(trust, models=models)
    for held in binding.registrations(ledger_lines(models, trust=trusted)):
        if (held.policy_digest, held.binding_digest, held.name) == (
            limits.digest,
            binding.binding_digest(limits),
            name,
        ):
            return Registered(held, path, repeated=True)
    line = ledger.append(
        path, binding.KIND, binding.facts_of(limits),
        name=name, key=signing.named_key(key), trust=trusted,
    )  # fmt: skip
    (made,) = binding.registrations([line])
    return Registered(made, path, repeated=False)


def ledger_lines(models: str | Path, *, trust: signing.TrustFile) -> tuple[ledger.Line, ...]:
    """Return the ledger's lines, none where there is no ledger yet.

    Raises
    ------
    LedgerError
        If there is one that cannot be trusted.
    TrustError
        If there is one, and no trusted key is named.
    """
    path = Path(models) / scoring.LEDGER
    if not path.is_file():
        return ()
    return ledger.read(path, trust=signing.named_trust(trust, models=models))


@dataclass(frozen=True, slots=True)
class Judgement:
    """Which children a run judges, and when it began.

    Parameters
    ----------
    data_digest : str
        Of the records.
    days : frozenset of str
        Days of the windows that judge: the later one, or the training ones where there is none.
    started : datetime.datetime
        UTC.
    run_id : str
        Empty for a run that is not logged yet.
    """

    data_digest: str
    days: frozenset[str]
    started: datetime.datetime
    run_id: str = ""

    def __repr__(self) -> str:
        days = ", ".join(sorted(self.days))
        return f"Judgement({self.data_digest[:12]} on {days}, {self.started.strftime(_TIME)})"


def parameters(limits: policies.Policy, started: datetime.datetime) -> dict[str, str]:
    """Return what a run logs, so that a later audit finds when and under what it judged."""
    return {
        "started": started.astimezone(datetime.UTC).strftime(_TIME),
        "binding_digest": binding.binding_digest(limits),
    }


def judgement_of(record: registry.RunRecord, *, created: str = "") -> Judgement:
    """Return what a logged run judged, and when.

    Parameters
    ----------
    record : RunRecord
    created : str
        Day of a run that does not say when it began, ISO: its first second is taken, so that a
        policy of the same day came later.

    Raises
    ------
    RegistryError
        If neither says when the run began.
    """
    logged = record.parameters
    started = _started(record) or _midnight(created)
    if started is None:
        raise RegistryError(
            f"run {record.run_id} does not say when it began, and {created!r} is no day; "
            "train again, so that its audit can be held against the ledger"
        )
    return Judgement(
        data_digest=logged.get("data_digest", ""),
        days=_days(logged.get("test_as_of") or logged.get("as_of", "")),
        started=started,
        run_id=record.run_id,
    )


def stored_judgement(held: registry.Store, run_id: str) -> Judgement:
    """Return what a run of the store judged, and when; its day where it logged no moment.

    Raises
    ------
    RegistryError
        If the run says nothing of when it began.
    """
    record = held.record(run_id)
    if _started(record) is not None:
        return judgement_of(record)
    meta = json.loads(held.read(run_id, "candidate/meta.json"))
    return judgement_of(record, created=str(meta.get("created", "")))


def looks(
    records: Iterable[registry.RunRecord], judgement: Judgement, *, outcome: str
) -> tuple[registered.Look, ...]:
    """Return the runs of a store that looked at the same children's outcome before.

    A run has looked at a day that it trained on as well as at the one that judged it. Its status
    does not matter: whoever ran it may have seen figures before it failed.

    Parameters
    ----------
    records : iterable of RunRecord
        Every run of the store, the judged one among them or not.
    judgement : Judgement
        The children.
    outcome : str
        Another outcome of the same children tells nothing of this one's figures.
    """
    return tuple(
        registered.Look(
            run_id=record.run_id,
            time=_started(record),
            policy=record.parameters.get("binding_digest")
            or f"policy {record.parameters.get('policy_digest', '')}",
        )
        for record in records
        if record.run_id != judgement.run_id and _looked(record, judgement, outcome)
    )


def with_registration(
    run: TrainedRun,
    *,
    lines: Sequence[ledger.Line],
    started: datetime.datetime,
    data_digest: str,
    earlier: Iterable[registry.RunRecord],
) -> TrainedRun:
    """Return the training with AUD-16 and the table ``registration`` in each of its audits.

    Parameters
    ----------
    run : TrainedRun
        Not logged yet.
    lines : sequence of Line
        The ledger as it was read before the training began.
    started : datetime.datetime
        When it began.
    data_digest : str
        Of its records.
    earlier : iterable of RunRecord
        The runs of its store.
    """
    days = (run.plan.test_as_of,) if run.plan.test_as_of else run.plan.as_of
    judgement = Judgement(data_digest, frozenset(days), started)
    held = tuple(earlier)

    def one(name: str, result: OutcomeResult) -> OutcomeResult:
        standing = registered.stand(
            lines,
            policy=run.plan.limits,
            started=started,
            looks=looks(held, judgement, outcome=name),
        )
        audit = registered.attach(result.judged.audit, standing)
        return replace(result, judged=replace(result.judged, audit=audit))

    return replace(run, results={name: one(name, result) for name, result in run.results.items()})


def again(
    findings: Sequence[Finding],
    *,
    outcome: str,
    limits: policies.Policy,
    lines: Sequence[ledger.Line],
    judgement: Judgement,
    earlier: Iterable[registry.RunRecord],
) -> tuple[Finding, ...]:
    """Return an audit's findings with AUD-16 as the ledger has it today.

    Without a ledger at hand what the run logged of it stands: a folder that was not found says
    nothing of what was registered. A run that logged nothing of it was never registered.
    """
    if not lines and any(finding.code == registered.CODE for finding in findings):
        return tuple(findings)
    standing = registered.stand(
        lines,
        policy=limits,
        started=judgement.started,
        looks=looks(earlier, judgement, outcome=outcome),
    )
    kept = [finding for finding in findings if finding.code != registered.CODE]
    return (*kept, standing.finding(outcome))


def _looked(record: registry.RunRecord, judgement: Judgement, outcome: str) -> bool:
    logged = record.parameters
    seen = _days(logged.get("as_of", "")) | _days(logged.get("test_as_of", ""))
    return (
        logged.get("data_digest") == judgement.data_digest
        and outcome in logged.get("outcomes", "").split(",")
        and bool(seen & judgement.days)
    )


def _days(listed: str) -> frozenset[str]:
    return frozenset(filter(None, listed.split(",")))


def _started(record: registry.RunRecord) -> datetime.datetime | None:
    began = record.parameters.get("started", "")
    try:
        return datetime.datetime.strptime(began, _TIME).replace(tzinfo=datetime.UTC)
    except ValueError:
        return None


def _midnight(day: str) -> datetime.datetime | None:
    try:
        found = datetime.date.fromisoformat(day)
    except ValueError:
        return None
    return datetime.datetime.combine(found, datetime.time.min, tzinfo=datetime.UTC)

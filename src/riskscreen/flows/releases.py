"""May this run be released, and what does a release leave behind?

The gate first, then the sign-offs; then the bundle, signed and read back through every check; the
registered version; the ledger's line, which is the commit; and last what follows from the line:
the registry's tags and its alias, which nothing is served from.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import riskscreen.bundle
from riskscreen import ledger, policy, registry, releasing, scoring, signing
from riskscreen.core import NEVER_WAIVED, Verdict, alone, counted
from riskscreen.errors import GateError, InputError, RegistryError, RiskscreenError
from riskscreen.flows.approving import given_approvals
from riskscreen.flows.bundling import Said, contents_of
from riskscreen.flows.fitness import expiry, refuse_incomplete, unfit
from riskscreen.flows.lacking import lacking, lacking_line
from riskscreen.flows.outcome_facts import published_decision
from riskscreen.flows.reconciling import LATER, UNRELEASED, settle
from riskscreen.flows.registering import ledger_lines
from riskscreen.flows.reports import decision_lines, outcomes_of, read_policy, stored_findings

__all__ = ["Released", "release", "waivers"]

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")


@dataclass(frozen=True, slots=True)
class Released:
    """A release that is committed: its name, version, folder and what the gate said.

    ``registry`` says what became of the registry's tags and alias: a service never waits for them.
    """

    name: str
    version: int
    folder: Path
    decisions: Mapping[str, releasing.Decision]
    registry: str

    def __repr__(self) -> str:
        passed = [name for name, decision in self.decisions.items() if decision.passed]
        return f"Released({self.name} {self.version}: {', '.join(passed)})"

    def to_dict(self) -> dict[str, Any]:
        """Return the release as JSON types."""
        return {
            "name": self.name,
            "version": self.version,
            "folder": str(self.folder),
            "decisions": {name: one.to_dict() for name, one in self.decisions.items()},
            "registry": self.registry,
        }

    def lines(self) -> list[str]:
        """Return what a person reads at the end."""
        said = [line for decision in self.decisions.values() for line in decision_lines(decision)]
        return [*said, f"released {self.name} {self.version}: {self.folder}", self.registry]


def waivers(codes: Sequence[str], *, why: str, until: str, by: str) -> tuple[releasing.Waiver, ...]:
    """Return waivers from the words of the command line.

    Raises
    ------
    InputError
        If a reason, a name or a day is missing or the day is none; what is named is never waived;
        or there is a reason, a name or a day and nothing is waived.
    """
    if not codes:
        idle = [name for name, text in (("why", why), ("until", until), ("by", by)) if text]
        if idle:
            them = "it" if len(idle) == 1 else "them"
            raise InputError(
                f"--{', --'.join(idle)} without --waive: nothing is waived. Name the finding with "
                f"--waive, or leave {them} out"
            )
        return ()
    never = [code for code in codes if code.partition("@")[0] in NEVER_WAIVED]
    if never:
        raise InputError(
            f"{len(never)} of {counted(len(codes), 'waiver')} can lift nothing; first is "
            f"{never[0]}, which is never waived. Leave it out; what it asks for has to be shown"
        )
    if not until:
        raise InputError(
            "--waive without --until: a waiver has a last day; give it as --until 2027-06-30, with "
            "the reason as --why and who answers for it as --by"
        )
    try:
        day = datetime.date.fromisoformat(until)
    except ValueError as fault:
        raise InputError(f"--until {until!r} is not a day; give it as 2027-06-30") from fault
    return tuple(releasing.Waiver(code=code, why=why, until=day, by=by) for code in codes)


def release(
    run: str,
    *,
    name: str,
    key: signing.Key,
    trust: signing.TrustFile = None,
    store: str | Path = "mlruns",
    models: str | Path = "models",
    population: str = "",
    waivers: Sequence[releasing.Waiver] = (),
    certificates: Sequence[Path] = (),
    demo: bool = False,
) -> Released:
    """Hold the gate over a logged run, then write bundle, registered version and ledger line.

    Parameters
    ----------
    run : str
        Id of a run, its beginning, or ``latest``.
    name : str
        Name of the release; small letters, digits, dots and dashes.
    key : PrivateKey or path
        Signs bundle and line; trusted to release.
    trust : Trust or path, optional
        The trusted keys; by default what ``RISKSCREEN_TRUST`` names.
    store, models : str or Path
        MLflow store, a folder or a server's address; folder of bundles and ledger.
    population : str
        For whom it is valid; by default what the run says of its records.
    waivers : sequence of Waiver
        For *insufficient evidence* alone.
    certificates : sequence of Path
        PEM files that the bundle's signature carries, for those who know the key by an authority:
        the key's own, then each the issuer of the one before.
    demo : bool
        Marks everything DEMO; such a release scores only synthetic records.

    Raises
    ------
    RegistryError
        If the run lacks something that a release rests on, or the name is being released.
    LedgerMovedError
        If a stop or rollback of the name came while this was being made; then nothing is released.
    GateError
        If no outcome passes, and the refusal has a line in the ledger; or sign-offs are missing.
    SignatureError
        If the key is not trusted to release, or a sign-off cannot be trusted.
    KeyFileError
        If the key cannot be read, or cannot sign with the certificates.
    """
    if not _NAME.fullmatch(name):
        raise InputError(
            f"{name!r} cannot be the name of a release; use small letters, digits, dots and dashes"
        )
    trusted, signer = signing.named_trust(trust, models=models), signing.named_key(key)
    mine = trusted.key(signer.public.fingerprint, role="release")
    held = registry.Store.existing(store).read_once()
    record = held.record(held.resolve(run))
    desk = _Desk(
        name=name, models=Path(models), held=held, record=record, key=signer, trust=trusted,
        limits=read_policy(held, record.run_id),
        sign=releasing.signer(signer, certificates=certificates),
        demo=demo or mine.demo or record.tags.get("demo") == "true",
        today=datetime.datetime.now(tz=datetime.UTC),
    )  # fmt: skip
    refuse_incomplete(held, record)
    try:
        (desk.models / name).mkdir(parents=True, exist_ok=True)
        with alone(desk.models / name, wait=False):
            return _release(desk, population=population, waivers=waivers)
    except BlockingIOError as fault:
        raise RegistryError(
            f"{name} is being released by another process; look at what it made, and release "
            "again if yours is newer"
        ) from fault
    except NotADirectoryError as fault:
        raise RegistryError(f"{desk.models}/{name} cannot be a folder: {fault.strerror}") from fault


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every step of one release needs."""

    name: str
    models: Path
    held: registry.Store
    record: registry.RunRecord
    key: signing.PrivateKey
    trust: signing.Trust
    limits: policy.Policy
    sign: Callable[[Path], bytes]
    demo: bool
    today: datetime.datetime

    @property
    def ledger_path(self) -> Path:
        return self.models / scoring.LEDGER

    def append(
        self, kind: str, facts: Mapping[str, Any], *, version: str = "", seen: int | None = None
    ) -> ledger.Line:
        return ledger.append(
            self.ledger_path, kind, facts,
            name=self.name, version=version, key=self.key, trust=self.trust, seen=seen,
        )  # fmt: skip


def _release(desk: _Desk, *, population: str, waivers: Sequence[releasing.Waiver]) -> Released:
    held, record, limits = desk.held, desk.record, desk.limits
    # what a killed release left is swept, what it did not finish is finished
    lines = ledger_lines(desk.models, trust=desk.trust)
    settle(desk.name, models=desk.models, lines=lines, held=held)
    decisions = {
        outcome: releasing.decide(
            (
                *stored_findings(held, record.run_id, outcome),
                *unfit(held, record, outcome, limits),
            ),
            outcome=outcome,
            policy=limits,
            today=desk.today.date(),
            waivers=waivers,
        )
        for outcome in outcomes_of(record)
    }
    _refuse_idle(waivers, decisions, desk.today.date())
    facts = json.loads(held.read(record.run_id, "report/facts.json"))
    tables = {one["name"]: one for one in facts["outcomes"]}
    # What leaves this machine is what a report may print: small groups keep their verdicts alone.
    shown = {
        outcome: published_decision(decision, tables.get(outcome, {}), limits)
        for outcome, decision in decisions.items()
    }
    passed = [outcome for outcome, decision in decisions.items() if decision.passed]
    if not passed:
        _refused(desk, decisions, shown)
    try:
        envelopes, signed_off = given_approvals(held, record, trust=desk.trust)
    except GateError as fault:
        raise GateError(
            f"{desk.name} not released: {len(passed)} of {len(decisions)} outcomes pass the gate "
            f"({', '.join(passed)}), and sign-offs are missing: {fault}"
        ) from fault
    version = _next_version(desk, lines)
    # A release whose waivers have ended is served no longer: the earlier day is the last.
    lifting = {
        one.until.isoformat() for decision in decisions.values() for _, one in decision.waived
    }
    said = Said.of(
        facts, shown, population=population, demo=desk.demo, today=desk.today,
        released={
            "name": desk.name, "version": version,
            "expires": min([expiry(held, record, limits, desk.today), *lifting]),
        },
        signed_off=signed_off,
    )  # fmt: skip
    folder = desk.models / desk.name / str(version)
    manifest = riskscreen.bundle.write(
        folder,
        contents_of(held, record, said=said, decisions=shown, limits=limits, envelopes=envelopes),
        sign=desk.sign,
        trust=desk.trust,
    )
    registered = held.register(
        desk.name,
        record.run_id,
        tags={"manifest_sha256": manifest.digest, "counter": str(version)},
    )
    lifted = [
        desk.append("waiver", _lifted(one, decisions, record.run_id), version=str(version))
        for one in waivers
    ]
    line = desk.append(
        "release",
        {
            "manifest_sha256": manifest.digest,
            "signature_sha256": riskscreen.bundle.signature_sha256(folder),
            "run_id": record.run_id,
            "registered_version": registered,
            "outcomes": passed,
            "policy_digest": limits.digest,
            "waivers": [one.counter for one in lifted],
            "sign_offs": [one.key.public.fingerprint for one in signed_off],
            "demo": desk.demo,
        },
        version=str(version),
        seen=len(lines),
    )
    return Released(
        name=desk.name, version=version, folder=folder, decisions=decisions,
        registry=_mirrored(desk, (*lines, *lifted, line)),
    )  # fmt: skip


def _mirrored(desk: _Desk, lines: Sequence[ledger.Line]) -> str:
    """Bring the registry's tags and alias after the line, which stands whatever comes of it."""
    try:
        settle(desk.name, models=desk.models, lines=lines, held=desk.held)
    except (RiskscreenError, OSError) as fault:
        return f"registry: not brought after the ledger: {fault}; {LATER}"
    return "registry: follows the ledger"


def _lifted(
    waiver: releasing.Waiver, decisions: Mapping[str, releasing.Decision], run_id: str
) -> dict[str, Any]:
    """Return what the ledger keeps of a waiver; of a killed release it tells what was meant."""
    lifts = {
        outcome: sum(one == waiver for _, one in decision.waived)
        for outcome, decision in decisions.items()
    }
    return {
        **waiver.to_dict(),
        "run_id": run_id,
        "lifts": {one: n for one, n in lifts.items() if n},
    }


def _refuse_idle(
    given: Sequence[releasing.Waiver],
    decisions: Mapping[str, releasing.Decision],
    today: datetime.date,
) -> None:
    """Refuse waivers that lift nothing: who gave one believes that it counts."""
    used = {waiver for decision in decisions.values() for _, waiver in decision.waived}
    idle = [waiver for waiver in given if waiver not in used]
    if not idle:
        return
    first = idle[0]
    refusing = [
        one
        for decision in decisions.values()
        for one in decision.refusing
        if first.code in (one.code, f"{one.code}@{one.group}")
    ]
    if first.until < today:
        why = f"its last day {first.until} is past"
    elif any(one.verdict is Verdict.FAIL for one in refusing):
        why = "the check failed, and a failed check cannot be waived"
    elif refusing:
        why = "this check is never waived"
    else:
        why = "no finding of this name lacks evidence"
    raise InputError(
        f"{len(idle)} of {len(given)} waivers lift nothing; first is {first.code}: {why}; "
        "correct it or leave it out. Nothing was released"
    )


def _refused(
    desk: _Desk,
    decisions: Mapping[str, releasing.Decision],
    shown: Mapping[str, releasing.Decision],
) -> None:
    desk.append(
        "refusal",
        {
            "run_id": desk.record.run_id,
            "decisions": {one: decision.sentence() for one, decision in shown.items()},
        },
    )
    refusing = [finding for decision in decisions.values() for finding in decision.refusing]
    missing = lacking(desk.held, desk.record, trust=desk.trust, today=desk.today)
    told = [
        f"{desk.name} not released: 0 of {len(decisions)} outcomes pass the gate, and one has to",
        *(decision.sentence() for decision in decisions.values()),
        lacking_line(missing),
    ]
    raise GateError(". ".join(told), findings=refusing)


def _next_version(desk: _Desk, lines: Sequence[ledger.Line]) -> int:
    """Return the first number that no line and no folder bears, swept ones included."""
    own = [line for line in lines if line.name == desk.name and line.kind == "release"]
    swept = (
        folder.name.removeprefix(UNRELEASED).partition("-")[0]
        for folder in (desk.models / desk.name).glob(f"{UNRELEASED}*")
    )
    taken = [int(line.version) for line in own]
    taken += [int(number) for number in swept if number.isdecimal()]
    return max(taken, default=0) + 1

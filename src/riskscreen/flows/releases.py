"""May this run be released, and what does a release leave behind?

The gate first; then the bundle, read back through every check; the registered version; the
ledger's line, which is the commit; and last the alias, which nothing is served from.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import riskscreen.bundle
from riskscreen import ledger, policy, registry, releasing, reporting
from riskscreen.core import Verdict
from riskscreen.errors import GateError, InputError
from riskscreen.flows.fitness import audited_model, expiry, refuse_incomplete, unfit
from riskscreen.flows.outcome_facts import published_decision, verdict_findings
from riskscreen.flows.reports import (
    decision_lines,
    outcomes_of,
    read_policy,
    stored_findings,
    stored_model,
)

__all__ = ["Released", "release", "waivers"]

_LEDGER = "ledger.jsonl"
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")


@dataclass(frozen=True, slots=True)
class Released:
    """A release that is committed: its name, version, folder and what the gate said."""

    name: str
    version: int
    folder: Path
    decisions: Mapping[str, releasing.Decision]

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
        }

    def lines(self) -> list[str]:
        """Return what a person reads at the end."""
        said = [line for decision in self.decisions.values() for line in decision_lines(decision)]
        return [*said, f"released {self.name} {self.version}: {self.folder}"]


def waivers(codes: Sequence[str], *, why: str, until: str, by: str) -> tuple[releasing.Waiver, ...]:
    """Return waivers from the words of the command line.

    Raises
    ------
    InputError
        If a reason, a name or a day is missing or the day is none.
    """
    if not codes:
        return ()
    try:
        day = datetime.date.fromisoformat(until)
    except ValueError as fault:
        raise InputError(f"--until {until!r} is not a day; give it as 2027-06-30") from fault
    return tuple(releasing.Waiver(code=code, why=why, until=day, by=by) for code in codes)


def release(
    run: str,
    *,
    name: str,
    store: str | Path = "mlruns",
    models: str | Path = "models",
    population: str = "",
    waivers: Sequence[releasing.Waiver] = (),
    demo: bool = False,
) -> Released:
    """Hold the gate over a logged run, then write bundle, registered version and ledger line.

    Parameters
    ----------
    run : str
        Id of a run, its beginning, or ``latest``.
    name : str
        Name of the release; small letters, digits, dots and dashes.
    store, models : str or Path
        Folder of the MLflow store; folder of bundles and ledger.
    population : str
        For whom it is valid; by default what the run says of its records.
    waivers : sequence of Waiver
        For *insufficient evidence* alone.
    demo : bool
        Marks everything DEMO; such a release scores only synthetic records.

    Raises
    ------
    RegistryError
        If the run lacks something that a release rests on.
    GateError
        If no outcome passes; the refusal has a line in the ledger.
    """
    if not _NAME.fullmatch(name):
        raise InputError(
            f"{name!r} cannot be the name of a release; use small letters, digits, dots and dashes"
        )
    held = registry.Store(store)
    record = held.record(held.resolve(run))
    outcomes = outcomes_of(record)
    limits = read_policy(held, record.run_id)
    today = datetime.datetime.now(tz=datetime.UTC)
    demo = demo or record.tags.get("demo") == "true"
    refuse_incomplete(held, record)
    decisions = {
        outcome: releasing.decide(
            (
                *stored_findings(held, record.run_id, outcome),
                *unfit(held, record, outcome, limits),
            ),
            outcome=outcome,
            policy=limits,
            today=today.date(),
            waivers=waivers,
        )
        for outcome in outcomes
    }
    _refuse_idle(waivers, decisions, today.date())
    facts = json.loads(held.read(record.run_id, "report/facts.json"))
    tables = {one["name"]: one for one in facts["outcomes"]}
    # What leaves this machine is what a report may print: small groups keep their verdicts alone.
    shown = {
        outcome: published_decision(decision, tables.get(outcome, {}), limits)
        for outcome, decision in decisions.items()
    }
    path = Path(models) / _LEDGER
    passed = [outcome for outcome in outcomes if decisions[outcome].passed]
    if not passed:
        _refused(path, name, record, decisions, shown)
    version = _next_version(Path(models), name)
    # A release whose waivers have ended is served no longer: the earlier day is the last.
    lifting = {
        one.until.isoformat() for decision in decisions.values() for _, one in decision.waived
    }
    expires = min([expiry(held, record, limits, today), *lifting])
    held_facts = _Facts.of(
        facts, shown, population=population, demo=demo, today=today,
        released={"name": name, "version": version, "expires": expires},
    )  # fmt: skip
    folder = Path(models) / name / str(version)
    manifest = riskscreen.bundle.write(
        folder,
        _contents(
            held,
            record,
            said=held_facts,
            decisions=shown,
            limits=limits,
            name=name,
            version=version,
        ),
    )
    registered = held.register(
        name, record.run_id, tags={"manifest_sha256": manifest.digest, "counter": str(version)}
    )
    ledger.append(
        path,
        kind="release",
        name=name,
        version=str(version),
        facts={
            "manifest_sha256": manifest.digest,
            "run_id": record.run_id,
            "registered_version": registered,
            "outcomes": passed,
            "policy_digest": limits.digest,
            "waivers": [waiver.to_dict() for waiver in waivers],
            "demo": demo,
        },
    )
    held.mark_released(name, registered)
    return Released(name=name, version=version, folder=folder, decisions=decisions)


@dataclass(frozen=True, slots=True)
class _Facts:
    """The run's facts with the gate's word, and the meta of the release."""

    facts: dict[str, Any]
    meta: dict[str, Any]
    demo: bool
    today: datetime.datetime

    @classmethod
    def of(
        cls,
        facts: dict[str, Any],
        decisions: Mapping[str, releasing.Decision],
        *,
        population: str,
        demo: bool,
        today: datetime.datetime,
        released: Mapping[str, Any],
    ) -> _Facts:
        meta = {
            **facts["meta"],
            "population": population or facts["meta"]["population"],
            "release": dict(released),
        }
        facts |= {"meta": meta, "demo": demo}
        for outcome in facts["outcomes"]:
            outcome["decision"] = decisions[outcome["name"]].to_dict()
        return cls(facts=facts, meta=meta, demo=demo, today=today)


def _contents(
    held: registry.Store,
    record: registry.RunRecord,
    *,
    said: _Facts,
    decisions: Mapping[str, releasing.Decision],
    limits: policy.Policy,
    name: str,
    version: int,
) -> riskscreen.bundle.BundleContents:
    def stored(path: str) -> Any:  # noqa: ANN401 - any JSON value
        return json.loads(held.read(record.run_id, f"candidate/{path}"))

    expires = str(said.meta["release"]["expires"])
    tables = {one["name"]: one for one in said.facts["outcomes"]}
    passed = [outcome for outcome, decision in decisions.items() if decision.passed]
    models = {outcome: stored_model(held, record.run_id, outcome) for outcome in passed}
    features = stored("features.json")
    needed = {feature for one in models.values() for feature in one.feature_names}
    features["names"] = [feature for feature in features["names"] if feature in needed]
    features["medians"] = {feature: features["medians"][feature] for feature in features["names"]}
    verdicts = {
        outcome: {
            "verdict": decision.verdict.value,
            "model_sha256": audited_model(held, record, outcome),
            "findings": verdict_findings(
                stored_findings(held, record.run_id, outcome), tables.get(outcome, {}), limits
            ),
            "waived": decision.to_dict()["waived"],
        }
        for outcome, decision in decisions.items()
    }
    return riskscreen.bundle.BundleContents(
        models=models,
        cutoffs={outcome: stored(f"{outcome}/cutoffs.json") for outcome in passed},
        features=features,
        policy=limits.to_dict(),
        schema=stored("schema.json"),
        verdicts=verdicts,
        card=releasing.card(
            name=name,
            version=version,
            meta={**said.meta, "expires": expires, "demo": said.demo},
            policy=limits,
            decisions=list(decisions.values()),
        ),
        golden={outcome: stored(f"{outcome}/golden.json") for outcome in passed},
        reports={lang: reporting.render(said.facts, lang=lang) for lang in reporting.LANGUAGES},
        meta={
            "name": name,
            "counter": version,
            "training_digest": said.meta["training_digest"],
            "run_id": record.run_id,
            "code_version": said.meta["code_version"],
            "population": said.meta["population"],
            "created": said.today.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "expires": expires,
            "demo": said.demo,
            "synthetic": bool(said.meta["synthetic"]),
            "legal": {key: said.meta[key] for key in ("legal_basis", "purpose", "retention_until")},
        },
    )


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
    path: Path,
    name: str,
    record: registry.RunRecord,
    decisions: Mapping[str, releasing.Decision],
    shown: Mapping[str, releasing.Decision],
) -> None:
    ledger.append(
        path,
        kind="refusal",
        name=name,
        version="",
        facts={
            "run_id": record.run_id,
            "decisions": {one: decision.sentence() for one, decision in shown.items()},
        },
    )
    refusing = [finding for decision in decisions.values() for finding in decision.refusing]
    raise GateError(
        f"{name} not released: 0 of {len(decisions)} outcomes pass. "
        + " ".join(f"{decision.sentence()}." for decision in decisions.values()),
        findings=refusing,
    )


def _next_version(models: Path, name: str) -> int:
    """Return the first number that no line and no folder bears.

    A folder without a line is what a release left that was killed before its commit: it is served
    to nobody, and its number is not used again.
    """
    path = models / _LEDGER
    lines = ledger.read(path) if path.is_file() else ()
    taken = [int(line.version) for line in lines if line.name == name and line.kind == "release"]
    folders = (models / name).glob("[0-9]*")
    taken += [int(folder.name) for folder in folders if folder.name.isdecimal()]
    return max(taken, default=0) + 1

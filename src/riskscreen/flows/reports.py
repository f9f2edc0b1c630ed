"""What can be read of a run that is logged? Its report, and its findings."""

from __future__ import annotations

import json
from pathlib import Path

from riskscreen import model, policy, registry, releasing, reporting
from riskscreen.core import Finding
from riskscreen.errors import RegistryError
from riskscreen.flows import notes
from riskscreen.flows.audited import Audited

__all__ = [
    "decision_lines",
    "outcomes_of",
    "read_policy",
    "report",
    "stored_findings",
    "stored_model",
]


def report(
    run: str,
    *,
    lang: str = "vi",
    format: str = "html",  # noqa: A002 - the field's word
    store: str | Path = "mlruns",
) -> str:
    """Return a run's report as text, with what its newest audit was given of decisions.

    Parameters
    ----------
    run : str
        Id of a run, its beginning, or ``latest``.
    lang : str
        ``vi`` or ``en``.
    format : str
        ``html`` (one offline file), ``md`` or ``json``.
    store : str or Path
        Folder of the MLflow store.

    Raises
    ------
    RegistryError
        If no run answers to the name or it holds no facts.
    RunChangedError
        If what audits noted of decisions does not hold: a report without it would hide it.
    InputError
        If language or format is unknown.
    """
    held = registry.Store.existing(store)
    record = held.record(held.resolve(run))
    facts = json.loads(held.read(record.run_id, "report/facts.json"))
    told = notes.with_newest(facts, notes.read(held, record))
    return reporting.render(told, lang=lang, format=format)


def outcomes_of(record: registry.RunRecord) -> tuple[str, ...]:
    """Return the outcomes that a run trained.

    Raises
    ------
    RegistryError
        If the run does not say.
    """
    named = record.parameters.get("outcomes", "")
    if not named:
        raise RegistryError(f"run {record.run_id} names no outcome; was it made by train?")
    return tuple(named.split(","))


def read_policy(held: registry.Store, run_id: str) -> policy.Policy:
    """Return the policy that a run was trained and judged under."""
    return policy.parse(json.loads(held.read(run_id, "candidate/policy.json")))


def stored_findings(held: registry.Store, run_id: str, outcome: str) -> tuple[Finding, ...]:
    """Return the audit's findings of one outcome; no audit is no finding, which refuses."""
    written = held.find(run_id, f"audit/{outcome}.json")
    if written is None:
        return ()
    plain = json.loads(written)
    return releasing.read_findings(plain.get("findings", []), outcome=outcome)


def decision_lines(decision: releasing.Decision) -> list[str]:
    """Return a decision, every finding that refuses, and what is reported beside, a line each."""
    lines = [decision.sentence()]
    lines += [f"  refuses: {finding.sentence()}" for finding in decision.refusing]
    lines += [
        f"  waived until {waiver.until}: {finding.sentence()} ({waiver.why})"
        for finding, waiver in decision.waived
    ]
    if isinstance(decision, Audited):
        lines += [f"  {line}" for line in decision.lines()]
    return lines


def stored_model(held: registry.Store, run_id: str, outcome: str) -> model.RiskModel:
    """Return the model of one outcome that a run logged."""
    text = held.read(run_id, f"candidate/{outcome}/model.txt").decode()
    facts = json.loads(held.read(run_id, f"candidate/{outcome}/model.json"))
    return model.RiskModel.from_dict(facts, booster=model.Booster.from_text(text))

"""What does the audit say of a logged run, now or on other records? What moves its scores?"""

from __future__ import annotations

import dataclasses
import datetime
import json
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from riskscreen import (
    auditing,
    decisions,
    explaining,
    features,
    ledger,
    outcomes,
    records,
    registry,
    releasing,
    signing,
    tables,
    training,
)
from riskscreen import policy as policies
from riskscreen.errors import InputError
from riskscreen.flows import overridden, registering
from riskscreen.flows.audited import Audited, tell_and_keep
from riskscreen.flows.judging import judge, risk_of
from riskscreen.flows.reports import (
    outcomes_of,
    read_policy,
    stored_findings,
    stored_model,
)
from riskscreen.flows.telling import nobody
from riskscreen.flows.training_run import Say, TrainedRun
from riskscreen.flows.windows import in_order, require_known

__all__ = ["audit", "explain"]

_COVERAGE = "AUD-07"


def audit(
    run: str,
    *,
    records: records.Records | None = None,
    test_as_of: str | None = None,
    store: str | Path = "mlruns",
    models: str | Path = "models",
    trust: signing.TrustFile = None,
    overrides: str | Path | None = None,
    secret: signing.SecretFile | None = None,
    say: Say = nobody,
) -> dict[str, releasing.Decision]:
    """Return the gate's decision by outcome, from the run's audit or from one made anew.

    Parameters
    ----------
    run : str
        Id of a run, its beginning, or ``latest``.
    records : Records, optional
        Judge the run's models on these children instead; its own audit is not changed.
    test_as_of : str, optional
        Day of the window on which they are judged.
    store : str or Path
        Folder of the MLflow store.
    models : str or Path
        Folder whose ledger says which policies were registered, and when.
    trust : Trust or path, optional
        The trusted keys, for the ledger; by default what ``RISKSCREEN_TRUST`` names.
    overrides : str or Path, optional
        What people decided instead of the list, with ``records``: each decision is an `Audited`
        then, which tells AUD-27 and the table ``overrides``. The run keeps what may be printed of
        them for its report.
    secret : Secret or path, optional
        The service's secret, under which that file names its children.
    say : callable
        Takes a line of progress as each step begins.

    Raises
    ------
    RegistryError
        If no run answers to the name, or it lacks its models; or the store cannot keep what would
        be told of the decisions.
    RunChangedError
        If what an earlier audit noted of decisions does not hold.
    InputError
        If records are given without a day, or a day without records, or overrides without records
        or secret; or no outcome of these children is known a horizon after the day.
    OverrideError
        If the file of overrides does not hold.
    DisclosureError
        If what was decided and an earlier report together give a small group away.
    """
    if records is None and test_as_of is not None:
        raise InputError(
            "--test-as-of without --records: the stored audit is of its own day; name the records "
            "whose children judge, or leave the day out"
        )
    decided = _decided(overrides, secret, records)
    held = registry.Store.existing(store)
    record = held.record(held.resolve(run))
    limits = read_policy(held, record.run_id)
    now = datetime.datetime.now(tz=datetime.UTC)
    lines, earlier = registering.ledger_lines(models, trust=trust), held.records()
    if records is None:
        judgement = registering.stored_judgement(held, record.run_id)
    else:
        judgement = registering.Judgement(
            records.digest, frozenset(filter(None, [test_as_of])), now
        )
    found: dict[str, releasing.Decision] = {}
    anew: dict[str, auditing.Audit] = {}
    for outcome in outcomes_of(record):
        if records is None:
            findings = stored_findings(held, record.run_id, outcome)
        else:
            say(f"{len(anew) + 1} of {len(outcomes_of(record))}: {outcome}: audit of {test_as_of}")
            anew[outcome] = _anew(
                held, record, outcome,
                limits=limits, on=records, test_as_of=test_as_of, decided=decided,
                releases=_releases(lines, record.run_id),
            )  # fmt: skip
            findings = anew[outcome].findings
        findings = registering.again(
            findings,
            outcome=outcome,
            limits=limits,
            lines=lines,
            judgement=judgement,
            earlier=earlier,
        )
        found[outcome] = releasing.decide(
            findings, outcome=outcome, policy=limits, today=now.date()
        )
    if records is None or test_as_of is None or decided is None:
        return found
    told, path = tell_and_keep(
        anew, on=records, day=test_as_of, overrides=decided, record=record, store=held,
        limits=limits,
    )  # fmt: skip
    return {
        one["name"]: Audited.of(found[one["name"]], one, noted=path, n_lines=len(decided.held))
        for one in told["outcomes"]
    }


def explain(run: TrainedRun, *, outcome: str) -> explaining.Explanation:
    """Return what moves the scores of one outcome of a training.

    Raises
    ------
    InputError
        If the run did not train the outcome.
    """
    if outcome not in run.results:
        raise InputError(f"{outcome} is not in this run; it trained {', '.join(run.results)}")
    return run.results[outcome].explanation


def _decided(
    overrides: str | Path | None,
    secret: signing.SecretFile | None,
    on: records.Records | None,
) -> overridden.Overrides | None:
    if overrides is None:
        return None
    if on is None or secret is None:
        raise InputError(
            "overrides without the children whom they are about; name the records, their day and "
            "the service's secret (--records, --test-as-of, --secret)"
        )
    return overridden.read(overrides, secret=secret)


def _releases(lines: Sequence[ledger.Line], run_id: str) -> Collection[str] | None:
    """Return the releases of this run, about which its overrides are; None before there is one."""
    own = (line for line in lines if line.kind == "release" and line.facts.get("run_id") == run_id)
    return {f"{line.name} {line.version}" for line in own} or None


def _anew(
    held: registry.Store,
    record: registry.RunRecord,
    outcome: str,
    *,
    limits: policies.Policy,
    on: records.Records,
    test_as_of: str | None,
    decided: overridden.Overrides | None,
    releases: Collection[str] | None,
) -> auditing.Audit:
    if test_as_of is None:
        raise InputError("records without a day; name the day that judges with --test-as-of")
    in_order(
        record.parameters["as_of"].split(","),
        test_as_of,
        int(record.parameters["horizon_months"]),
    )
    state = json.loads(held.read(record.run_id, "candidate/features.json"))["state"]
    chosen = outcomes.get(outcome, record.parameters[f"{outcome}.definition"])
    table = tables.build_table(
        on,
        chosen,
        as_of=test_as_of,
        horizon_months=int(record.parameters["horizon_months"]),
        state=features.FittedState.from_dict(state),
        policy=limits,
    )
    require_known(
        table, opened_on=test_as_of, horizon_months=int(record.parameters["horizon_months"])
    )
    risk_model = stored_model(held, record.run_id, outcome)
    judged = judge(
        table,
        risk_of(risk_model, table, limits),
        risk_model=risk_model,
        baselines=_checklist(table, limits),
        limits=limits,
        seed=int(record.parameters["seed"]),
        learned=None,
        later=True,
    )
    audit = judged.audit
    if decided is not None:
        audit = overridden.with_overrides(
            judged,
            decided,
            limits=limits,
            day=test_as_of,
            horizon_months=int(record.parameters["horizon_months"]),
            releases=releases,
        )
    # who is in the training table is a matter of the run, whoever is judged now
    covered = [
        one for one in stored_findings(held, record.run_id, outcome) if one.code == _COVERAGE
    ]
    kept = [one for one in audit.findings if one.code != _COVERAGE]
    return dataclasses.replace(audit, findings=(*kept, *covered))


def _checklist(
    table: tables.TrainingTable, limits: policies.Policy
) -> dict[str, NDArray[np.float64]]:
    """Return the one list that needs no fitting, and that judges."""
    rules, rows = limits.checklist.get(table.outcome.name, ()), training.Rows.of(table)
    if not training.answerable(rows, rules):
        return {}
    met = training.rules_met(rows, rules)
    chance = decisions.tie_key("checklist", table.child_id) / 2.0**64
    return {"checklist": met + chance}

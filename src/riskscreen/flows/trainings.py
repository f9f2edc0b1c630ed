"""What can be learned from these records, how good is it, and whom would it miss?"""

from __future__ import annotations

import dataclasses
import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from riskscreen import outcomes as outcome_list
from riskscreen import policy as policies
from riskscreen import records, registry, signing
from riskscreen.errors import InputError
from riskscreen.flows import registering
from riskscreen.flows.logbook import log_run
from riskscreen.flows.telling import nobody, numbered
from riskscreen.flows.training_run import STEPS, Plan, Say, TrainedRun, learn

__all__ = ["STANDARD", "train"]

STANDARD = ("dropout", "child_labour", "exclusion")


def train(
    held: records.Records,
    *,
    as_of: Sequence[str] | str,
    test_as_of: str | None = None,
    horizon_months: int = 12,
    outcomes: Sequence[str | outcome_list.Outcome] = STANDARD,
    policy: str | Path | policies.Policy = "default",
    store: str | Path = "mlruns",
    models: str | Path = "models",
    trust: signing.TrustFile = None,
    seed: int = 0,
    threads: int = 2,
    target_prevalence: Mapping[str, float] | None = None,
    demo: bool = False,
    say: Say = nobody,
) -> TrainedRun:
    """Train, calibrate, evaluate, explain and audit, log all of it, and return the run.

    Parameters
    ----------
    held : Records
        With legal basis, purpose and retention.
    as_of : str or sequence of str
        Days that open a training window.
    test_as_of : str, optional
        Day that opens the later window, which no tree, calibrator or search sees. Without one
        the held-out children of training are judged, and the report says so.
    horizon_months : int
        0 is a nowcast.
    outcomes : sequence of str or Outcome
        Shipped names, with another definition after a colon (``child_labour:mics5``), or one's own.
    policy : str, Path or Policy
        Limits, groups, capacity.
    store : str or Path
        Folder of the MLflow store.
    models : str or Path
        Folder whose ledger says which policies were registered, and when.
    trust : Trust or path, optional
        The trusted keys, for the ledger; by default what ``RISKSCREEN_TRUST`` names.
    seed : int
        The same seed gives the same boosters, with any number of threads.
    target_prevalence : mapping of str to float, optional
        By outcome, a published rate to which its risks are recalibrated.
    demo : bool
        Marks the report DEMO.
    say : callable
        Takes a line of progress as each step begins.

    Raises
    ------
    InputError
        If records, days, outcomes or policy cannot be used; nothing is logged then.
    LedgerError, TrustError
        If there is a ledger that cannot be trusted, or no trusted key is named for it.
    """
    started = datetime.datetime.now(tz=datetime.UTC)
    lines = registering.ledger_lines(models, trust=trust)
    days = (as_of,) if isinstance(as_of, str) else tuple(sorted(as_of))
    chosen = tuple(
        outcome_list.get(entry) if isinstance(entry, str) else entry for entry in outcomes
    )
    twice = sorted(name for name, n in Counter(one.name for one in chosen).items() if n > 1)
    if twice:
        raise InputError(
            f"{len(twice)} outcomes are asked for more than once; first is {twice[0]}. Train each "
            "definition in a run of its own, so that a report is about one"
        )
    unknown = sorted(set(target_prevalence or {}) - {one.name for one in chosen})
    if unknown:
        raise InputError(
            f"{len(unknown)} target prevalences are for outcomes that are not trained; first is "
            f"{unknown[0]}; train it or leave it out"
        )
    plan = Plan(
        as_of=days,
        test_as_of=test_as_of,
        horizon_months=horizon_months,
        outcomes=chosen,
        limits=policies.load(policy),
        seed=seed,
        threads=threads,
        target_prevalence=dict(target_prevalence or {}),
        started=started,
    )
    tell = numbered(say, steps=STEPS * len(chosen) + 1)
    run = learn(held, plan, tell)
    tell("logging the run and its report")
    logged = registry.Store(store)
    run = registering.with_registration(
        run, lines=lines, started=started, data_digest=held.digest, earlier=logged.records()
    )
    run_id = log_run(run, held, logged, demo=demo)
    return dataclasses.replace(run, run_id=run_id, store=logged.shown)

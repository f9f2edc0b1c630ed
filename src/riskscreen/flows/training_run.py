"""What does one training hold, from the tables to the findings, before anything is logged?"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from riskscreen import (
    explaining,
    features,
    measures,
    model,
    outcomes,
    policy,
    records,
    schema,
    tables,
    training,
)
from riskscreen.core import Verdict
from riskscreen.flows.judging import Judged, judge, refusals, risk_of, with_prevalence
from riskscreen.flows.windows import Windows, in_order, open_windows

__all__ = ["STEPS", "OutcomeResult", "Plan", "Say", "TrainedRun", "held_out_risk", "learn"]

Say = Callable[[str], None]
STEPS = 4
"""How many `learn` tells of each outcome: tables, training, audit, explanation."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to train, on which days, under which policy.

    Parameters
    ----------
    as_of : tuple of str
        Days that open a training window, ISO.
    test_as_of : str or None
        Day that opens the later window.
    horizon_months : int
        0 is a nowcast.
    outcomes : tuple of Outcome
        What to predict.
    limits : Policy
        The policy that judges.
    seed : int
        The same seed gives the same boosters.
    threads : int
        Changes no figure.
    target_prevalence : mapping of str to float
        By outcome, a published rate to recalibrate to.
    started : datetime.datetime
        When the run began, UTC: a policy that is registered later came too late for it.
    """

    as_of: tuple[str, ...]
    test_as_of: str | None
    horizon_months: int
    outcomes: tuple[outcomes.Outcome, ...]
    limits: policy.Policy
    seed: int
    threads: int
    target_prevalence: Mapping[str, float]
    started: datetime.datetime


@dataclass(frozen=True, slots=True)
class OutcomeResult:
    """One outcome: how it learned, how it is judged, what moves it."""

    windows: Windows
    trained: training.TrainedOutcome
    judged: Judged
    explanation: explaining.Explanation

    def __repr__(self) -> str:
        return f"OutcomeResult({self.judged.audit!r})"

    @property
    def name(self) -> str:
        """Name of the outcome."""
        return self.windows.training.outcome.name


@dataclass(frozen=True, slots=True)
class TrainedRun:
    """A training that is logged: its results by outcome and where MLflow holds it."""

    plan: Plan
    state: features.FittedState
    results: Mapping[str, OutcomeResult]
    code_lists: tuple[str, ...] = ()
    run_id: str = ""
    store: str = ""

    def __repr__(self) -> str:
        verdicts = ", ".join(
            f"{name}: {result.judged.audit.verdict.value}" for name, result in self.results.items()
        )
        return f"TrainedRun({self.run_id[:12]}; {verdicts})"

    @property
    def screener(self) -> model.Screener:
        """The models, which predict and cannot fit."""
        return model.Screener(
            models={name: result.trained.model for name, result in self.results.items()},
            state=self.state.to_dict(),
        )

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """The audit's verdict by outcome; the gate decides at release."""
        return {name: result.judged.audit.verdict for name, result in self.results.items()}


def learn(held: records.Records, plan: Plan, say: Say) -> TrainedRun:
    """Return models, audits and explanations of every outcome of the plan; nothing is logged.

    Raises
    ------
    InputError
        If the records lack their legal basis, purpose or retention, or the days do not fit.
    """
    held.require_legal()
    in_order(plan.as_of, plan.test_as_of, plan.horizon_months)
    snapshots = {day: held.as_of(day) for day in plan.as_of}
    states = {
        day: tables.fit_state(snapshot, policy=plan.limits) for day, snapshot in snapshots.items()
    }
    results: dict[str, OutcomeResult] = {}
    for outcome in plan.outcomes:
        say(f"{outcome.name}: tables")
        windows = open_windows(
            held,
            outcome,
            as_of=plan.as_of,
            test_as_of=plan.test_as_of,
            horizon_months=plan.horizon_months,
            states=states,
            limits=plan.limits,
        )
        results[outcome.name] = _one(windows, plan, say)
    return TrainedRun(
        plan=plan,
        state=states[max(plan.as_of)],
        results=results,
        code_lists=_code_lists(list(snapshots.values())),
    )


def _code_lists(snapshots: Sequence[records.Snapshot]) -> tuple[str, ...]:
    """Return which administrative lists the codes of places were of, over all windows."""
    year = np.concatenate([snapshot.column("code_list_year") for snapshot in snapshots])
    new = year[np.isfinite(year)] >= schema.NEW_LIST_YEAR
    names = {"before_2025": bool((~new).any()), "from_2025": bool(new.any())}
    return tuple(name for name, seen in names.items() if seen)


def _one(windows: Windows, plan: Plan, say: Say) -> OutcomeResult:
    name = windows.training.outcome.name
    say(f"{name}: training on {windows.training.n_rows} children")
    trained = training.fit_outcome(
        windows.training, policy=plan.limits, seed=plan.seed, n_threads=plan.threads
    )
    learned, rate, shift = trained, plan.target_prevalence.get(name), 0.0
    if rate is not None:
        shift = _shift(learned, windows.training, rate)
        trained = _moved(learned, shift)
    say(f"{name}: audit")
    judged = _judged(windows, trained, plan)
    if rate is not None:
        judged = with_prevalence(
            judged,
            _judged_risk(windows, learned, plan),
            risk_model=trained.model,
            limits=plan.limits,
            published=rate,
            shift=shift,
        )
    say(f"{name}: explanation")
    explanation = explaining.explain(
        trained.model,
        judged.table,
        policy=plan.limits,
        rng=np.random.default_rng([plan.seed, 21]),
    )
    return OutcomeResult(windows=windows, trained=trained, judged=judged, explanation=explanation)


def _shift(trained: training.TrainedOutcome, table: tables.TrainingTable, rate: float) -> float:
    rows = np.flatnonzero(table.eligible == 1)
    return training.target_shift(
        trained.model, table.features.values[rows], weight=table.weight[rows], rate=rate
    )


def _moved(trained: training.TrainedOutcome, shift: float) -> training.TrainedOutcome:
    """Return the training at the published rate, out-of-fold risks as well: both are judged."""
    return replace(
        trained,
        model=training.moved(trained.model, shift),
        oof_risk=measures.shifted_risk(trained.oof_risk, shift),
    )


def _judged_risk(
    windows: Windows, trained: training.TrainedOutcome, plan: Plan
) -> NDArray[np.float64]:
    if windows.later is None:
        return held_out_risk(windows.training, trained, plan.limits)
    return risk_of(trained.model, windows.later, plan.limits)


def _judged(windows: Windows, trained: training.TrainedOutcome, plan: Plan) -> Judged:
    later = windows.later
    if later is None:
        return judge(
            windows.training,
            held_out_risk(windows.training, trained, plan.limits),
            risk_model=trained.model,
            baselines={name: one.oof_risk for name, one in trained.baselines.items()},
            limits=plan.limits,
            seed=plan.seed,
            learned=None,
            later=False,
        )
    trained.refuse_seen(later)
    return judge(
        later,
        risk_of(trained.model, later, plan.limits),
        risk_model=trained.model,
        baselines={name: one.predict(later) for name, one in trained.baselines.items()},
        limits=plan.limits,
        seed=plan.seed,
        learned=(windows.training, held_out_risk(windows.training, trained, plan.limits)),
        later=True,
    )


def held_out_risk(
    table: tables.TrainingTable, trained: training.TrainedOutcome, limits: policy.Policy
) -> NDArray[np.float64]:
    """Return the out-of-fold risk of rows that trained, NaN where a service would refuse.

    A child whose outcome is not known gets the released model's risk: its siblings may have
    trained that model, but the child stands in no figure that needs an outcome, only in the
    population that the list is drawn from.
    """
    refused = refusals(trained.model, table, limits)
    released = trained.model.predict(table.features.values).risk
    never_seen = (table.eligible == 1) & ~table.followed
    return np.where(refused, np.nan, np.where(never_seen, released, trained.oof_risk))

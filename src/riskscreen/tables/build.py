"""From records to what a model learns from: one label window at a time.

Features see the Snapshot, labels the FollowUp; only here do the two meet.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import features, outcomes, records
from riskscreen import policy as policies
from riskscreen.errors import InputError
from riskscreen.tables import findings
from riskscreen.tables.state import fit_state
from riskscreen.tables.table import TrainingTable
from riskscreen.tables.weights import Weights, survey_weights

__all__ = ["build_table"]


def build_table(
    held: records.Records,
    outcome: outcomes.Outcome | str,
    *,
    as_of: Any,  # noqa: ANN401 - any date
    horizon_months: int = 12,
    state: features.FittedState | None = None,
    policy: policies.Policy | str | Path = "default",
    stale_months: int = 12,
) -> TrainingTable:
    """Return the training table of one label window.

    Parameters
    ----------
    held : Records
        Household and child records.
    outcome : Outcome or str
        The outcome, or its name for the default definition.
    as_of : str, datetime.date or datetime64
        Day of the Snapshot.
    horizon_months : int
        Months to the follow-up; 0 makes a nowcast, whose sources are kept from the features.
    state : FittedState, optional
        What the features know about places; by default fitted on all children of this Snapshot,
        weighted if every one has a weight and else counting each once.
    policy : Policy, str or Path
        Gives the groups and which protected columns may be features.
    stale_months : int
        See `Records.as_of`.

    Returns
    -------
    TrainingTable
        The eligible children, and those whose eligibility cannot be known.

    Raises
    ------
    InputError
        If ``held`` is not Records, nobody is eligible on that day, a part of the definition was
        never asked, or at some ages only a yes can be known.
    OutcomeError
        If the outcome is unknown.
    """
    if not isinstance(held, records.Records):
        raise InputError(
            f"build_table reads Records, not {type(held).__name__}; make them with read_records"
        )
    limits = policies.load(policy)
    snapshot = held.as_of(as_of, stale_months=stale_months)
    asked = outcomes.get(outcome) if isinstance(outcome, str) else outcome
    chosen = outcomes.settle(asked, snapshot, horizon_months=horizon_months)
    eligible = outcomes.eligible(chosen, snapshot, horizon_months=horizon_months)
    follow_up = held.follow_up(snapshot, horizon_months=horizon_months)
    _refuse_one_sided(chosen, follow_up)
    label = outcomes.label(chosen, follow_up)
    ages = snapshot.column("age_years")
    _refuse_without_noes(chosen, label=label, eligible=eligible, age_years=ages)
    weights = survey_weights(held, snapshot, chosen, eligible=eligible, label=label)
    rows = np.flatnonzero((eligible != 0) & weights.sampled)
    if not rows.size:
        raise InputError(
            f"0 of {snapshot.n_children} children are eligible for {chosen.name} "
            f"({chosen.definition}) on {snapshot.day}; see ages and attendance of that day"
        )
    table = _assembled(
        snapshot,
        follow_up,
        chosen,
        eligible=eligible,
        label=label,
        weights=weights,
        state=state,
        policy=limits,
    )
    counted = findings.counted(
        table, rows, weights=weights, asked=asked, policy=limits, fallback=_psu(snapshot)[1]
    ) + findings.never_followed(table, age_years=snapshot.column("age_years"))
    counted += findings.of_wave(table, snapshot) + findings.carried(held, chosen)
    return replace(table.take(rows), findings=(*snapshot.findings, *follow_up.findings, *counted))


def _refuse_one_sided(outcome: outcomes.Outcome, follow_up: records.FollowUp) -> None:
    """Refuse a definition of which a part was never asked: whoever is known would be a yes."""
    seen = int(follow_up.observed.sum())
    lacking = _never_asked(outcome, follow_up)
    if not seen or not lacking:
        return
    others = [
        tag
        for tag in outcomes.definitions(outcome.name)
        if not _never_asked(outcomes.get(outcome.name, tag), follow_up)
    ]
    raise InputError(
        f"{outcome.name} by the definition {outcome.definition} needs {len(outcome.needs)} answers "
        f"and {', '.join(lacking)} is recorded for 0 of {seen} children seen on {follow_up.day}: "
        "every known answer would be a yes. "
        + (
            f"Definitions that these records can answer: {', '.join(others)}"
            if others
            else "No definition of it can be answered by these records"
        )
    )


def _refuse_without_noes(
    outcome: outcomes.Outcome,
    *,
    label: NDArray[np.float64],
    eligible: NDArray[np.float64],
    age_years: NDArray[np.float64],
) -> None:
    """Refuse a label that at some ages can only be a yes: what would make a no was not asked."""
    ages = outcomes.ages_without_noes(label, eligible=eligible, age_years=age_years)
    if not ages.size:
        return
    here = (eligible == 1) & np.isin(np.floor(age_years), ages)
    raise InputError(
        f"{outcome.name} by the definition {outcome.definition}: at the ages "
        f"{', '.join(f'{age:g}' for age in ages)} {int((label[here] == 1).sum())} children are a "
        f"yes, 0 a no and {int(np.isnan(label[here]).sum())} not known, so age would be the "
        "answer. What makes a no was not recorded there: record "
        f"{', '.join(outcome.sources)}, or train a part that was asked of all"
        + (f" ({', '.join(f'{outcome.name}_{name}' for name in outcome.parts)})"
           if outcome.parts else "")
    )  # fmt: skip


def _never_asked(outcome: outcomes.Outcome, follow_up: records.FollowUp) -> list[str]:
    return [name for name in outcome.needs if np.isnan(follow_up.column(name)).all()]


def _assembled(
    snapshot: records.Snapshot,
    follow_up: records.FollowUp,
    outcome: outcomes.Outcome,
    *,
    eligible: NDArray[np.float64],
    label: NDArray[np.float64],
    weights: Weights,
    state: features.FittedState | None,
    policy: policies.Policy,
) -> TrainingTable:
    if state is None:
        state = fit_state(snapshot, policy=policy)
    horizon_months = follow_up.horizon_months
    barred = outcomes.barred_columns(outcome) if horizon_months == 0 else ()
    return TrainingTable(
        outcome=outcome,
        horizon_months=horizon_months,
        features=features.build(
            snapshot, state=state, horizon_months=horizon_months, barred=barred, policy=policy
        ),
        label=label,
        eligible=eligible,
        before=outcomes.state(outcome, snapshot),
        weight=weights.scaled,
        expansion=weights.expansion,
        weight_sum=weights.total,
        child_id=snapshot.ids,
        household_id=snapshot.children["household_id"],
        psu=_psu(snapshot)[0],
        stratum=snapshot.column("stratum"),
        days=np.full(snapshot.n_children, snapshot.day),
        groups=_groups(snapshot, policy),
        areas=records.areas(snapshot),
        parts=outcomes.part_labels(outcome, follow_up),
        state=state,
        barred=barred,
        synthetic=snapshot.synthetic,
    )


def _psu(snapshot: records.Snapshot) -> tuple[NDArray[np.str_], dict[str, int]]:
    """Return each child's PSU, and how many took a commune or a household in its place."""
    psu = snapshot.column("psu")
    taken = {}
    for column in ("commune_code", "household_id"):
        missing = psu == ""
        instead = snapshot.column(column)
        # A prefix, so that a commune's code never joins a PSU of the same number.
        named = np.where(instead == "", "", np.strings.add(f"{column}:", instead))
        taken[column] = int((missing & (named != "")).sum())
        psu = np.where(missing, named, psu)
    lone = np.strings.add("child_id:", snapshot.ids)
    taken["child_id"] = int((psu == "").sum())
    return np.where(psu == "", lone, psu), taken


def _groups(snapshot: records.Snapshot, policy: policies.Policy) -> dict[str, NDArray[np.str_]]:
    columns = dict.fromkeys(group.column for group in policy.groups.values())
    return {column: _as_text(snapshot.column(column)) for column in columns}


def _as_text(values: NDArray[Any]) -> NDArray[np.str_]:
    if values.dtype.kind == "U":
        return values
    distinct, code = np.unique(values, return_inverse=True)
    texts = ["" if np.isnan(value) else f"{value:g}" for value in distinct]
    return np.asarray(texts, dtype=np.str_)[code] if texts else np.zeros(0, dtype="<U1")

"""How does a training table with its risks and its allocation become an audit?

A thin door: every question is asked in `run.audit_arrays`, of plain arrays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.auditing.inputs import AuditInput, Draw, Floats, levels
from riskscreen.auditing.run import Audit, audit_arrays, in_order
from riskscreen.auditing.uncounted import uncounted_findings
from riskscreen.policy import Policy, load

if TYPE_CHECKING:
    from riskscreen.decisions import Allocation
    from riskscreen.model import RiskModel
    from riskscreen.tables import TrainingTable

__all__ = ["audit", "input_of"]


def audit(
    table: TrainingTable,
    risk: Floats,
    allocation: Allocation,
    *,
    policy: Policy | str = "default",
    rng: np.random.Generator,
    baselines: Mapping[str, Floats] | None = None,
    lists: Mapping[str, Draw] | None = None,
    model: RiskModel | None = None,
    training: tuple[TrainingTable, Floats] | None = None,
    allocation_facts: Mapping[str, Any] | None = None,
    later: bool | None = None,
    refused: Mapping[str, NDArray[np.bool_]] | None = None,
) -> Audit:
    """Return the audit of one outcome's list on one table.

    Parameters
    ----------
    table : TrainingTable
        The later window; or the training table itself, with out-of-fold risks, where there is
        none and ``training`` is not given.
    risk : ndarray of float64, shape (n_children,)
        Released booster's risks; NaN where it abstained.
    allocation : Allocation
        The list drawn from these risks by the policy's rule.
    policy : Policy or str
        Limits, groups, capacity.
    rng : numpy.random.Generator
        Source of the replicates.
    baselines : mapping of str to ndarray of float64
        Scores of the simple lists on the same rows; ``checklist`` judges.
    lists : mapping of str to callable, optional
        Every allocation rule as a function of risks alone, the policy's own among them: what is
        compared, and what draws the list again for the recalibrated contrast.
    model : RiskModel, optional
        What gave the risks; without it nobody can say what missing data move.
    training : tuple of TrainingTable and ndarray of float64, optional
        The training table and its out-of-fold risks.
    allocation_facts : mapping, optional
        JSON facts to print beside those of the allocation.
    later : bool, optional
        Whether no tree, calibrator or search has seen these rows; by default whether ``training``
        is given. A later window without the training table leaves its coverage unmeasured.
    refused : mapping of str to ndarray of bool, shape (n_children,), optional
        Whom each code refuses, so that every code is seen by group.

    Raises
    ------
    InputError
        If a length, weight, label or risk is impossible.
    """
    limits = load(policy)
    rows = input_of(
        table,
        risk,
        policy=limits,
        selected=allocation.selected,
        key=allocation.key,
        baselines=baselines,
        lists=lists,
        model=model,
        allocation=_facts(allocation, limits, table.outcome.name) | dict(allocation_facts or {}),
        later=training is not None if later is None else later,
        refused=refused,
    )
    earlier = None
    if training is not None:
        earlier = input_of(training[0], training[1], policy=limits, later=False)
    found = audit_arrays(rows, policy=limits, rng=rng, earlier=earlier)
    uncounted = uncounted_findings(
        _weighted(table),
        outcome=table.outcome.name,
        groups=levels(limits, table.groups, table.n_rows),
        policy=limits,
    )
    kept = [one for one in found.findings if one.code != uncounted[0].code]
    return replace(found, findings=in_order([*kept, *uncounted]))


def input_of(
    table: TrainingTable,
    risk: Floats,
    *,
    policy: Policy,
    selected: NDArray[np.bool_] | None = None,
    key: Floats | None = None,
    baselines: Mapping[str, Floats] | None = None,
    lists: Mapping[str, Draw] | None = None,
    model: RiskModel | None = None,
    allocation: Mapping[str, Any] | None = None,
    later: bool = True,
    refused: Mapping[str, NDArray[np.bool_]] | None = None,
) -> AuditInput:
    """Return a table's rows as an audit reads them; nobody is selected where no list is given.

    Rows without a survey weight stand for nobody and are left out; `audit` says how many.
    """
    of = np.flatnonzero(_weighted(table))
    chosen = np.zeros(table.n_rows, dtype=bool) if selected is None else selected

    draws = {rule: _on_rows(draw, of, table.n_rows) for rule, draw in (lists or {}).items()}
    return AuditInput(
        outcome=table.outcome.name,
        label=table.label[of],
        eligible=table.eligible[of],
        risk=risk[of],
        selected=chosen[of],
        weight=table.weight[of],
        psu=table.psu[of],
        stratum=table.stratum[of],
        groups={
            name: level[of] for name, level in levels(policy, table.groups, table.n_rows).items()
        },
        key=None if key is None else key[of],
        baselines={name: score[of] for name, score in (baselines or {}).items()},
        feature_names=tuple(table.features.names),
        features=table.features.values[of],
        nowcast=table.horizon_months == 0,
        later=later,
        allocate=draws.get(policy.allocation_rule),
        lists=draws,
        predict=None if model is None else lambda values: model.predict(values).risk,
        gain=() if model is None else model.gain,
        allocation=allocation or {},
        refused={code: who[of] for code, who in (refused or {}).items()},
    )


def _on_rows(draw: Draw, of: NDArray[np.intp], n_rows: int) -> Draw:
    """Return a rule of the whole table as a rule of some of its rows."""

    def drawn(risks: Floats) -> NDArray[np.bool_]:
        whole = np.full(n_rows, np.nan)
        whole[of] = risks
        return np.asarray(draw(whole), dtype=bool)[of]

    return drawn


def _weighted(table: TrainingTable) -> NDArray[np.bool_]:
    weighted: NDArray[np.bool_] = np.isfinite(table.weight) & (table.weight > 0)
    return weighted


def _facts(allocation: Allocation, policy: Policy, outcome: str) -> dict[str, Any]:
    rho = float(allocation.rho)
    return {
        "rule": policy.allocation_rule,
        "capacity": policy.capacity_of(outcome),
        "reserve": policy.reserve_share,
        "n_selected": int(np.sum(allocation.selected)),
        "rho": rho if np.isfinite(rho) else None,
        "ties": int(allocation.ties),
        "communes_without_list": int(allocation.communes_without_list),
    }

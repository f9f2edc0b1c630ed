"""What would the list have been, and what does the audit say of it?

The same steps for the later window, for held-out children where there is none, and for an audit
repeated on other records: risk, abstention, allocation, findings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from riskscreen import auditing, decisions, model, policy, tables, training

__all__ = ["Judged", "judge", "refusals", "refused_codes", "risk_of", "with_prevalence"]


_NOT_AUDITED = ("not_eligible", "outcome_not_released")


@dataclass(frozen=True, slots=True)
class Judged:
    """One outcome, judged on one table.

    ``risk`` is NaN where the tool refuses the child, shape (n_rows,); ``evaluation`` holds the
    figures of ranking and calibration among children with a risk and a known outcome, and recall
    and precision of the list among all whose outcome is known.
    """

    table: tables.TrainingTable
    risk: NDArray[np.float64]
    allocation: decisions.Allocation
    audit: auditing.Audit
    evaluation: tuple[training.Metric, ...]


def risk_of(
    risk_model: model.RiskModel, table: tables.TrainingTable, limits: policy.Policy
) -> NDArray[np.float64]:
    """Return the risk of each row, NaN where the tool refuses the child.

    Returns
    -------
    ndarray of float64, shape (n_rows,)
    """
    values = table.features.values
    return np.where(refusals(risk_model, table, limits), np.nan, risk_model.predict(values).risk)


def refusals(
    risk_model: model.RiskModel, table: tables.TrainingTable, limits: policy.Policy
) -> NDArray[np.bool_]:
    """Return which rows the tool gives no risk, by the codes that a service would give them.

    Returns
    -------
    ndarray of bool, shape (n_rows,)
    """
    codes = refused_codes(risk_model, table, limits)
    return np.array([bool(entry) for entry in codes], dtype=bool)


def refused_codes(
    risk_model: model.RiskModel, table: tables.TrainingTable, limits: policy.Policy
) -> list[tuple[str, ...]]:
    """Return the codes of each row, none where the tool gives a risk."""
    return decisions.refuse(
        risk_model,
        table.features.values,
        eligible=table.eligible,
        age_years=table.features.column("child_age_years"),
        region=table.areas.region,
        refuse_missing_gain=limits.refuse_missing_gain,
    )


def judge(
    table: tables.TrainingTable,
    risk: NDArray[np.float64],
    *,
    risk_model: model.RiskModel,
    baselines: Mapping[str, NDArray[np.float64]],
    limits: policy.Policy,
    seed: int,
    learned: tuple[tables.TrainingTable, NDArray[np.float64]] | None,
    later: bool,
) -> Judged:
    """Return the list, the evaluation and the audit of one outcome on one table.

    Parameters
    ----------
    table : TrainingTable
        The later window, or the training table with out-of-fold risks where there is none.
    risk : ndarray of float64, shape (n_rows,)
        NaN where refused.
    risk_model : RiskModel
        What gave the risks; its digest breaks ties as the visit list will.
    baselines : mapping of str to ndarray of float64, shape (n_rows,)
        Scores of the simple lists.
    limits : Policy
        The policy that judges.
    seed : int
        Of the replicates.
    learned : tuple of TrainingTable and ndarray, or None
        The training table and its out-of-fold risks; None where ``table`` is that table, or
        where it is not at hand.
    later : bool
        Whether no tree, calibrator or search has seen the rows.
    """
    # A row without a weight stands for nobody: it is on no list, and the audit counts it (AUD-14).
    weighed = np.isfinite(table.weight) & (table.weight > 0)
    part = table if weighed.all() else table.take(weighed)

    def drawn(risks: NDArray[np.float64], rule: str) -> decisions.Allocation:
        allocation = _draw(risks[weighed], part, rule, risk_model=risk_model, limits=limits)
        return allocation if weighed.all() else _spread(allocation, weighed)

    allocation = drawn(risk, limits.allocation_rule)
    # On busy cores several threads of linear algebra took twice the time of one.
    with threadpool_limits(1, user_api="blas"):
        audit = auditing.audit(
            table,
            risk,
            allocation,
            policy=limits,
            rng=np.random.default_rng([seed, 12]),
            baselines=baselines,
            lists={rule: _selecting(drawn, rule) for rule in decisions.RULES},
            model=risk_model,
            training=learned,
            later=later,
            refused=_by_code(risk_model, table, limits),
        )
        evaluation = _evaluation(table, risk, audit, limits, seed=seed)
    return Judged(table=table, risk=risk, allocation=allocation, audit=audit, evaluation=evaluation)


def _by_code(
    risk_model: model.RiskModel, table: tables.TrainingTable, limits: policy.Policy
) -> dict[str, NDArray[np.bool_]]:
    """Return whom each code refuses; of rows that an audit sees none is known to be ineligible."""
    codes = refused_codes(risk_model, table, limits)
    return {
        name: np.array([name in entry for entry in codes], dtype=bool)
        for name in decisions.CODES
        if name not in _NOT_AUDITED
    }


def with_prevalence(
    judged: Judged,
    learned: NDArray[np.float64],
    *,
    risk_model: model.RiskModel,
    limits: policy.Policy,
    published: float,
    shift: float,
) -> Judged:
    """Return the judgement with the table ``prevalence``: what a published rate did to the list.

    Parameters
    ----------
    judged : Judged
        Of the recalibrated risks.
    learned : ndarray of float64, shape (n_rows,)
        The risks before, NaN where refused.
    risk_model : RiskModel
        Its digest breaks ties.
    limits : Policy
        Rule, capacity, groups, smallest cell.
    published, shift : float
        The rate, and what was added to the log-odds.
    """
    table = judged.table
    weighed = np.isfinite(table.weight) & (table.weight > 0)
    part = table if weighed.all() else table.take(weighed)

    def drawn(risks: NDArray[np.float64]) -> decisions.Allocation:
        return _draw(risks, part, limits.allocation_rule, risk_model=risk_model, limits=limits)

    made = auditing.prevalence_table(
        learned[weighed],
        judged.risk[weighed],
        auditing.input_of(table, judged.risk, policy=limits),
        allocate=drawn,
        areas=part.areas,
        policy=limits,
        published=published,
        shift=shift,
    )
    tables_now = {**judged.audit.tables, "prevalence": made}
    return replace(judged, audit=replace(judged.audit, tables=tables_now))


def _draw(
    risks: NDArray[np.float64],
    part: tables.TrainingTable,
    rule: str,
    *,
    risk_model: model.RiskModel,
    limits: policy.Policy,
) -> decisions.Allocation:
    return decisions.allocate(
        risks,
        areas=part.areas,
        weight=part.weight,
        capacity=_ranked_capacity(risks, part, limits),
        child_id=part.child_id,
        booster_digest=risk_model.digest,
        policy=limits,
        rule=rule,
        outcome=part.outcome.name,
    )


def _selecting(
    drawn: Callable[[NDArray[np.float64], str], decisions.Allocation], rule: str
) -> Callable[[NDArray[np.float64]], NDArray[np.bool_]]:
    return lambda risks: drawn(risks, rule).selected


def _ranked_capacity(
    risks: NDArray[np.float64], part: tables.TrainingTable, limits: policy.Policy
) -> float:
    """Return the share of the eligible that the ranked list reaches, the reserve taken off.

    As in a visit list, so that the audit is of the list that is drawn; whom the reserve reaches
    counts as not selected here.
    """
    total = float(part.weight.sum())
    planned = limits.capacity_of(part.outcome.name) * total
    refused = float(part.weight[np.isnan(risks)].sum())
    return (planned - decisions.kept_back(planned, refused=refused, share=limits.reserve_share)) / (
        total
    )


def _spread(allocation: decisions.Allocation, weighed: NDArray[np.bool_]) -> decisions.Allocation:
    """Return the list as one entry per row of the table, nobody's row on it."""
    at = np.flatnonzero(weighed)
    selected = np.zeros(weighed.size, dtype=bool)
    key = np.full(weighed.size, np.nan)
    area = np.full(weighed.size, "", dtype=allocation.area.dtype)
    selected[at], key[at], area[at] = allocation.selected, allocation.key, allocation.area
    return replace(allocation, selected=selected, key=key, area=area)


def _evaluation(
    table: tables.TrainingTable,
    risk: NDArray[np.float64],
    audit: auditing.Audit,
    limits: policy.Policy,
    *,
    seed: int,
) -> tuple[training.Metric, ...]:
    scored = np.flatnonzero(table.trains & np.isfinite(risk) & np.isfinite(table.weight))
    figures = training.evaluate(
        table.label[scored],
        risk[scored],
        weight=table.weight[scored],
        psu=table.psu[scored],
        stratum=table.stratum[scored],
        policy=limits,
        rng=np.random.default_rng([seed, 11]),
    )
    overall = next(row for row in audit.tables["groups"] if row["group"] == "overall")
    missed = [overall[f"false_negative_rate{end}"] for end in ("", "_hi", "_lo")]
    right = [overall[f"precision{end}"] for end in ("", "_lo", "_hi")]
    return (
        *figures,
        _share("recall_at_capacity", [None if end is None else 1 - end for end in missed]),
        _share("precision_at_capacity", right),
    )


def _share(name: str, figures: Sequence[float | None]) -> training.Metric:
    value, lo, hi = (np.nan if figure is None else float(figure) for figure in figures)
    return training.Metric(name=name, value=value, lo=lo, hi=hi, unit="share")

"""How does a training table become one model, and what is known about it on the way?

The whole recipe for one outcome. Its fold figures speak about the recipe; only a later window
speaks about the booster that is released.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import lightgbm
import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from riskscreen import model
from riskscreen.policy import Policy
from riskscreen.training import admission, calibration, evaluation, fit, followup, intervals, splits
from riskscreen.training.baselines import Baseline, simple_lists
from riskscreen.training.bench import Bench, Chance, Learned
from riskscreen.training.rows import Rows
from riskscreen.training.search import Choice, Search
from riskscreen.training.support import fit_support
from riskscreen.training.trained import TrainedOutcome, pairs

if TYPE_CHECKING:
    from riskscreen.tables import TrainingTable

__all__ = ["fit_outcome"]

N_FOLDS = 5

Floats = NDArray[np.float64]


def fit_outcome(
    table: TrainingTable,
    *,
    policy: Policy,
    seed: int,
    n_threads: int = 2,
    search: Search | None = None,
) -> TrainedOutcome:
    """Return the trained model of one outcome.

    Parameters
    ----------
    table : TrainingTable
        One or more label windows; rows that are eligible with a known label and weight train.
    policy : Policy
        Gives the widening of the interval, the checklist, the prior of area rates and how many
        training children may lie beyond the limit of novelty.
    seed : int
        The same seed gives the same booster text, with any number of threads.
    n_threads : int
        Boosters grown at the same time.
    search : Search, optional
        How far to search; the shipped extent by default.

    Raises
    ------
    TrainingError
        If the table may not be trained on, or cannot be split by household and PSU.
    """
    admission.admit(table, policy)
    # Several threads of linear algebra wait for each other where the cores are busy: measured on
    # two busy cores, the regressions took five times as long. One thread gives the same figures.
    with threadpool_limits(1, user_api="blas"):
        return _fitted(table, policy, seed=seed, n_threads=n_threads, search=search or Search())


def _fitted(
    table: TrainingTable, policy: Policy, *, seed: int, n_threads: int, search: Search
) -> TrainedOutcome:
    chance = Chance(seed)
    eligible = np.flatnonzero((table.eligible == 1) & np.isfinite(table.weight))
    rows = Rows.of(table).take(eligible)
    folds = _folds(rows, chance)
    followed = followup.followed_probability(rows.X, rows.known, rows.weight, folds=folds)
    known = np.flatnonzero(rows.known)
    learned = Learned.of(rows.take(known), followed[known], folds.take(known))
    crossed = _Crossed.of(Bench(learned, search, chance, n_threads))
    lists = simple_lists(
        learned.rows, folds=learned.folds, policy=policy, outcome=table.outcome.name
    )

    def wide(values: NDArray[Any], fill: float = np.nan) -> NDArray[Any]:
        return _on_table(values, eligible[known], table.n_rows, fill=fill)

    return TrainedOutcome(
        model=_risk_model(table, learned, crossed, policy=policy),
        fold=wide(learned.folds.fold, fill=splits.LINKING),
        oof_margin=wide(crossed.margin),
        oof_risk=wide(crossed.risk),
        weight=wide(learned.rows.weight),
        followed_probability=_on_table(followed, eligible, table.n_rows),
        parameters=crossed.released.parameters,
        rounds=crossed.released.rounds,
        tried=crossed.released.tried,
        fold_metrics=_fold_metrics(learned, crossed.risk, crossed.choices),
        baselines={
            name: Baseline(name, wide(one.oof_risk), one.score) for name, one in lists.items()
        },
        interval_variance={name: tuple(map(float, v)) for name, v in crossed.variance.items()},
        trained_on=frozenset(pairs(table.take(table.trains))),
        seed=seed,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Crossed:
    """Out-of-fold margins and risks, with the booster and calibrator that are released."""

    margin: Floats
    risk: Floats
    choices: Sequence[Choice]
    released: Choice
    booster: lightgbm.Booster
    calibrator: model.Calibrator
    variance: dict[str, Floats]

    @classmethod
    def of(cls, bench: Bench) -> _Crossed:
        rows, fold = bench.learned.rows, bench.learned.folds.fold
        margin, choices = bench.crossed()
        maps = calibration.cross_calibrate(margin, rows.label, rows.weight, fold=fold)
        placed = np.flatnonzero(fold != splits.LINKING)
        every = np.arange(rows.n_rows)
        released = bench.chosen("released", every, bench.n_threads)
        return cls(
            margin=margin,
            risk=calibration.calibrated(maps, margin, fold=fold),
            choices=choices,
            released=released,
            booster=bench.grown(released, every, "released"),
            calibrator=calibration.fit_calibrator(
                margin[placed], rows.label[placed], rows.weight[placed]
            ),
            variance=bench.variance(margin, released),
        )


def _risk_model(
    table: TrainingTable, learned: Learned, crossed: _Crossed, *, policy: Policy
) -> model.RiskModel:
    rows = learned.rows
    placed = np.isfinite(crossed.margin)
    gain = crossed.booster.feature_importance("gain").astype(np.float64)
    shares = tuple(float(share) for share in gain / max(gain.sum(), 1e-300))
    trees = model.Booster.from_text(fit.booster_text(crossed.booster))
    return model.RiskModel(
        outcome=table.outcome.name,
        definition=table.outcome.definition,
        title_en=table.outcome.title_en,
        title_vi=table.outcome.title_vi,
        horizon_months=table.horizon_months,
        booster=trees,
        calibrator=crossed.calibrator,
        intervals=intervals.curves(
            crossed.calibrator,
            crossed.margin[placed],
            rows.weight[placed],
            variance=crossed.variance["refits"] + crossed.variance["calibrators"],
            widening=policy.interval_widening,
        ),
        feature_names=rows.names,
        gain=shares,
        training_prevalence=float(np.average(rows.label, weights=rows.weight)),
        age_range=_age_range(rows),
        regions=tuple(str(name) for name in np.unique(rows.region) if name != ""),
        support=fit_support(
            rows.X,
            names=rows.names,
            gain=shares,
            share=policy.novelty_share,
            weight=rows.weight,
            household=rows.household,
            known_gaps=trees.known_gaps,
        ),
    )


def _folds(rows: Rows, chance: Chance) -> splits.Folds:
    return splits.assign_folds(
        rows.household,
        rows.psu,
        cases=rows.weight * np.nan_to_num(rows.label),
        rng=chance.of("folds"),
        n_folds=N_FOLDS,
    )


def _age_range(rows: Rows) -> tuple[float, float]:
    ages = rows.column("child_age_years")
    if ages is None or not np.isfinite(ages).any():
        return (0.0, 18.0)
    return (float(np.nanmin(ages)), float(np.nanmax(ages)))


def _fold_metrics(
    learned: Learned, risk: Floats, choices: Sequence[Choice]
) -> tuple[dict[str, float], ...]:
    rows = learned.rows
    found = []
    for number, choice in enumerate(choices):
        judged = learned.folds.inside(number)
        label, weight = rows.label[judged], rows.weight[judged]
        found.append(
            {
                "fold": float(number),
                "rows": float(judged.size),
                "cases": float(label.sum()),
                "rounds": float(choice.rounds),
                **choice.parameters.to_dict(),
                **evaluation.point_metrics(label, risk[judged], weight),
            }
        )
    return tuple(found)


def _on_table(
    values: NDArray[Any], index: NDArray[np.intp], n_rows: int, fill: float = np.nan
) -> NDArray[Any]:
    """Return ``values`` at rows ``index`` of the table, ``fill`` at the others."""
    whole = np.full(n_rows, fill, dtype=values.dtype)
    whole[index] = values
    return whole

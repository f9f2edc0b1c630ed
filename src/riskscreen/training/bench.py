"""Where are the boosters of one outcome chosen and grown?

Fold by fold, each searched anew in its own training part, then the one that is released, then the
resampled ones that say how sure it is. One thread a booster, several at once: none waits.
"""

from __future__ import annotations

from dataclasses import dataclass

import lightgbm
import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from riskscreen.training import fit, followup, intervals, splits
from riskscreen.training.rows import Rows
from riskscreen.training.search import Choice, Search, choose

__all__ = ["Bench", "Chance", "Learned"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Chance:
    """One stream of chance per step, so that a step more or less moves no other."""

    seed: int

    def of(self, step: str) -> np.random.Generator:
        """Return the chance of one step."""
        return np.random.default_rng([self.seed, *step.encode()])


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """The rows that train, weighted for loss to follow-up, with their folds."""

    rows: Rows
    folds: splits.Folds
    binned: fit.Binned

    @classmethod
    def of(cls, rows: Rows, followed: Floats, folds: splits.Folds) -> Learned:
        """Return the rows weighted by ``followed``, each one's probability of being followed."""
        weight = followup.followup_weight(rows.weight, followed)
        weighted = rows.with_weight(weight)
        binned = fit.bin_rows(rows.X, label=rows.label, weight=weight, names=rows.names)
        return cls(rows=weighted, folds=folds, binned=binned)


@dataclass(frozen=True, slots=True, eq=False)
class Bench:
    """Where boosters are chosen and grown."""

    learned: Learned
    search: Search
    chance: Chance
    n_threads: int

    def chosen(self, step: str, rows: NDArray[np.intp], n_threads: int = 1) -> Choice:
        """Return the settings that a search inside ``rows`` finds."""
        return choose(
            self.learned.binned,
            rows,
            household=self.learned.rows.household,
            psu=self.learned.rows.psu,
            search=self.search,
            rng=self.chance.of(f"search {step}"),
            n_threads=n_threads,
        )

    def grown(self, choice: Choice, rows: NDArray[np.intp], step: str) -> lightgbm.Booster:
        """Return the booster of a choice, grown on ``rows``."""
        return fit.grow(
            self.learned.binned.rows(rows),
            choice.parameters,
            rounds=choice.rounds,
            seed=int(self.chance.of(f"booster {step}").integers(2**31 - 1)),
        )

    def crossed(self) -> tuple[Floats, list[Choice]]:
        """Return out-of-fold margins, searched and grown anew in every fold's training part."""
        folds, X = self.learned.folds, self.learned.rows.X
        numbers = range(folds.n_folds)

        def judged(number: int) -> tuple[Choice, Floats]:
            choice = self.chosen(f"fold {number}", folds.outside(number))
            booster = self.grown(choice, folds.outside(number), f"fold {number}")
            inside = X[folds.inside(number)]
            return choice, np.asarray(booster.predict(inside, raw_score=True, num_threads=1))

        found = Parallel(n_jobs=self.n_threads, backend="threading")(
            delayed(judged)(number) for number in numbers
        )
        margin = np.full(self.learned.rows.n_rows, np.nan)
        for number, (_, part) in zip(numbers, found, strict=True):
            margin[folds.inside(number)] = part
        return margin, [choice for choice, _ in found]

    def variance(self, margin: Floats, choice: Choice) -> dict[str, Floats]:
        """Return the variance of the log-odds by vigintile: of refits, and of calibrators."""
        rows = self.learned.rows
        placed = np.flatnonzero(np.isfinite(margin))
        refits = intervals.refit_variance(
            self.learned.binned,
            rows.X,
            margin=margin,
            parameters=choice.parameters,
            rounds=choice.rounds,
            psu=rows.psu,
            stratum=rows.stratum,
            rng=self.chance.of("refits"),
            n_threads=self.n_threads,
        )
        calibrators = intervals.calibrator_variance(
            margin[placed],
            rows.label[placed],
            rows.weight[placed],
            psu=rows.psu[placed],
            stratum=rows.stratum[placed],
            rng=self.chance.of("calibrators"),
        )
        return {"refits": refits, "calibrators": calibrators}

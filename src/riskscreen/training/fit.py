"""How is one booster grown, so that the same seed gives the same text?

Every column is binned once; folds, searches and resamples take rows of that one binning, which
costs a hundredth of binning again. Bin edges see no label.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from riskscreen.errors import TrainingError

__all__ = ["Binned", "Parameters", "bin_rows", "grow", "grow_stopped", "scaled_weight"]

MAX_BIN = 63
"""Six bits a column: twice as fast as 255 and no worse on tables of this size."""

_HURRIED_RATE = 0.2
"""Where many boosters are compared, none of them is released."""

_FEWEST_BINNED = 200_000
"""LightGBM's own number of rows to make bins from: smaller tables give the same text as ever."""

_MOST_BINNED_CELLS = 250_000_000
"""Making bins takes 12 bytes a cell beside the table: 3 GB."""

_STOP_AFTER = 20
"""Rounds without a better log loss before growing stops."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What the search chooses.

    Parameters
    ----------
    num_leaves : int
    min_data_in_leaf : int
        Rows.
    lambda_l2 : float
    feature_fraction : float
        Share of the columns that a tree may use.
    learning_rate : float
    """

    num_leaves: int = 7
    min_data_in_leaf: int = 50
    lambda_l2: float = 10.0
    feature_fraction: float = 0.5
    learning_rate: float = 0.08

    def hurried(self, rounds: int) -> tuple[Parameters, int]:
        """Return a learning rate of 0.2 or double, and the fewer trees that say nearly the same."""
        rate = max(2 * self.learning_rate, _HURRIED_RATE)
        return replace(self, learning_rate=rate), max(round(rounds * self.learning_rate / rate), 1)

    def to_dict(self) -> dict[str, float]:
        """Return the parameters by LightGBM's names."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Binned:
    """Feature columns, binned once, with the label and weight of each row.

    Parameters
    ----------
    dataset : lightgbm.Dataset
        All rows, constructed.
    label, weight : ndarray of float64, shape (n_rows,)
        Label 0 or 1; weight with mean 1.
    """

    dataset: Any
    label: NDArray[np.float64]
    weight: NDArray[np.float64]

    def __repr__(self) -> str:
        return f"Binned({self.label.size} rows, {self.dataset.num_feature()} features)"

    def rows(
        self, index: NDArray[np.intp], weight: NDArray[np.float64] | None = None
    ) -> lightgbm.Dataset:
        """Return the binned rows ``index`` (sorted), by ``weight`` (n_rows) if it is given."""
        subset = self.dataset.subset(index).construct()
        chosen = self.weight if weight is None else weight
        subset.set_weight(chosen[index])
        return subset


def scaled_weight(weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weights divided by their mean.

    Raises
    ------
    TrainingError
        If there is none, or one is missing, negative or infinite, or all are 0.
    """
    bad = ~(np.isfinite(weight) & (weight >= 0))
    if weight.size == 0 or bad.any() or weight.sum() == 0:
        first = f"; first is row {int(np.argmax(bad))}: {weight[bad][0]}" if bad.any() else ""
        raise TrainingError(
            f"{int(bad.sum())} of {weight.size} weights cannot be used{first}; "
            "a weight is a finite number above 0, or the mapping says weights = none"
        )
    return np.asarray(weight / weight.mean())


def bin_rows(
    X: NDArray[np.float64],
    *,
    label: NDArray[np.float64],
    weight: NDArray[np.float64],
    names: tuple[str, ...],
) -> Binned:
    """Return the rows binned, with weights scaled to mean 1.

    Parameters
    ----------
    X : ndarray of float64, shape (n_rows, n_features)
        NaN is missing and stays so: a tree may split on it.
    label : ndarray of float64, shape (n_rows,)
        0 or 1.
    weight : ndarray of float64, shape (n_rows,)
    names : tuple of str

    Raises
    ------
    TrainingError
        If a label is not 0 or 1, all labels are the same, or a weight cannot be used.
    """
    other = ~((label == 0) | (label == 1))
    if other.any() or np.unique(label).size < 2:  # noqa: PLR2004 - yes and no
        raise TrainingError(
            f"{int(other.sum())} of {label.size} labels are neither yes nor no and "
            f"{int((label == 1).sum())} are yes; training needs both answers and no unknown"
        )
    scaled = scaled_weight(weight)
    dataset = lightgbm.Dataset(
        X,
        label,
        weight=scaled,
        feature_name=list(names),
        # from every row: where LightGBM's sample has no gap, its trees read all gaps as 0
        params={**_settings(seed=0, n_threads=1), "bin_construct_sample_cnt": _n_binned(*X.shape)},
        free_raw_data=True,
    ).construct()
    return Binned(dataset=dataset, label=label, weight=scaled)


def grow(
    rows: lightgbm.Dataset,
    parameters: Parameters,
    *,
    rounds: int,
    seed: int,
    n_threads: int = 1,
) -> lightgbm.Booster:
    """Return a booster of ``rounds`` trees."""
    settings = {**_settings(seed=seed, n_threads=n_threads), **parameters.to_dict()}
    return lightgbm.train(settings, rows, num_boost_round=rounds)


def grow_stopped(
    rows: lightgbm.Dataset,
    judge: lightgbm.Dataset,
    parameters: Parameters,
    *,
    max_rounds: int,
    seed: int,
) -> tuple[int, float]:
    """Return the number of trees with the least log loss on ``judge``, and that log loss."""
    booster = lightgbm.train(
        {**_settings(seed=seed, n_threads=1), **parameters.to_dict(), "metric": "binary_logloss"},
        rows,
        num_boost_round=max_rounds,
        valid_sets=[judge],
        valid_names=["judge"],
        callbacks=[lightgbm.early_stopping(_STOP_AFTER, verbose=False)],
    )
    return int(booster.best_iteration), float(booster.best_score["judge"]["binary_logloss"])


def booster_text(booster: lightgbm.Booster) -> str:
    """Return LightGBM's text, without the one setting that does not shape the trees.

    The number of threads is printed among the parameters; with ``deterministic`` it changes no
    tree, so two machines that agree on everything else write the same bytes.
    """
    return re.sub(r"\[num_threads: \d+\]", "[num_threads: 1]", booster.model_to_string())


def _n_binned(n_rows: int, n_features: int) -> int:
    """Return how many rows make the bins: all, as long as memory allows."""
    most = max(_MOST_BINNED_CELLS // max(n_features, 1), _FEWEST_BINNED)
    return min(max(n_rows, _FEWEST_BINNED), most)


def _settings(*, seed: int, n_threads: int) -> dict[str, Any]:
    return {
        "objective": "binary",
        "metric": "none",
        "max_bin": MAX_BIN,
        "min_data_in_bin": 5,
        "feature_pre_filter": False,
        "deterministic": True,
        # by column: as reproducible as by row, and it skips the columns that a tree may not use
        "force_col_wise": True,
        "seed": seed,
        "num_threads": n_threads,
        "verbosity": -1,
    }

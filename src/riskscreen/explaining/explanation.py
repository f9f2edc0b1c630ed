"""What did the model of one outcome learn to look at, overall and in each group?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import features, model
from riskscreen.core import need
from riskscreen.explaining import figures
from riskscreen.explaining.binning import Bin, dependence
from riskscreen.explaining.sizes import Importance, group_levels, importance
from riskscreen.policy import Policy
from riskscreen.tables import TrainingTable

__all__ = ["Explanation", "explain"]

_TOP = 6
"""Features whose dependence is shown."""

_SHOWN = 12
"""Features drawn, and listed per group."""

_BATCH = 1000

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What moves the scores of one outcome.

    Parameters
    ----------
    outcome : str
    n_children : int
        Children explained, drawn by seed where the table has more.
    n_table : int
        Rows of the table.
    base : float
        Log-odds before any feature speaks.
    importance : tuple of Importance
        Every feature, the largest first.
    by_group : mapping of str to tuple of Importance
        ``attribute=level`` to the largest features there; small groups are left out.
    left_out : tuple of str
        Groups below the smallest printed cell.
    dependence : mapping of str to tuple of Bin
        Of the largest features.
    labels : mapping of str to mapping of str to str
        ``en`` and ``vi`` words of the features.
    figures : mapping of str to bytes
        File name to SVG.
    """

    outcome: str
    n_children: int
    n_table: int
    base: float
    importance: tuple[Importance, ...]
    by_group: Mapping[str, tuple[Importance, ...]]
    left_out: tuple[str, ...]
    dependence: Mapping[str, tuple[Bin, ...]]
    labels: Mapping[str, Mapping[str, str]]
    figures: Mapping[str, bytes] = field(repr=False)

    def __repr__(self) -> str:
        first = self.importance[0].feature if self.importance else "nothing"
        return f"Explanation({self.outcome}, {self.n_children} children, first {first})"

    def to_dict(self) -> dict[str, Any]:
        """Return everything but the bytes of the figures as JSON types."""
        return {
            "outcome": self.outcome,
            "n_children": self.n_children,
            "n_table": self.n_table,
            "base": self.base,
            "importance": [one.to_dict() for one in self.importance],
            "by_group": {
                name: [one.to_dict() for one in found] for name, found in self.by_group.items()
            },
            "left_out": list(self.left_out),
            "dependence": {
                name: [one.to_dict() for one in bins] for name, bins in self.dependence.items()
            },
            "labels": {lang: dict(words) for lang, words in self.labels.items()},
            "figures": sorted(self.figures),
        }

    def to_frame(self) -> Any:  # noqa: ANN401 - a pandas frame
        """Return the importances as a pandas frame: one row per feature and group."""
        rows = [
            {"group": name, **one.to_dict()}
            for name, found in {"overall": self.importance, **self.by_group}.items()
            for one in found
        ]
        return need("pandas", extra="explain").DataFrame(rows)


def explain(
    trained: Any,  # noqa: ANN401 - a TrainedOutcome, of a neighbour package, or a RiskModel
    table: TrainingTable,
    *,
    policy: Policy,
    rng: np.random.Generator,
    max_children: int = 3000,
) -> Explanation:
    """Return what moves the scores of ``table``, with figures.

    Parameters
    ----------
    trained : TrainedOutcome or RiskModel
    table : TrainingTable
        The children whose scores are explained; a later window says more than training rows.
    policy : Policy
        Gives the groups and the smallest printed cell.
    rng : numpy.random.Generator
        Draws the children where there are more than ``max_children``.
    max_children : int

    Raises
    ------
    IntegrityError
        If the contributions of a row do not sum to its margin; every batch is checked.
    """
    speaking: model.RiskModel = getattr(trained, "model", trained)
    rows = _drawn(table, rng=rng, at_most=max_children)
    part = table.take(rows)
    X, names = part.features.values, speaking.feature_names
    contributions = _contributions(speaking, X)
    weight = np.nan_to_num(part.weight)
    found = importance(contributions, weight, names)
    least = int(policy.smallest_cell[0])
    by_group, left_out = _by_group(contributions, weight, names, part, policy, least=least)
    top = [one.feature for one in found[:_TOP] if one.mean_size > 0]
    bins = {
        name: dependence(X[:, at], contributions[:, at], weight, least=least)
        for name, at in ((name, names.index(name)) for name in top)
    }
    labels = {lang: _labels(names, lang) for lang in ("en", "vi")}
    return Explanation(
        outcome=speaking.outcome,
        n_children=int(rows.size),
        n_table=table.n_rows,
        base=float(contributions[0, -1]),
        importance=found,
        by_group=by_group,
        left_out=left_out,
        dependence=bins,
        labels=labels,
        figures=_figures(speaking.outcome, found, bins, labels),
    )


def _drawn(table: TrainingTable, *, rng: np.random.Generator, at_most: int) -> NDArray[np.intp]:
    usable = np.flatnonzero((table.eligible == 1) & np.isfinite(table.weight))
    if usable.size <= at_most:
        return usable
    return np.sort(rng.choice(usable, size=at_most, replace=False))


def _contributions(speaking: model.RiskModel, X: Floats) -> Floats:
    """Return contributions in batches; each is checked for additivity by the model."""
    return np.concatenate(
        [speaking.contributions(X[at : at + _BATCH]) for at in range(0, len(X), _BATCH)]
    )


def _by_group(
    contributions: Floats,
    weight: Floats,
    names: tuple[str, ...],
    part: TrainingTable,
    policy: Policy,
    *,
    least: int,
) -> tuple[dict[str, tuple[Importance, ...]], tuple[str, ...]]:
    found, left_out = {}, []
    for group in policy.groups.values():
        for level, inside in group_levels(part.groups[group.column], group.levels).items():
            name = f"{group.name}={level}"
            if np.count_nonzero(inside) < least:
                left_out.append(name)
                continue
            found[name] = importance(contributions[inside], weight[inside], names)[:_SHOWN]
    return found, tuple(left_out)


def _labels(names: tuple[str, ...], lang: str) -> dict[str, str]:
    entries = {name: features.find(name) for name in names}
    return {
        name: name.replace("_", " ") if entry is None else entry.words(lang).label
        for name, entry in entries.items()
    }


def _figures(
    outcome: str,
    found: tuple[Importance, ...],
    bins: Mapping[str, tuple[Bin, ...]],
    labels: Mapping[str, Mapping[str, str]],
) -> dict[str, bytes]:
    drawn = {}
    for lang, words in labels.items():
        drawn[f"{outcome}_importance_{lang}.svg"] = figures.importance_svg(
            found[:_SHOWN], words, lang=lang
        )
        for name, entry in bins.items():
            if any(one.value is not None for one in entry):
                drawn[f"{outcome}_dependence_{name}_{lang}.svg"] = figures.scatter_svg(
                    entry, words[name], lang=lang
                )
    return drawn

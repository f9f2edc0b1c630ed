"""What does a model see of each child? One number per feature, NaN where it is not known.

Nothing but a Snapshot is accepted: what happened afterwards cannot reach a feature by type.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import records, schema
from riskscreen.core import need
from riskscreen.errors import FeatureError
from riskscreen.features.choice import area_variables, choose
from riskscreen.features.mechanism import Array, Feature, Text, registered
from riskscreen.features.resolver import evaluate
from riskscreen.features.state import FittedState, fit_means
from riskscreen.policy import Policy

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FeatureMatrix", "build", "fit"]


@dataclass(frozen=True, slots=True, eq=False)
class FeatureMatrix:
    """The features of some children.

    ``values`` is float64 of shape (n_children, n_features); ``area_fallback`` of shape
    (n_children,) is True where the child's commune was not in the fitted state.
    """

    names: tuple[str, ...]
    values: Array
    area_fallback: NDArray[np.bool_]

    def __repr__(self) -> str:
        return f"FeatureMatrix({self.values.shape[0]} children, {len(self.names)} features)"

    @property
    def n_children(self) -> int:
        """Number of children."""
        return int(self.values.shape[0])

    def column(self, name: str) -> Array:
        """Return one feature, shape (n_children,).

        Raises
        ------
        FeatureError
            If it was not built.
        """
        if name not in self.names:
            raise FeatureError(f"feature {name} is not among the {len(self.names)} built")
        return self.values[:, self.names.index(name)]

    def take(self, index: NDArray[Any]) -> FeatureMatrix:
        """Return the children at ``index`` (positions, or a mask)."""
        return FeatureMatrix(self.names, self.values[index], self.area_fallback[index])

    def medians(self) -> dict[str, float]:
        """Return each feature's median over the children who have it: the reference of reasons.

        A feature that nobody has is left out.
        """
        known = (column[~np.isnan(column)] for column in self.values.T)
        return {
            name: float(np.median(column))
            for name, column in zip(self.names, known, strict=True)
            if len(column)
        }

    def to_frame(self) -> pd.DataFrame:
        """Return a pandas frame with one column per feature."""
        pandas = need("pandas", extra="train")
        frame: pd.DataFrame = pandas.DataFrame(self.values, columns=list(self.names))
        return frame


def fit(
    snapshot: records.Snapshot,
    *,
    policy: Policy,
    weight: Array | None = None,
    extra: Sequence[Feature] = (),
) -> FittedState:
    """Return what features need to know about a population: the means of its areas.

    Parameters
    ----------
    snapshot : Snapshot
        The children of the first day of a label window.
    policy : Policy
        Gives ``area_prior_children``.
    weight : ndarray of float64, shape (n_children,), optional
        Positive; by default every child counts once.
    extra : sequence of Feature
        One's own features, whose area means are fitted too.

    Raises
    ------
    FeatureError
        If given anything but a Snapshot, or a weight that is not positive and finite.
    """
    _only_snapshots(snapshot)
    counts = np.ones(snapshot.n_children) if weight is None else weight
    _positive(counts, snapshot)
    names = area_variables(extra)
    values = evaluate(names, snapshot, areas=None, horizon_months=0.0, extra=extra)
    return fit_means(
        dict(zip(names, values, strict=True)),
        _places(snapshot),
        weight=counts,
        prior_children=policy.area_prior_children,
        day=str(snapshot.day),
    )


def build(
    snapshot: records.Snapshot,
    *,
    state: FittedState,
    horizon_months: float = 12,
    barred: Iterable[str] = (),
    only: Sequence[str] | None = None,
    policy: Policy | None = None,
    extra: Sequence[Feature] = (),
) -> FeatureMatrix:
    """Return the features of a snapshot's children.

    Parameters
    ----------
    snapshot : Snapshot
        What was known on the day.
    state : FittedState
        Area means of the population that a model is trained on.
    horizon_months : float
        Months to the target day; 0 in a nowcast.
    barred : iterable of str
        Columns whose features are left out, those that rest on them through siblings or areas
        included.
    only : sequence of str, optional
        Exactly these features in this order, as a bundle names them.
    policy : Policy, optional
        Allows protected and further columns with a reason; without one there are none.
    extra : sequence of Feature
        One's own features, not registered.

    Raises
    ------
    FeatureError
        If given anything but a Snapshot, a state fitted on a later day, a feature that may not be
        built, or an infinite value.
    """
    _only_snapshots(snapshot)
    _not_from_the_future(state, snapshot)
    chosen = choose(policy, barred=barred, only=only, extra=extra)
    names = tuple(entry.name for entry in chosen)
    areas = state.at(_places(snapshot))
    columns = evaluate(
        names,
        snapshot,
        areas=areas,
        horizon_months=float(horizon_months),
        extra=[entry for entry in chosen if entry.name not in registered()],
    )
    values = np.empty((snapshot.n_children, len(names)))
    for i, column in enumerate(columns):
        values[:, i] = column
    _finite_or_missing(names, values, snapshot)
    return FeatureMatrix(names, values, areas.fallback)


def _places(snapshot: records.Snapshot) -> Mapping[str, Text]:
    areas = records.areas(snapshot)
    listed = _code_list(snapshot)
    village = np.where(areas.commune == "", _joined("psu:", snapshot.column("psu")), "")
    inside = _joined(_joined(listed, areas.province), "|")
    return {
        "region": areas.region,
        "difficulty": _joined(inside, areas.difficulty, where=areas.province),
        # A survey without commune codes has its sampling units instead.
        "commune": np.where(areas.commune == "", village, _joined(listed, areas.commune)),
    }


def _code_list(snapshot: records.Snapshot) -> Text:
    """Return a mark for the list of codes: the same code names another place in another list."""
    year = snapshot.column("code_list_year")
    new = np.where(year >= schema.NEW_LIST_YEAR, "new:", "old:")
    return np.where(np.isnan(year), "", new)


def _joined(first: Text | str, second: Text | str, *, where: Text | None = None) -> Text:
    """Return the texts one after the other; "" where the last one (or ``where``) is empty."""
    decides = second if where is None else where
    return np.where(np.asarray(decides) == "", "", np.strings.add(first, second))


def _only_snapshots(snapshot: object) -> None:
    if not isinstance(snapshot, records.Snapshot):
        raise FeatureError(
            f"features are built from a Snapshot, not from {type(snapshot).__name__}: what "
            "happened afterwards is never a feature; cut records with as_of(day)"
        )


def _not_from_the_future(state: FittedState, snapshot: records.Snapshot) -> None:
    if np.datetime64(state.day, "D") > snapshot.day:
        raise FeatureError(
            f"area means of {state.day} for children as of {snapshot.day}: what areas were like "
            "later says how these children fared; fit the state on the snapshot's own day or before"
        )


def _positive(weight: Array, snapshot: records.Snapshot) -> None:
    if weight.shape != (snapshot.n_children,):
        raise FeatureError(f"{weight.shape} weights for {snapshot.n_children} children")
    bad = ~(np.isfinite(weight) & (weight > 0))
    if bad.any():
        first = int(np.argmax(bad))
        raise FeatureError(
            f"weight not positive and finite in {int(bad.sum())} of {len(weight)} children; first "
            f"is child {snapshot.ids[first]}: {weight[first]}. Give every child a weight"
        )


def _finite_or_missing(names: tuple[str, ...], values: Array, snapshot: records.Snapshot) -> None:
    infinite = np.isinf(values)
    if infinite.any():
        row, column = np.argwhere(infinite)[0]
        raise FeatureError(
            f"{names[column]} is infinite in {int(infinite[:, column].sum())} of "
            f"{len(values)} children; first is child {snapshot.ids[row]}. Mend the feature"
        )

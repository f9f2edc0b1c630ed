"""What is known about a place that its own few children do not tell?

Area means are learned once, drawn towards the mean around them where few children stand behind
them, stored in the bundle as plain numbers, and looked up for each child. Codes of places never
reach a model: only these means do.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.errors import FeatureError
from riskscreen.features.mechanism import Array, Text

__all__ = ["LEVELS", "AreaMeans", "FittedState", "fit_means"]

#: From wide to narrow; the nation stands before them. ``difficulty`` is a class of difficulty
#: within a province.
LEVELS = ("region", "difficulty", "commune")
_FORMAT = 1


@dataclass(frozen=True, slots=True, eq=False)
class AreaMeans:
    """The fitted means at the places of some children: ``areas["out_of_school"]``.

    ``fallback`` is True where the child's commune was never seen, so that the mean is that of
    its difficulty class within the province, of its region or of the nation.
    """

    means: Mapping[str, Array]
    node: NDArray[np.intp]
    fallback: NDArray[np.bool_]
    declared: tuple[str, ...] | None = None

    def __getitem__(self, name: str) -> Array:
        """Return the mean of ``name`` at each child's place, shape (n_children,).

        Raises
        ------
        FeatureError
            If the feature did not declare it in ``area_of``, or it was never fitted.
        """
        if self.declared is not None and name not in self.declared:
            raise FeatureError(f"area mean of {name} is not declared; add it to area_of")
        if name not in self.means:
            raise FeatureError(
                f"no area mean of {name} in the fitted state of {len(self.means)} means; "
                "fit the state again with this version"
            )
        return self.means[name][self.node]

    def only(self, names: tuple[str, ...]) -> AreaMeans:
        """Return the same means, of which only ``names`` may be read."""
        return AreaMeans(self.means, self.node, self.fallback, names)


@dataclass(frozen=True, slots=True, eq=False)
class FittedState:
    """Area means of the population that a model was trained on.

    ``keys`` holds the sorted codes of each level; ``means`` one array for each variable: the
    nation, then the regions, classes and communes in the order of ``keys``; ``day`` (ISO) is that
    of the children it was fitted on, and nothing older may be built with it.
    """

    keys: Mapping[str, Text]
    means: Mapping[str, Array]
    prior_children: float
    n_children: int
    day: str

    def __repr__(self) -> str:
        return (
            f"FittedState({len(self.means)} means, {len(self.keys['commune'])} communes, "
            f"{self.n_children} children)"
        )

    def at(self, places: Mapping[str, Text]) -> AreaMeans:
        """Return the means at ``places``: for each level the codes, "" where not recorded."""
        node = np.zeros(len(places["commune"]), dtype=np.intp)
        seen = np.zeros(len(node), dtype=np.bool_)
        start = 1
        for level in LEVELS:
            position, seen = _find(self.keys[level], places[level])
            node = np.where(seen, start + position, node)
            start += len(self.keys[level])
        return AreaMeans(self.means, node, ~seen)

    def to_dict(self) -> dict[str, Any]:
        """Return JSON types; a mean that nothing is known about is None, never NaN."""
        return {
            "format": _FORMAT,
            "prior_children": self.prior_children,
            "n_children": self.n_children,
            "day": self.day,
            "keys": {level: self.keys[level].tolist() for level in LEVELS},
            "means": {
                name: [None if math.isnan(mean) else mean for mean in means.tolist()]
                for name, means in self.means.items()
            },
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> FittedState:
        """Return the state that ``to_dict`` wrote.

        Raises
        ------
        FeatureError
            If the format is unknown, keys are unsorted or repeated, a mean is not a finite
            number, or the numbers do not fit the keys.
        """
        if plain.get("format") != _FORMAT:
            raise FeatureError(
                f"fitted state of format {plain.get('format')!r}; this version reads {_FORMAT}"
            )
        keys = {level: _sorted_keys(plain, level) for level in LEVELS}
        n_nodes = 1 + sum(len(labels) for labels in keys.values())
        means = {
            str(name): _finite(str(name), entries, n_nodes=n_nodes)
            for name, entries in plain["means"].items()
        }
        return cls(
            keys, means, float(plain["prior_children"]), int(plain["n_children"]), _day(plain)
        )


def fit_means(
    variables: Mapping[str, Array],
    places: Mapping[str, Text],
    *,
    weight: Array,
    prior_children: float,
    day: str,
) -> FittedState:
    """Return weighted means of each variable by area, each drawn towards the area around it.

    An area of n known children has the mean (n x own + prior x around) / (n + prior), n in
    weights of mean 1. What lies around an area is the average over its own children of the
    next wider mean, so that a commune recorded under two provinces needs no rule of its own.

    Parameters
    ----------
    variables : mapping of str to ndarray of float64, shape (n_children,)
        NaN where not known.
    places : mapping of level to ndarray of str, shape (n_children,)
        Codes at each of ``LEVELS``; "" where not recorded.
    weight : ndarray of float64, shape (n_children,)
        Positive, finite.
    prior_children : float
        Children that the wider mean counts for.
    day : str
        ISO day on which these children were known.
    """
    groups = {level: np.unique(places[level], return_inverse=True) for level in LEVELS}
    scaled = weight / weight.mean() if len(weight) else weight
    means = {
        name: _means(values, groups, weight=scaled, prior=prior_children)
        for name, values in variables.items()
    }
    keys = {level: labels[labels != ""] for level, (labels, _) in groups.items()}
    return FittedState(keys, means, float(prior_children), len(weight), day)


def _means(
    values: Array,
    groups: Mapping[str, tuple[Text, NDArray[np.intp]]],
    *,
    weight: Array,
    prior: float,
) -> Array:
    known = ~np.isnan(values)
    weighed = np.where(known, weight, 0.0)
    summed = np.where(known, weight * values, 0.0)
    total = weighed.sum()
    nation = summed.sum() / total if total > 0 else np.nan
    around = np.full(len(values), nation)
    parts = [np.array([nation])]
    for level in LEVELS:
        labels, code = groups[level]
        n = len(labels)
        wider = np.bincount(code, weight * around, n) / np.bincount(code, weight, n)
        count = np.bincount(code, weighed, n)
        drawn = np.bincount(code, summed, n) + prior * wider
        whole = count + prior
        mean = np.where(whole > 0, drawn / np.where(whole > 0, whole, 1.0), wider)
        recorded = labels != ""
        around = np.where(recorded[code], mean[code], around)
        parts.append(mean[recorded])
    return np.concatenate(parts)


def _day(plain: Mapping[str, Any]) -> str:
    try:
        return str(np.datetime64(str(plain.get("day")), "D"))
    except ValueError as fault:
        raise FeatureError(
            f"fitted state of the day {plain.get('day')!r}; a state names the day it was fitted on"
        ) from fault


def _find(keys: Text, wanted: Text) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    if len(keys) == 0:
        return np.zeros(len(wanted), dtype=np.intp), np.zeros(len(wanted), dtype=np.bool_)
    position = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return position, (keys[position] == wanted) & (wanted != "")


def _sorted_keys(plain: Mapping[str, Any], level: str) -> Text:
    labels = plain["keys"][level]
    if any(not isinstance(label, str) or not label for label in labels):
        raise FeatureError(f"fitted state: a {level} key is no text; write the state again")
    if any(a >= b for a, b in pairwise(labels)):
        raise FeatureError(f"fitted state: {level} keys are not in order; write the state again")
    return np.array(labels, dtype=np.str_)


def _finite(name: str, entries: Sequence[float | None], *, n_nodes: int) -> Array:
    means = np.array([np.nan if mean is None else mean for mean in entries], dtype=np.float64)
    bad = sum(mean is not None and not math.isfinite(mean) for mean in entries)
    if len(means) != n_nodes or bad:
        raise FeatureError(
            f"fitted state: {name} has {len(means)} means for {n_nodes} areas, {bad} of them not "
            "finite; write the state again"
        )
    return means

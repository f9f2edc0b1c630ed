"""In which order are features computed, and from what?

Argument names are the edges. A feature's inputs are columns, other features, and three special
arguments; a depth-first walk orders them once and the order is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from riskscreen import records
from riskscreen.errors import FeatureError
from riskscreen.features.mechanism import SPECIAL, Array, Quantity, registered
from riskscreen.features.state import AreaMeans

__all__ = ["evaluate", "order"]


def evaluate(
    names: Sequence[str],
    snapshot: records.Snapshot,
    *,
    areas: AreaMeans | None,
    horizon_months: float,
    extra: Sequence[Quantity] = (),
) -> list[Array]:
    """Return the values of features, quantities or columns, each of shape (n_children,).

    Raises
    ------
    FeatureError
        If a name is neither feature nor column, a function returns another shape or type, or an
        area mean is asked for where none is fitted.
    """
    steps = order(tuple(names), extra=tuple(extra))
    n = snapshot.n_children
    values: dict[str, Any] = {"household": snapshot.household, "horizon_months": horizon_months}
    for step in steps:
        arguments = []
        for name in step.inputs:
            if name == "areas":
                arguments.append(_declared(areas, step))
                continue
            if name not in values:
                values[name] = snapshot.column(name)
            arguments.append(values[name])
        values[step.name] = _checked(step, step.function(*arguments), n=n)
    return [_number(values, name, snapshot) for name in names]


def order(names: tuple[str, ...], *, extra: tuple[Quantity, ...] = ()) -> tuple[Quantity, ...]:
    """Return the steps that ``names`` need, each after its inputs.

    Raises
    ------
    FeatureError
        If features stand in a circle.
    """
    return _order(names, extra, len(registered()))


# The number of registered features is part of the key: one more may be an input of these.
@lru_cache(maxsize=32)
def _order(
    names: tuple[str, ...], extra: tuple[Quantity, ...], _n_registered: int
) -> tuple[Quantity, ...]:
    known = {**registered(), **{entry.name: entry for entry in extra}}
    done: dict[str, Quantity] = {}

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            raise FeatureError(f"features in a circle: {' -> '.join((*path, name))}; cut it")
        if name in done or name not in known:
            return
        for needed in known[name].inputs:
            visit(needed, (*path, name))
        done[name] = known[name]

    for name in names:
        if name in SPECIAL:
            raise FeatureError(f"{name} is an argument, not a feature; name a feature or a column")
        visit(name, ())
    return tuple(done.values())


def _declared(areas: AreaMeans | None, step: Quantity) -> AreaMeans:
    if areas is None:
        raise FeatureError(
            f"{step.name} reads area means where they are being fitted; an area mean of an area "
            "mean says nothing: take the mean of a feature of the child"
        )
    return areas.only(step.area_of)


def _checked(step: Quantity, values: Any, *, n: int) -> Array:  # noqa: ANN401 - of a stranger
    if not isinstance(values, np.ndarray) or values.shape != (n,) or values.dtype != np.float64:
        shape = getattr(values, "shape", type(values).__name__)
        raise FeatureError(
            f"{step.name} returned {shape} {getattr(values, 'dtype', '')} instead of ({n},) "
            "float64; one number for each child, NaN where not known"
        )
    return values


def _number(values: Mapping[str, Any], name: str, snapshot: records.Snapshot) -> Array:
    column = values[name] if name in values else snapshot.column(name)
    if column.dtype != np.float64:
        raise FeatureError(
            f"column {name} holds {column.dtype}, not numbers; encode it in a feature first"
        )
    return np.asarray(column, dtype=np.float64)

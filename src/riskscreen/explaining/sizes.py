"""Which inputs move the score most: the mean size of their contribution, overall and by group?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Importance", "group_levels", "importance"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Importance:
    """How much one feature moves the scores of some children.

    Parameters
    ----------
    feature : str
    mean_size : float
        Weighted mean of the absolute contribution, log-odds.
    mean : float
        Weighted mean of the contribution, log-odds: which way it pushes these children.
    share : float
        Of the sum of mean sizes over all features, 0-1.
    """

    feature: str
    mean_size: float
    mean: float
    share: float

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as JSON types."""
        return asdict(self)


def importance(
    contributions: Floats, weight: Floats, names: tuple[str, ...]
) -> tuple[Importance, ...]:
    """Return every feature's importance, the largest first, ties by name.

    Parameters
    ----------
    contributions : ndarray of float64, shape (n_children, n_features + 1)
        Log-odds; the base value, last, is left out.
    weight : ndarray of float64, shape (n_children,)
    names : tuple of str

    Examples
    --------
    >>> importance(np.array([[0.5, -1.0, 9.0], [-0.5, -3.0, 9.0]]), np.ones(2), ("a", "b"))[0]
    Importance(feature='b', mean_size=2.0, mean=-2.0, share=0.8)
    """
    values = contributions[:, : len(names)]
    scaled = weight / weight.sum()
    size, mean = scaled @ np.abs(values), scaled @ values
    total = float(size.sum())
    found = [
        Importance(
            feature=name,
            mean_size=float(size[at]),
            mean=float(mean[at]),
            share=float(size[at]) / total if total > 0 else 0.0,
        )
        for at, name in enumerate(names)
    ]
    return tuple(sorted(found, key=lambda one: (-one.mean_size, one.feature)))


def group_levels(
    values: NDArray[np.str_], levels: Mapping[str, tuple[str, ...]]
) -> dict[str, NDArray[np.bool_]]:
    """Return who is in each level of a group; ``*`` takes every other recorded value.

    Examples
    --------
    >>> recorded = np.array(["Kinh", "Tày", ""])
    >>> held = group_levels(recorded, {"majority": ("Kinh",), "minority": ("*",)})
    >>> {level: inside.tolist() for level, inside in held.items()}
    {'majority': [True, False, False], 'minority': [False, True, False]}
    """
    named = [value for entry in levels.values() for value in entry if value != "*"]
    others = (values != "") & ~np.isin(values, named)
    return {
        level: np.isin(values, entry) | (others if "*" in entry else False)
        for level, entry in levels.items()
    }

"""What do all released models say of these children?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.errors import InputError
from riskscreen.model.riskmodel import Predictions, RiskModel

__all__ = ["Screener"]


@dataclass(frozen=True, slots=True)
class Screener:
    """The models of a release and the fitted state of their features.

    Parameters
    ----------
    models : mapping of str to RiskModel
        By name of outcome, at least one.
    state : mapping
        Fitted state of the features, as JSON types; ``features.FittedState.from_dict`` reads it.

    Raises
    ------
    InputError
        If there is no model, or one stands under another's name.
    """

    models: Mapping[str, RiskModel]
    state: Mapping[str, Any]

    def __post_init__(self) -> None:
        if not self.models:
            raise InputError("a screener without a model; give at least one outcome")
        for name, held in self.models.items():
            if name != held.outcome:
                raise InputError(f"the model of {held.outcome} stands under the name {name}")

    def __repr__(self) -> str:
        return f"Screener({', '.join(self.models)})"

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Names of the outcomes, in the order of the models."""
        return tuple(self.models)

    @property
    def feature_names(self) -> tuple[str, ...]:
        """Every feature that some model reads, once, in order of first appearance."""
        every = (name for held in self.models.values() for name in held.feature_names)
        return tuple(dict.fromkeys(every))

    def matrix(
        self, outcome: str, values: NDArray[np.float64], *, names: Sequence[str]
    ) -> NDArray[np.float64]:
        """Return the columns that the model of ``outcome`` reads, in its order.

        Parameters
        ----------
        outcome : str
        values : ndarray of float64, shape (n_children, n_features)
        names : sequence of str
            Names of the columns of ``values``.

        Raises
        ------
        InputError
            If there is no such model, or a feature that it reads is not among ``names``.
        """
        if outcome not in self.models:
            raise InputError(f"no model of {outcome}; there are {', '.join(self.models)}")
        wanted = self.models[outcome].feature_names
        where = {name: at for at, name in enumerate(names)}
        absent = [name for name in wanted if name not in where]
        if absent:
            raise InputError(
                f"{len(absent)} of {len(wanted)} features of {outcome} are not there; first is "
                f"{absent[0]}. Build them with only={self.__class__.__name__}.feature_names"
            )
        return np.ascontiguousarray(values[:, [where[name] for name in wanted]])

    def predict(
        self, values: NDArray[np.float64], *, names: Sequence[str]
    ) -> dict[str, Predictions]:
        """Return the predictions of every model, by outcome; raises as ``matrix`` does."""
        return {
            outcome: held.predict(self.matrix(outcome, values, names=names))
            for outcome, held in self.models.items()
        }

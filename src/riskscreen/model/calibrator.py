"""Which risk does a margin stand for?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.model.piecewise import check_knots, expit, interpolate

__all__ = ["Calibrator"]


@dataclass(frozen=True, slots=True)
class Calibrator:
    """A monotone map from margin to calibrated log-odds: a broken line, straight beyond its ends.

    Parameters
    ----------
    knots_margin : tuple of float
        Rising, at least two.
    knots_logit : tuple of float
        Never falling, one for each margin.

    Raises
    ------
    InputError
        If the knots are too few, out of order or not finite.

    Examples
    --------
    >>> line = Calibrator(knots_margin=(-1.0, 1.0), knots_logit=(-2.0, 2.0))
    >>> line.logit(np.array([-2.0, 0.0, 3.0]))
    array([-4.,  0.,  6.])
    >>> line.risk(np.array([0.0]))
    array([0.5])
    >>> Calibrator(knots_margin=(-1.0, 1.0), knots_logit=(2.0, -2.0))
    Traceback (most recent call last):
        ...
    riskscreen.errors.InputError: calibrator falls between two knots; \
a higher margin is never a lower risk
    """

    knots_margin: tuple[float, ...]
    knots_logit: tuple[float, ...]

    def __post_init__(self) -> None:
        check_knots("calibrator", self.knots_margin, self.knots_logit)

    def __repr__(self) -> str:
        return f"Calibrator({len(self.knots_margin)} knots)"

    def logit(self, margin: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return calibrated log-odds, shape (n_children,); NaN where the margin is NaN."""
        return interpolate(
            np.asarray(margin, dtype=np.float64),
            np.asarray(self.knots_margin),
            np.asarray(self.knots_logit),
        )

    def risk(self, margin: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return calibrated probabilities, shape (n_children,); NaN where the margin is NaN."""
        return expit(self.logit(margin))

    def to_dict(self) -> dict[str, Any]:
        """Return the knots as JSON types."""
        return {"knots_margin": list(self.knots_margin), "knots_logit": list(self.knots_logit)}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Calibrator:
        """Return the calibrator that ``to_dict`` wrote; raises as the class does."""
        return cls(
            knots_margin=tuple(map(float, plain["knots_margin"])),
            knots_logit=tuple(map(float, plain["knots_logit"])),
        )

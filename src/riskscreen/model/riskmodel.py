"""What is this child's risk of one outcome, how sure is it, and what moved it?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.errors import InputError
from riskscreen.model.additivity import check_additivity
from riskscreen.model.booster import Booster
from riskscreen.model.calibrator import Calibrator
from riskscreen.model.intervals import IntervalCurves
from riskscreen.model.support import Support

__all__ = ["Predictions", "RiskModel"]

# shares of gain come from LightGBM's rounded text
_GAIN_SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Predictions:
    """What a model says of each child; every array has shape (n_children,).

    Parameters
    ----------
    margin : ndarray of float64
        Log-odds before calibration.
    risk : ndarray of float64
        Calibrated probability, 0-1.
    lo, hi : ndarray of float64
        90 % interval for the mean risk among children with this score, 0-1.
    """

    margin: NDArray[np.float64]
    risk: NDArray[np.float64]
    lo: NDArray[np.float64]
    hi: NDArray[np.float64]

    def __repr__(self) -> str:
        return f"Predictions({self.margin.size} children)"


@dataclass(frozen=True, slots=True)
class RiskModel:
    """The model of one outcome: trees, calibration and interval. It cannot fit.

    Parameters
    ----------
    outcome, definition : str
        Name of the outcome and tag of its operational definition.
    horizon_months : int
        Months from as_of to follow-up; 0 is concurrent.
    booster : Booster
    calibrator : Calibrator
    intervals : IntervalCurves
    feature_names : tuple of str
        Inputs in the booster's order.
    gain : tuple of float
        Share of the total gain per feature; sums to 1, or all 0 where no tree splits.
    training_prevalence : float
        Weighted share of yes in training, 0-1.
    age_range : tuple of float
        Youngest and oldest age in training, years.
    regions : tuple of str
        Regions seen in training.
    support : Support
        Where the training children were, over the features with a gain above 0.
    title_en, title_vi : str
        How reports name the outcome.

    Raises
    ------
    InputError
        If the parts do not belong together.
    """

    outcome: str
    definition: str
    horizon_months: int
    booster: Booster
    calibrator: Calibrator
    intervals: IntervalCurves
    feature_names: tuple[str, ...]
    gain: tuple[float, ...]
    training_prevalence: float
    age_range: tuple[float, float]
    regions: tuple[str, ...]
    support: Support
    title_en: str = ""
    title_vi: str = ""

    def __post_init__(self) -> None:
        self._check_features()
        self._check_numbers()
        self._check_support()
        self.intervals.check_holds(self.calibrator)

    def __repr__(self) -> str:
        return f"RiskModel({self.outcome} {self.definition}, {self.booster!r})"

    @property
    def digest(self) -> str:
        """SHA-256 of the booster's text."""
        return self.booster.digest

    def predict(self, X: NDArray[Any]) -> Predictions:
        """Return margin, risk and interval of each row.

        Parameters
        ----------
        X : ndarray of numbers, shape (n_children, n_features)
            Columns as ``feature_names``; NaN is missing.

        Raises
        ------
        InputError
            If ``X`` is not numeric, or has another width.
        """
        margin = self.booster.margin(X)
        lo, hi = self.intervals.bounds(margin, calibrator=self.calibrator)
        return Predictions(margin=margin, risk=self.calibrator.risk(margin), lo=lo, hi=hi)

    def contributions(self, X: NDArray[Any]) -> NDArray[np.float64]:
        """Return Shapley values of the margin, shape (n_children, n_features + 1), base last.

        Raises
        ------
        InputError
            If ``X`` is not numeric, or has another width.
        IntegrityError
            If a row does not sum to its margin; checked on every batch.
        """
        values = self.booster.contributions(X)
        check_additivity(values, self.booster.margin(X))
        return values

    def to_dict(self) -> dict[str, Any]:
        """Return all but the trees as JSON types."""
        return {
            "outcome": self.outcome,
            "definition": self.definition,
            "title_en": self.title_en,
            "title_vi": self.title_vi,
            "horizon_months": self.horizon_months,
            "calibrator": self.calibrator.to_dict(),
            "intervals": self.intervals.to_dict(),
            "feature_names": list(self.feature_names),
            "gain": list(self.gain),
            "training_prevalence": self.training_prevalence,
            "age_range": list(self.age_range),
            "regions": list(self.regions),
            "support": self.support.to_dict(),
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any], booster: Booster) -> RiskModel:
        """Return the model that ``to_dict`` wrote, with its trees.

        Raises
        ------
        InputError
            If the parts do not belong together, or an earlier version wrote them, which did not
            say where the training children were.
        KeyError
            If an entry is missing.
        """
        if "support" not in plain:
            raise InputError(
                f"the model of {plain['outcome']} does not say where its training children were; "
                "it was made by an earlier version: train again"
            )
        youngest, oldest = plain["age_range"]
        return cls(
            outcome=plain["outcome"],
            definition=plain["definition"],
            title_en=plain["title_en"],
            title_vi=plain["title_vi"],
            horizon_months=plain["horizon_months"],
            booster=booster,
            calibrator=Calibrator.from_dict(plain["calibrator"]),
            intervals=IntervalCurves.from_dict(plain["intervals"]),
            feature_names=tuple(plain["feature_names"]),
            gain=tuple(map(float, plain["gain"])),
            training_prevalence=float(plain["training_prevalence"]),
            age_range=(float(youngest), float(oldest)),
            regions=tuple(plain["regions"]),
            support=Support.from_dict(plain["support"], plain["feature_names"]),
        )

    def _check_features(self) -> None:
        if self.feature_names != self.booster.feature_names:
            given, held = self.feature_names, self.booster.feature_names
            apart = [
                f"{at}: {mine} against {its}"
                for at, (mine, its) in enumerate(zip(given, held, strict=False))
                if mine != its
            ]
            raise InputError(
                f"{self.outcome}: {len(given)} feature names for a booster of {len(held)}; first "
                f"difference is {apart[0] if apart else 'the number'}"
            )
        if len(self.gain) != len(self.feature_names):
            raise InputError(
                f"{self.outcome}: {len(self.gain)} shares of gain for "
                f"{len(self.feature_names)} features"
            )

    def _check_support(self) -> None:
        read = {name for name, share in zip(self.feature_names, self.gain, strict=True) if share}
        apart = sorted(read ^ set(self.support.names))
        placed = all(
            0 <= at < len(self.feature_names) and self.feature_names[at] == name
            for at, name in zip(self.support.places, self.support.names, strict=True)
        )
        if apart or not placed:
            raise InputError(
                f"{self.outcome}: the support is of {len(self.support.names)} features, the "
                f"booster reads {len(read)}; first difference is "
                f"{apart[0] if apart else 'their order'}. Fit both on the same rows"
            )
        known = self.booster.known_gaps
        blind = [
            one
            for one, at in zip(self.support.features, self.support.places, strict=True)
            if one.missing_share > 0 and not known[at]
        ]
        if blind:
            raise InputError(
                f"{self.outcome}: the support says that {len(blind)} of {len(read)} features were "
                f"missing in training, and the trees read their gaps as the number 0; first is "
                f"{blind[0].name}: a share of {blind[0].missing_share:.3g}. Fit the support with "
                "the booster's known_gaps"
            )

    def _check_numbers(self) -> None:
        total = math.fsum(self.gain)
        shares = all(share >= 0 for share in self.gain)
        # NaN fails each comparison, so it is refused with the rest
        if not shares or not (total == 0 or abs(total - 1) <= _GAIN_SLACK):
            raise InputError(
                f"{self.outcome}: shares of gain sum to {total:.6g}; they are shares of 1"
            )
        if not 0 <= self.training_prevalence <= 1:
            raise InputError(
                f"{self.outcome}: training prevalence {self.training_prevalence}; it is 0-1"
            )
        if not self.age_range[0] <= self.age_range[1]:
            raise InputError(f"{self.outcome}: ages {self.age_range}; give youngest, then oldest")
        if self.horizon_months < 0:
            raise InputError(f"{self.outcome}: a horizon of {self.horizon_months} months")

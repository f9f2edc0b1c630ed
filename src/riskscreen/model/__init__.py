"""What does a trained model say about these children? It predicts and explains; it cannot fit."""

from riskscreen.model.additivity import check_additivity
from riskscreen.model.booster import Booster
from riskscreen.model.calibrator import Calibrator
from riskscreen.model.intervals import IntervalCurves
from riskscreen.model.library import library_path
from riskscreen.model.riskmodel import Predictions, RiskModel
from riskscreen.model.screener import Screener

__all__ = [
    "Booster",
    "Calibrator",
    "IntervalCurves",
    "Predictions",
    "RiskModel",
    "Screener",
    "check_additivity",
    "library_path",
]

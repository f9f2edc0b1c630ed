"""What does a trained model say about these children? It predicts and explains; it cannot fit."""

from riskscreen.model.additivity import check_additivity
from riskscreen.model.booster import Booster
from riskscreen.model.calibrator import Calibrator
from riskscreen.model.intervals import IntervalCurves
from riskscreen.model.library import library_path
from riskscreen.model.riskmodel import Predictions, RiskModel
from riskscreen.model.screener import Screener
from riskscreen.model.support import FAR, SeenFeature, SeenPair, Support

__all__ = [
    "FAR",
    "Booster",
    "Calibrator",
    "IntervalCurves",
    "Predictions",
    "RiskModel",
    "Screener",
    "SeenFeature",
    "SeenPair",
    "Support",
    "check_additivity",
    "library_path",
]

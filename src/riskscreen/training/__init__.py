"""How is a model made that was never judged on what it learned from?

Splits by household and PSU, a weighted booster, cross-fitted calibration, an interval for the
mean risk, simple lists beside it. The workshop's half: it may import scikit-learn and LightGBM.
"""

from riskscreen.training.adapters import RiskClassifier
from riskscreen.training.admission import refuse_protected
from riskscreen.training.baselines import Baseline, answerable, rules_met
from riskscreen.training.calibration import (
    FoldCalibrator,
    calibrated,
    cross_calibrate,
    fit_calibrator,
)
from riskscreen.training.evaluation import Metric, evaluate, point_metrics
from riskscreen.training.fit import Parameters
from riskscreen.training.recipe import fit_outcome
from riskscreen.training.rows import Rows
from riskscreen.training.search import Search
from riskscreen.training.splits import Folds, assign_folds, check_folds
from riskscreen.training.support import fit_support
from riskscreen.training.target import moved, recalibrate, target_shift
from riskscreen.training.trained import TrainedOutcome

__all__ = [
    "Baseline",
    "FoldCalibrator",
    "Folds",
    "Metric",
    "Parameters",
    "RiskClassifier",
    "Rows",
    "Search",
    "TrainedOutcome",
    "answerable",
    "assign_folds",
    "calibrated",
    "check_folds",
    "cross_calibrate",
    "evaluate",
    "fit_calibrator",
    "fit_outcome",
    "fit_support",
    "moved",
    "point_metrics",
    "recalibrate",
    "refuse_protected",
    "rules_met",
    "target_shift",
]

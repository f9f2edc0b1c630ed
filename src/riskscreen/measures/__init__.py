"""Which figures describe a list of children, and how sure is each? Arrays in, floats out.

Weights everywhere; NaN where a figure is undefined, never 0.
"""

from riskscreen.measures.calibration import (
    bin_codes,
    brier,
    calibration_bins,
    calibration_error,
    calibration_slope,
    calibration_slope_replicates,
    log_loss,
    observed_over_expected,
    recalibration_shift,
    shifted_risk,
)
from riskscreen.measures.decision import (
    false_negative_rate,
    false_positive_rate,
    precision,
    recall,
    selection_rate,
)
from riskscreen.measures.intervals import (
    difference_of_shares,
    exact_share,
    korn_graubard,
    max_t,
    standard_error,
    t_interval,
)
from riskscreen.measures.linearisation import as_recorded, linearised_ratio, lone_strata
from riskscreen.measures.pooling import pooled
from riskscreen.measures.ranking import (
    auc_influence,
    average_precision,
    average_precision_replicates,
    rank_correlation,
    weighted_auc,
    weighted_auc_replicates,
)
from riskscreen.measures.resampling import (
    Clusters,
    Replicates,
    bootstrap_ratio,
    bootstrap_statistic,
    clusters,
    icc,
    psu_sums,
    rao_wu,
)

__all__ = [
    "Clusters",
    "Replicates",
    "as_recorded",
    "auc_influence",
    "average_precision",
    "average_precision_replicates",
    "bin_codes",
    "bootstrap_ratio",
    "bootstrap_statistic",
    "brier",
    "calibration_bins",
    "calibration_error",
    "calibration_slope",
    "calibration_slope_replicates",
    "clusters",
    "difference_of_shares",
    "exact_share",
    "false_negative_rate",
    "false_positive_rate",
    "icc",
    "korn_graubard",
    "linearised_ratio",
    "log_loss",
    "lone_strata",
    "max_t",
    "observed_over_expected",
    "pooled",
    "precision",
    "psu_sums",
    "rank_correlation",
    "rao_wu",
    "recalibration_shift",
    "recall",
    "selection_rate",
    "shifted_risk",
    "standard_error",
    "t_interval",
    "weighted_auc",
    "weighted_auc_replicates",
]

"""What moves the scores, overall and in each group? Contributions, never causes.

Contributions come from LightGBM and are checked for additivity on every batch; figures are drawn
by shap from means over many children, so that no dot is a child.
"""

from riskscreen.explaining.binning import Bin, dependence
from riskscreen.explaining.explanation import Explanation, explain
from riskscreen.explaining.sizes import Importance, importance

__all__ = ["Bin", "Explanation", "Importance", "dependence", "explain", "importance"]

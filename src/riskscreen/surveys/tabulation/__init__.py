"""What do the official tables say of these records, and how sure is each figure?"""

from riskscreen.surveys.tabulation.tabulated import Indicator, Indicators
from riskscreen.surveys.tabulation.tabulating import indicators

__all__ = ["Indicator", "Indicators", "indicators"]

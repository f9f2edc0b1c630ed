"""What would a household panel of Viet Nam look like, with a truth that nobody has in life?

The calibrated worlds of tests, benchmarks and the demonstration, with dials for known bias.
"""

from riskscreen.synthetic.dials import DEMO_BIAS, Dials, UnderRecorded, read_dials
from riskscreen.synthetic.panel import Panel, panel
from riskscreen.synthetic.profile import OUTCOMES
from riskscreen.synthetic.tables import WAVE_DAYS

__all__ = [
    "DEMO_BIAS",
    "OUTCOMES",
    "WAVE_DAYS",
    "Dials",
    "Panel",
    "UnderRecorded",
    "panel",
    "read_dials",
]

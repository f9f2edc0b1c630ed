"""What would a household panel of Viet Nam look like, with a truth that nobody has in life?

The calibrated worlds of tests, benchmarks and the demonstration, with dials for known harm.
"""

from riskscreen.synthetic.dials.kinds import (
    DirectEffect,
    Drift,
    Linkage,
    Measurement,
    Missing,
    PolicyChange,
    Proxy,
    SelectiveLabels,
    SmallGroup,
    UnderRecorded,
)
from riskscreen.synthetic.dials.reading import read_dials
from riskscreen.synthetic.dials.turned import DEMO_BIAS, Dials
from riskscreen.synthetic.fitting.agreeing import Agreement, agreement
from riskscreen.synthetic.fitting.targets import contradictions, targets
from riskscreen.synthetic.panels import DEFAULT, Panel, panel
from riskscreen.synthetic.partitions import Partitions, write_partitions
from riskscreen.synthetic.profile import OUTCOMES
from riskscreen.synthetic.tables import WAVE_DAYS
from riskscreen.synthetic.writing import panel_facts, refuse_strangers

__all__ = [
    "DEFAULT",
    "DEMO_BIAS",
    "OUTCOMES",
    "WAVE_DAYS",
    "Agreement",
    "Dials",
    "DirectEffect",
    "Drift",
    "Linkage",
    "Measurement",
    "Missing",
    "Panel",
    "Partitions",
    "PolicyChange",
    "Proxy",
    "SelectiveLabels",
    "SmallGroup",
    "UnderRecorded",
    "agreement",
    "contradictions",
    "panel",
    "panel_facts",
    "read_dials",
    "refuse_strangers",
    "targets",
    "write_partitions",
]

"""Whom would this list miss, and is any group served worse than all others?

Findings that judge or are reported, and the tables behind them.
"""

from riskscreen.auditing.inputs import NOT_RECORDED, OTHER, AuditInput, levels
from riskscreen.auditing.metric_frame import metric_frame_rows
from riskscreen.auditing.run import Audit, audit_arrays
from riskscreen.auditing.suppression import suppress
from riskscreen.auditing.tabled import audit, input_of

__all__ = [
    "NOT_RECORDED",
    "OTHER",
    "Audit",
    "AuditInput",
    "audit",
    "audit_arrays",
    "input_of",
    "levels",
    "metric_frame_rows",
    "suppress",
]

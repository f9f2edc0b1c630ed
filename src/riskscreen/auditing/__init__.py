"""Whom would this list miss, and is any group served worse than all others?

Findings that judge or are reported, and the tables behind them.
"""

from riskscreen.auditing.decided import Decided, apart_in_words
from riskscreen.auditing.disclosing.disclosure import check, publish, publish_findings
from riskscreen.auditing.disclosing.rounding import figure_step, rounded, rounded_figure
from riskscreen.auditing.disclosing.successive import check_successive, protect_successive
from riskscreen.auditing.disclosing.suppression import suppress
from riskscreen.auditing.inputs import NOT_RECORDED, OTHER, AuditInput, levels
from riskscreen.auditing.metric_frame import metric_frame_rows
from riskscreen.auditing.overriding import CODE as OVERRIDES
from riskscreen.auditing.overriding import with_overrides
from riskscreen.auditing.probing.prevalence import prevalence_table
from riskscreen.auditing.run import Audit, audit_arrays
from riskscreen.auditing.tabled import audit, input_of

__all__ = [
    "NOT_RECORDED",
    "OTHER",
    "OVERRIDES",
    "Audit",
    "AuditInput",
    "Decided",
    "apart_in_words",
    "audit",
    "audit_arrays",
    "check",
    "check_successive",
    "figure_step",
    "input_of",
    "levels",
    "metric_frame_rows",
    "prevalence_table",
    "protect_successive",
    "publish",
    "publish_findings",
    "rounded",
    "rounded_figure",
    "suppress",
    "with_overrides",
]

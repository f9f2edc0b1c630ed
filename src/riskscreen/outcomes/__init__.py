"""Which outcomes are screened for, who is eligible, what counts as yes, and how to add one's own?

One's own outcome is two functions of columns and one call of `register`.
"""

from riskscreen.outcomes import child_labour, dropout, exclusion, logic
from riskscreen.outcomes.ages import age_at
from riskscreen.outcomes.exclusion import entitled
from riskscreen.outcomes.logic import Answer
from riskscreen.outcomes.outcome import Outcome, definitions, get, names, part, register
from riskscreen.outcomes.resolve import (
    ages_without_noes,
    barred_columns,
    eligible,
    label,
    part_labels,
    settle,
    state,
)

__all__ = [
    "Answer",
    "Outcome",
    "age_at",
    "ages_without_noes",
    "barred_columns",
    "child_labour",
    "definitions",
    "dropout",
    "eligible",
    "entitled",
    "exclusion",
    "get",
    "label",
    "logic",
    "names",
    "part",
    "part_labels",
    "register",
    "settle",
    "state",
]

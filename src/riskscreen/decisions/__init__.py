"""Who is visited first, on whose list, and for whom does the tool say nothing?

Arrays in, decisions out: allocation, frozen cut-offs, tiers, abstention, visit lists, reasons.
"""

from riskscreen.decisions.abstention import (
    CODES,
    abstain,
    missing_gain,
    outside_training,
    refuse,
)
from riskscreen.decisions.allocation import RULES, Allocation, allocate
from riskscreen.decisions.cutoffs import Cutoffs
from riskscreen.decisions.places import AreasLike
from riskscreen.decisions.reasons import raised_by, reasons
from riskscreen.decisions.reserve import kept_back
from riskscreen.decisions.tiers import TIERS, tiers
from riskscreen.decisions.ties import tie_key
from riskscreen.decisions.visitlist import Spending, VisitList, frame, plain_rows
from riskscreen.decisions.visits import ScoresLike, visit_list

__all__ = [
    "CODES",
    "RULES",
    "TIERS",
    "Allocation",
    "AreasLike",
    "Cutoffs",
    "ScoresLike",
    "Spending",
    "VisitList",
    "abstain",
    "allocate",
    "frame",
    "kept_back",
    "missing_gain",
    "outside_training",
    "plain_rows",
    "raised_by",
    "reasons",
    "refuse",
    "tie_key",
    "tiers",
    "visit_list",
]

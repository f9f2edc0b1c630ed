"""May it be released, and what does its card say? The gate and the card."""

from riskscreen.releasing.card import card
from riskscreen.releasing.gate import Decision, Waiver, decide, read_findings

__all__ = ["Decision", "Waiver", "card", "decide", "read_findings"]

"""Which mapping could bring these files to records? Proposed, never applied."""

from riskscreen.records.drafting.composing import draft
from riskscreen.records.drafting.proposal import Draft, Proposal

__all__ = ["Draft", "Proposal", "draft"]

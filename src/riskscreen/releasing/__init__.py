"""May it be released, what does its card say, and how is it signed?"""

from riskscreen.releasing.card import card
from riskscreen.releasing.gate import Decision, Waiver, decide, read_findings
from riskscreen.releasing.signature import signer

__all__ = ["Decision", "Waiver", "card", "decide", "read_findings", "signer"]

"""What was released, refused and stopped, in an order that nobody can quietly change?"""

from riskscreen.ledger.following import Follower
from riskscreen.ledger.line import KINDS, Line
from riskscreen.ledger.store import Repair, append, newest, read, repair

__all__ = ["KINDS", "Follower", "Line", "Repair", "append", "newest", "read", "repair"]

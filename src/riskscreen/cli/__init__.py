"""Which verb, with which arguments? Arguments to calls, nothing else.

`statuses` says with which exit status each ends.
"""

from riskscreen.cli.running import main
from riskscreen.cli.verbs import app

__all__ = ["app", "main"]

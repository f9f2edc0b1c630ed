"""Which verb, with which arguments? Arguments to calls, nothing else.

Exit status: 0 done, 1 a finding refuses, 2 bad input or usage, 3 integrity, 70 a fault of
riskscreen itself.
"""

from riskscreen.cli.running import main
from riskscreen.cli.verbs import app

__all__ = ["app", "main"]

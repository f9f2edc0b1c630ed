"""What does a verified release say of these children? Load it, score, and nothing else.

The light path: numpy and LightGBM's own library; a frame library only where a frame came in.
"""

from riskscreen.scoring.admission import admit, cut
from riskscreen.scoring.jsonschema import household_schema
from riskscreen.scoring.release import LEDGER, Release, load_release, require_clock
from riskscreen.scoring.scores import COLUMNS, Scores
from riskscreen.scoring.serving import score, score_json

__all__ = [
    "COLUMNS",
    "LEDGER",
    "Release",
    "Scores",
    "admit",
    "cut",
    "household_schema",
    "load_release",
    "require_clock",
    "score",
    "score_json",
]

"""What does a verified release say of these children? Load it, score, and nothing else.

The light path: numpy and LightGBM's own library; a frame library only where a frame came in.
"""

from riskscreen.scoring.access_log import AccessLog
from riskscreen.scoring.admission import admit, cut
from riskscreen.scoring.committed import committed
from riskscreen.scoring.explained import ExplainedOutcome, ExplainedScore
from riskscreen.scoring.jsonschema import household_schema
from riskscreen.scoring.left_out import LeftOut
from riskscreen.scoring.log_line import LogLine, child_key, logged
from riskscreen.scoring.overriding import DECISIONS, Override, override, read_overrides
from riskscreen.scoring.past import load_past_release, standing
from riskscreen.scoring.release import LEDGER, Release, load_release, require_clock
from riskscreen.scoring.replaying import explain_score
from riskscreen.scoring.scored import Checked, check_scored
from riskscreen.scoring.scores import COLUMNS, Scores
from riskscreen.scoring.serving import score, score_json
from riskscreen.scoring.titles import in_language

__all__ = [
    "COLUMNS",
    "DECISIONS",
    "LEDGER",
    "AccessLog",
    "Checked",
    "ExplainedOutcome",
    "ExplainedScore",
    "LeftOut",
    "LogLine",
    "Override",
    "Release",
    "Scores",
    "admit",
    "check_scored",
    "child_key",
    "committed",
    "cut",
    "explain_score",
    "household_schema",
    "in_language",
    "load_past_release",
    "load_release",
    "logged",
    "override",
    "read_overrides",
    "require_clock",
    "score",
    "score_json",
    "standing",
]

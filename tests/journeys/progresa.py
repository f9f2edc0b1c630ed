"""Where the real Progresa files lie, which are not part of this repository.

Whoever names their folder in RISKSCREEN_PROGRESA, as CI does, is told of a file that is not there
by a failing test; only without that name, and without the folder beside the checkout, are the
tests on real children left out.
"""

import os
from pathlib import Path

import pytest

from riskscreen import policy

__all__ = ["FOLDER", "LIMITS", "MAPPING", "POLICY", "needed"]

_NAME = "RISKSCREEN_PROGRESA"
_HERE = Path(__file__).parent
FOLDER = Path(os.environ.get(_NAME, _HERE.parents[1] / "../shared/data/progresa")).resolve()
MAPPING = _HERE / "progresa.toml"
POLICY = _HERE / "progresa_policy.toml"
LIMITS = policy.load(POLICY)

needed = pytest.mark.skipif(
    _NAME not in os.environ and not (FOLDER / "children.csv").is_file(),
    reason=f"no Progresa files: name their folder in {_NAME}",
)

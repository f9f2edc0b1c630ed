"""riskscreen: which children should be visited first, why, how sure are we, and whom would we miss?

The public names are fetched on first use from the package that owns them, so that importing
riskscreen costs a service nothing that it does not call.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

__version__ = "0.1.0"

_OWNERS = {
    "read_records": "riskscreen.records",
    "check": "riskscreen.records",
    "build_table": "riskscreen.tables",
    "visit_list": "riskscreen.decisions",
    "load_release": "riskscreen.scoring",
    "score": "riskscreen.scoring",
    "score_json": "riskscreen.scoring",
    "explain_score": "riskscreen.scoring",
    "train": "riskscreen.flows",
    "explain": "riskscreen.flows",
    "audit": "riskscreen.flows",
    "release": "riskscreen.flows",
    "report": "riskscreen.flows",
}
_MODULES = ("features", "outcomes", "scoring", "surveys", "synthetic")

__all__ = [
    "__version__",
    "audit",
    "build_table",
    "check",
    "explain",
    "explain_score",
    "features",
    "load_release",
    "outcomes",
    "read_records",
    "release",
    "report",
    "score",
    "score_json",
    "scoring",
    "surveys",
    "synthetic",
    "train",
    "visit_list",
]

if TYPE_CHECKING:
    from riskscreen import features, outcomes, scoring, surveys, synthetic
    from riskscreen.decisions import visit_list
    from riskscreen.flows import audit, explain, release, report, train
    from riskscreen.records import check, read_records
    from riskscreen.scoring import explain_score, load_release, score, score_json
    from riskscreen.tables import build_table


def __getattr__(name: str) -> object:
    if name in _OWNERS:
        found: object = getattr(importlib.import_module(_OWNERS[name]), name)
    elif name in _MODULES:
        found = importlib.import_module(f"riskscreen.{name}")
    else:
        raise AttributeError(f"module 'riskscreen' has no attribute {name!r}")
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)

"""Does a run hold everything that a release must rest on?

A release is refused for what is absent, and for a figure that is not a number: MLflow's own
validation passes on both.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from riskscreen.registry.store import RunRecord

__all__ = ["REQUIRED_FILES", "REQUIRED_METRICS", "missing"]

REQUIRED_FILES = (
    "candidate/features.json",
    "candidate/policy.json",
    "candidate/schema.json",
    "candidate/meta.json",
    "report/facts.json",
    "report/report_en.html",
    "report/report_vi.html",
)
_PER_OUTCOME = (
    "candidate/{outcome}/model.txt",
    "candidate/{outcome}/model.json",
    "candidate/{outcome}/golden.json",
    "audit/{outcome}.json",
    "audit/{outcome}_metric_frame.csv",
    "evaluation/{outcome}.csv",
    "explanation/{outcome}.json",
    "explanation/{outcome}_importance_en.svg",
    "explanation/{outcome}_importance_vi.svg",
)
REQUIRED_METRICS = ("judged.auc", "judged.observed_over_expected", "fold.auc")
_PARAMETERS = ("data_digest", "policy_digest", "horizon_months", "seed")


def missing(record: RunRecord, outcomes: Sequence[str]) -> tuple[str, ...]:
    """Return what a release needs and the run lacks, in words; empty where nothing does.

    Parameters
    ----------
    record : RunRecord
        The run.
    outcomes : sequence of str
        The outcomes that are to be released.
    """
    files = [*REQUIRED_FILES]
    metrics: list[str] = []
    for outcome in outcomes:
        files += [path.format(outcome=outcome) for path in _PER_OUTCOME]
        metrics += [f"{outcome}.{name}" for name in REQUIRED_METRICS]
    absent = [f"file {path}" for path in files if path not in record.files]
    absent += [f"parameter {name}" for name in _PARAMETERS if not record.parameters.get(name)]
    absent += [f"metric {name}" for name in metrics if name not in record.metrics]
    absent += [
        f"metric {name} (logged as {record.metrics[name]})"
        for name in metrics
        if name in record.metrics and not math.isfinite(record.metrics[name])
    ]
    if record.status != "FINISHED":
        absent.append(f"an end (its status is {record.status})")
    return tuple(absent)

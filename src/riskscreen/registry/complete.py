"""Does a run hold everything that a release must rest on?

A release is refused for what is absent, and for a figure that is not a number: MLflow's own
validation passes on both.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from riskscreen.core import digest_bytes, digest_json
from riskscreen.registry.runs import RunRecord

__all__ = [
    "REQUIRED_FILES",
    "REQUIRED_METRICS",
    "changed",
    "digests_of",
    "logged_digest",
    "missing",
    "missing_of",
]

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
    "candidate/{outcome}/cutoffs.json",
    "candidate/{outcome}/golden.json",
    "audit/{outcome}.json",
    "audit/{outcome}_metric_frame.csv",
    "evaluation/{outcome}.csv",
    "explanation/{outcome}.json",
    "explanation/{outcome}_importance_en.svg",
    "explanation/{outcome}_importance_vi.svg",
)
REQUIRED_METRICS = ("judged.auc", "judged.observed_over_expected", "fold.auc")
_SHA = "sha256/"
_SEALED = ("candidate", "audit", "report")
_PARAMETERS = ("data_digest", "policy_digest", "horizon_months", "seed")


def digests_of(files: Mapping[str, bytes | str]) -> dict[str, str]:
    """Return a parameter per file of candidate, audit and report: the SHA-256 of its bytes."""
    return {
        f"{_SHA}{path}": digest_bytes(content.encode() if isinstance(content, str) else content)
        for path, content in files.items()
        if path.split("/")[0] in _SEALED
    }


def changed(record: RunRecord, read: Callable[[str], bytes]) -> tuple[str, ...]:
    """Return the files that are no longer what the run logged, or that it never logged.

    Parameters
    ----------
    record : RunRecord
    read : callable
        Path inside the run to bytes.
    """
    due = _logged(record)
    sealed = [path for path in record.files if path.split("/")[0] in _SEALED]
    return tuple(path for path in sealed if digest_bytes(read(path)) != due.get(path))


def logged_digest(record: RunRecord) -> str:
    """Return one SHA-256 of the digests that a run logged: of candidate, audit and report.

    Whoever can write to the store can change a file together with its digest, and not this one
    where it was signed.
    """
    return digest_json(_logged(record))


def missing(record: RunRecord) -> tuple[str, ...]:
    """Return what any release needs and the run lacks, in words; empty where nothing does."""
    absent = [f"file {path}" for path in REQUIRED_FILES if path not in record.files]
    absent += [f"parameter {name}" for name in _PARAMETERS if not record.parameters.get(name)]
    if record.status != "FINISHED":
        absent.append(f"an end (its status is {record.status})")
    return tuple(absent)


def missing_of(record: RunRecord, outcome: str) -> tuple[str, ...]:
    """Return what the release of one outcome needs and the run lacks, in words."""
    files = [path.format(outcome=outcome) for path in _PER_OUTCOME]
    metrics = [f"{outcome}.{name}" for name in REQUIRED_METRICS]
    absent = [f"file {path}" for path in files if path not in record.files]
    absent += [f"metric {name}" for name in metrics if name not in record.metrics]
    absent += [
        f"metric {name} (logged as {record.metrics[name]})"
        for name in metrics
        if name in record.metrics and not math.isfinite(record.metrics[name])
    ]
    return tuple(absent)


def _logged(record: RunRecord) -> dict[str, str]:
    return {
        name.removeprefix(_SHA): digest
        for name, digest in record.parameters.items()
        if name.startswith(_SHA)
    }

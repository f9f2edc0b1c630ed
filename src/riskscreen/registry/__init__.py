"""What was logged, and what is registered? The only door to MLflow."""

from riskscreen.registry.complete import (
    REQUIRED_FILES,
    REQUIRED_METRICS,
    changed,
    digests_of,
    logged_digest,
    missing,
    missing_of,
)
from riskscreen.registry.runs import RunRecord
from riskscreen.registry.store import Store
from riskscreen.registry.versions import VersionRecord

__all__ = [
    "REQUIRED_FILES",
    "REQUIRED_METRICS",
    "RunRecord",
    "Store",
    "VersionRecord",
    "changed",
    "digests_of",
    "logged_digest",
    "missing",
    "missing_of",
]

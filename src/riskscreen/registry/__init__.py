"""What was logged, and what is registered? The only door to MLflow."""

from riskscreen.registry.complete import (
    REQUIRED_FILES,
    REQUIRED_METRICS,
    changed,
    digests_of,
    missing,
    missing_of,
)
from riskscreen.registry.store import RunRecord, Store

__all__ = [
    "REQUIRED_FILES",
    "REQUIRED_METRICS",
    "RunRecord",
    "Store",
    "changed",
    "digests_of",
    "missing",
    "missing_of",
]

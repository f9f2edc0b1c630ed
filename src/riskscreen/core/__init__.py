"""What does everyone in the house speak? Findings, digests, lazy imports."""

from riskscreen.core.digest import canonical_json, digest_arrays, digest_bytes, digest_json
from riskscreen.core.extras import need
from riskscreen.core.finding import NEVER_WAIVED, Finding, Verdict, worst
from riskscreen.core.locking import alone

__all__ = [
    "NEVER_WAIVED",
    "Finding",
    "Verdict",
    "alone",
    "canonical_json",
    "digest_arrays",
    "digest_bytes",
    "digest_json",
    "need",
    "worst",
]

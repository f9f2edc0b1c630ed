"""What does everyone in the house speak? Findings, digests, lazy imports, wording."""

from riskscreen.core.digest import canonical_json, digest_arrays, digest_bytes, digest_json
from riskscreen.core.extras import need
from riskscreen.core.finding import NEVER_WAIVED, Finding, Verdict, worst
from riskscreen.core.locking import alone
from riskscreen.core.wording import counted, named

__all__ = [
    "NEVER_WAIVED",
    "Finding",
    "Verdict",
    "alone",
    "canonical_json",
    "counted",
    "digest_arrays",
    "digest_bytes",
    "digest_json",
    "named",
    "need",
    "worst",
]

"""Is this release what was written, and is it safe to open? Nothing in it can run."""

from riskscreen.bundle.ages import last_day
from riskscreen.bundle.contents import Bundle, BundleContents
from riskscreen.bundle.files import MANIFEST, signature_sha256
from riskscreen.bundle.golden import golden_rows
from riskscreen.bundle.manifest import FORMAT, Manifest
from riskscreen.bundle.reading import read
from riskscreen.bundle.signoff import (
    MOST_NOTE,
    Approval,
    Subject,
    approvals,
    approve,
    findings_digest,
    parse_approval,
    served_digest,
)
from riskscreen.bundle.trees import check_tree_text
from riskscreen.bundle.verdicts import WAIVER
from riskscreen.bundle.writing import STAGING, write

__all__ = [
    "FORMAT",
    "MANIFEST",
    "MOST_NOTE",
    "STAGING",
    "WAIVER",
    "Approval",
    "Bundle",
    "BundleContents",
    "Manifest",
    "Subject",
    "approvals",
    "approve",
    "check_tree_text",
    "findings_digest",
    "golden_rows",
    "last_day",
    "parse_approval",
    "read",
    "served_digest",
    "signature_sha256",
    "write",
]

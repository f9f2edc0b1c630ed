"""Is this release what was written, and is it safe to open? Nothing in it can run."""

from riskscreen.bundle.contents import Bundle, BundleContents
from riskscreen.bundle.golden import golden_rows
from riskscreen.bundle.manifest import FORMAT, Manifest
from riskscreen.bundle.reading import read
from riskscreen.bundle.signoff import (
    Approval,
    Subject,
    approvals,
    approve,
    parse_approval,
    served_digest,
)
from riskscreen.bundle.trees import check_tree_text
from riskscreen.bundle.writing import STAGING, write

__all__ = [
    "FORMAT",
    "STAGING",
    "Approval",
    "Bundle",
    "BundleContents",
    "Manifest",
    "Subject",
    "approvals",
    "approve",
    "check_tree_text",
    "golden_rows",
    "parse_approval",
    "read",
    "served_digest",
    "write",
]

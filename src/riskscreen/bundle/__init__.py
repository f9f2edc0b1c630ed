"""Is this release what was written, and is it safe to open? Nothing in it can run."""

from riskscreen.bundle.contents import Bundle, BundleContents
from riskscreen.bundle.golden import golden_rows
from riskscreen.bundle.manifest import FORMAT, Manifest
from riskscreen.bundle.reading import read
from riskscreen.bundle.strictjson import strict_json
from riskscreen.bundle.trees import check_tree_text
from riskscreen.bundle.writing import write

__all__ = [
    "FORMAT",
    "Bundle",
    "BundleContents",
    "Manifest",
    "check_tree_text",
    "golden_rows",
    "read",
    "strict_json",
    "write",
]

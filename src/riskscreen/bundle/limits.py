"""How large may a bundle be before it is read at all?

Far above what training makes, far below what would fill a machine; a bundle beyond them is a
mistake or an attack, and is refused before its bytes are read.
"""

from __future__ import annotations

__all__ = [
    "LEAST_STEP",
    "MOST_BYTES",
    "MOST_DEPTH",
    "MOST_FEATURES",
    "MOST_FILES",
    "MOST_FILE_BYTES",
    "MOST_GOLDEN_ROWS",
    "MOST_KNOT",
    "MOST_LEAF",
    "MOST_LEAVES",
    "MOST_MANIFEST_BYTES",
    "MOST_OUTCOMES",
    "MOST_SIGNATURE_BYTES",
    "MOST_TREES",
]

MOST_FILE_BYTES = 32 * 2**20  # 1 000 trees of 31 leaves take 3.4 MB
MOST_BYTES = 128 * 2**20
MOST_MANIFEST_BYTES = 2**18
MOST_SIGNATURE_BYTES = 2**18
MOST_OUTCOMES = 16
MOST_FILES = 16 * 2 + 16  # two for each outcome, and the rest
MOST_GOLDEN_ROWS = 1000

MOST_FEATURES = 4096
MOST_TREES = 10_000
MOST_LEAVES = 4096
MOST_DEPTH = 128  # pred_contrib recurses once a level and keeps a path for each

# Log-odds. Within them every margin that trees can give has a risk: no sum, slope or product
# reaches infinity, and infinity times nothing is no number.
MOST_LEAF = 1e6
MOST_KNOT = 1e6
LEAST_STEP = 1e-100

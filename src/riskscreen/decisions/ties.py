"""In which order do children with the same risk stand?

By SHA-256 of the booster's digest and the child's id: known before there is a release, so that
audit and list agree; unrelated to any attribute; and another order for every booster.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

__all__ = ["tie_key"]


def tie_key(booster_digest: str, child_id: NDArray[np.str_]) -> NDArray[np.uint64]:
    """Return the first eight bytes of SHA-256 of ``<booster digest>/<child id>``.

    Parameters
    ----------
    booster_digest : str
        SHA-256 of the booster's text.
    child_id : ndarray of str, shape (n_children,)
        Ids of the children.

    Returns
    -------
    ndarray of uint64, shape (n_children,)
        The smaller stands first.

    Examples
    --------
    >>> tie_key("ab", np.array(["child 1", "child 2"]))
    array([11645808286543965278,  8712876578969456601], dtype=uint64)
    """
    start = hashlib.sha256(f"{booster_digest}/".encode())
    digests = bytearray()
    for child in child_id.tolist():
        digest = start.copy()
        digest.update(child.encode())
        digests += digest.digest()[:8]
    return np.frombuffer(bytes(digests), dtype=">u8").astype(np.uint64)

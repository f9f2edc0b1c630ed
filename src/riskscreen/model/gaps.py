"""On which features do these trees know a missing value from the number 0?

LightGBM writes into every split how it reads a missing value, and finds that out from a sample of
the training rows. What training counted is a claim; what the text says is what is served.
"""

from __future__ import annotations

import re

from riskscreen.errors import IntegrityError

__all__ = ["known_gaps"]

_SPLITS = re.compile(r"^split_feature=(.*)$", re.MULTILINE)
_KINDS = re.compile(r"^decision_type=(.*)$", re.MULTILINE)
_END = "\nend of trees"
_MISSING_BITS, _AS_NAN = 2, 2
"""Bits 2-3 of a decision type: 0 reads a gap as the number 0, 1 a zero as a gap, 2 NaN as a gap."""


def known_gaps(text: str, *, n_features: int) -> tuple[bool, ...]:
    r"""Return for each feature whether every split on it reads NaN as missing.

    Parameters
    ----------
    text : str
        LightGBM's text of the trees.
    n_features : int
        Features that they may split on.

    Returns
    -------
    tuple of bool, length n_features
        True for a feature without a split: its gap moves nothing.

    Raises
    ------
    IntegrityError
        If a split does not say how it reads a missing value, or is of no feature.

    Examples
    --------
    >>> known_gaps("split_feature=0 1 1\ndecision_type=10 8 2\n", n_features=3)
    (True, False, True)
    """
    trees = text.partition(_END)[0]
    try:
        features, kinds = _integers(_SPLITS, trees), _integers(_KINDS, trees)
    except ValueError as fault:
        raise IntegrityError(
            f"model text has a split that is no number: {str(fault)[:80]}; take the text as "
            "LightGBM wrote it"
        ) from fault
    if len(features) != len(kinds) or not all(0 <= one < n_features for one in features):
        raise IntegrityError(
            f"model text has {len(features)} splits, of features up to "
            f"{max(features, default=0)} of {n_features}, and {len(kinds)} decision types; take "
            "the text as LightGBM wrote it"
        )
    known = [True] * n_features
    for feature, kind in zip(features, kinds, strict=True):
        known[feature] &= (kind >> _MISSING_BITS) & 3 == _AS_NAN
    return tuple(known)


def _integers(line: re.Pattern[str], trees: str) -> list[int]:
    return [int(one) for found in line.findall(trees) for one in found.split()]

"""Of which groups are too few children on a list, or off it, to tell what people decided of them?

A group may be large and hardly listed, or listed nearly whole. What everyone's figure leaves once
the told groups' are taken off is that of the others: where these are few, one group more is not
told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["few_of"]

_EVERYONE = "overall"


def few_of(
    rows: Sequence[Mapping[str, Any]], counts: Mapping[str, int], *, fewest: float
) -> frozenset[str]:
    """Return the groups of whose counted children nothing may be told.

    Those with too few; and where an attribute has a counted child in such a level, or in a
    suppressed one, as many more of its levels, the smallest first, as it takes until the rest is
    none or enough. Children whose level nobody recorded cost no level by themselves: figures are
    rounded.

    Parameters
    ----------
    rows : sequence of mapping
        With ``group``, ``attribute`` and ``suppressed``: everyone, and single levels.
    counts : mapping of str to int
        Children of every group that a figure is of: those on the list, or those off it.
    fewest : float
        The policy's smallest cell, in children.

    Examples
    --------
    >>> level = lambda of: {"group": f"sex={of}", "attribute": "sex", "suppressed": False}
    >>> rows = [{"group": "overall", "attribute": "", "suppressed": False}]
    >>> rows += [level("female"), level("male")]
    >>> sorted(few_of(rows, {"overall": 90, "sex=female": 50, "sex=male": 40}, fewest=30))
    []
    >>> sorted(few_of(rows, {"overall": 90, "sex=female": 70, "sex=male": 20}, fewest=30))
    ['sex=female', 'sex=male']
    """
    gone = {row["group"] for row in rows if row["suppressed"] or counts[row["group"]] < fewest}
    for attribute in dict.fromkeys(row["attribute"] for row in rows if row["attribute"]):
        levels = [row["group"] for row in rows if row["attribute"] == attribute]
        told = sorted(set(levels) - gone, key=lambda group: (counts[group], group))
        hides = any(counts[group] for group in levels if group in gone)
        while hides and told and 0 < _rest(told, counts) < fewest:
            gone.add(told.pop(0))
    return frozenset(gone)


def _rest(told: Sequence[str], counts: Mapping[str, int]) -> int:
    return counts[_EVERYONE] - sum(counts[group] for group in told)

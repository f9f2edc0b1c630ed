"""Which cells are too small to print?

A published row on fewer children or cases than the policy's smallest cell can point at a child.
Where one row of an attribute alone is left out, the counts of the next smallest go too: the
total less the others would give the hidden one away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from riskscreen.policy import Policy

__all__ = ["suppress"]

_COUNTS = ("n_children", "n_at_risk")
# Rows that agree in these sum to everyone.
_PARTS = ("attribute", "capacity", "bin")
_NAMES = ("name", "group", "attribute", "level", "kind", "judges", "metric", "capacity", "bin")


def suppress(rows: Iterable[Mapping[str, Any]], *, policy: Policy) -> list[dict[str, Any]]:
    """Return the rows as they may be published.

    Parameters
    ----------
    rows : iterable of mapping
        Each with ``n_children`` and ``n_at_risk``; rows of one ``attribute`` sum to everyone.
    policy : Policy
        Gives ``smallest_cell``.

    Returns
    -------
    list of dict
        The same rows with ``suppressed``; a row under the smallest cell keeps its names only.

    Examples
    --------
    >>> from riskscreen import policy
    >>> small = {"group": "sex=female", "n_children": 12, "n_at_risk": 3, "auc": 0.9}
    >>> suppress([small], policy=policy.load())
    [{'group': 'sex=female', 'n_children': None, 'n_at_risk': None, 'auc': None, \
'suppressed': True}]
    """
    plain = [dict(row) for row in rows]
    small = [_small(row, policy) for row in plain]
    published = [
        {**(_blank(row) if hide else row), "suppressed": hide}
        for row, hide in zip(plain, small, strict=True)
    ]
    parts: dict[tuple[Any, ...], list[int]] = {}
    for place, row in enumerate(plain):
        if row.get("attribute"):
            parts.setdefault(tuple(row.get(name) for name in _PARTS), []).append(place)
    for members in parts.values():
        hidden = [place for place in members if small[place]]
        rest = [place for place in members if not small[place]]
        if len(hidden) == 1 and rest:
            least = min(rest, key=lambda place: plain[place]["n_children"])
            published[least] |= dict.fromkeys(_COUNTS)
    return published


def _small(row: Mapping[str, Any], policy: Policy) -> bool:
    return any(
        row[name] is None or row[name] < least
        for name, least in zip(_COUNTS, policy.smallest_cell, strict=True)
    )


def _blank(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value if name in _NAMES else None for name, value in row.items()}

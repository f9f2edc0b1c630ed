"""What did people decide about the children of a list, and what is about another one?

What is left out is counted and told: no decision disappears in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Decided", "apart_in_words", "counted_apart"]

_MOST_NAMED = 5
_APART = {
    "n_decided": "{} children decided about within the time of the list",
    "n_not_judged": "{} children of them are not judged here",
    "n_away_off_list": "{} children decided against a visit are not on the list that this audit "
    "draws: it is as long as the capacity, a service may have listed more",
    "n_towards_listed": "{} children decided towards a visit are on that list already",
    "n_something_else": "{} children were decided about otherwise than for or against a visit",
    "n_other_times": "{} decisions of other times are left out",
    "n_other_releases": "{} decisions about other releases are left out",
    "n_other_outcomes": "{} decisions about outcomes that nobody knows are left out",
}

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Decided:
    """What people decided instead of a list, for the children that an audit judges.

    Parameters
    ----------
    away, towards : ndarray of bool, shape (n_children,)
        Whether somebody decided against a visit, or for one.
    n_decided : int
        Children about whom somebody decided within the time of the audited list.
    n_unmatched : int
        Of them, children whom the audit does not judge.
    n_something_else : int
        Of them, judged children about whom somebody decided something else than a visit or none.
    n_other_times : int
        Decisions outside of that time, left out.
    n_other_releases : int
        Decisions within it about another release than the audited one, left out.
    n_other_outcomes : int
        Decisions of the file about an outcome that nobody knows, left out.
    releases : tuple of str
        Labels of the releases that the counted decisions are about.
    """

    away: Mask
    towards: Mask
    n_decided: int = 0
    n_unmatched: int = 0
    n_something_else: int = 0
    n_other_times: int = 0
    n_other_releases: int = 0
    n_other_outcomes: int = 0
    releases: tuple[str, ...] = ()

    def __repr__(self) -> str:
        away, towards = int(self.away.sum()), int(self.towards.sum())
        return f"Decided({away} away from a visit, {towards} towards one)"


def counted_apart(decided: Decided, *, selected: Mask) -> dict[str, Any]:
    """Return how many decisions there are, and how many are in no group's figure.

    Parameters
    ----------
    decided : Decided
        Of the judged children.
    selected : ndarray of bool, shape (n_children,)
        Who of them is on the list that the audit draws. A service's list may be longer: people
        decide about every child of a tier, and the audit's list ends with the capacity.

    Returns
    -------
    dict
        ``n_decided`` children decided about in the list's time. Of them ``n_not_judged`` whom the
        audit does not judge, ``n_away_off_list`` decided away from a visit and not on the list,
        ``n_towards_listed`` decided towards one and on it, ``n_something_else`` neither; the rest
        is in the row of everyone, as ``n_away`` or ``n_towards``. ``n_other_times``,
        ``n_other_releases`` and ``n_other_outcomes`` decisions that are about another list;
        ``releases`` that the counted ones are about.
    """
    return {
        "n_decided": decided.n_decided,
        "n_not_judged": decided.n_unmatched,
        "n_away_off_list": int((decided.away & ~selected).sum()),
        "n_towards_listed": int((decided.towards & selected).sum()),
        "n_something_else": decided.n_something_else,
        "n_other_times": decided.n_other_times,
        "n_other_releases": decided.n_other_releases,
        "n_other_outcomes": decided.n_other_outcomes,
        "releases": list(decided.releases),
    }


def apart_in_words(counts: Mapping[str, Any]) -> str:
    """Return how many decisions there are and what was left out, for a finding.

    Parameters
    ----------
    counts : mapping
        As `counted_apart` gives them, or as they are published: None for a few.

    Examples
    --------
    >>> nobody = np.zeros(3, dtype=bool)
    >>> counts = counted_apart(Decided(nobody, nobody, n_decided=40), selected=nobody)
    >>> apart_in_words({**counts, "n_other_times": None})
    '40 children decided about within the time of the list; fewer than 5 decisions of other times \
are left out'
    """
    parts = [
        said.format("fewer than 5" if counts[name] is None else counts[name])
        for name, said in _APART.items()
        if name == "n_decided" or counts[name] != 0
    ]
    releases = counts["releases"]
    if len(releases) > 1:
        named = ", ".join(releases[:_MOST_NAMED])
        more = "" if len(releases) <= _MOST_NAMED else ", ..."
        parts.append(f"they are about {len(releases)} releases: {named}{more}")
    return "; ".join(parts)

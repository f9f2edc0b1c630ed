"""What do the features know about places on a day? Learned from that day's children alone.

A state of a later day would tell a child's features how that child's own year went.
"""

from __future__ import annotations

import numpy as np

from riskscreen import features, records
from riskscreen.policy import Policy

__all__ = ["fit_state"]

_WEIGHTS = ("weight", "household_weight")


def fit_state(snapshot: records.Snapshot, *, policy: Policy) -> features.FittedState:
    """Return the area means of all children of a snapshot.

    Weighted by the children's survey weight, else their household's; where a single child lacks
    both, every child counts once, since an area mean of some children would be of nobody.

    Parameters
    ----------
    snapshot : Snapshot
        Of the day on which a label window opens.
    policy : Policy
        Gives the prior that small areas are drawn with.
    """
    for name in _WEIGHTS:
        weight = snapshot.column(name)
        if weight.size and bool(np.all(weight > 0)) and bool(np.all(np.isfinite(weight))):
            return features.fit(snapshot, policy=policy, weight=weight)
    return features.fit(snapshot, policy=policy)

"""How much of a capacity is kept for the children to whom the tool gives no risk?"""

from __future__ import annotations

__all__ = ["kept_back"]


def kept_back(planned: float, *, refused: float, share: float) -> float:
    """Return the visits kept for refused children: a share of the plan, at most one for each.

    Parameters
    ----------
    planned : float
        Visits, or their weight.
    refused : float
        Eligible children without a risk, or their weight.
    share : float
        Share of the plan that the policy reserves, 0-1.

    Examples
    --------
    >>> kept_back(100.0, refused=30.0, share=0.1), kept_back(100.0, refused=4.0, share=0.1)
    (10.0, 4.0)
    """
    return min(share * planned, refused)

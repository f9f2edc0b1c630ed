"""Was this signed off, and does it end, when it may?

A sign-off of what was audited long ago says little of today, and a release that ends when its
maker likes does not end by policy. Each day here is one that its signer wrote.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from riskscreen.bundle.manifest import Manifest
from riskscreen.bundle.signoff import Approval
from riskscreen.errors import BundleError

__all__ = ["check_days", "last_day"]

_DAYS_A_MONTH = 30.4375


def last_day(made: datetime.date, *, expiry_months: float) -> datetime.date:
    """Return the last day on which what was made on a day may be served, by policy.

    Examples
    --------
    >>> last_day(datetime.date(2026, 3, 1), expiry_months=12)
    datetime.date(2027, 3, 1)
    """
    return made + datetime.timedelta(days=expiry_months * _DAYS_A_MONTH)


def check_days(manifest: Manifest, approvals: Sequence[Approval], *, expiry_months: float) -> None:
    """Return nothing if a release ends as its policy says, and its sign-offs are of its time.

    No sign-off is newer than the release, or older than a release may become.

    Parameters
    ----------
    manifest : Manifest
    approvals : sequence of Approval
    expiry_months : float
        By policy.

    Raises
    ------
    BundleError
        Otherwise.
    """
    created = datetime.datetime.fromisoformat(manifest.meta["created"])
    latest = last_day(created.date(), expiry_months=expiry_months)
    if not created.date() <= manifest.expires <= latest:
        raise BundleError(
            f"the release was made on {created.date()} and expires on {manifest.expires}; by its "
            f"policy it ends on {latest} at the latest, and not before it began"
        )
    for one in approvals:
        if one.time > created:
            raise BundleError(
                f"the approval of {one.key.holder} is of {one.time:%Y-%m-%d %H:%M:%S} UTC, and the "
                f"release was made before, at {created:%Y-%m-%d %H:%M:%S}; set both clocks right, "
                "and release again"
            )
        if last_day(one.time.date(), expiry_months=expiry_months) < created.date():
            raise BundleError(
                f"the approval of {one.key.holder} is of {one.time.date()}, older than "
                f"{expiry_months:g} months when the release was made on {created.date()}; train, "
                "audit and approve again"
            )

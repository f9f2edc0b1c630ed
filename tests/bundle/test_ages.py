"""A release ends when its policy says, and no sign-off is newer than it or of another age."""

from __future__ import annotations

import datetime
import json

import pytest
from tests import signers
from tests.signers import TRUST

from riskscreen import bundle
from riskscreen.errors import BundleError


@pytest.mark.parametrize(
    ("months", "last"), [(1, "2026-03-31"), (12, "2027-03-01"), (60, "2031-03-01")]
)
def test_a_release_ends_months_after_it_was_made(months: int, last: str) -> None:
    made = datetime.date(2026, 3, 1)
    assert str(bundle.last_day(made, expiry_months=months)) == last


@pytest.mark.parametrize("expires", ["2026-03-01", "2026-12-31", "2027-03-01"])
def test_it_may_end_on_any_day_until_then(forge, expires: str) -> None:
    assert bundle.read(forge(expires=expires), trust=TRUST)


@pytest.mark.parametrize(
    "expires", ["2026-02-28", "2027-03-02", "2999-12-31"], ids=["before", "a day late", "never"]
)
def test_it_ends_no_later_than_its_policy_says_and_not_before_it_began(forge, expires: str) -> None:
    with pytest.raises(BundleError, match=f"expires on {expires}; by its policy it ends on 2027"):
        bundle.read(forge(expires=expires), trust=TRUST)


def approved_at(made, forge, time: str) -> object:
    content = {"manifest": made.meta, "policy": made.policy, "verdicts": made.verdicts}
    served = {name: entry["served_sha256"] for name, entry in made.verdicts.items()}
    given = signers.approved(signers.subject_of(content, served), time=time)
    return forge({"approvals.json": json.dumps(given).encode()})


@pytest.mark.parametrize("time", ["2025-03-01T00:00:00Z", "2026-03-01T09:00:00Z"])
def test_a_sign_off_of_the_year_before_counts(made, forge, time: str) -> None:
    assert bundle.read(approved_at(made, forge, time), trust=TRUST)


def test_a_sign_off_that_is_newer_than_the_release_counts_for_nothing(made, forge) -> None:
    folder = approved_at(made, forge, "2026-03-01T09:00:01Z")
    with pytest.raises(BundleError, match="the release was made before, at 2026-03-01 09:00:00"):
        bundle.read(folder, trust=TRUST)


def test_a_sign_off_of_what_was_audited_long_ago_counts_for_nothing(made, forge) -> None:
    folder = approved_at(made, forge, "2025-02-28T23:59:59Z")
    with pytest.raises(BundleError, match="is of 2025-02-28, older than 12 months when"):
        bundle.read(folder, trust=TRUST)

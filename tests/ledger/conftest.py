"""A ledger of four lines."""

from __future__ import annotations

import datetime

import pytest
from tests.signers import SIGNED

from riskscreen import ledger

DAY = datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.UTC)


@pytest.fixture
def path(tmp_path):
    place = tmp_path / "models" / "ledger.jsonl"
    bound = {"manifest_sha256": "a" * 64}
    ledger.append(place, "pre-registration", {"policy": "đã đăng ký"}, time=DAY, **SIGNED)
    ledger.append(place, "release", bound, name="north", version="1", time=DAY, **SIGNED)
    ledger.append(
        place, "refusal", {"why": "AUD-03"}, name="south", version="1", time=DAY, **SIGNED
    )
    ledger.append(
        place, "stop", {"why": "complaint"}, name="north", version="1", time=DAY, **SIGNED
    )
    return place

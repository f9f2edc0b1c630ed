"""A release that serves no longer can be opened to explain, and scores nobody."""

from __future__ import annotations

import dataclasses
import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.signers import SIGNED, STRANGER, TRUST, resign

from riskscreen import bundle, errors, ledger, scoring
from riskscreen.scoring.past import require_standing, standing

DAY = "2025-09-15"
Again = Callable[..., Any]


@pytest.fixture
def two(
    contents: bundle.BundleContents, release_again: Again, meta_with: Again, tmp_path: Path
) -> Path:
    """Version 1 with its last day past, superseded by version 2."""
    gone = meta_with(expires="2026-01-01", created="2025-01-01T00:00:00Z")
    first = dataclasses.replace(contents, meta=gone)
    release_again(
        first, tmp_path / "models", time=datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)
    )
    second = dataclasses.replace(contents, meta=meta_with(counter=2))
    release_again(second, tmp_path / "models", version="2")
    return tmp_path / "models"


def past(models: Path, version: str = "1", **changes: Any) -> scoring.Release:
    return scoring.load_past_release(
        "small", version, **{"models": models, "trust": TRUST} | changes
    )


def test_a_version_that_serves_no_longer_is_opened(two: Path) -> None:
    held = past(two)
    assert (held.label, held.past) == ("small 1", True)
    assert "another" not in standing(past(two, "2"))


def test_it_is_impossible_to_score_with_it(two: Path, some_household: dict[str, Any]) -> None:
    for version in ("1", "2"):
        held = past(two, version)
        with pytest.raises(errors.PastReleaseError, match="scores nobody; load_release gives"):
            scoring.score_json(json.dumps(some_household), release=held, as_of=DAY)
        with pytest.raises(errors.PastReleaseError):
            held.require_fresh()


def test_what_became_of_it_is_told(two: Path) -> None:
    assert "is served no longer: line 2 of the ledger serves version 2" in standing(past(two))
    assert standing(past(two, "2")) == ""
    ledger.append(
        two / scoring.LEDGER, "stop", {"why": "a complaint"}, name="small", version="2", **SIGNED
    )
    assert "was stopped on" in standing(past(two, "2"))
    assert "a complaint" in standing(past(two, "1"))


def test_a_ledger_that_is_stale_still_explains(
    contents: bundle.BundleContents, release_again: Again, tmp_path: Path
) -> None:
    long_ago = datetime.datetime.now(tz=datetime.UTC) - datetime.timedelta(days=200)
    release_again(contents, tmp_path / "models", time=long_ago)
    assert "days old" in standing(past(tmp_path / "models"))


def test_a_version_that_was_never_released_is_refused(two: Path) -> None:
    with pytest.raises(
        errors.UnknownReleaseError, match=r"no release small 3 in the ledger; .* 1, 2"
    ):
        past(two, "3")
    with pytest.raises(errors.UnknownReleaseError, match=r"no release other 1 in .* it holds none"):
        scoring.load_past_release("other", "1", models=two, trust=TRUST)
    with pytest.raises(errors.ReleaseError, match=r"no \S+/ledger\.jsonl: "):
        past(two.parent)


def test_every_check_of_the_bundle_holds_as_ever(two: Path) -> None:
    tree = two / "small" / "1" / "dropout" / "model.txt"
    before = tree.read_bytes()
    tree.write_bytes(before.replace(b"Tree=1", b"Tree=2", 1))
    with pytest.raises(errors.IntegrityError):
        past(two)
    tree.write_bytes(before)
    resign(two / "small" / "1", STRANGER)
    with pytest.raises(errors.SignatureError, match="is not among the"):
        past(two)


def test_the_bundle_of_another_version_in_its_place_is_seen(two: Path) -> None:
    (two / "small" / "1").rename(two / "small" / "old")
    (two / "small" / "2").rename(two / "small" / "1")
    with pytest.raises(errors.BundleError):
        past(two)


def test_only_a_release_that_serves_explains_without_proof(two: Path) -> None:
    require_standing(past(two, "2"))
    with pytest.raises(errors.SupersededReleaseError, match="give line and secret"):
        require_standing(past(two))
    ledger.append(
        two / scoring.LEDGER, "stop", {"why": "a complaint"}, name="small", version="2", **SIGNED
    )
    with pytest.raises(errors.StoppedReleaseError, match="a complaint"):
        require_standing(past(two, "2"))

"""Only the bundle that the newest line of the ledger binds is served, and only while it may be."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from riskscreen import bundle, ledger, records, scoring
from riskscreen.core import Finding, Verdict
from riskscreen.errors import (
    BundleError,
    ExpiredReleaseError,
    LedgerError,
    ReleaseError,
    StaleLedgerError,
    UnsignedReleaseError,
)

TODAY = datetime.datetime.now(tz=datetime.UTC).date()


def _days(n: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=n)


def test_an_unsigned_release_is_served_only_where_allowed(shelf: Any) -> None:
    assert shelf.load().label == "small 1"
    with pytest.raises(UnsignedReleaseError, match="not signed"):
        shelf.load(allow_unsigned=False)


def test_a_name_that_nobody_released_is_refused(shelf: Any) -> None:
    with pytest.raises(ReleaseError, match=r"no release other .* it holds \['small'\]"):
        scoring.load_release("other", models=shelf.models, allow_unsigned=True)


def test_without_a_ledger_nothing_is_served(
    contents: bundle.BundleContents, tmp_path: Path
) -> None:
    bundle.write(tmp_path / "small" / "1", contents)
    with pytest.raises(ReleaseError, match=r"no ledger\.jsonl"):
        scoring.load_release("small", models=tmp_path, allow_unsigned=True)


def test_a_release_expires_by_the_clock(shelf: Any, release: scoring.Release) -> None:
    last = release.expires
    fresh = replace(release, ledger_day=last)
    fresh.require_fresh(last)
    with pytest.raises(ExpiredReleaseError, match=f"expired on {last}"):
        fresh.require_fresh(last + datetime.timedelta(days=1))
    with pytest.raises(ExpiredReleaseError):
        shelf.load(today=last + datetime.timedelta(days=1))


def test_a_ledger_that_nobody_looked_after_stops_the_service(shelf: Any) -> None:
    assert shelf.load(today=_days(90))
    with pytest.raises(StaleLedgerError, match="91 days old"):
        shelf.load(today=_days(91))


def test_a_clock_that_was_set_back_serves_nothing(shelf: Any) -> None:
    assert shelf.load(today=_days(-1))
    with pytest.raises(StaleLedgerError, match="2 days ahead of this clock"):
        shelf.load(today=_days(-2))


def test_a_release_that_is_held_is_judged_by_the_clock_at_every_call(
    held: records.Records, release: scoring.Release
) -> None:
    old = replace(release, ledger_day=_days(-91))
    with pytest.raises(StaleLedgerError):
        scoring.score(held, release=old, as_of="2025-09-15")


def test_the_day_that_is_scored_does_not_expire_a_release(
    held: records.Records, release: scoring.Release
) -> None:
    assert scoring.score(held, release=release, as_of="2024-09-15").n_rows


@pytest.mark.parametrize("path", ["manifest.json", "dropout/model.txt", "features.json"])
def test_one_changed_byte_of_a_bundle_is_refused(
    contents: bundle.BundleContents,
    release_again: Callable[..., Any],
    tmp_path: Path,
    path: str,
) -> None:
    shelf = release_again(contents, tmp_path)
    file = tmp_path / "small" / "1" / path
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(BundleError):
        shelf.load()


def test_a_bundle_rewritten_as_a_whole_is_not_the_one_of_the_ledger(
    contents: bundle.BundleContents, release_again: Callable[..., Any], tmp_path: Path
) -> None:
    shelf = release_again(contents, tmp_path)
    forged = replace(contents, card={"name": "forged"})
    bundle.write(tmp_path / "forged", forged)
    (tmp_path / "small" / "1").rename(tmp_path / "aside")
    (tmp_path / "forged").rename(tmp_path / "small" / "1")
    with pytest.raises(BundleError, match="not the bundle that was released"):
        shelf.load()


def test_one_changed_byte_of_the_ledger_is_refused(
    contents: bundle.BundleContents, release_again: Callable[..., Any], tmp_path: Path
) -> None:
    shelf = release_again(contents, tmp_path)
    path = tmp_path / scoring.LEDGER
    path.write_text(path.read_text().replace('"version":"1"', '"version":"2"'))
    with pytest.raises(LedgerError):
        shelf.load()


def test_a_bundle_under_another_name_or_version_is_refused(
    contents: bundle.BundleContents, release_again: Callable[..., Any], tmp_path: Path
) -> None:
    shelf = release_again(contents, tmp_path, version="2")
    with pytest.raises(BundleError, match="says that it is small 1"):
        shelf.load()


def test_the_newest_line_of_the_name_is_served(
    contents: bundle.BundleContents,
    release_again: Callable[..., Any],
    meta_with: Callable[..., dict[str, Any]],
    tmp_path: Path,
) -> None:
    release_again(contents, tmp_path)
    second = replace(contents, meta=meta_with(counter=2))
    assert release_again(second, tmp_path, version="2").load().version == "2"


def test_a_stopped_release_scores_nothing(
    contents: bundle.BundleContents, release_again: Callable[..., Any], tmp_path: Path
) -> None:
    shelf = release_again(contents, tmp_path)
    ledger.append(tmp_path / scoring.LEDGER, "stop", {"why": "harm"}, name="small", version="1")
    with pytest.raises(ReleaseError, match="release small was stopped on"):
        shelf.load()


def test_a_waiver_holds_until_its_day(
    contents: bundle.BundleContents, release_again: Callable[..., Any], tmp_path: Path
) -> None:
    finding = Finding(
        code="AUD-07", title="coverage", verdict=Verdict.INSUFFICIENT, group="sex=female",
        outcome="dropout", judges=True, detail="no share of the population is given",
    ).to_dict()  # fmt: skip
    verdicts = json.loads(json.dumps(contents.verdicts))
    verdicts["dropout"]["findings"].append(finding)
    verdicts["dropout"]["waived"] = [
        {"finding": finding,
         "waiver": {"code": "AUD-07", "why": "no census yet", "until": str(_days(10))}}
    ]  # fmt: skip
    shelf = release_again(replace(contents, verdicts=verdicts), tmp_path)
    assert shelf.load(today=_days(10))
    with pytest.raises(ExpiredReleaseError, match="rests on the waiver of AUD-07 until"):
        shelf.load(today=_days(11))


def test_parts_that_cannot_be_read_are_a_fault_of_the_bundle(
    contents: bundle.BundleContents, release_again: Callable[..., Any], tmp_path: Path
) -> None:
    shelf = release_again(replace(contents, policy={"name": "empty"}), tmp_path)
    with pytest.raises(BundleError, match="release small 1 cannot be read: policy empty"):
        shelf.load()


@pytest.mark.parametrize(
    ("year", "lists", "unknown"),
    [
        (2019.0, ("before_2025",), False),
        (2025.0, ("before_2025",), True),
        (2025.0, ("before_2025", "from_2025"), False),
        (2025.0, None, False),
        (np.nan, None, True),
        (np.nan, ("from_2025",), True),
    ],
    ids=["seen", "new list", "both", "bundle says nothing", "no year", "no year, list known"],
)
def test_a_place_code_whose_list_was_not_seen_is_unknown(
    held: records.Records,
    release: scoring.Release,
    year: float,
    lists: tuple[str, ...] | None,
    unknown: bool,
) -> None:
    years = np.full(held.households.n_rows, year)
    changed = held.replace(households=held.households.with_columns(code_list_year=years))
    found = replace(release, code_lists=lists).unknown_code_list(changed.as_of("2025-09-15"))
    assert set(found.tolist()) == {unknown}

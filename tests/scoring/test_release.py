"""Only the bundle that the newest line of the ledger binds is served, and only while it may be."""

from __future__ import annotations

import datetime
import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests import signers
from tests.signers import SIGNED, TRUST, TRUST_FILE

from riskscreen import bundle, ledger, records, scoring, signing
from riskscreen.core import Finding, Verdict
from riskscreen.errors import (
    BundleError,
    ExpiredReleaseError,
    LedgerError,
    ReleaseError,
    StaleLedgerError,
    StoppedReleaseError,
    SupersededReleaseError,
    TrustError,
    UnknownReleaseError,
)
from riskscreen.scoring import serving

TODAY = datetime.datetime.now(tz=datetime.UTC).date()


def _days(n: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=n)


def test_without_trusted_keys_nothing_is_served(
    shelf: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(signing.ENVIRONMENT, raising=False)
    with pytest.raises(TrustError, match=r"name the service's trust\.toml"):
        shelf.load(trust=None)
    with pytest.raises(TrustError, match="cannot be read"):
        shelf.load(trust=tmp_path / "nowhere.toml")
    monkeypatch.setenv(signing.ENVIRONMENT, str(TRUST_FILE))
    assert shelf.load(trust=None).label == "small 1"


def test_trusted_keys_that_lie_among_the_releases_are_refused(
    contents: bundle.BundleContents, release_again: Callable[..., Any], tmp_path: Path
) -> None:
    shelf = release_again(contents, tmp_path / "models")
    own = tmp_path / "models" / "trust.toml"
    own.write_bytes(TRUST_FILE.read_bytes())
    (tmp_path / "link.toml").symlink_to(own)
    for place in (own, tmp_path / "link.toml"):
        with pytest.raises(TrustError, match="could trust himself"):
            shelf.load(trust=place)


def test_a_release_by_a_key_that_the_service_does_not_trust_is_refused(
    shelf: Any, tmp_path: Path
) -> None:
    signing.trust_key(tmp_path / "t.toml", signers.STRANGER.public, holder="x", roles=["release"])
    with pytest.raises(LedgerError, match=r"is not among the 1 of \S+/t\.toml"):
        shelf.load(trust=tmp_path / "t.toml")


def test_a_name_that_nobody_released_is_refused(shelf: Any) -> None:
    with pytest.raises(UnknownReleaseError, match=r"no release other .* it holds small"):
        scoring.load_release("other", models=shelf.models, trust=TRUST)


def test_without_a_ledger_nothing_is_served(
    contents: bundle.BundleContents, tmp_path: Path
) -> None:
    bundle.write(tmp_path / "small" / "1", contents, sign=signers.sign, trust=TRUST)
    with pytest.raises(ReleaseError, match=r"no \S+/ledger\.jsonl: .* models= \(--models\)"):
        scoring.load_release("small", models=tmp_path, trust=TRUST)


def test_a_release_expires_by_the_clock(shelf: Any, release: scoring.Release) -> None:
    last = release.expires
    with pytest.raises(ExpiredReleaseError, match=f"expired on {last}"):
        release.require_fresh(last + datetime.timedelta(days=1))
    with pytest.raises(ExpiredReleaseError):
        shelf.load(today=last + datetime.timedelta(days=1))


def test_an_expired_release_serves_in_grace_alone_and_every_score_says_so(
    contents: bundle.BundleContents,
    held: records.Records,
    release_again: Callable[..., Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    limits = json.loads(json.dumps(contents.policy))
    limits["grace_days"]["value"] = 14
    meta = {**contents.meta, "created": f"{_days(-10)}T09:00:00Z", "expires": str(_days(-3))}
    made = replace(contents, policy=limits, meta=meta)
    release = release_again(made, tmp_path).load()
    scores = scoring.score(held, release=release, as_of="2025-09-15")
    (said,) = set(scores["release"].tolist())
    assert said == f"small 1 (expired {_days(-3)}, in grace until {_days(11)})"
    monkeypatch.setattr("riskscreen.scoring.release._clock", lambda: _days(12))
    with pytest.raises(ExpiredReleaseError, match=f"its grace ended on {_days(11)}"):
        scoring.score(held, release=release, as_of="2025-09-15")


def test_no_grace_outlives_the_right_to_hold_the_data(
    contents: bundle.BundleContents, release_again: Callable[..., Any], tmp_path: Path
) -> None:
    limits = json.loads(json.dumps(contents.policy))
    limits["grace_days"]["value"] = 14
    legal = {**contents.meta["legal"], "retention_until": str(_days(2))}
    meta = {**contents.meta, "expires": str(_days(0)), "legal": legal}
    shelf = release_again(replace(contents, policy=limits, meta=meta), tmp_path)
    assert shelf.load(today=_days(2))
    with pytest.raises(ExpiredReleaseError):
        shelf.load(today=_days(3))


def test_a_ledger_that_nobody_looked_after_stops_the_service(shelf: Any) -> None:
    assert shelf.load(today=_days(90))
    with pytest.raises(StaleLedgerError, match="91 days old"):
        shelf.load(today=_days(91))


def test_a_clock_that_was_set_back_serves_nothing(shelf: Any) -> None:
    assert shelf.load(today=_days(-1))
    with pytest.raises(StaleLedgerError, match="2 days ahead of this clock"):
        shelf.load(today=_days(-2))


def test_a_release_that_is_held_is_judged_by_the_clock_at_every_call(
    held: records.Records, release: scoring.Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert scoring.score(held, release=release, as_of="2025-09-15").n_rows
    monkeypatch.setattr("riskscreen.scoring.release._clock", lambda: _days(91))
    with pytest.raises(StaleLedgerError):
        scoring.score(held, release=release, as_of="2025-09-15")


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
    bundle.write(tmp_path / "forged", forged, sign=signers.sign, trust=TRUST)
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
    ledger.append(
        tmp_path / scoring.LEDGER, "stop", {"why": "harm"}, name="small", version="1", **SIGNED
    )
    with pytest.raises(StoppedReleaseError, match=r"release small was stopped on .*: harm"):
        shelf.load()


def test_a_stop_that_comes_while_many_children_are_scored_is_heard(
    contents: bundle.BundleContents,
    held: records.Records,
    release_again: Callable[..., Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    release = release_again(contents, tmp_path).load()
    score_snapshot = serving.score_snapshot

    def slow(*given: Any, **named: Any) -> scoring.Scores:
        scores = score_snapshot(*given, **named)
        ledger.append(
            tmp_path / scoring.LEDGER, "stop", {"why": "harm"}, name="small", version="1", **SIGNED
        )
        release.ledger.forget()  # as after a second
        return scores

    monkeypatch.setattr(serving, "score_snapshot", slow)
    with pytest.raises(StoppedReleaseError, match="harm"):
        scoring.score(held, release=release, as_of="2025-09-15")


def test_a_running_service_hears_a_stop_within_five_seconds(
    contents: bundle.BundleContents,
    held: records.Records,
    release_again: Callable[..., Any],
    tmp_path: Path,
) -> None:
    release = release_again(contents, tmp_path).load()
    snapshot = held.as_of("2025-09-15")
    assert scoring.score(snapshot, release=release, as_of="2025-09-15").n_rows
    ledger.append(
        tmp_path / scoring.LEDGER, "stop", {"why": "a complaint"}, name="small", version="1",
        key=signers.OPERATOR, trust=TRUST,
    )  # fmt: skip
    end = time.monotonic() + 5
    with pytest.raises(StoppedReleaseError, match="a complaint"):
        while time.monotonic() < end:
            scoring.score(snapshot, release=release, as_of="2025-09-15")


def test_a_service_that_holds_an_older_version_is_told_to_load_again(
    contents: bundle.BundleContents, release_again: Callable[..., Any], tmp_path: Path
) -> None:
    first = release_again(contents, tmp_path).load()
    meta = {**contents.meta, "counter": 2}
    second = release_again(replace(contents, meta=meta), tmp_path, version="2").load()
    first.ledger.forget()
    with pytest.raises(SupersededReleaseError, match="serves version 2; load the release again"):
        first.require_fresh()
    assert second.label == "small 2"


def test_a_ledger_that_is_cut_or_taken_away_under_a_service_stops_it(
    contents: bundle.BundleContents, release_again: Callable[..., Any], tmp_path: Path
) -> None:
    path = tmp_path / scoring.LEDGER
    serving = release_again(contents, tmp_path).load()
    good = path.read_bytes()
    ledger.append(path, "verification", {}, name="small", version="1", **SIGNED)
    serving.ledger.forget()
    serving.require_fresh()
    path.write_bytes(good)
    serving.ledger.forget()
    with pytest.raises(LedgerError, match="no longer begins with the 2 lines"):
        serving.require_fresh()
    path.unlink()
    serving.ledger.forget()
    with pytest.raises(LedgerError, match=r"no ledger \S+/ledger\.jsonl any more"):
        serving.require_fresh()


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
         "waiver": {"code": "AUD-07", "why": "no census yet", "until": str(_days(10)),
                    "by": "A. Nguyen"}}
    ]  # fmt: skip
    shelf = release_again(replace(contents, verdicts=verdicts), tmp_path)
    assert shelf.load(today=_days(10))
    with pytest.raises(ExpiredReleaseError, match="rests on a waiver until"):
        shelf.load(today=_days(11))


def test_parts_that_cannot_be_read_are_a_fault_of_the_bundle(
    contents: bundle.BundleContents, release_again: Callable[..., Any], tmp_path: Path
) -> None:
    with pytest.raises(BundleError, match=r"policy\.json cannot be read: policy empty"):
        release_again(replace(contents, policy={"name": "empty"}), tmp_path)


def test_what_may_go_to_whoever_asked_names_no_file_of_the_service(
    contents: bundle.BundleContents, release_again: Callable[..., Any], tmp_path: Path
) -> None:
    meta = {**contents.meta, "expires": str(_days(30))}
    release = release_again(replace(contents, meta=meta), tmp_path).load()
    said = {}
    for kind, day in ((ExpiredReleaseError, _days(31)), (StaleLedgerError, _days(-2))):
        with pytest.raises(kind) as caught:
            release.require_fresh(day)
        said[kind] = str(caught.value)
    second = replace(contents, meta={**contents.meta, "counter": 2})
    release_again(second, tmp_path, version="2")
    release.ledger.forget()
    with pytest.raises(SupersededReleaseError) as caught:
        release.require_fresh()
    said[SupersededReleaseError] = str(caught.value)
    ledger.append(
        tmp_path / scoring.LEDGER, "stop", {"why": "harm"}, name="small", version="2", **SIGNED
    )
    release.ledger.forget()
    with pytest.raises(StoppedReleaseError) as caught:
        release.require_fresh()
    said[StoppedReleaseError] = str(caught.value)
    assert not [kind for kind, words in said.items() if str(tmp_path) in words or "/" in words]

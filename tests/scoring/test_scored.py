"""A decision about a score that there was not is seen where ledger or access log are at hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.signers import STRANGER, TRUST

from riskscreen import scoring, signing
from riskscreen.errors import InputError, LedgerError, TrustError, UnknownReleaseError

DAY = "2025-09-15"


@pytest.fixture
def said(some_household: dict[str, Any], shelf: Any, tmp_path: Path) -> dict[str, Any]:
    """A score that was given, and where ledger and log have it."""
    signing.make_secret(tmp_path / "secret")
    log = scoring.AccessLog(tmp_path / "access.jsonl", secret=tmp_path / "secret")
    scoring.score_json(
        json.dumps(some_household), release="small", as_of=DAY, models=shelf.models, trust=TRUST,
        access_log=log,
    )  # fmt: skip
    return {
        "child_id": some_household["children"][0]["child_id"], "outcome": "dropout",
        "release": "small 1", "as_of": DAY, "secret": tmp_path / "secret",
        "access_log": tmp_path / "access.jsonl", "models": shelf.models, "trust": TRUST,
    }  # fmt: skip


def test_a_score_that_was_given_is_found_in_both(said: dict[str, Any]) -> None:
    found = scoring.check_scored(**said)
    assert found.to_dict() == {"no_ledger": "", "no_access_log": ""}
    assert found.line() == (
        "checked: the ledger holds the release, the access log holds the score; NOT CHECKED: the "
        "tier, in no log"
    )
    graced = {**said, "release": "small 1 (expired 2025-09-01, in grace until 2025-10-01)"}
    assert scoring.check_scored(**graced) == found


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("child_id", "nobody", r"0 of 0 lines of \S+/access\.jsonl about child nobody are of "),
        ("as_of", "2025-09-14", r"0 of 1 lines .* newest about this child are small 1 as of 2025"),
        ("outcome", "droput", "are of release small 1, 2025-09-15 and droput"),
    ],
)
def test_what_the_log_does_not_hold_is_refused(
    said: dict[str, Any], name: str, value: str, words: str
) -> None:
    with pytest.raises(InputError, match=f"{words}.*Nothing was recorded"):
        scoring.check_scored(**said | {name: value})


@pytest.mark.parametrize("label", ["small 2", "smal 1", "small"])
def test_a_release_that_the_ledger_does_not_hold_is_refused(
    said: dict[str, Any], label: str
) -> None:
    with pytest.raises(UnknownReleaseError, match=f"no release '{label}'; the newest .* small 1"):
        scoring.check_scored(**said | {"release": label})


def test_a_release_of_another_ledger_is_not_the_one_of_the_log(said: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=r"are of release small 2, .*; the newest .* small 1 as"):
        scoring.check_scored(**said | {"release": "small 2", "models": "nowhere"})


def test_what_cannot_be_looked_up_is_said(
    said: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RISKSCREEN_TRUST", raising=False)
    neither = scoring.check_scored(**said | {"access_log": None, "models": tmp_path})
    assert neither.line() == (
        f"NOT CHECKED: the release, since there is no ledger {tmp_path}/ledger.jsonl (--models), "
        "that the child was scored, since no --access-log is named, the tier, in no log"
    )
    blind = scoring.check_scored(**said | {"trust": None})
    assert blind.line().startswith("checked: the access log holds the score; NOT CHECKED: the rel")
    assert blind.line().endswith("count (--trust), the tier, in no log")


def test_a_ledger_that_cannot_be_trusted_confirms_nothing(
    said: dict[str, Any], tmp_path: Path
) -> None:
    with pytest.raises(TrustError, match=r"none\.toml cannot be read"):
        scoring.check_scored(**said | {"trust": tmp_path / "none.toml"})
    signing.trust_key(tmp_path / "t.toml", STRANGER.public, holder="x", roles=["release"])
    with pytest.raises(LedgerError, match="line 1 cannot be trusted"):
        scoring.check_scored(**said | {"trust": tmp_path / "t.toml"})

"""A release of every format so far loads and scores as it did; what was malicious is refused.

Nothing here is made by the test: the files are those that were committed, see make.py.
"""

from __future__ import annotations

import datetime
import json
import math
import re
from pathlib import Path
from typing import Any

import pytest
from tests.old_bundles.make import AS_OF, HERE, MALICIOUS, TODAY, WORDS, scores_of

from riskscreen import bundle, scoring, signing
from riskscreen.errors import (
    BundleError,
    ExpiredReleaseError,
    IntegrityError,
    LedgerError,
    SignatureError,
    StaleLedgerError,
)

FORMATS = sorted(HERE.glob("format_*"))
NAME = "small"


def load(folder: Path, *, today: datetime.date = TODAY) -> scoring.Release:
    return scoring.load_release(
        NAME, models=folder / "models", trust=folder / "trust.toml", today=today
    )


def close(found: Any, due: Any) -> bool:
    """Whether two answers are the same, but for the last bits in which two libraries may differ."""
    if isinstance(due, float) and isinstance(found, float):
        return math.isclose(found, due, rel_tol=1e-12, abs_tol=1e-12)
    if isinstance(due, dict) and isinstance(found, dict):
        return found.keys() == due.keys() and all(close(found[one], due[one]) for one in due)
    if isinstance(due, list) and isinstance(found, list):
        return len(found) == len(due) and all(map(close, found, due))
    return bool(found == due)


def test_every_format_has_its_release() -> None:
    assert [folder.name for folder in FORMATS] == [
        f"format_{number}" for number in range(1, bundle.FORMAT + 1)
    ]


@pytest.mark.parametrize("folder", FORMATS, ids=lambda folder: folder.name)
class TestARelease:
    def test_it_loads(self, folder: Path) -> None:
        release = load(folder)
        assert set(release.models) == {"dropout", "child_labour", "exclusion"}
        assert release.synthetic

    def test_it_scores_as_it_did(self, folder: Path) -> None:
        asked = json.loads((folder / "households.json").read_bytes())
        due = json.loads((folder / "scores.json").read_bytes())
        found = scores_of(load(folder), asked)
        assert len(found) == len(due) >= 5
        for number, (mine, its) in enumerate(zip(found, due, strict=True)):
            # a later version may find more, and say it otherwise; what it found once stays found
            told, said = mine.pop("findings"), its.pop("findings")
            assert close(mine, its), f"household {number} as of {AS_OF}"
            assert {one["code"] for one in told} >= {one["code"] for one in said}
        risks = [row["risk"] for answer in due for row in answer["scores"]]
        assert sum(risk is not None for risk in risks) > 10

    def test_it_is_signed_by_model_signing_and_by_no_key_that_is_left(self, folder: Path) -> None:
        signature = (folder / "models" / NAME / "1" / "model.sig").read_bytes()
        found = signing.signed_files(signature, trust=signing.read_trust(folder / "trust.toml"))
        assert found.name == "1"
        kept = [path for path in folder.rglob("*") if path.is_file()]
        assert not [path for path in kept if b"PRIVATE" in path.read_bytes()]

    def test_it_expires_and_its_ledger_goes_stale_as_any(self, folder: Path) -> None:
        with pytest.raises(StaleLedgerError):
            load(folder, today=TODAY + datetime.timedelta(days=200))
        with pytest.raises((ExpiredReleaseError, StaleLedgerError)):
            load(folder, today=datetime.date(2028, 1, 1))


@pytest.mark.parametrize("name", WORDS)
def test_a_malicious_release_is_refused_in_its_own_words(name: str) -> None:
    folder = MALICIOUS / name
    with pytest.raises((BundleError, LedgerError, SignatureError)) as refusal:
        scoring.load_release(
            NAME, models=folder / "models", trust=MALICIOUS / "trust.toml", today=TODAY
        )
    assert re.search(WORDS[name], str(refusal.value)), refusal.value
    assert isinstance(refusal.value, IntegrityError)


def test_each_malicious_release_lies_in_a_folder_named_after_what_it_tries() -> None:
    assert {path.name for path in MALICIOUS.iterdir() if path.is_dir()} == set(WORDS)


def test_all_of_it_is_small() -> None:
    assert sum(path.stat().st_size for path in HERE.rglob("*") if path.is_file()) < 600_000

"""kill -9 at any point of a release leaves the old one or the new one, and a rerun cleans up."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter

import pytest
from tests.signers import RELEASER, TRUST_FILE

from ..conftest import HERE, Trained  # noqa: TID252 - a test reads its own fixtures


def attempts(trained: Trained, *, seed: int, n: int) -> list[dict]:
    """Kill so many releases and return what was seen around each."""
    words = [trained.folder, trained.run.run_id, RELEASER.path, TRUST_FILE, seed, n]
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.kills", *map(str, words)],
        cwd=HERE.parent, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def check(seen: list[dict], *, n: int) -> Counter[str]:
    """Every attempt left the old release or the new one; return how often what was left."""
    assert len(seen) == n
    left: Counter[str] = Counter()
    for one in seen:
        assert one["status"] in (0, -9, -14), one
        assert "fault" not in one["told"], one["told"]
        assert "fault" not in one["after"], one["after"]
        old = one["before"]["serves"]
        assert one["after"]["serves"] >= old, one
        assert "gone" not in one["after"]["left"], one
        assert "lost" not in one["after"]["left"], one
        assert "fault" not in one["again"], one["again"]
        assert one["last"] == {"serves": one["again"]["version"], "torn": False, "left": []}, one
        new = one["after"]["serves"] > old
        left["whole" if one["status"] == 0 else "new" if new else "old"] += 1
        left.update(one["after"]["left"])
    return left


def test_twenty_kills_leave_no_half_release(trained: Trained) -> None:
    left = check(attempts(trained, seed=1, n=20), n=20)
    assert left["old"] >= 5, left  # the kills hit releases at work


@pytest.mark.long
def test_two_hundred_kills_leave_no_half_release(trained: Trained) -> None:
    left = check(attempts(trained, seed=2, n=200), n=200)
    assert left["old"] >= 50, left
    assert {"staging", "alias", "tags", "version", "bundle"} & set(left), left

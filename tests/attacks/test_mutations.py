"""Whoever holds no key changes a release in no way that loads.

Every attempt goes through ``load_release``, the ledger's line included; a release that is refused
scores nobody. Seeds 1 (make test) and 2 (make test-long).
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.attacks import forks, shelf

ROOT = Path(__file__).parents[2]


def how_many(said: dict[str, Any], outcome: str) -> int:
    return sum(row.get(outcome, 0) for row in said["table"].values())


def test_the_release_under_attack_loads_and_is_small(tmp_path: Path) -> None:
    shelf.build(tmp_path)
    assert shelf.load(tmp_path).version == "2"
    for version in ("1", "2"):
        content = shelf.content_of(tmp_path / shelf.NAME / version)
        assert sum(map(len, content.values())) < shelf.MOST_BYTES


def test_every_flipped_byte_of_the_manifest_is_refused(campaign: Callable[..., Any]) -> None:
    said = campaign("flips", "--paths", "manifest.json", "--batch", "200")
    assert said["bad"] == []
    assert how_many(said, "refused") > 1500


def test_five_hundred_random_changes_are_refused(campaign: Callable[..., Any]) -> None:
    said = campaign("mutations", "--count", "500", "--seed", "1", "--batch", "100")
    assert said["bad"] == []
    assert how_many(said, "refused") == 500
    kinds = {"flip", "overwrite", "insert", "truncate", "swap segments", "swap files", "splice"}
    assert set(said["table"]) == kinds


@pytest.mark.long
def test_every_flipped_byte_of_a_release_and_its_ledger_is_refused(
    campaign: Callable[..., Any], show: Callable[..., None]
) -> None:
    said = campaign("flips", "--paths", "all", "--batch", "200")
    show("every byte flipped", said)
    assert said["bad"] == []
    assert 20_000 < how_many(said, "refused") < shelf.MOST_BYTES


@pytest.mark.long
def test_ten_thousand_random_changes_a_fork_each_are_refused(
    campaign: Callable[..., Any], show: Callable[..., None]
) -> None:
    said = campaign("mutations", "--count", "10000", "--seed", "2")
    show("random changes, seed 2", said)
    assert said["bad"] == []
    assert how_many(said, "refused") == 10_000


SEEN = """
import os, time
from tests.attacks import forks
from riskscreen.errors import BundleError
def refuse():
    raise BundleError("no")
def turn():
    while True:
        pass
actions = [lambda: "x", refuse, lambda: 1 / 0, os.abort, lambda: os._exit(0), turn,
           lambda: time.sleep(9), lambda: bytearray(2**33), lambda: "last"]
print([one.kind for one in forks.attempts(actions, batch=9, cpu_seconds=0.3, wall_seconds=2)])
"""


def test_the_fork_server_tells_a_refusal_from_a_crash_a_hang_and_another_error() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SEEN], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str(
        [forks.LOADED, forks.REFUSED, forks.OTHER, forks.CRASH, forks.CRASH, forks.HANG,
         forks.HANG, forks.OTHER, forks.LOADED]
    )  # fmt: skip
